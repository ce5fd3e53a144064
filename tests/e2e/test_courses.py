"""A course from its first minute: a trainer opens it and brings a roster, a student sits down on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, follow
from tests.e2e.test_axe import faults

ROSTER = "Name,Section\nAnn Lee,A\n王小明,B\n".encode()


@pytest.fixture(params=[("en", "light"), pytest.param(("zh", "dark"), marks=pytest.mark.long)], ids=lambda one: one[0])
def seat(person, request):
    """`seat(**options)` sits down at a browser in the language of this run."""
    language, theme = request.param
    return lambda **options: person(language, color_scheme=theme, **options)


def test_a_course_is_opened_filled_and_joined(seat):
    trainer = seat()
    trainer.enter_demo()
    page = trainer.open("/courses/")
    found = faults(page)
    follow(page, page.locator("a[href='/courses/new/']"))
    found += faults(page)
    page.locator("[name=title]").fill("Evening class 谈判课")
    page.locator("main form .btn-main").click()
    page.wait_for_url("**/courses/*-*/")
    course, code = page.url, page.locator(".class-code").inner_text()
    found += faults(page)

    page.goto(f"{course}people/roster/")
    found += faults(page)
    page.locator("[type=file]").set_input_files({"name": "class.csv", "mimeType": "text/csv", "buffer": ROSTER})
    page.locator("main form .btn-main").click()
    expect(page.locator(".roster tbody tr")).to_have_count(2)
    found += faults(page)
    page.locator("main form .btn-main").click()
    expect(page.locator(".slips li")).to_have_count(2)
    found += faults(page)
    pin = page.locator(".slips li", has_text="王小明").locator(".code").nth(1).inner_text()

    student = seat(viewport=PHONE)
    page = student.open("/")
    follow(page, page.locator("a[href='/join/']"))
    found += faults(page)
    page.keyboard.type(f"{code[:3].lower()} {code[3:]}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/join/{code}/")
    found += faults(page)
    page.locator("[name=name]").fill("王小明")
    page.locator("[name=pin]").fill(pin)
    page.locator("[value=back]").click()
    page.wait_for_url("**/courses/*-*/")
    found += faults(page)
    follow(page, page.locator("a[href$='/record/']"))
    found += faults(page)

    newcomer = seat(viewport=PHONE)
    page = newcomer.open(f"/join/{code}/")
    page.locator("[name=name]").fill("Zoë")
    page.locator("[name=pin]").fill("2580")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/*-*/")

    page = trainer.open(f"{course}people/")
    expect(page.locator(".people-row")).to_have_count(4)
    found += faults(page)
    follow(page, page.locator(".people-row a", has_text="Zoë"))
    found += faults(page)
    for path in ("gradebook/", "details/", "delete/"):
        found += faults(trainer.open(course + path))
    for path in ("/cases/", "/cases/jacket/", "/cases/new/"):
        found += faults(trainer.open(path))
    for each in (trainer, student, newcomer):
        assert each.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not found, "\n".join(found)
