"""The cases of the product as data: complete, in both languages, and mistakes refused by file and entry."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from negotiation_prep.bilingual import CatalogueError
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES
from training.cases.catalogue import CASES, CASES_PATH, LibraryCase, library_case, load_cases

CODES = ["baseline", "jacket", "supplier_price", "new_year", "flatmates", "joint_venture"]
ITEMS = frozenset(item.code for item in CATALOGUE.items)
PLANS = frozenset(strategy.code for strategy in STRATEGIES)


def test_six_cases_come_with_the_product_in_their_order():
    assert [case.code for case in CASES] == CODES
    assert [case.number for case in CASES] == list(range(1, 7))
    assert [case.code for case in CASES if len(case.document.roles) == 4] == ["joint_venture"]
    assert library_case("new_year") is CASES[3]
    with pytest.raises(KeyError):
        library_case("no_such_case")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_each_is_complete(case):
    document = case.document
    assert document.languages == ("en", "zh-hans")
    assert 2 <= len(document.introduction) <= 5 and 4 <= len(document.notes) <= 8
    assert 3 <= len(document.issues) <= 6 and 4 <= len(document.items) <= 9 and 2 <= len(document.strategies) <= 4
    for role in document.roles:
        assert 3 <= len(role.brief) <= 7
        assert len(role.name.en) <= 40 and len(role.name.zh_hans) <= 40


@pytest.mark.parametrize("code", ["jacket", "supplier_price", "joint_venture"])
def test_trades_pay(code):
    """What is best for all together is worth clearly more than the middle of every issue."""
    case = library_case(code).document
    priced = [issue for issue in case.issues if issue.points]
    assert len(priced) >= 2
    best, middle = 0.0, 0.0
    for issue in priced:
        values = [option.code for option in issue.options] or [issue.low, issue.high]
        totals = [sum(issue.worth(role.code, value) or 0 for role in case.roles) for value in values]
        best, middle = best + max(totals), middle + sum(totals) / len(totals)
    assert best > 1.15 * middle


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., tuple[LibraryCase, ...]]:
    """Loads the cases with one passage of the jacket replaced by another, where it first stands."""

    def load(old: str, new: str) -> tuple[LibraryCase, ...]:
        for path in CASES_PATH.glob("*.toml"):
            source = path.read_text(encoding="utf-8")
            if path.stem == "jacket":
                assert old in source
                source = source.replace(old, new, 1)
            (tmp_path / path.name).write_text(source, encoding="utf-8")
        return load_cases(tmp_path, ITEMS, PLANS)

    return load


FIRST_POINTS = "[issues.points]\nbuyer = [[45, 40], [98, 0]]\n"
PHONE = "buyer = { phone = 0, cash = 5 }"
PRICE, PAYMENT = "jacket.toml: issue price", "jacket.toml: issue payment"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # The case
        ('code = "jacket"\n', 'code = "coat"\n', "jacket.toml: code is coat, where jacket comes next"),
        ("number = 2\n", "number = 3\n", "supplier_price.toml: number 3 is that of jacket.toml, too"),
        ("number = 2\n", "number = 7\n", "jacket.toml: number is 7, not a whole number from 1 to 6"),
        ("number = 2\n", "number = true\n", "jacket.toml: number is True, not a whole number from 1 to 6"),
        ("minutes_to_talk = ", "minutes_to_walk = ", "jacket.toml: has no minutes_to_talk"),
        ('items = ["goals"', 'items = ["gaols"', "jacket.toml: unknown item: gaols"),
        ('strategies = ["', 'strategies = ["x", "', "jacket.toml: unknown strategy: x"),
        ("title.en = ", "title.fr = ", "jacket.toml: title has an unknown key: fr"),
        ('code = "jacket"\n', 'code = "jacket"\ncolour = "blue"\n', "jacket.toml: unknown key: colour"),
        ("[[introduction]]\nen = ", "[[introduction]]\nfr = ",
         "jacket.toml: introduction number 1 has an unknown key: fr"),
        # Roles
        ('code = "seller"\n', 'code = "buyer"\n', "jacket.toml: role buyer: stands twice"),
        ('code = "buyer"\n', 'code = "Buyer"\n',
         "jacket.toml: role Buyer: code may hold only small letters, digits and _"),
        ("[[roles.brief]]\nen = ", '[[roles.brief]]\nen = ""\nhint = ',
         "jacket.toml: role buyer: brief number 1 has an unknown key: hint"),
        # Issues
        ('code = "payment"\n', 'code = "price"\n', "jacket.toml: issue price: stands twice"),
        ('code = "cash"\n', 'code = "phone"\n', PAYMENT + ", option phone: stands twice"),
        ('kind = "number"\n', 'kind = "sum"\n', PRICE + ": unknown kind: sum"),
        ('kind = "number"\n', 'kind = "date"\n', PRICE + ": has points, but is neither a number nor a choice"),
        ("low = 0\n", "low = 200\n", PRICE + ", low: has no smallest and largest value"),
        ("low = 0\n", 'low = "0"\n', PRICE + ": low: 0 is not a number"),
        ("high = 200\n", "high = nan\n", PRICE + ": high: nan is not a number"),
        ("low = 0\n", "", PRICE + ": has no low"),
        ('kind = "choice"\n', 'kind = "choice"\nlow = 1\n', PAYMENT + ": unknown key: low"),
        # Points
        (FIRST_POINTS, "[issues.points]\n", PRICE + ", points, buyer: has no points for this role"),
        (FIRST_POINTS, FIRST_POINTS + "nobody = [[0, 1], [1, 2]]\n",
         PRICE + ", points, nobody: has points for an unknown role"),
        ("buyer = [[45, 40], [98, 0]]", "buyer = [[45, 40]]",
         PRICE + ", points, buyer: has fewer than two values with points"),
        ("buyer = [[45, 40], [98, 0]]", "buyer = [[98, 40], [45, 0]]",
         PRICE + ", points, buyer: has values that do not rise"),
        ("buyer = [[45, 40], [98, 0]]", "buyer = [[45, 40], [980, 0]]",
         PRICE + ", points, buyer: has points for a value out of range"),
        ("buyer = [[45, 40], [98, 0]]", "buyer = [[45, 4.5], [98, 0]]",
         PRICE + ", points, buyer: has points that are no whole numbers"),
        ("buyer = [[45, 40], [98, 0]]", "buyer = [45, 40]", PRICE + ", points: buyer is not a list of pairs"),
        ("buyer = [[45, 40], [98, 0]]", 'buyer = [[45, "x"]]', PRICE + ", points: buyer: x is not a number"),
        (PHONE, "buyer = { phone = 0 }", PAYMENT + ", points, buyer: has not points for every option"),
        (PHONE, "buyer = { phone = 0, cash = 5, card = 1 }",
         PAYMENT + ", points, buyer: has not points for every option"),
        (PHONE, "buyer = 5", PAYMENT + ", points: buyer is not a table"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_by_file_and_entry(changed, old, new, message):
    with pytest.raises(CatalogueError) as refused:
        changed(old, new)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("passage", "message"),
    [
        (r"\[\[introduction\]\].*(?=\[\[roles\]\])", "jacket.toml: has no introduction"),
        (r"\[\[roles\]\]\ncode = \"seller\".*?(?=\[\[issues\]\])", "jacket.toml: has fewer than two roles"),
        (r"\[\[notes\]\].*", "jacket.toml: has no notes"),
        (r"items = .*?\n", "jacket.toml: has no items"),
        (r"strategies = .*?\n", "jacket.toml: has no strategies"),
        (r"\[\[issues.options\]\]\ncode = \"cash\".*?(?=\[issues)", PAYMENT + ", options: has fewer than two options"),
    ],
)
def test_what_a_case_cannot_do_without(changed, passage, message):
    source = (CASES_PATH / "jacket.toml").read_text(encoding="utf-8")
    found = re.search(passage, source, re.DOTALL)
    with pytest.raises(CatalogueError) as refused:
        changed(found.group(), "")
    assert str(refused.value) == message
