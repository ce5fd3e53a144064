"""In their shoes: what is written there, what it is set against, and what is asked at the table because of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.html import escape

from quadrants.interchange import to_json
from quadrants.loading import load_document
from quadrants.models import Edit, Entry, Membership, Party
from quadrants.services import saving
from quadrants.services.saving import Change
from quadrants.services.worksheets import create_worksheet, duplicate_worksheet
from quadrants.shoes import QUESTIONS, SHOES_PATH, CatalogueError, answered, gaps, load_shoes, question_ids, said_by
from quadrants.views.plain import creation
from strategies.coach import noticed
from strategies.coach.examples import document_of
from tests.quadrants.broken import with_mistake

PATHS = {
    "want": "needs.rational",
    "afraid": "needs.emotional",
    "think": "perceptions.pictures",
    "no": "recheck.why_no",
    "yes": "recheck.why_yes",
    "promised": "standards.theirs",
    "answer_to": "third_parties.influencers",
}


def gap(lines, code="want", name="Karin"):
    document = document_of(lines)
    party = next(party for party in document.parties if party.name == name)
    return next(gap for gap in gaps(document, party) if gap.question.code == code)


def texts(lines):
    return [line.entry.text for line in lines]


# --- The questions -----------------------------------------------------------------------------------------------


def test_seven_questions_lead_to_the_prompts_of_the_method():
    assert {one.code: one.prompt.path for one in QUESTIONS} == PATHS


def test_questions_for_the_table_are_questions_in_both_languages_and_none_stands_twice():
    probes = [probe for one in QUESTIONS for probe in one.probes]
    assert all(probe.en.endswith("?") and probe.zh_hans.endswith("？") for probe in probes)
    assert len({probe.en for probe in probes}) == len({probe.zh_hans for probe in probes}) == len(probes)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"needs.rational"', '"needs.irrational"', "unknown prompt: needs.irrational"),
        ('"needs.rational"', '"goals.short_term"', "does not say whom a line is about"),
        ('"needs.rational"', '"needs.emotional"', "needs.emotional stands twice"),
        ('ask.zh-hans = "我怕什么？"', 'ask.zh-hans = " "', "has no zh-hans"),
    ],
)
def test_a_mistake_in_the_data_stops_the_program_and_is_named(tmp_path, old, new, problem):
    broken = with_mistake(SHOES_PATH, old, new, tmp_path)
    with pytest.raises(CatalogueError, match=problem):
        load_shoes(broken)


# --- The gap -----------------------------------------------------------------------------------------------------


def test_what_was_thought_stands_against_what_was_written_as_them():
    found = gap(["needs.rational @Karin | No empty months", "needs.rational @Karin as_them guess | I want peace"])
    assert (texts(found.before), texts(found.now)) == (["No empty months"], ["I want peace"])
    assert not found.is_new


@pytest.mark.parametrize(
    ("lines", "new"),
    [
        (["needs.rational @Karin as_them | I want peace"], True),
        (["needs.rational @Karin partner | I want peace"], True),
        (["needs.rational @Karin | Peace"], False),
        (["@Karin counterpart"], False),
        (["needs.rational @Karin as_them | I want peace", "needs.rational | Peace"], False),
        (["needs.rational @Karin as_them | I want peace", "needs.rational @Rita | Peace"], True),
        (["needs.rational @Karin as_them | I want peace", "needs.rational @us | Peace"], True),
    ],
)
def test_new_is_what_was_not_seen_from_our_own_chair(lines, new):
    assert gap(lines).is_new is new


def test_lines_about_nobody_in_particular_count_for_the_first_counterpart_only():
    lines = ["@Karin counterpart", "@Rita third_party", "needs.rational | Peace"]
    assert texts(gap(lines).before) == ["Peace"]
    assert gap(lines, name="Rita").before == ()


@pytest.mark.parametrize(
    ("basis", "guesses", "open"), [("guess", 1, True), ("", 0, True), ("said", 0, False), ("checked", 0, False)]
)
def test_a_guess_is_what_was_marked_as_one_and_all_that_nobody_has_said_or_checked_can_be_asked(basis, guesses, open):
    found = gap([f"needs.rational @Karin as_them {basis} | I want peace"])
    [line] = found.now
    assert (found.guesses, line.open, bool(line.probe), found.is_settled) == (guesses, open, open, not open)


def test_each_guess_has_a_question_of_its_own_as_long_as_there_are_some():
    three = [f"needs.rational @Karin as_them guess | I want {n}" for n in range(2)] + ["needs.rational @Karin | Peace"]
    found = gap(three)
    assert len({line.probe.en for line in (*found.now, *found.before)}) == 3


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("I need to plan for two years", False),
        ("我们要能提前两年做安排", False),
        ("We both need to plan for two years", True),
        ("He needs us to plan for two years", True),
        ("Karin wants to know when we start", True),
        ("Two years to plan ahead", True),
    ],
)
def test_an_unmarked_line_that_speaks_of_us_alone_is_none_of_their_needs(text, theirs):
    lines = ["@Karin counterpart", f"needs.rational | {text}"]
    assert texts(gap(lines).before) == ([text] if theirs else [])
    marked = [f"needs.rational @Karin | {text}"]
    assert texts(gap(marked).before) == [text]


def test_what_is_asked_of_them_alone_is_about_them_whatever_its_words():
    for code, text in (("answer_to", "Our cousin Rita"), ("promised", "We had three months of notice last time")):
        assert texts(gap(["@Karin counterpart", f"{PATHS[code]} | {text}"], code).before) == [text]


def test_no_question_is_proposed_twice_where_there_are_more_guesses_than_questions():
    lines = [f"needs.rational @Karin as_them guess | I want {n}" for n in range(4)] + ["needs.rational @Karin | Peace"]
    found = gap(lines)
    assert [line.probe for line in (*found.now, *found.before)] == [*QUESTIONS[0].probes, None, None]


def test_what_is_asked_of_somebody_else_can_still_be_asked():
    want = QUESTIONS[0].probes[0]
    lines = ["@Karin counterpart", "@Rita third_party", "needs.rational @Rita as_them guess | I want peace"]
    for whose, first in (("@Karin ", True), ("", True), ("@Rita ", False)):
        [line] = gap([*lines, f"framing.questions {whose}| {want.en}"], name="Rita").now
        assert (line.probe == want) is first


def test_a_line_of_which_a_question_was_asked_says_so_and_proposes_none():
    want = next(one for one in QUESTIONS if one.code == "want")
    lines = [f"needs.rational @Karin as_them guess | I want {n}" for n in range(3)]
    assert [line.probe for line in gap(lines).now] == list(want.probes)
    asked = [f"framing.questions | {want.probes[1].zh_hans}"]
    found = gap(lines + asked).now
    assert [line.asked.text if line.asked else "" for line in found] == [want.probes[1].zh_hans, "", ""]
    assert [line.probe for line in found] == [None, want.probes[0], want.probes[2]]


def test_a_question_belongs_to_the_line_it_was_asked_for_however_it_is_worded():
    document = document_of(
        [
            "needs.rational @Karin as_them guess | I want peace",
            "needs.rational @Karin as_them guess | I want quiet",
            "framing.questions @Karin | What is it about Mondays?",
            f"framing.questions @Karin | {QUESTIONS[0].probes[2].en}",
        ]
    )
    first, second, own, by_hand = document.entries
    for place, key in enumerate(question_ids(second.id)):
        made = replace(document, entries=(first, second, replace(own, id=key), by_hand))
        found = gaps(made, made.party(first.party))[0].now
        assert [line.asked.text for line in found] == [by_hand.text, own.text], place
    assert len({*question_ids(first.id), *question_ids(second.id)}) == 2 * len(question_ids(first.id))


def test_a_question_for_the_table_tells_nothing_of_the_guess():
    secret = "Karin wants the corner office"
    for question in QUESTIONS:
        [line] = gap([f"{question.prompt.path} @Karin as_them | {secret}"], question.code).now
        assert not set(secret.lower().split()) - {"the", "wants"} & set(line.probe.en.lower().split())


def test_answers_are_counted_by_question_and_kept_apart_by_voice():
    document = document_of(
        ["needs.rational @Karin as_them | a", "needs.rational @Karin as_them | b", "recheck.why_no @Karin partner | c"]
    )
    karin = next(party for party in document.parties if party.name == "Karin")
    assert answered(document, karin) == 2
    assert [entry.text for entry in said_by(document, karin, QUESTIONS[0], "as_them")] == ["a", "b"]
    assert said_by(document, karin, QUESTIONS[0], "partner") == ()


@pytest.mark.parametrize(
    ("line", "skipped"),
    [
        ("needs.rational @Karin | No empty months", True),
        ("needs.rational @Karin as_them | I want no empty months", False),
        ("recheck.why_no @Karin partner | I have no money", False),
        ("perceptions.role_reversal @Karin | She has a boss too", False),
    ],
)
def test_the_coach_knows_that_somebody_has_sat_there(line, skipped):
    document = document_of(["needs.emotional @Karin | To be heard", line])
    assert ("role_reversal_skipped" in [hint.words.code for hint in noticed(document)]) is skipped


# --- Pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def talk(owner):
    return create_worksheet(user=owner, title="A raise", language="en", counterpart="Dana")


@pytest.fixture
def dana(talk):
    return talk.parties.get(is_us=False)


def at(name, talk, party):
    return reverse(name, args=[talk.pk, party.pk])


def write(talk, owner, item, prompt, text, **fields):
    change = creation("entry", {"item": item, "prompt": prompt, "text": text, **fields})
    assert saving.save(subject_id=talk.pk, user=owner, change=change).saved
    return Entry.objects.get(worksheet=talk, text=text)


@pytest.mark.parametrize(
    ("page", "voice", "on"), [("shoes_pass", "as_them", "shoes_gap"), ("shoes_partner", "partner", "shoes_hand_back")]
)
def test_without_script_answers_become_guesses_of_that_party_in_that_voice(client, owner, talk, dana, page, voice, on):
    client.force_login(owner)
    sent = {f"new|{path}": f"I say {code}" for code, path in PATHS.items()}
    assert client.post(at(page, talk, dana), {**sent, "go": "on"}).url == at(on, talk, dana)
    entries = load_document(talk).entries
    assert {(f"{entry.item}.{entry.prompt}", entry.text) for entry in entries} == {
        (path, f"I say {code}") for code, path in PATHS.items()
    }
    assert {(entry.party, entry.basis, entry.voice) for entry in entries} == {(dana.pk, "guess", voice)}
    assert "I say afraid" in client.get(at(page, talk, dana)).content.decode()


def test_a_partner_sees_nothing_of_what_stands_on_the_worksheet(client, owner, talk, dana):
    client.force_login(owner)
    canaries = []
    for item, prompt in [path.split(".") for path in (*PATHS.values(), "goals.short_term", "framing.questions")]:
        for voice in ("", "as_them"):
            canaries.append(f"canary {item} {prompt} {voice or 'ours'}")
            fields = {"voice": voice, "party": str(dana.pk)} if voice else {}
            if not voice or item not in ("goals", "framing"):
                write(talk, owner, item, prompt, canaries[-1], **fields)
    page = client.get(at("shoes_partner", talk, dana)).content.decode()
    assert "canary" not in page
    assert "A raise" not in page
    own = client.get(at("shoes_pass", talk, dana)).content.decode()
    assert "canary needs rational as_them" in own
    assert "canary needs rational ours" not in own


def test_nothing_leads_a_partner_elsewhere_but_back_to_the_owner(client, owner, talk, dana):
    client.force_login(owner)
    write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="partner")
    page = client.get(at("shoes_partner", talk, dana)).content.decode()
    # What leads to all about a line is hidden there; a test in a browser looks.
    assert {path for path in links(page) if "/entries/" not in path} == {at("shoes_hand_back", talk, dana)}
    assert "<header" not in page
    back = client.get(at("shoes_hand_back", talk, dana)).content.decode()
    assert links(back) == {at("shoes_partner", talk, dana), at("shoes_gap", talk, dana)}
    assert "<header" not in back and "A raise" not in back and "I want peace" not in back


def test_the_title_calls_somebody_as_the_page_does(client, owner, talk, dana):
    client.force_login(owner)
    talk.parties.filter(pk=dana.pk).update(name="Dana (wants my job)")
    for page in ("shoes_pass", "shoes_partner", "shoes_hand_back"):
        assert "<title>In their shoes · Dana</title>" in client.get(at(page, talk, dana)).content.decode()
    talk.parties.filter(pk=dana.pk).update(name="Mr Keller, the landlord; his daughter does the books")
    assert "<h1>You are Mr Keller now</h1>" in client.get(at("shoes_pass", talk, dana)).content.decode()
    found = client.get(at("shoes_gap", talk, dana)).content.decode()
    assert "<h1>The gap: Mr Keller</h1>" in found and "<title>The gap · Mr Keller · A raise" in found
    assert (
        "Mr Keller, the landlord; his daughter does the books"
        in client.get(reverse("shoes", args=[talk.pk])).content.decode()
    )


def links(page):
    """Where the links of a page lead, but for those within it."""
    return {path for path in re.findall(r'<a[^>]* href="([^"]+)"', page) if not path.startswith("#")}


@pytest.mark.parametrize(
    ("side", "offered"), [("theirs", True), ("neither", True), ("ours", False)], ids=["theirs", "neither", "ours"]
)
def test_our_own_people_have_no_shoes_to_step_into(client, owner, talk, dana, side, offered):
    client.force_login(owner)
    talk.parties.filter(pk=dana.pk).update(side=side)
    assert (dana.name in client.get(reverse("shoes", args=[talk.pk])).content.decode().split("<h1", 1)[1]) is offered
    for page in ("shoes_pass", "shoes_partner", "shoes_hand_back", "shoes_gap"):
        assert client.get(at(page, talk, dana)).status_code == (200 if offered else 404)


def test_a_guess_goes_with_one_click_among_the_questions_for_the_table(client, owner, talk, dana):
    client.force_login(owner)
    made = write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them", basis="guess")
    page = client.get(at("shoes_gap", talk, dana))
    question = QUESTIONS[0].probes[0].en
    shown = page.content.decode()
    assert f">{question}</textarea>" in shown
    assert f'name="ask|{made.pk}"' in shown
    for _twice in range(2):
        client.post(at("shoes_gap", talk, dana), {"do": f"ask {made.pk}", f"ask|{made.pk}": question})
    [asked] = load_document(talk).entries_of("framing", "questions")
    assert (asked.text, asked.party, asked.on_table) == (question, dana.pk, False)


@pytest.mark.parametrize(("language", "said"), [("en", "Among your questions:"), ("zh-hans", "已放进要问的话：")])
def test_the_row_says_what_was_asked_and_asks_again_once_that_is_deleted(client, owner, talk, dana, language, said):
    owner.language = language
    owner.save(update_fields=["language"])
    client.force_login(owner)
    made = write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them", basis="guess")
    for text in ("Mondays, you & me?", "And Tuesdays?", "Wednesdays?"):
        assert said not in client.get(at("shoes_gap", talk, dana)).content.decode()
        answer = client.post(at("shoes_gap", talk, dana), {"do": f"ask {made.pk}", f"ask|{made.pk}": text})
        assert answer.url == at("shoes_gap", talk, dana) + f"#entry-{made.pk}"
        [asked] = load_document(talk).entries_of("framing", "questions")
        page = client.get(at("shoes_gap", talk, dana)).content.decode()
        row = page.partition(f'<li id="entry-{made.pk}">')[2].partition("</li>")[0]
        assert said in row and f'href="#question-{asked.id}"' in row and escape(text) in row and "<form" not in row
        assert f'<li id="question-{asked.id}"' in page
        change = Change(target=f"entry:{asked.id}", base=asked.version, action="delete")
        assert saving.save(subject_id=talk.pk, user=owner, change=change).saved


def test_what_is_no_guess_is_not_counted_as_one(client, owner, talk, dana):
    client.force_login(owner)
    write(talk, owner, "needs", "rational", "In March he told me", party=str(dana.pk))
    write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them", basis="guess")
    page = client.get(at("shoes_gap", talk, dana)).content.decode()
    assert "1 line is still a guess" in page and page.count("Still a guess") == 1
    Entry.objects.filter(text="I want peace").update(basis="said")
    page = client.get(at("shoes_gap", talk, dana)).content.decode()
    assert (
        "Nothing here is a guess any more" not in page
        and "still" not in page.lower().partition("<h1")[2].partition("<form")[0]
    )
    Entry.objects.update(basis="said")
    assert "Nothing here is a guess any more" in client.get(at("shoes_gap", talk, dana)).content.decode()


def test_where_nothing_is_counted_no_empty_paragraph_stands(client, owner, talk, dana):
    client.force_login(owner)
    write(talk, owner, "needs", "rational", "Peace", party=str(dana.pk))
    made = write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them")
    for basis, stands in ("", False), ("guess", True):
        Entry.objects.filter(pk=made.pk).update(basis=basis)
        page = client.get(at("shoes_gap", talk, dana)).content.decode()
        assert ('<p class="text">' in page, "Nobody has answered" in page) == (stands, False)


def test_the_gap_of_one_shows_nothing_that_is_about_another(client, owner, talk, dana):
    client.force_login(owner)
    tom = Party.objects.create(worksheet=talk, name="Tom", roles=["decision_maker"], version=1)
    for item, prompt in ("perceptions", "role_reversal"), ("framing", "questions"):
        for whose, party in ("Dana", str(dana.pk)), ("Tom", str(tom.pk)), ("nobody", None):
            write(talk, owner, item, prompt, f"{prompt} of {whose}", party=party)
    for party, shown in (dana, {"Dana", "nobody"}), (tom, {"Tom"}):
        page = client.get(at("shoes_gap", talk, party)).content.decode()
        for prompt in "role_reversal", "questions":
            assert {whose for whose in ("Dana", "Tom", "nobody") if f"{prompt} of {whose}" in page} == shown
    for _twice in range(2):
        client.post(at("shoes_gap", talk, tom), {"do": "ask x", "ask|x": "questions of Dana"})
    again = [entry.party for entry in load_document(talk).entries if entry.text == "questions of Dana"]
    assert sorted(again) == sorted([dana.pk, tom.pk])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Of the questions answered in their shoes, 1 had nothing from your own chair."),
        ("zh-hans", "换位回答过的题里，有1题是你原来一个字也没写的。"),
    ],
)
def test_what_is_new_is_counted_among_the_questions_that_were_answered(client, owner, talk, dana, language, said):
    owner.language = language
    owner.save(update_fields=["language"])
    client.force_login(owner)
    write(talk, owner, "needs", "rational", "Peace", party=str(dana.pk))
    for item, prompt in ("needs", "rational"), ("needs", "emotional"):
        write(talk, owner, item, prompt, f"I say {prompt}", party=str(dana.pk), voice="as_them")
    assert said in client.get(at("shoes_gap", talk, dana)).content.decode()


def test_a_question_is_asked_even_where_its_id_stands_on_another_worksheet(client, owner, outsider, talk, dana):
    client.force_login(owner)
    made = write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them")
    other = create_worksheet(user=outsider, title="Theirs", language="en", counterpart="Eve")
    place = {"worksheet": other, "item": "framing", "prompt": "questions", "version": 1}
    Entry.objects.create(pk=question_ids(made.pk)[0], text="Theirs?", **place)
    client.post(at("shoes_gap", talk, dana), {"do": f"ask {made.pk}", f"ask|{made.pk}": "What would help?"})
    [asked] = load_document(talk).entries_of("framing", "questions")
    assert (asked.text, asked.party) == ("What would help?", dana.pk)
    assert [entry.text for entry in load_document(other).entries_of("framing", "questions")] == ["Theirs?"]


def test_an_empty_question_is_refused(client, owner, talk, dana):
    client.force_login(owner)
    made = write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them")
    response = client.post(at("shoes_gap", talk, dana), {"do": f"ask {made.pk}", f"ask|{made.pk}": " "}, follow=True)
    assert "is empty" in response.content.decode()
    assert load_document(talk).entries_of("framing", "questions") == ()


def test_what_is_seen_from_their_chair_is_kept_with_them(client, owner, talk, dana):
    client.force_login(owner)
    client.post(at("shoes_gap", talk, dana), {"new|perceptions.role_reversal": "Three asked before me"})
    [seen] = load_document(talk).entries_of("perceptions", "role_reversal")
    assert (seen.party, seen.basis, seen.voice) == (dana.pk, "guess", "")


@pytest.mark.parametrize("page", ["shoes_pass", "shoes_partner", "shoes_gap"])
def test_nobody_steps_into_our_own_shoes_or_those_of_somebody_elses_people(client, owner, talk, outsider, page):
    client.force_login(owner)
    assert client.get(at(page, talk, talk.parties.get(is_us=True))).status_code == 404
    other = create_worksheet(user=outsider, title="Theirs", language="en", counterpart="Eve")
    eve = other.parties.get(is_us=False)
    for sent in ({}, {"new|needs.rational": "x"}, {"do": "ask x", "ask|x": "y"}):
        assert client.post(at(page, talk, eve), sent).status_code == 404
    assert not Entry.objects.filter(worksheet__in=[talk, other]).exists()


@pytest.mark.parametrize("page", ["shoes_pass", "shoes_partner", "shoes_gap"])
def test_who_may_only_read_reads(client, talk, dana, page, django_user_model):
    user = django_user_model.objects.create_user("viewer@example.com", "a-long-password-7")
    Membership.objects.create(worksheet=talk, user=user, role="viewer")
    client.force_login(user)
    assert client.get(at(page, talk, dana)).status_code == 200
    assert client.post(at(page, talk, dana), {"new|needs.rational": "x"}).status_code == 403
    assert client.post(at(page, talk, dana), {"do": "ask x", "ask|x": "y"}).status_code == 403


def test_the_voice_goes_with_exports_copies_and_the_history(owner, talk, dana):
    write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="partner")
    assert to_json(load_document(talk))["entries"][0]["voice"] == "partner"
    [copied] = load_document(duplicate_worksheet(user=owner, worksheet=talk)).entries
    assert copied.voice == "partner"
    logged = Edit.objects.filter(subject_id=talk.pk, target__startswith="entry:").get()
    assert logged.fields["voice"] == "partner"


def test_the_index_says_how_far_one_has_come_with_each(client, owner, talk, dana):
    client.force_login(owner)
    write(talk, owner, "needs", "rational", "I want peace", party=str(dana.pk), voice="as_them")
    page = client.get(reverse("shoes", args=[talk.pk])).content.decode()
    assert "1 of 7 answered" in page
    assert at("shoes_gap", talk, dana) in page


def test_what_was_thought_of_nobody_in_particular_counts_for_the_one_who_decides_where_no_counterpart_is_named():
    found = gap(["@Karin decision_maker", "needs.rational | No empty months"])
    assert texts(found.before) == ["No empty months"]
