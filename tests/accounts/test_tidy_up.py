"""Removing what is past its time, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import tidy_up_daily
from quadrants.models import Edit, Membership, Worksheet

pytestmark = pytest.mark.django_db


def days_ago(days: int):
    return timezone.now().date() - timedelta(days=days)


@pytest.fixture
def guest():
    def make(days: int) -> User:
        return User.objects.create_guest(seen_on=days_ago(days))

    return make


def run() -> str:
    output = StringIO()
    call_command("tidy_up", stdout=output)
    return output.getvalue()


def test_guests_who_stayed_away_for_more_than_thirty_days_go_with_their_worksheets(guest, worksheet_of):
    kept, gone = guest(30), guest(31)
    keeps, goes = worksheet_of(kept), worksheet_of(gone)
    assert run() == "Guests removed: 1\nWorksheets removed: 0\n"
    assert set(User.objects.all()) == {kept}
    assert set(Worksheet.objects.all()) == {keeps}
    assert not Edit.objects.filter(subject_id=goes.pk).exists()
    assert Edit.objects.filter(subject_id=keeps.pk).exists()


def test_accounts_stay_however_long_they_are_away(account, worksheet_of):
    User.objects.filter(pk=account.pk).update(seen_on=days_ago(3000))
    worksheet_of(account)
    assert run() == "Guests removed: 0\nWorksheets removed: 0\n"
    assert User.objects.count() == Worksheet.objects.count() == 1


def test_a_guests_worksheet_that_somebody_else_opens_stays(guest, account, worksheet_of):
    worksheet = worksheet_of(guest(31))
    Membership.objects.create(worksheet=worksheet, user=account, role="editor")
    run()
    assert list(Worksheet.objects.visible_to(account)) == [worksheet]
    assert not User.objects.filter(is_guest=True).exists()


def test_worksheets_deleted_more_than_thirty_days_ago_go(account, worksheet_of):
    now = timezone.now()
    living, just, long_ago = (worksheet_of(account, title) for title in ("Living", "Just", "Long ago"))
    Worksheet.objects.filter(pk=just.pk).update(deleted_at=now - timedelta(days=29, hours=23))
    Worksheet.objects.filter(pk=long_ago.pk).update(deleted_at=now - timedelta(days=30, minutes=1))
    assert run() == "Guests removed: 0\nWorksheets removed: 1\n"
    assert set(Worksheet.objects.all()) == {living, just}
    assert not Edit.objects.filter(subject_id=long_ago.pk).exists()


def test_a_visit_is_a_sign_of_life(client, start, who):
    worksheet, guest = start(), who()
    User.objects.filter(pk=guest.pk).update(seen_on=days_ago(31))
    assert client.get(reverse("board", args=[worksheet.pk])).status_code == 200
    assert run() == "Guests removed: 0\nWorksheets removed: 0\n"
    assert who().seen_on == days_ago(0)


def test_without_a_timer_it_runs_once_a_day_by_itself(guest):
    guest(31)
    tidy_up_daily()
    assert not User.objects.exists()
    guest(31)
    tidy_up_daily()
    assert User.objects.count() == 1
    cache.clear()  # as the day after, when the note has run out
    tidy_up_daily()
    assert not User.objects.exists()


def test_sheets_of_removed_worksheets_do_not_stay_on_the_disk(db, settings, tmp_path):
    settings.CACHES = settings.CACHES | {
        "sheets": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    }
    caches["sheets"].set("somebody's", b"%PDF")
    assert list(tmp_path.iterdir())
    run()
    assert not list(tmp_path.iterdir())
