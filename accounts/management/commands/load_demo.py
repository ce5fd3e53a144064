from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quadrants.services.demo import load_demo
from training.services.demo import load_demo_course


class Command(BaseCommand):
    help = "Makes the demo accounts with their worksheets and the demo course, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worksheets", action="store_true", help="without the course, which takes a few seconds")

    def handle(self, *args: Any, worksheets: bool, **options: Any) -> None:
        made = load_demo(), not worksheets and load_demo_course()
        self.stdout.write("The demo was made." if any(made) else "The demo is there already.")
