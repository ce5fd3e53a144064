"""Many at once in a browser: chosen in the list, made while the worker is killed, fetched."""

from __future__ import annotations

import io
import os
import re
import signal
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

SHEETS = 12


def workers(site: str) -> list[int]:
    """The processes that work in the background for this site, without those that keep them alive."""
    ours = f"PORT={site.rpartition(':')[2]}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words, settings = ((process / name).read_bytes().split(b"\0") for name in ("cmdline", "environ"))
        except OSError:
            continue
        if b"--bound" in words and b"manage.py" in b" ".join(words) and ours in settings:
            found.append(int(process.name))
    return found


@pytest.fixture
def owner(person):
    guest = person()
    guest.start("A talk")
    return guest


def test_a_killed_worker_is_followed_by_one_that_finishes(owner):
    for _copy in range(SHEETS - 1):
        owner.page.request.post(
            f"{owner.site}/worksheets/example/", headers={"X-CSRFToken": token(owner), "Referer": owner.site}
        )
    page = owner.open("/worksheets/")
    page.get_by_label("All on this page").check()
    expect(page.locator("[data-chosen-count]")).to_have_text(str(SHEETS))
    page.get_by_role("button", name="One PDF").click()
    page.wait_for_url("**/worksheets/printing/*/")
    words = page.locator("[data-words]")
    expect(words).to_have_text(re.compile(rf"Printing: [1-9]\d* of {SHEETS}|sheets are ready"))
    assert "ready" not in words.inner_text(), "it was too quick to be killed"
    [worker] = workers(owner.site)
    os.kill(worker, signal.SIGKILL)
    expect(words).to_have_text(f"{SHEETS} sheets are ready.", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    pdf = Path(download.value.path()).read_bytes()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == SHEETS and len(reader.outline) == SHEETS
    assert worker not in workers(owner.site) and len(workers(owner.site)) == 1


def test_what_waits_can_be_cancelled(owner):
    for _copy in range(SHEETS - 1):
        owner.page.request.post(
            f"{owner.site}/worksheets/example/", headers={"X-CSRFToken": token(owner), "Referer": owner.site}
        )
    page = owner.open("/worksheets/")
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="ZIP").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-words]")).to_have_text("Cancelled. Nothing was kept.")
    expect(page.get_by_role("link", name="Download ZIP")).to_have_count(0)


def token(person) -> str:
    return next(one["value"] for one in person.context.cookies() if one["name"].endswith("csrftoken"))
