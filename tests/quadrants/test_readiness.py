"""How far a worksheet is: by stated rules, with the reason, and without holding anybody up."""

from __future__ import annotations

import pytest
from django.utils import translation

from quadrants.catalogue import CATALOGUE
from quadrants.enums import Fill
from quadrants.readiness import item_fill, standing, standing_together, together
from strategies.coach.examples import document_of

EMPTY, BEGUN, ENOUGH, STRONG = Fill
GOALS = CATALOGUE.item("goals")
LINE = "goals.short_term | 38.5 a piece"
LATER = "goals.long_term | They call us first"


@pytest.mark.parametrize(
    ("item", "lines", "expected"),
    [
        ("goals", [], EMPTY),
        ("goals", [LINE], BEGUN),
        ("goals", ["goals | 38.5"], BEGUN),
        ("goals", ["goals | 38.5", LINE], ENOUGH),
        ("goals", [LINE] * 4, ENOUGH),
        ("goals", [LINE, LINE, LINE, LATER], STRONG),
        ("problems", ["problems.obstacles | x"] * 4, STRONG),
        ("parties", ["@Karin counterpart"], BEGUN),
        ("parties", ["@Karin counterpart decision_maker"], ENOUGH),
        ("parties", ["@Karin counterpart decision_maker", "@Rita third_party", "@Wang decision_maker"], STRONG),
        ("parties", ["@Karin"], BEGUN),
    ],
)
def test_an_item_is_as_far_as_its_lines(item, lines, expected):
    document = document_of(lines)
    assert item_fill(document, CATALOGUE.item(item)) == expected == standing(document, CATALOGUE.item(item)).fill


@pytest.mark.parametrize(
    ("fills", "expected"),
    [
        ([], EMPTY),
        ([EMPTY, EMPTY], EMPTY),
        ([EMPTY, STRONG], BEGUN),
        ([BEGUN, STRONG], BEGUN),
        ([ENOUGH, STRONG], ENOUGH),
        ([ENOUGH, STRONG, STRONG], STRONG),
        ([STRONG], STRONG),
    ],
)
def test_several_are_as_far_as_the_one_that_is_behind(fills, expected):
    assert together(iter(fills)) == expected


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_step_has_a_reason_of_its_own(language):
    steps = [[], [LINE], [LINE, LINE], [LINE, LINE, LINE, LATER]]
    with translation.override(language):
        reasons = [standing(document_of(lines), GOALS).why for lines in steps]
        assert len(set(reasons)) == 4
        wholes = [standing_together(document_of(lines), [GOALS]).why for lines in steps]
        assert len(set(wholes)) == 4
        assert not any("%" in reason for reason in reasons + wholes)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["@Karin"], "One name so far"),
        (["@Karin counterpart decision_maker"], "Enough is named: who sits opposite and who decides. With four names"),
        (["@Karin counterpart", "@Wang decision_maker"], "Enough is named: who sits opposite and who decides."),
        (["@Karin counterpart third_party"], "Enough is named. With four names"),
        (["@Karin counterpart", "@Rita counterpart"], "Enough is named. With four names"),
        ([f"@{name} counterpart" for name in ("Karin", "Rita", "Wang", "Eve")], "in fewer than two roles"),
        (["@Karin", "@Rita", "@Wang", "@Eve"], "in fewer than two roles"),
        (["@Karin counterpart decision_maker", "@Rita counterpart third_party"], "Plenty is named, in several roles."),
    ],
)
def test_what_is_said_of_the_people_is_true_of_them(lines, said):
    assert said in standing(document_of(lines), CATALOGUE.item("parties")).why


pages = pytest.mark.django_db


@pages
def test_it_stands_on_the_board_the_item_and_a_page_of_its_own(client, owner, worksheet, entry):
    client.force_login(owner)
    entry("goals", "short_term", "38.5 a piece")
    here = f"/worksheets/{worksheet.pk}/"
    board = client.get(here).content.decode()
    assert f'href="{here}readiness/#q1" aria-label="Problems and goals: begun">begun</a>' in board
    assert board.count(">empty</a>") == 3
    item = client.get(f"{here}items/goals/").content.decode()
    assert "So far: begun" in item and "One line so far." in item
    page = client.get(f"{here}readiness/").content.decode()
    assert page.count("One line so far.") == page.count("One name so far.") == 1
    assert "Enough so far: 0 of 20 in use." in page
    assert page.count('<div id="') == 20


@pages
def test_what_is_out_of_use_counts_for_nothing(client, owner, worksheet, entry, save):
    client.force_login(owner)
    entry("goals", "short_term", "38.5 a piece")
    entry("goals", "short_term", "By June")
    for item in CATALOGUE.quadrant("problems_goals").items[1:]:
        assert save(f"item:{item.code}", 0, in_use=False).saved
    board = client.get(f"/worksheets/{worksheet.pk}/").content.decode()
    assert 'aria-label="Problems and goals: enough"' in board
    assert client.get(f"/worksheets/{worksheet.pk}/readiness/").content.decode().count("Out of use.") == 4
