"""Hints on a worksheet: where they stand, how they are put aside and come back, and where they never are."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from quadrants.interchange import DocumentError, from_json, to_json
from quadrants.loading import QUERIES, load_document
from quadrants.models import Edit
from quadrants.services.worksheets import duplicate_worksheet, import_worksheet
from strategies.coach import noticed
from strategies.hints import HINTS, hint_words
from strategies.models import HintState

pytestmark = pytest.mark.django_db

VAGUE = hint_words("goal_vague")
REASON = "CANARYreason"


@pytest.fixture
def goal(client, owner, entry):
    """A goal without figure, date or name; its id."""
    client.force_login(owner)
    return entry("goals", "short_term", "To be treated well")


@pytest.fixture
def page(client, worksheet):
    def get(path: str = "") -> str:
        answer = client.get(f"/worksheets/{worksheet.pk}/{path}")
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def put_aside(save, base=0):
    outcome = save("hint:goal_vague", base, aside=True, reason=REASON)
    assert outcome.saved, outcome
    return outcome


def words_of(text: str) -> str:
    """The fixed part of a hint's first sentence."""
    return re.split(r"[{}]\w*[{}]?", text)[-1]


def test_a_hint_stands_on_the_page_of_its_item_and_on_the_board(page, goal):
    for path in ("", "items/goals/"):
        assert VAGUE.asks.en in page(path)
        assert "“To be treated well” has no figure" in page(path)
        assert f"items/goals/#entry-{goal}" in page(path)
    assert VAGUE.asks.en not in page("items/needs/")
    assert f'id="entry-{goal}"' in page("items/goals/")


def test_it_speaks_the_language_of_the_reader(client, owner, page, goal):
    type(owner).objects.filter(pk=owner.pk).update(language="zh-hans")
    assert "“To be treated well”里还没有数字" in page("items/goals/")
    assert VAGUE.asks.zh_hans in page()


@pytest.mark.parametrize("answer", sorted({words.answer for words in HINTS} - {"line", "person", "in_their_shoes"}))
def test_the_box_for_an_answer_is_there(page, goal, answer):
    assert f'id="write-{answer}"' in page(f"items/{answer.partition('.')[0]}/")


def test_the_board_shows_three_at_most(page, goal, entry):
    entry("problems", "obstacles", "Their budget")
    entry("needs", "rational", "A lower rent")
    entry("standards", "norms", "Three quotes")
    entry("framing", "vision", "or else")
    assert page().count('class="hint"') == 3


def test_it_is_put_aside_with_a_reason_and_asked_again(page, goal, save):
    put_aside(save)
    assert VAGUE.asks.en not in page()
    assert REASON in page("items/goals/")
    assert 'value="again goal_vague"' in page("items/goals/")
    assert save("hint:goal_vague", 1, aside=False).saved
    assert VAGUE.asks.en in page()


def test_nothing_is_put_aside_without_a_reason(save, goal):
    refused = save("hint:goal_vague", 0, aside=True)
    assert refused.code == "invalid" and set(refused.fields) == {"reason"}
    put_aside(save)
    assert save("hint:goal_vague", 1, reason=" ").code == "invalid"
    assert not save("hint:no_such_rule", 0, aside=True, reason="x").saved
    assert HintState.objects.get().reason == REASON


def test_without_script_the_page_does_the_same(client, worksheet, goal, page):
    path = f"/worksheets/{worksheet.pk}/items/goals/"
    fields = {"base|hint:goal_vague": "0", "hint:goal_vague|reason": "", "do": "aside goal_vague"}
    answer = client.post(path, fields)
    assert answer.status_code == 422
    assert "Say in a few words why it does not matter here." in answer.content.decode()
    assert client.post(path, {**fields, "hint:goal_vague|reason": REASON}).status_code == 302
    assert VAGUE.asks.en not in page()
    assert client.post(path, {"base|hint:goal_vague": "2", "do": "again goal_vague"}).status_code == 302
    assert VAGUE.asks.en in page()
    # The reason is kept, should it be put aside once more.
    assert REASON in page("items/goals/")


def test_who_may_only_read_sees_the_hints_and_no_button(client, member, page, goal):
    client.force_login(member("viewer"))
    assert VAGUE.asks.en in page("items/goals/")
    assert 'value="aside goal_vague"' not in page("items/goals/")


def test_the_history_tells_it_and_takes_it_back(client, worksheet, page, goal, save):
    put_aside(save)
    for path in ("history/", "history/?item=goals"):
        told = page(path)
        assert "1 Goals · Hint" in told and REASON in told
    assert REASON not in page("history/?item=needs")
    undo = client.get(f"/worksheets/{worksheet.pk}/edits/?undo=999999").json()
    assert (undo["target"], undo["fields"]) == ("hint:goal_vague", {"aside": False, "reason": ""})
    before = Edit.objects.filter(subject_id=worksheet.pk).order_by("-id")[1]
    assert client.post(f"/worksheets/{worksheet.pk}/history/", {"do": f"whole {before.pk}"}).status_code == 302
    assert not HintState.objects.get().aside


def test_it_goes_with_an_export_and_with_a_copy(owner, worksheet, goal, save):
    put_aside(save)
    worksheet.refresh_from_db()
    exported = to_json(load_document(worksheet))
    assert exported["hints"] == [{"rule": "goal_vague", "aside": True, "reason": REASON}]
    for made in (import_worksheet(user=owner, data=exported), duplicate_worksheet(user=owner, worksheet=worksheet)):
        assert to_json(load_document(made))["hints"] == exported["hints"]
    with pytest.raises(DocumentError):
        from_json({**exported, "hints": [{"rule": "no_such_rule"}]})
    with pytest.raises(DocumentError):
        import_worksheet(user=owner, data={**exported, "hints": [{"rule": "goal_vague", "aside": True}]})


def test_a_file_of_the_first_version_has_none(worksheet):
    worksheet.refresh_from_db()
    exported = to_json(load_document(worksheet))
    del exported["hints"]
    assert not from_json({**exported, "version": 1}).hints


LEAVES = ["prep-sheet/", "prep-sheet.pdf", "table-sheet/", "prep-sheet.pdf?view=table", "plan.md", "plan.pdf", "room/"]


def test_no_hint_leaves_the_worksheet(client, worksheet, goal, entry, save):
    put_aside(save)
    entry("framing", "vision", "Sign today, or else we leave")
    hidden = [REASON, words_of(VAGUE.says.en), *(text.en for words in HINTS for text in (words.asks, words.why))]
    hidden = [words for words in hidden if "{" not in words]
    for path in LEAVES:
        answer = client.get(f"/worksheets/{worksheet.pk}/{path}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode("utf-8", "replace")
        if content.startswith(b"%PDF"):
            text = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)
        text = re.sub(r"\s+", " ", text)
        assert answer.status_code == 200, path
        assert not [words for words in hidden if words in text], path


def test_the_rules_ask_the_database_nothing(worksheet, goal, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        assert list(noticed(load_document(worksheet)))


def test_a_hint_that_asks_to_sit_on_the_other_side_leads_there(client, owner, page, entry):
    client.force_login(owner)
    entry("perceptions", "pictures", "We are too small")
    assert 'in-their-shoes/">Answer</a>' in page("items/perceptions/")
    assert page("in-their-shoes/")
