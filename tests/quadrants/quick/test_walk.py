"""The walk, one thing on a screen: on, back, the coach before the sheet, and the clock."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from quadrants.catalogue import CATALOGUE
from quadrants.loading import load_document
from quadrants.quick import Pick
from quadrants.views.quick import _screen
from tests.quadrants.quick.using import answer, at, items


def test_without_script_one_walks_from_the_first_to_the_sheet_and_keeps_each_line(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, time="ten")
    codes, path = items(time="ten"), at("quick_step", talk, "goals")
    for number, code in enumerate(codes):
        page = client.get(path)
        assert page.status_code == 200
        prompt = page.context["groups"][0].prompt.code
        box = f"new-party|{prompt}" if code == "parties" else f"new|{code}.{prompt}"
        assert f'name="{box}"' in page.content.decode()
        path = client.post(path, {box: f"Line {number}", "go": "on"}).url.removesuffix("#write")
    assert path == at("prep_sheet", talk)
    document = load_document(talk)
    assert len(document.entries) + len(document.others) == len(codes) + 1


def test_the_coach_speaks_on_the_last_screen_and_nowhere_before(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, time="ten")
    codes = items(time="ten")
    steps = {code: at("quick_step", talk, code) for code in codes}
    talk.parties.filter(is_us=False).update(deleted_at=timezone.now())
    assert 'class="hint"' not in client.get(steps[codes[-1]]).content.decode()
    client.post(steps["goals"], {"new|goals.short_term": "To be treated well"})
    client.post(steps["needs"], {"new|needs.rational": "We need 5 days"})
    shown = {code: client.get(steps[code]).content.decode() for code in codes}
    assert [code for code in codes if 'class="hint"' in shown[code]] == [codes[-1]]
    board = client.get(at("board", talk)).content.decode()
    hints = re.findall(r'data-target="hint:(\w+)"', shown[codes[-1]])
    assert "goal_vague" in hints
    assert hints == re.findall(r'data-target="hint:(\w+)"', board)
    assert "Worth a thought" in shown[codes[-1]]
    assert f'<span class="numbers">1</span> {CATALOGUE.item("goals").short}' in shown[codes[-1]]


@pytest.mark.parametrize(
    ("answers", "written", "place", "box"),
    [
        # The line itself, on the screen of its item; the box of the question that a screen begins with; another one's.
        ({"time": "ten"}, {"goals.short_term": "To be treated well"}, "quick/goals/", "entry"),
        ({"time": "ten"}, {"goals.short_term": "Get 1", "needs.rational": "We need 5 days"}, "quick/needs/", "write"),
        # An item that is not on the walk has its own page.
        ({"time": "ten"}, {"brainstorm.options": "We could offer 12 days"}, "items/brainstorm/", "write-brainstorm."),
    ],
)
def test_answers_to_the_coach_lead_back_on_the_walk(client, owner, talk, answers, written, place, box):
    client.force_login(owner)
    answer(talk, owner, **answers)
    for path, text in written.items():
        client.post(reverse("item", args=[talk.pk, path.partition(".")[0]]), {f"new|{path}": text})
    last = client.get(at("quick_step", talk, items(**answers)[-1])).content.decode()
    links = re.findall(rf'href="/worksheets/{talk.pk}/({place}#{box}[^"]*)">Answer', last)
    assert links, re.findall(r'href="([^"]*)">Answer', last)
    screen = client.get(f"/worksheets/{talk.pk}/{links[0]}").content.decode()
    assert f'id="{links[0].partition("#")[2]}"' in screen


@pytest.mark.parametrize("code", [item.code for item in CATALOGUE.items])
def test_every_question_has_its_place_on_the_walk(client, owner, talk, code):
    item = CATALOGUE.item(code)
    for pick in Pick(code, "", ()), Pick(code, "", (item.prompts[-1].code,)):
        places = {_screen([pick], f"items/{code}/#write-{prompt.path}") for prompt in item.prompts}
        assert len(places) == len(item.prompts) and f"quick/{code}/#write" in places
        assert _screen([pick], f"items/{code}/#summary") == f"items/{code}/#summary"
    assert _screen([], f"items/{code}/#write-x") == f"items/{code}/#write-x"


def test_a_hint_is_put_aside_on_the_last_screen_without_script(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, time="ten")
    last = at("quick_step", talk, items(time="ten")[-1])
    client.post(at("quick_step", talk, "goals"), {"new|goals.short_term": "To be treated well"})
    sent = {"do": "aside goal_vague", "hint:goal_vague|reason": "They know it", "base|hint:goal_vague": "0"}
    assert "goal_vague" in client.post(last, {**sent, "hint:goal_vague|reason": ""}).content.decode()
    assert client.post(last, sent).url == last
    assert load_document(talk).hint("goal_vague").aside
    assert "goal_vague" not in client.get(last).content.decode()


def test_needs_ask_for_what_can_be_counted_and_for_feelings_on_one_screen(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, time="ten")
    page = client.get(at("quick_step", talk, "needs")).content.decode()
    shown, folded = page.split('<details class="other"')
    assert all(f'name="new|needs.{prompt}"' in shown for prompt in ("rational", "emotional"))
    assert 'name="new|needs.shared"' in folded and shown.count('id="write"') == 1


def test_back_leads_back_and_the_first_step_to_the_answers(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, time="ten")
    first, second = items(time="ten")[:2]
    assert client.post(at("quick_step", talk, second), {"go": "back"}).url == at("quick_step", talk, first) + "#write"
    assert client.post(at("quick_step", talk, first), {"go": "back"}).url == at("quick", talk)


def test_an_item_that_is_not_picked_has_its_own_page_and_others_are_not_there(client, owner, talk):
    client.force_login(owner)
    assert client.get(at("quick_step", talk, "process")).url == at("item", talk, "process")
    assert client.get(at("quick_step", talk, "nonsense")).status_code == 404


def test_the_clock_says_what_has_gone_and_begins_anew_after_a_while(client, owner, talk, monkeypatch):
    client.force_login(owner)
    answer(talk, owner, time="twenty")
    now = [1_800_000_000]
    monkeypatch.setattr("quadrants.views.quick.time.time", lambda: now[0])
    said = lambda: client.get(at("quick_step", talk, "goals")).context["clock"]["said"]  # noqa: E731
    assert said() == "0 of 20 min"
    for minutes, expected in ((7, "7 of 20 min"), (20, "27 of 20 min"), (31, "0 of 20 min")):
        now[0] += minutes * 60
        assert said() == expected
    with translation.override("zh-hans"):
        client.post(reverse("set_language"), {"language": "zh-hans"})
    assert "20" in said()


def test_without_a_time_the_clock_only_counts(client, owner, talk):
    client.force_login(owner)
    assert client.get(at("quick_step", talk, "goals")).context["clock"]["said"] == "0 min"
