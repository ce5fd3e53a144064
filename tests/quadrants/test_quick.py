"""Quick prep: what the answers pick, and what becomes of a worksheet when they change."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from quadrants.catalogue import CATALOGUE
from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, ItemState, Worksheet
from quadrants.quick import QUICK, QUICK_PATH, CatalogueError, Pick, answers_of, load_quick, picks
from quadrants.services.history import restore_whole
from quadrants.services.quick import answer_quick
from quadrants.services.worksheets import create_worksheet, duplicate_worksheet
from quadrants.views.quick import _screen
from strategies.catalogue import STRATEGIES

USUAL = ["goals", "parties", "needs", "perceptions", "standards", "framing", "next_steps"]
ORDER = [item.code for item in CATALOGUE.items]
ALL = {question.code: question.values for question in QUICK.questions}


def items(**answers: str) -> list[str]:
    return [pick.code for pick in picks(answers).items]


def strategies(**answers: str) -> list[str]:
    return [pick.code for pick in picks(answers).strategies]


# --- Picking -----------------------------------------------------------------------------------------------------


def test_without_answers_it_is_the_usual_seven_of_the_catalogue():
    assert items() == USUAL == [item.code for item in CATALOGUE.items if item.quick]


@pytest.mark.parametrize(
    ("answers", "more", "item"),
    [
        ({"known": "well"}, {"known": "no"}, "preparation"),
        ({"issues": "one"}, {"issues": "several"}, "brainstorm"),
        ({"after": "on"}, {"after": "once"}, "commitments"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "no_deal"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "recheck"),
        ({"time": "hour", "people": "one"}, {"time": "hour", "people": "several"}, "third_parties"),
        ({}, {"occasion": "family"}, "communication"),
        ({}, {"occasion": "customer"}, "best_option"),
        ({"time": "hour"}, {"time": "longer"}, "alternatives"),
        ({"stake": "much", "time": "hour"}, {"stake": "much", "time": "longer"}, "incremental"),
        ({"time": "longer", "people": "one"}, {"time": "longer", "people": "several"}, "presenter"),
        ({"time": "hour", "issues": "one"}, {"time": "hour", "issues": "several"}, "process"),
        ({"time": "hour", "stake": "little"}, {"time": "hour", "stake": "much"}, "problems"),
    ],
)
def test_an_answer_picks_what_it_makes_matter(answers, more, item):
    assert item not in items(**answers)
    assert item in items(**more)


@pytest.mark.parametrize(
    ("answers", "more", "strategy"),
    [
        ({"issues": "one"}, {"issues": "several"}, "trade_unequal_values"),
        ({"known": "well"}, {"known": "no"}, "be_incremental"),
        ({}, {"occasion": "complaint"}, "emotional_payments"),
        ({"time": "longer"}, {"time": "longer", "known": "well"}, "every_situation_differs"),
        ({"time": "longer"}, {"time": "longer", "after": "on"}, "be_ethical"),
        ({"time": "longer", "people": "one"}, {"time": "longer", "people": "several"}, "communicate_and_frame"),
        ({"time": "hour"}, {"time": "hour", "stake": "much"}, "be_incremental"),
        ({"time": "twenty"}, {"time": "hour"}, "prepare_list"),
    ],
)
def test_an_answer_suggests_the_strategy_that_fits(answers, more, strategy):
    assert strategy not in strategies(**answers)
    assert strategy in strategies(**more)


def test_less_time_means_fewer_and_never_without_the_goal():
    for answers in product(*(["", *values] for code, values in ALL.items() if code != "time")):
        given = dict(zip([code for code in ALL if code != "time"], answers, strict=True))
        counts = []
        for pace in QUICK.paces:
            found = picks({**given, "time": pace.code})
            codes = [pick.code for pick in found.items]
            assert codes[0] == "goals"
            assert len(codes) <= pace.items
            assert len(found.strategies) <= pace.strategies
            counts.append(len(codes))
        assert counts == sorted(counts)


def test_each_pick_says_in_both_languages_why_in_one_sentence():
    for rule in QUICK.rules:
        for text, end in ((rule.why.en, "."), (rule.why.zh_hans, "。")):
            assert text.endswith(end)
            assert text.count(end) == 1


def test_the_heaviest_of_several_rules_says_why_and_where_to_begin():
    (family,) = [pick for pick in picks({"occasion": "family"}).items if pick.code == "needs"]
    (usual,) = [pick for pick in picks({}).items if pick.code == "needs"]
    assert (family.ask, usual.ask) == (("emotional", "rational"), ("rational", "emotional"))
    assert str(family.why) != str(usual.why)


def test_starting_points_fill_in_everything_but_the_time():
    for code in QUICK.occasions.values:
        filled = QUICK.filled_in(code)
        assert filled.keys() == ALL.keys() - {"time"}
        assert all(option in ALL[question] for question, option in filled.items())
    assert QUICK.filled_in("nonsense") == {}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('item = "goals"\nweight = 9', 'item = "gaols"\nweight = 9', "unknown item: gaols"),
        ('item = "goals"\nweight = 9', "weight = 9", "picks neither one item nor one strategy"),
        ('ask = ["questions"]', 'ask = ["rational"]', "unknown ask: rational"),
        ('when = ["known.no"]\nask', 'when = ["known.never"]\nask', "unknown answer: known.never"),
        ("weight = 9", "weight = 10", "weight is 10"),
        ('code = "twenty"\nminutes', 'code = "thirty"\nminutes', "paces are not those"),
        ('item = "process"', 'item = "presenter"', "no rule picks the item process"),
        ('strategy = "be_ethical"', 'strategy = "goals_first"', "no rule picks the strategy be_ethical"),
        (
            'answers = ["stake.much", "known.well", "issues.one"',
            'answers = ["stake.huge"',
            "unknown answer: stake.huge",
        ),
        ('name.zh-hans = "加薪"', 'name.zh-hans = ""', "has no zh-hans"),
    ],
)
def test_a_mistake_in_the_data_stops_the_program_and_is_named(tmp_path, old, new, problem):
    text = QUICK_PATH.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "quick.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=problem):
        load_quick(broken)


def test_every_item_and_strategy_can_be_picked():
    found = [picks(dict(zip(ALL, answers, strict=True))) for answers in product(*ALL.values())]
    assert {pick.code for one in found for pick in one.items} == {item.code for item in CATALOGUE.items}
    assert {pick.code for one in found for pick in one.strategies} == {one.code for one in STRATEGIES}


# --- On a worksheet ----------------------------------------------------------------------------------------------


@pytest.fixture
def talk(owner):
    return create_worksheet(user=owner, title="A raise", language="en", counterpart="Dana")


def used(worksheet) -> list[str]:
    return [state.item for state in load_document(worksheet).items if state.in_use]


def answer(worksheet, owner, **answers):
    worksheet.refresh_from_db()
    fields = {f"quick_{code}": option for code, option in answers.items()}
    outcome = answer_quick(worksheet=worksheet, user=owner, base=worksheet.version, fields=fields)
    assert outcome.saved, outcome
    worksheet.refresh_from_db()


def write(worksheet, owner, item, prompt, text="A line"):
    from quadrants.services import saving
    from quadrants.views.plain import creation

    change = creation("entry", {"item": item, "prompt": prompt, "text": text})
    assert saving.save(subject_id=worksheet.pk, user=owner, change=change).saved


def test_what_is_picked_comes_into_use_and_what_is_not_goes(talk, owner):
    answer(talk, owner, known="no", time="ten", issues="several")
    # Somebody stands under the parties already.
    assert used(talk) == sorted([*items(known="no", time="ten", issues="several"), "parties"], key=ORDER.index)
    assert answers_of(talk) == {"known": "no", "time": "ten", "issues": "several"}


def test_other_answers_pick_others_and_lose_no_entry(talk, owner):
    answer(talk, owner, issues="several", time="twenty")
    write(talk, owner, "brainstorm", "terms", "Two days at home")
    assert "brainstorm" in used(talk)
    answer(talk, owner, issues="one")
    assert "brainstorm" not in items(issues="one", time="twenty")
    assert "brainstorm" in used(talk)
    assert [entry.text for entry in load_document(talk).entries_of("brainstorm")] == ["Two days at home"]


def test_what_is_empty_and_picked_no_longer_goes_out_of_use(talk, owner):
    answer(talk, owner, issues="several", time="twenty")
    answer(talk, owner, issues="one")
    assert used(talk) == items(issues="one", time="twenty")


def test_what_somebody_took_into_use_or_out_of_it_stays_so(talk, owner):
    answer(talk, owner, time="twenty", stake="some")
    for item, in_use in (("process", True), ("standards", False)):
        ItemState.objects.update_or_create(worksheet=talk, item=item, defaults={"in_use": in_use})
    answer(talk, owner, stake="much")
    assert "process" in used(talk)
    assert "standards" in items(time="twenty", stake="much")
    assert "standards" not in used(talk)


def test_what_an_assignment_asks_for_stays_in_use(owner):
    asked = ["goals", "commitments", "presenter"]
    worksheet = create_worksheet(user=owner, title="A case", language="en", depth="full", items=asked)
    answer(worksheet, owner, time="ten")
    assert set(asked) < set(used(worksheet))


def test_on_a_full_worksheet_the_rest_goes_out_of_use_but_for_what_is_written(owner):
    worksheet = create_worksheet(user=owner, title="A deal", language="en", depth="full")
    write(worksheet, owner, "alternatives", "adjustments")
    answer(worksheet, owner, time="ten")
    assert used(worksheet) == sorted([*items(time="ten"), "alternatives"], key=ORDER.index)


def test_strategies_are_suggested_and_never_planned(talk, owner):
    answer(talk, owner, issues="several")
    assert not load_document(talk).planned


def test_answers_go_with_an_export_and_a_copy_and_come_back_with_a_restore(talk, owner):
    answer(talk, owner, stake="much", time="hour")
    stood = Edit.objects.filter(subject_id=talk.pk).latest("pk").pk
    assert to_json(load_document(talk))["worksheet"]["quick_time"] == "hour"
    copy = duplicate_worksheet(user=owner, worksheet=talk)
    assert answers_of(copy) == {"stake": "much", "time": "hour"}
    assert used(copy) == used(talk)
    before = used(talk)
    answer(talk, owner, time="ten", known="no")
    assert used(talk) != before
    assert restore_whole(worksheet=talk, user=owner, edit_id=stood).saved
    talk.refresh_from_db()
    assert answers_of(talk) == {"stake": "much", "time": "hour"}
    assert used(talk) == before


# --- Pages -------------------------------------------------------------------------------------------------------


def at(name, worksheet, *more):
    return reverse(name, args=[worksheet.pk, *more])


def asked(worksheet, **answers):
    return {"do": "answer", "base": worksheet.version, **{f"quick_{code}": option for code, option in answers.items()}}


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
