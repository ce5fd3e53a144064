"""When the demo course is loaded, and what stands for it on the command line and the sign-in page."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from quadrants.models import Edit
from quadrants.services import demo
from training.demo import read_script
from training.models import Course, Submission
from training.services.demo import EMAILS, load_demo_course

pytestmark = pytest.mark.anywhere


def test_is_not_loaded_where_somebody_has_one_of_its_addresses(db, django_user_model):
    django_user_model.objects.create_user(EMAILS[1], "a-long-password-7")
    assert load_demo_course() is False
    assert not Course.objects.exists()


def test_the_command_makes_the_demo_and_then_lets_it_be(db, client, capsys):
    call_command("load_demo")
    call_command("load_demo")
    assert capsys.readouterr().out.splitlines() == ["The demo was made.", "The demo is there already."]
    assert Course.objects.count() == 1
    for email in (demo.EMAIL, *EMAILS):
        assert client.login(email=email, password="demo")


@pytest.mark.long
def test_just_after_midnight_nothing_lies_ahead_that_is_done(db):
    zone = ZoneInfo(read_script()["time_zone"])
    midnight = timezone.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    assert load_demo_course(now=midnight) is True
    latest = [Edit.objects.latest("at").at, Submission.objects.order_by("submitted_at").last().submitted_at]
    assert midnight - timedelta(days=2) < max(latest) < midnight
