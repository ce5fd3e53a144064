"""The page of the questions: starting points, answers, picks and the strategies beside them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from quadrants.loading import load_document
from quadrants.models import Worksheet
from quadrants.quick import QUICK, answers_of, picks
from tests.quadrants.quick.using import USUAL, answer, asked, at, used


def test_new_worksheets_lead_there_when_asked_and_straight_to_writing_else(client, owner):
    client.force_login(owner)
    fields = {"title": "Rent", "language": "en", "depth": "quick"}
    assert client.post(reverse("worksheet_new"), fields).url.endswith("#write")
    assert client.post(reverse("worksheet_new"), {**fields, "then": "quick"}).url.endswith("/quick/")
    hurried = client.post(reverse("start"), {"title": "Rent", "then": "quick"}).url
    assert hurried.endswith("/quick/?time=twenty")
    assert 'name="quick_time" value="twenty" checked' in client.get(hurried).content.decode()
    assert answers_of(Worksheet.objects.get(pk=hurried.split("/")[2])) == {}


def test_answers_are_posted_and_the_picks_shown_with_their_reasons(client, owner, talk):
    client.force_login(owner)
    sent = client.post(at("quick", talk), asked(talk, known="no", time="twenty"))
    assert sent.url == at("quick", talk) + "#picks"
    page = client.get(at("quick", talk)).content.decode()
    for pick in picks({"known": "no", "time": "twenty"}).items:
        assert pick.why.en in page
        assert at("quick_step", talk, pick.code) in page


def begin(client, worksheet, start, filled=(), **answers):
    """The page after a click on a starting point, and what the form holds there."""
    sent = {**asked(worksheet, **answers), "do": f"start {start}", "filled": list(filled)}
    response = client.post(at("quick", worksheet), sent)
    assert response.status_code == 200
    form = response.context["form"]
    held = {question.code: form[question.field].value() for question in QUICK.questions}
    held = {code: value for code, value in held.items() if value}
    return response.content.decode(), held, form["filled"].value()


def test_a_starting_point_fills_the_form_in_and_saves_nothing(client, owner, talk):
    client.force_login(owner)
    page, held, filled = begin(client, talk, "supplier", time="ten")
    assert held == {**QUICK.filled_in("supplier"), "time": "ten"}
    assert set(filled) == QUICK.filled_in("supplier").keys() - {"occasion"}
    assert page.count('<input type="hidden" name="filled"') == len(filled)
    assert 'name="quick_issues" value="several" checked' in page
    assert "Filled in as is usual for this: A lot, and for a long time" in page
    talk.refresh_from_db()
    assert answers_of(talk) == {}


def test_what_was_chosen_outlives_every_starting_point_and_what_one_filled_in_goes_with_it(client, owner, talk):
    client.force_login(owner)
    page, held, filled = begin(client, talk, "raise", stake="much", known="no")
    assert (held["stake"], held["known"], held["issues"]) == ("much", "no", "one")
    assert "Left as you chose it: Not at all." in page
    # One that was chosen stays, even where the starting point before had said the same.
    page, held, filled = begin(client, talk, "complaint", filled, **held)
    assert (held["stake"], held["known"], held["after"]) == ("much", "no", "once")
    assert "Left as you chose it: A lot, and for a long time." in page
    # What was filled in and then changed by hand was chosen.
    page, held, filled = begin(client, talk, "none", filled, **{**held, "people": "one"})
    assert held == {"stake": "much", "known": "no", "people": "one"}
    assert not filled and "Filled in" not in page


def test_another_starting_point_later_replaces_only_what_the_first_had_filled_in(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, **{**QUICK.filled_in("raise"), "known": "little"})
    filled = client.get(at("quick", talk)).context["form"]["filled"].value()
    assert filled == ["after", "issues", "people", "stake"]
    _page, held, _filled = begin(client, talk, "supplier", filled, **answers_of(talk))
    assert (held["known"], held["issues"]) == ("little", "several")


def test_what_was_filled_in_is_no_answer_and_comes_back_with_what_is_refused(client, owner, talk):
    client.force_login(owner)
    sent = asked(talk, stake="much", people="one")
    refused = client.post(at("quick", talk), {**sent, "quick_time": "never", "filled": ["people", "stake"]})
    assert refused.context["form"]["filled"].value() == ["people", "stake"]
    assert client.post(at("quick", talk), {**sent, "filled": ["people", "stake"]}).status_code == 302
    talk.refresh_from_db()
    assert answers_of(talk) == {"stake": "much", "people": "one"}


def test_a_starting_point_clashes_with_what_a_teammate_has_saved_meanwhile(client, owner, talk):
    client.force_login(owner)
    old = asked(talk)
    answer(talk, owner, stake="little")
    form = client.post(at("quick", talk), {**old, "do": "start raise"}).context["form"]
    sent = {question.field: form[question.field].value() for question in QUICK.questions}
    response = client.post(at("quick", talk), {"do": "answer", "base": form["base"].value(), **sent})
    assert response.status_code == 422 and "It reads now: Little" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Answer one question at least"),
        ({"quick_stake": "huge"}, "huge"),
        ({"quick_stake": "much", "base": "x"}, ""),
        ({"quick_stake": "much", "base": "99"}, "This version does not exist yet."),
        ({"quick_stake": "much", "filled": ["stake", "steak"]}, ""),
        ({"do": "start raise", "filled": ["steak"]}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(client, owner, talk, fields, said):
    client.force_login(owner)
    response = client.post(at("quick", talk), {"do": "answer", "base": talk.version, **fields})
    assert response.status_code == 422
    assert said in response.content.decode()
    talk.refresh_from_db()
    assert answers_of(talk) == {}
    assert used(talk) == USUAL


def test_an_answer_that_a_teammate_has_changed_meanwhile_is_not_overwritten(client, owner, talk):
    client.force_login(owner)
    old = asked(talk, stake="little")
    answer(talk, owner, stake="much")
    response = client.post(at("quick", talk), old)
    assert response.status_code == 422
    assert "It reads now: A lot, and for a long time" in response.content.decode()
    talk.refresh_from_db()
    assert talk.quick_stake == "much"


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("commenter", 403), ("editor", 302)])
def test_only_who_may_write_answers(client, talk, role, status, django_user_model):
    from quadrants.models import Membership

    user = django_user_model.objects.create_user(f"{role}@example.com", "a-long-password-7")
    Membership.objects.create(worksheet=talk, user=user, role=role)
    client.force_login(user)
    assert client.get(at("quick", talk)).status_code == 200
    assert client.post(at("quick", talk), asked(talk, stake="much")).status_code == status
    start = client.post(at("quick", talk), {**asked(talk), "do": "start raise"}).status_code
    assert start == (200 if status == 302 else status)


def test_a_strategy_is_planned_by_its_button(client, owner, talk):
    client.force_login(owner)
    answer(talk, owner, stake="some")
    client.post(at("quick", talk), {"do": "plan goals_first", "base|strategy:goals_first": "0"})
    assert [plan.strategy for plan in load_document(talk).planned] == ["goals_first"]
