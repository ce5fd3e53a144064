"""No page breaks a rule of accessibility that a machine can check."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import follow

LONG = bool(os.environ.get("LONG"))
# Each page once for each language, in one theme each; all four in the long form.
THEMES = [("en", "light"), ("zh", "dark"), *([("en", "dark"), ("zh", "light")] if LONG else [])]
PUBLIC = ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/strategies/", "/nowhere/"]
PUBLIC += ["/strategies/their_standards/"]
OWN = ["/worksheets/", "/worksheets/?q=nothing+of+that+name", "/worksheets/?shelf=deleted", "/worksheets/new/"]
OWN += ["/worksheets/import/", "/account/", "/account/email/", "/account/delete/", "/accounts/password/change/"]
PARTS = [
    "",
    "items/goals/",
    "items/parties/",
    "items/needs/",
    "strategies/",
    "prep-sheet/",
    "table-sheet/",
    "room/",
    "readiness/",
    "trades/",
    "people/",
    "ladder/",
    "quick/",
    "quick/goals/",
    "quick/parties/",
    "in-their-shoes/",
    "deal/",
    "deal/import/",
    "history/",
    "details/",
    "delete/",
]


def faults(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


@pytest.mark.parametrize(("language", "theme"), THEMES)
def test_axe_finds_nothing_on_any_page(person, language, theme):
    demo = person(language, color_scheme=theme)
    found = [fault for path in PUBLIC for fault in faults(demo.open(path))]
    boards = list(demo.enter_demo().values())
    for path in OWN + [board + part for board in (boards if LONG else boards[:1]) for part in PARTS]:
        found += faults(demo.open(path))
    for board in boards[:1]:
        page = demo.open(board + "items/needs/")
        for link in page.locator("[data-more]").all()[:1]:
            link.click()
            page.locator(".about").wait_for()
        found += faults(page)
        found += faults(demo.open(board + page.locator("[data-more]").first.get_attribute("href").split(board)[1]))
        page = demo.open(board + "in-their-shoes/")
        for part in [link.get_attribute("href") for link in page.locator(".shoes a").all()[:3]]:
            found += faults(demo.open(part))
            if part.endswith("/partner/"):
                follow(page, page.locator("[href$='/handed-back/']"))
                found += faults(page)
        page = demo.open(board + "items/parties/")
        found += faults(demo.open(page.locator(".people a").first.get_attribute("href")))
    guest = person(language, color_scheme=theme)
    guest.start("A talk")
    for path in ["", "/worksheets/", "/account/", "/accounts/signup/"]:
        found += faults(guest.open(path) if path else guest.page)
    demo.complaints.clear()
    assert not found, "\n".join(found)
