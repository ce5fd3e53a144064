"""The example worksheets are what a trainer would hand out: complete, short, and true to the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from quadrants.catalogue import CATALOGUE
from quadrants.forms.content import OPTIONAL_FIELDS, offered_fields
from quadrants.interchange import from_json, to_json
from quadrants.services.demo import DATA, DEMOS, FINISHED_IN, WRITTEN_ON
from strategies.catalogue import STRATEGIES

HAN = re.compile(r"[\u4e00-\u9fff]")
# The loader moves the dates, not the words: a text that names a day or a month would soon be wrong.
NAMED_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|April|June|July|August|September|October"
    r"|November|December)\b|\b20\d\d\b|星期|周[一二三四五六日]|礼拜|[一二三四五六七八九十\d]月|\d[日号]|今年|明年|年底"
)
LONGEST_ENTRY = {"en": 90, "zh-hans": 40}
LONGEST_SUMMARY = {"en": 70, "zh-hans": 30}
NOT_SAID = ("", None, False)

every_demo = pytest.mark.parametrize("name", DEMOS)
every_finished_demo = pytest.mark.parametrize("name", FINISHED_IN.values())


def read(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def written_texts(data: dict[str, Any]) -> Iterator[str]:
    """Every text that somebody wrote, names included."""
    yield from (data["worksheet"]["title"], data["worksheet"]["table_title"])
    for party in data["parties"]:
        yield from (party["name"], party["table_name"])
    yield from (item["summary"] for item in data["items"])
    yield from (plan["how"] for plan in data["strategies"])
    for entry in data["entries"]:
        for field in ("text", "person", "source", "answer", "risk_removed", "needs_agreement"):
            yield entry[field]


def entries_of(data: dict[str, Any], item: str, prompt: str) -> list[dict[str, Any]]:
    return [entry for entry in data["entries"] if (entry["item"], entry["prompt"]) == (item, prompt)]


@every_demo
def test_is_word_for_word_an_export(name):
    data = read(name)
    assert to_json(from_json(data)) == data
    assert [item["item"] for item in data["items"]] == [item.code for item in CATALOGUE.items]


@every_demo
def test_counts_places_from_zero_within_each_question(name):
    places: dict[tuple[str, str], list[int]] = {}
    for entry in read(name)["entries"]:
        places.setdefault((entry["item"], entry["prompt"]), []).append(entry["position"])
    assert all(counted == list(range(len(counted))) for counted in places.values())


def test_ids_are_random_and_used_once():
    ids = []
    for data in map(read, DEMOS):
        ids += [data["worksheet"]["id"], *(part["id"] for part in (*data["parties"], *data["entries"]))]
    assert len(set(ids)) == len(ids)
    assert {UUID(text).version for text in ids} == {4}


@every_demo
def test_lines_belong_to_people_on_the_worksheet_and_one_of_them_is_us(name):
    data = read(name)
    assert {entry["party"] for entry in data["entries"]} - {None} <= {party["id"] for party in data["parties"]}
    us = [party for party in data["parties"] if party["is_us"]]
    assert [(party["side"], party["roles"]) for party in us] == [("ours", [])]


@every_demo
def test_fields_stand_only_where_the_question_offers_them(name):
    for entry in read(name)["entries"]:
        offered = offered_fields(CATALOGUE.prompt(entry["item"], entry["prompt"]))
        filled = {field for field in OPTIONAL_FIELDS if entry[field] not in NOT_SAID}
        assert filled <= offered, entry["text"]


@every_demo
def test_nothing_private_is_put_on_the_table(name):
    for entry in read(name)["entries"]:
        if entry["on_table"]:
            assert CATALOGUE.prompt(entry["item"], entry["prompt"]).table != "never", entry["text"]


@every_demo
def test_is_written_in_its_language(name):
    data = read(name)
    chinese = data["worksheet"]["language"] == "zh-hans"
    for text in filter(None, written_texts(data)):
        assert bool(HAN.search(text)) is chinese, text


@every_demo
def test_lines_are_short(name):
    data = read(name)
    language = data["worksheet"]["language"]
    for entry in data["entries"]:
        assert 0 < len(entry["text"]) <= LONGEST_ENTRY[language], entry["text"]
    for item in data["items"]:
        assert len(item["summary"]) <= LONGEST_SUMMARY[language], item["summary"]


@every_demo
def test_texts_are_calm_and_well_set(name):
    for text in written_texts(read(name)):
        assert not re.search("[!！\"']", text), text
        assert text == text.strip() and "  " not in text


@every_demo
def test_texts_name_no_day(name):
    for text in written_texts(read(name)):
        assert not NAMED_DAY.search(text), text


@every_demo
def test_questions_are_questions(name):
    for entry in entries_of(read(name), "framing", "questions"):
        assert re.search("[?？]", entry["text"]), entry["text"]


@every_demo
def test_dates_lie_around_the_day_of_writing(name):
    data = read(name)
    sheet = data["worksheet"]
    meeting = datetime.fromisoformat(sheet["meeting_at"]).date()
    assert timedelta(days=4) <= meeting - WRITTEN_ON <= timedelta(days=9)
    created, changed = (datetime.fromisoformat(sheet[field]) for field in ("created_at", "changed_at"))
    assert created < changed and changed.date() < WRITTEN_ON
    for entry in data["entries"]:
        due = entry["due"] and date.fromisoformat(entry["due"])
        if due:
            assert (due < WRITTEN_ON) is entry["done"], entry["text"]
        if due and entry["item"] == "preparation":
            assert due < meeting, entry["text"]


@every_finished_demo
def test_finished_one_is_ready_and_walks_every_question(name):
    data = read(name)
    assert (data["worksheet"]["depth"], data["worksheet"]["state"]) == ("full", "ready")
    assert data["worksheet"]["table_title"]
    assert all(item["in_use"] and item["summary"] for item in data["items"])
    assert 55 <= len(data["entries"]) <= 75
    asked = [prompt for item in CATALOGUE.items if item.holds == "entries" for prompt in item.prompts]
    for prompt in asked:
        assert entries_of(data, prompt.item, prompt.code), f"{prompt.item}.{prompt.code}"


@every_finished_demo
def test_finished_one_has_people_in_every_role_and_on_both_sides(name):
    parties = read(name)["parties"]
    assert {role for party in parties for role in party["roles"]} == {"counterpart", "decision_maker", "third_party"}
    assert any(party["side"] == "ours" and not party["is_us"] for party in parties)
    theirs = [party for party in parties if party["side"] == "theirs"]
    assert all(party["trust"] is not None and party["influence"] is not None for party in theirs)


@every_finished_demo
def test_finished_one_chooses_what_goes_on_the_sheet(name):
    marks = [entry["on_sheet"] for entry in read(name)["entries"]]
    assert 10 <= marks.count(True) <= 15
    assert 3 <= marks.count(False) <= 8
    guesses = [entry for entry in entries_of(read(name), "needs", "emotional") if entry["basis"] == "guess"]
    assert guesses and all(entry["on_sheet"] is False for entry in guesses)


@every_finished_demo
def test_finished_one_has_trades_of_unequal_value(name):
    valued = [entry for entry in read(name)["entries"] if None not in (entry["value_to_us"], entry["value_to_them"])]
    gap = {"we_give": lambda entry: entry["value_to_them"] - entry["value_to_us"],
           "they_give": lambda entry: entry["value_to_us"] - entry["value_to_them"]}  # fmt: skip
    wide = [entry["direction"] for entry in valued if gap.get(entry["direction"], lambda _: 0)(entry) >= 4]
    assert wide.count("we_give") >= 3 and wide.count("they_give") >= 1


@every_finished_demo
def test_finished_one_takes_small_steps_that_are_thought_through(name):
    steps = entries_of(read(name), "incremental", "steps")
    assert len(steps) >= 3
    assert all(step["risk_removed"] and step["needs_agreement"] and step["due"] for step in steps)
    assert steps == sorted(steps, key=lambda step: step["due"])
    assert steps[0]["way_back"] is True


@every_finished_demo
def test_finished_one_names_the_source_of_each_standard(name):
    standards = entries_of(read(name), "standards", "theirs")
    assert len(standards) >= 3
    assert all(entry["source"] and entry["party"] and entry["basis"] for entry in standards)


@every_finished_demo
def test_finished_one_decides_on_strategies_and_leaves_some_open(name):
    plans = read(name)["strategies"]
    states = [plan["state"] for plan in plans]
    assert states.count("planned") >= 8
    assert 1 <= states.count("not_for_this") <= 2
    assert len(plans) < len(STRATEGIES)
    assert all(plan["how"] for plan in plans)


def test_one_is_just_begun():
    data = read("new_year")
    assert (data["worksheet"]["depth"], data["worksheet"]["state"]) == ("quick", "preparing")
    assert 3 <= len(data["entries"]) <= 4 and len(data["parties"]) == 2
    assert [item["in_use"] for item in data["items"]] == [item.quick for item in CATALOGUE.items]
    assert data["strategies"] == []
