from typing import Any

from django.core.management.base import BaseCommand

from quadrants.services.demo import load_demo


class Command(BaseCommand):
    help = "Makes the demo account with its worksheets, once."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_demo()
        self.stdout.write("The demo account was made." if made else "The demo account is there already.")
