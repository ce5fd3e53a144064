"""Deals from files: what stands in them comes back, and what is wrong is named at its cell."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrants.deal import BadModel, Code, Issue, Model, Range, Weights, prepare, read, to_json
from tests.quadrants.deal.models import issue, models, never
from tools.system import ROOT

CSV = """Issue,Option,Us,Them
Price,90,10,0
Price,80,5.5,4
Delivery,one week,3,5
,two weeks,0,8
"""
CHINESE = "议题,选项,对我方的价值,对对方的价值\n价格,38.5元,10,0\n,40元,4,６\n交货,一周,3,5\n,两周,0,8\n"
DEAL = Model(
    issues=(issue("Price", (10, 0), (Decimal("5.5"), 4)), issue("Delivery", (3, 5), (0, 8))),
    reservation_us=4,
    reservation_them=Decimal("0.5"),
    impossible=(never(("Price", "a"), ("Delivery", "ab")),),
)


def refused(content):
    with pytest.raises(BadModel) as caught:
        read(content)
    (flaw,) = caught.value.flaws
    assert flaw.place == "file" and str(flaw)
    return flaw.code


def faults(text):
    """Where in a table something is wrong: line, column, code."""
    found = read(text.encode())
    return [(*found.cells.get(flaw.place, (0, 0)), flaw.code) for flaw in found.flaws]


# --- Tables ---------------------------------------------------------------------------------------------------


def test_a_table_is_read_line_by_line():
    found = read(CSV.encode())
    assert not found.flaws and prepare(found.model).rules.total == 4
    price, delivery = found.model.issues
    assert [(one.name, one.us, one.them) for one in price.options] == [("90", 10, 0), ("80", Decimal("5.5"), 4)]
    assert [one.name for one in delivery.options] == ["one week", "two weeks"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding_that_programs_write(encoding):
    found = read(CHINESE.encode(encoding))
    assert not found.flaws
    assert [one.name for one in found.model.issues] == ["价格", "交货"]
    assert found.model.issues[0].options[1].them == 6


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_where_commas_do_not_divide_columns_they_begin_decimals(delimiter):
    text = CSV.replace(",", delimiter).replace("5.5", "5,5").replace("\n", "\r\n")
    assert read(text.encode()) == read(CSV.encode())


def test_weights_stand_in_the_first_line_of_an_issue():
    head, *lines = CSV.splitlines()
    text = "\n".join([f"{head},our weight,their weight", f"{lines[0]},60%,50", lines[1], f"{lines[2]},40,50", lines[3]])
    found = read(text.encode())
    assert not found.flaws
    assert [one.weights for one in found.model.issues] == [Weights(us=60, them=50), Weights(us=40, them=50)]
    assert faults(text.replace("60%", "")) == [(2, 5, Code.MISSING)]
    assert faults(text.replace("60%", "61")) == [(0, 0, Code.WEIGHT_SUM)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("5.5", ""), (3, 3, Code.MISSING)),
        (("5.5", "much"), (3, 3, Code.NOT_A_NUMBER)),
        (("5.5", "NaN"), (3, 3, Code.NOT_A_NUMBER)),
        (("5.5", "1e308"), (3, 3, Code.OUT_OF_RANGE)),
        (("5.5", "=1+1"), (3, 3, Code.FORMULA)),
        (("80", "=cmd|' /C calc'!A0"), (3, 2, Code.FORMULA)),
        (("80", "90"), (3, 2, Code.SAME_NAME)),
        (("80", ""), (3, 2, Code.NO_NAME)),
        ((",two weeks,0,8\n", ""), (4, 1, Code.TOO_FEW_OPTIONS)),
        ((",two weeks,0,8\n", ",two weeks\n"), (5, 3, Code.MISSING)),
        ((",two weeks", "price,two weeks"), (5, 1, Code.SAME_NAME)),
        (("Price,90", ",90"), (2, 1, Code.NO_NAME)),
    ],
)
def test_what_is_wrong_is_named_at_its_cell(change, fault):
    assert fault in faults(CSV.replace(*change))


def test_empty_lines_do_not_count():
    assert read(CSV.replace("Delivery", ",,,\n\nDelivery").encode()).model == read(CSV.encode()).model


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.COLUMN_MISSING),
        (b"Issue,Option,Us\nPrice,90,1\n", Code.COLUMN_MISSING),
        (b"\x81\x00\xff\xff", Code.NOT_READABLE),
        (("Issue,Option,Us,Them\n" + '"' + "x" * 200_000).encode(), Code.NOT_READABLE),
        (("Issue,Option,Us,Them\n" + "a,b,1,2\n" * 3000).encode(), Code.TOO_MANY_LINES),
        (b"{", Code.NOT_READABLE),
        (b'{"a":' * 100_000, Code.NOT_READABLE),
        (b"{}", Code.UNKNOWN_FORMAT),
        (b'{"format": "negotiation-deal", "version": 2}', Code.UNKNOWN_FORMAT),
        (b'{"format": "negotiation-deal", "version": 1, "issues": ' + b"9" * 5000 + b"}", Code.NOT_READABLE),
    ],
)
def test_what_is_no_deal_is_refused(content, code):
    assert refused(content) == code


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: (CSV + text).encode()))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        found = read(content)
    except BadModel:
        return
    if not found.flaws:
        prepare(found.model)


# --- JSON -----------------------------------------------------------------------------------------------------


@given(model=models())
def test_json_comes_back_as_it_was(model):
    found = read(json.dumps(to_json(model)).encode())
    assert found.model == model
    assert {flaw.code for flaw in found.flaws} <= {Code.ALL_EQUAL}


def test_ranges_weights_and_all_else_come_back():
    metres = Issue(
        name="metres",
        range=Range(low=0, high=10, step=Decimal("2.5"), us=(0, 9), them=(8, 0)),
        weights=Weights(us=Decimal("12.5"), them=40),
    )
    weights = Weights(us=Decimal("87.5"), them=60)
    whole = replace(DEAL, issues=(metres, *(replace(DEAL.issues[0], weights=weights),)), impossible=())
    for model in (DEAL, whole):
        found = read(json.dumps(to_json(model)).encode())
        assert found.model == model and not found.flaws


@pytest.mark.parametrize(
    ("way", "value", "place", "code"),
    [
        (["colour"], 1, "colour", Code.UNKNOWN_KEY),
        (["issues"], {}, "issues", Code.WRONG_KIND),
        (["issues", 0], 5, "issues.0", Code.WRONG_KIND),
        (["issues", 0, "colour"], 1, "issues.0.colour", Code.UNKNOWN_KEY),
        (["issues", 0, "name"], 5, "issues.0.name", Code.WRONG_KIND),
        (["issues", 0, "options"], None, "issues.0.options", Code.WRONG_KIND),
        (["issues", 0, "options", 1, "us"], "5", "issues.0.options.1.us", Code.NOT_A_NUMBER),
        (["issues", 0, "options", 1, "us"], True, "issues.0.options.1.us", Code.NOT_A_NUMBER),
        (["issues", 0, "options", 1, "us"], None, "issues.0.options.1.us", Code.MISSING),
        (["issues", 0, "options", 1, "us"], float("nan"), "issues.0.options.1.us", Code.NOT_A_NUMBER),
        (["issues", 0, "options", 1, "us"], 1e308, "issues.0.options.1.us", Code.OUT_OF_RANGE),
        (["issues", 0, "range"], {"low": 1, "high": 2, "step": 1, "us": [1]}, "issues.0.range.us", Code.WRONG_KIND),
        (["reservation", "us"], [], "reservation_us", Code.NOT_A_NUMBER),
        (["reservation"], [], "reservation", Code.WRONG_KIND),
        (["impossible", 0, 1, "options", 0], 7, "impossible.0.parts.1.options.0", Code.WRONG_KIND),
        (["impossible", 0, 1, "issue"], "Place", "impossible.0.parts.1", Code.UNKNOWN_ISSUE),
    ],
)
def test_what_is_wrong_is_named_at_its_place(way, value, place, code):
    data = to_json(DEAL)
    *before, last = way
    inner = data
    for step in before:
        inner = inner[step]
    inner[last] = value
    found = read(json.dumps(data).encode())
    assert (place, code) in [(flaw.place, flaw.code) for flaw in found.flaws]
    assert all(str(flaw) for flaw in found.flaws)


def test_the_example_in_the_documentation_is_a_deal():
    (example,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "deal.md").read_text(), re.DOTALL)
    found = read(example.encode())
    assert not found.flaws and json.loads(example) == to_json(found.model)
    assert prepare(found.model).rules.total == 9
