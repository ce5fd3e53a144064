"""Deals for the tests of this app."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from quadrants.dealing import read_deal
from quadrants.dealing.chart import chart_of
from quadrants.dealing.computing import compute
from quadrants.services.demo import example_deal
from tests.bench.deal import deal
from tests.quadrants.papers import svg_pdf


def text_of(answer) -> str:
    """What a page says, without its tags."""
    said = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", said)))


@dataclass
class Making:
    """Makes parts of a deal by the one way to save; `keys` are the choices by issue and option."""

    save: Callable[..., Any]
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def issue(self, name: str, *options: tuple[str, float | None, float | None], **fields: Any) -> str:
        made = self.ids[name] = str(uuid.uuid4())
        self._saved(f"issue:{made}", name=name, **fields)
        for option, us, them in options:
            self.option(name, option, us, them)
        return made

    def option(self, issue: str, name: str, us: float | None, them: float | None) -> str:
        made = self.ids[f"{issue}: {name}"] = str(uuid.uuid4())
        self.keys[issue, name] = f"{self.ids[issue]}:{made}"
        self._saved(f"option:{made}", issue=self.ids[issue], name=name, value_to_us=us, value_to_them=them)
        return made

    def never(self, *choices: tuple[str, str]) -> str:
        made = str(uuid.uuid4())
        keys = [self.keys[choice] for choice in choices]
        self._saved(f"combination:{made}", name=" + ".join(map(" ".join, choices)), choices=keys)
        return made

    def package(self, *choices: tuple[str, str], **fields: Any) -> str:
        made = str(uuid.uuid4())
        self._saved(f"package:{made}", choices=[self.keys[choice] for choice in choices], **fields)
        return made

    def sale(self) -> None:
        """Price, delivery and payment: nine times two packages."""
        self.issue("Price", ("80", 40, 0), ("85", 25, 20), ("90", 0, 40))
        self.issue("Delivery", ("one week", 20, 0), ("two weeks", 15, 10), ("a month", 0, 15))
        self.issue("Payment", ("at once", 0, 30), ("in 60 days", 10, 0))
        self._saved("deal", reservation_us=30, reservation_them=30)

    def _saved(self, target: str, **fields: Any) -> None:
        outcome = self.save(target, 0, **fields)
        assert outcome.saved, outcome


def chart_pdf(language: str, *, many: bool = False) -> bytes:
    """The chart of the example deal on a page of its own, in a language; with `many`, of half a million packages."""
    packages = deal((10, 10, 10, 10, 10, 5)) if many else read_deal(example_deal(language)).model
    computed = compute(packages, None)
    assert computed.ground
    named = dict.fromkeys([computed.best_product, *computed.offers.packages] if computed.offers else [])
    lettered = [(letter, worth) for letter, worth in zip("ABCD", named, strict=False) if worth]
    chart = chart_of(computed.ground, lettered, lettered[-1][1])
    return svg_pdf(chart, language, '{% include "charts/packages.svg" with font="Latin, Chinese" %}')
