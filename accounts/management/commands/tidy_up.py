from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import tidy_up


class Command(BaseCommand):
    help = "Removes guests who stayed away, and worksheets deleted long ago. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        guests, worksheets = tidy_up()
        self.stdout.write(f"Guests removed: {guests}")
        self.stdout.write(f"Worksheets removed: {worksheets}")
