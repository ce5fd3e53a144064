from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import remove_idle_guests
from quadrants.services.worksheets import remove_deleted_worksheets


class Command(BaseCommand):
    help = "Removes guests who stayed away, and worksheets deleted long ago. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Guests removed: {remove_idle_guests()}")
        self.stdout.write(f"Worksheets removed: {remove_deleted_worksheets()}")
