"""The addresses of the plan: kinds, names, history, the press of its own and what is kept."""

from __future__ import annotations

import io
import os
import signal
from dataclasses import replace

import docx
import pytest
from django.core.cache import caches
from django.urls import reverse

from press.process import Busy, Press
from quadrants import plan, sheet
from tests.press import jobs
from tests.quadrants.plan.making import WORKED, body_of, setting
from tests.quadrants.sheet.making import demo

ADDRESSES = {
    "plan_pdf": ("application/pdf", "inline"),
    "plan_docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    "plan_md": ("text/markdown; charset=utf-8", "attachment"),
}


@pytest.mark.parametrize(("name", "expected"), ADDRESSES.items())
def test_each_form_has_its_kind_and_name(client, owner, worksheet, name, expected):
    client.force_login(owner)
    response = client.get(reverse(name, args=[worksheet.pk]))
    kind, shown = expected
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["Content-Disposition"] == f'{shown}; filename="A_raise-plan.{name.partition("_")[2]}"'
    assert client.post(reverse(name, args=[worksheet.pk])).status_code == 405


def test_the_page_of_the_prep_sheet_links_all_three(client, owner, worksheet):
    client.force_login(owner)
    page = client.get(reverse("prep_sheet", args=[worksheet.pk])).content.decode()
    assert all(f'href="{reverse(name, args=[worksheet.pk])}"' in page for name in ADDRESSES)


def test_the_history_tells_who_wrote_on_which_day(client, owner, worksheet, entry, member, save):
    first = entry("goals", "short_term", "92,000 by spring")
    assert save(f"entry:{first}", 1, text="93,000 by spring").saved
    assert save("item:goals", 0, by=member("editor"), summary="A raise by spring").saved
    client.force_login(owner)
    text = client.get(reverse("plan_md", args=[worksheet.pk])).content.decode()
    [mine, theirs] = [line for line in text.splitlines() if line.endswith(" written |")]
    assert "| Ann Lee | begun with" in mine and mine.endswith(" · 1 part written |")
    assert theirs.endswith("| Editor | 1 part written |")


def test_the_plan_is_in_the_language_of_the_worksheet(client, owner, worksheet, save):
    assert save("worksheet", worksheet.version, language="zh-hans").saved
    owner.name = ""
    owner.email = None
    owner.is_guest = True
    owner.save()
    client.force_login(owner)
    text = client.get(reverse("plan_md", args=[worksheet.pk])).content.decode()
    assert "## I 问题和目标" in text and "| 访客 |" in text


def test_a_plan_is_kept_by_all_it_depends_on():
    made = demo("raise")
    one = plan.Edition(made, WORKED, **setting())
    other = replace(one, document=replace(made, entries=made.entries[1:]))
    names = [one.name("pdf"), one.name("docx"), other.name("pdf")]
    names += [replace(one, worked=WORKED[:1]).name("pdf"), replace(one, paper="letter").name("pdf")]
    assert len(set(names)) == len(names)
    caches["sheets"].set(one.name("pdf"), b"kept")
    assert one.file("pdf") == b"kept"
    assert "Problemsandgoals" in body_of(other.file("pdf"))
    assert docx.Document(io.BytesIO(one.file("docx"))).tables


def test_an_unchanged_plan_is_not_sent_again(client, owner, worksheet, save):
    client.force_login(owner)
    for name in ("plan_pdf", "plan_docx"):
        address = reverse(name, args=[worksheet.pk])
        known = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": known}).status_code == 304
    assert save("worksheet", worksheet.version, title="Another raise").saved
    assert client.get(address, headers={"If-None-Match": known}).status_code == 200


def test_sheets_do_not_wait_for_plans():
    plan.Edition(demo("new_year"), (), **setting()).file("pdf")
    assert plan.PRESS is not sheet.PRESS and plan.PRESS.seconds == 60
    assert plan.PRESS.pid is not None and plan.PRESS.pid != sheet.PRESS.pid


@pytest.mark.parametrize(("press", "status"), [("busy", 503), ("endless", 422)])
def test_who_cannot_have_it_now_is_told(client, owner, worksheet, monkeypatch, press, status):
    if press == "busy":
        refusing = Press(seconds=1, megabytes=400, waiting=-1)
        with pytest.raises(Busy):
            refusing.run(jobs.process_id)
    else:
        refusing = Press(seconds=0, megabytes=400, waiting=1)
    monkeypatch.setattr(plan, "PRESS", refusing)
    client.force_login(owner)
    for name in ("plan_pdf", "plan_docx"):
        response = client.get(reverse(name, args=[worksheet.pk]))
        assert response.status_code == status
        assert response.has_header("Retry-After") == (status == 503)
    if refusing.pid:
        os.kill(refusing.pid, signal.SIGKILL)
