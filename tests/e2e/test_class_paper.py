"""What a course gives out, in a browser, with the class of the demo: gradebook, a class on paper, the own record."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, follow
from tests.e2e.test_axe import faults
from tests.e2e.test_printing import workers


@pytest.fixture(params=[pytest.param(("en", "light"), marks=pytest.mark.long), ("zh", "dark")], ids=lambda one: one[0])
def seat(person, request):
    """`seat(email, **options)` signs in to the demo in the language of this run."""
    language, theme = request.param

    def sign_in(email: str, **options):
        somebody = person(language, color_scheme=theme, **options)
        page = somebody.open("/accounts/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill("demo")
        page.keyboard.press("Enter")
        page.wait_for_url("**/worksheets/")
        somebody.open("/courses/")
        follow(page, page.locator(".courses a").first)
        return somebody

    return sign_in


def saved(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.locator(link).click()
    return Path(download.value.path()).read_bytes()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.long
def test_a_class_on_paper_though_the_worker_is_killed(seat):
    trainer = seat("trainer@example.com")
    page = trainer.page
    follow(page, page.locator(".tabs a[href$='/gradebook/']"))
    found = faults(page)
    expect(page.locator(".gradebook tbody tr")).to_have_count(24)
    assert saved(page, "a[href$='gradebook.csv']").startswith(b"\xef\xbb\xbf")
    assert saved(page, "a[href$='gradebook.xlsx']").startswith(b"PK")

    follow(page, page.locator(".gradebook thead a").first)
    follow(page, page.locator(".tabs a[href$='/printing/']"))
    found += faults(page)
    follow(page, page.locator("button[value=reviewed]"))
    words = page.locator("[data-words]")
    total = int(page.locator("progress").get_attribute("max"))
    expect(page.locator("progress")).not_to_have_attribute("value", "0", timeout=60_000)
    found += faults(page)
    assert page.locator("progress").count(), "it was too quick to be killed"
    [worker] = workers(trainer.site)
    os.kill(worker, signal.SIGKILL)
    page.locator("a[download]").wait_for(timeout=120_000)
    expect(words).to_contain_text(str(total))
    found += faults(page)
    with zipfile.ZipFile(io.BytesIO(saved(page, "a[download]"))) as archive:
        assert len(archive.namelist()) == total
    follow(page, page.locator("main p a[href$='/printing/']"))
    expect(page.locator("main a[href*='/worksheets/printing/']").first).to_be_visible()
    assert not found, "\n".join(found)


def test_a_student_reads_the_own_record(seat):
    student = seat("student@example.com", viewport=NARROW)
    page = student.page
    follow(page, page.locator("a[href$='/record/']"))
    expect(page.locator(".work h4").first).to_be_visible()
    assert fits(page)
    assert not faults(page)


def test_the_gradebook_on_a_phone(seat):
    page = seat("trainer@example.com", viewport=NARROW).page
    follow(page, page.locator(".tabs a[href$='/gradebook/']"))
    expect(page.locator(".gradebook tbody tr")).to_have_count(24)
    assert fits(page)
    assert not faults(page)
