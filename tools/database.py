"""Brings the database up to date and loads the demo, in one process: `python -m tools.database`."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "negotiation_prep.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo", verbosity=0)


if __name__ == "__main__":
    main()
