from typing import Any

from django.core.management.base import BaseCommand

from quadrants.services.demo import load_demo
from training.services.demo import load_demo_course


class Command(BaseCommand):
    help = "Makes the demo accounts with their worksheets and the demo course, once."

    def handle(self, *args: Any, **options: Any) -> None:
        made = load_demo(), load_demo_course()
        self.stdout.write("The demo was made." if any(made) else "The demo is there already.")
