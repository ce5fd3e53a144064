"""The probes: does the process answer, and is its database there with all tables?"""

from __future__ import annotations

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from tests.postgres import free_port

pytestmark = pytest.mark.django_db


def test_all_is_well(client):
    for name in ("healthz_live", "healthz_ready"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert client.head(reverse(name)).status_code == 200


def test_tables_that_are_missing_make_it_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="quadrants").latest("id").delete()
    answer = client.get(reverse("healthz_ready"))
    assert (answer.status_code, answer.json()) == (503, {"status": "migrations waiting"})
    assert client.get(reverse("healthz_live")).status_code == 200


def test_the_probes_start_no_session(client):
    for name in ("healthz_live", "healthz_ready"):
        assert not client.get(reverse(name)).cookies


def test_a_database_that_does_not_answer(reckon):
    """A real one: nobody listens at that port. Who was signed in is told to wait, everybody else reads on."""
    answers = reckon(
        """
client = Client(raise_request_exception=False, headers={"host": "localhost", "accept-language": "zh-CN"})
paths = ["/healthz/live", "/healthz/ready", "/", "/strategies/"]
statuses = [client.get(path).status_code for path in paths]
client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
page = client.get("/worksheets/")
save = client.post("/worksheets/7c9e6679-7425-40de-944b-e07fc1f90ae7/edits/", "{}", "application/json")
[statuses, page.status_code, "请稍等" in page.content.decode(), page["Retry-After"], save.status_code, save.json()]
        """,
        DATABASE_URL=f"postgres://nobody:nothing@127.0.0.1:{free_port()}/none",
    )
    statuses, page, in_chinese, retry, save, refusal = answers
    assert statuses == [200, 503, 200, 200]
    assert (page, in_chinese, retry) == (503, True, "5")
    assert (save, refusal["code"]) == (503, "unavailable")
