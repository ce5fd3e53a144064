"""Quick prep: seven short questions and the rules that pick what matters from their answers, read once from
`data/quick.toml`. Picking is a pure function of the answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from negotiation_prep.bilingual import CatalogueError, Table, Text
from quadrants.catalogue import CATALOGUE
from strategies.catalogue import STRATEGIES

__all__ = [
    "QUICK",
    "Beginning",
    "CatalogueError",
    "Pick",
    "Picks",
    "Question",
    "QuickPrep",
    "answers_of",
    "load_quick",
    "picks",
]

QUICK_PATH = Path(__file__).with_name("data") / "quick.toml"
OCCASION, TIME = "occasion", "time"
# How fast it goes where nobody said how long there is.
USUAL = "twenty"
LONGEST, MOST = 240, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer. A starting point `fills` in answers to the other questions, as `question.option`."""

    code: str
    name: Text
    fills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One short question with its answers; a vocabulary like those of `quadrants.enums`."""

    code: str
    text: Text
    options: tuple[Option, ...]

    @property
    def field(self) -> str:
        """The field of a worksheet that holds the answer."""
        return f"quick_{self.code}"

    @property
    def values(self) -> list[str]:
        return [option.code for option in self.options]

    @property
    def choices(self) -> list[tuple[str, Text]]:
        return [(option.code, option.name) for option in self.options]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What fits into the time there is. `minutes` is how long that is; 0 where nothing presses."""

    code: str
    minutes: int
    items: int
    strategies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Picks an item (or a strategy; the other is empty) once all answers of `when` were given, and says why. `ask` are
    the prompts of the item to begin with."""

    item: str
    strategy: str
    ask: tuple[str, ...]
    when: frozenset[str]
    weight: int
    why: Text


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a starting point makes of the answers: all of them, by question; the questions that it has `filled` in; and
    those that it would have answered otherwise, had nobody chosen: they are `kept`."""

    answers: Mapping[str, str]
    filled: frozenset[str]
    kept: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuickPrep:
    """All of it. The first question is the kind of talk, with the starting points; the other six follow."""

    questions: tuple[Question, ...]
    paces: tuple[Pace, ...]
    rules: tuple[Rule, ...]
    _paces: dict[str, Pace] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paces", {pace.code: pace for pace in self.paces})

    @property
    def occasions(self) -> Question:
        """The starting points."""
        return self.questions[0]

    def question(self, code: str) -> Question:
        """The question with this code; StopIteration where there is none."""
        return next(question for question in self.questions if question.code == code)

    def pace(self, answers: Mapping[str, str]) -> Pace:
        """How much fits into the time that was said."""
        return self._paces[answers.get(TIME) or USUAL]

    def in_words(self, answers: Mapping[str, str]) -> list[Text]:
        """The answers as they were put, in the order of the questions."""
        return [option.name for one in self.questions for option in one.options if answers.get(one.code) == option.code]

    def filled_in(self, occasion: str) -> dict[str, str]:
        """The answers, by question, with which a starting point begins; empty for one that is unknown."""
        option = next((option for option in self.occasions.options if option.code == occasion), None)
        if option is None:
            return {}
        given = (answer.partition(".") for answer in option.fills)
        return {OCCASION: occasion, **{question: code for question, _dot, code in given}}

    def filled_by(self, answers: Mapping[str, str]) -> frozenset[str]:
        """The questions that are answered as the starting point among the answers fills them in."""
        fills = self.filled_in(answers.get(OCCASION, ""))
        return frozenset(code for code, option in fills.items() if code != OCCASION and answers.get(code) == option)

    def begun(self, occasion: str, answers: Mapping[str, str], filled: Collection[str]) -> Beginning:
        """These answers once another starting point (unknown or empty: none of them) takes the place of the one among
        them. Whatever the old one had not `filled` in was chosen by somebody, and stays. Who chose an answer is not
        saved with it: of saved ones, whatever reads as the old one fills it in counts as filled in."""
        theirs = self.filled_by(answers) & set(filled)
        chosen = {code: option for code, option in answers.items() if option and code not in theirs | {OCCASION}}
        fills = self.filled_in(occasion)
        return Beginning(
            {**fills, **chosen},
            frozenset(fills) - set(chosen) - {OCCASION},
            frozenset(code for code, option in chosen.items() if fills.get(code, option) != option),
        )


@dataclass(frozen=True, slots=True)
class Pick:
    """An item or a strategy that matters, why, and the prompts of the item to begin with (none: its first)."""

    code: str
    why: Text
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picks:
    """What matters, in the order in which the method shows it."""

    items: tuple[Pick, ...]
    strategies: tuple[Pick, ...]


def load_quick(path: Path) -> QuickPrep:
    """Reads and checks the questions and rules; `CatalogueError` names the file, the entry and what is wrong."""
    file = Table.of_file(path)
    questions = tuple(_questions(file))
    answers = [f"{one.code}.{option.code}" for one in questions for option in one.options]
    if not questions or questions[0].code != OCCASION:
        file.refuse(f"does not begin with the question {OCCASION}")
    for question in questions:
        for option in question.options:
            if unknown := sorted(set(option.fills) - set(answers)):
                file.refuse(f"option {option.code} fills in an unknown answer: {unknown[0]}")
    paces = tuple(_paces(file, next((one.values for one in questions if one.code == TIME), [])))
    rules = tuple(_rules(file, answers))
    file.finish()
    for kind, known, picked in (
        ("item", [item.code for item in CATALOGUE.items], {rule.item for rule in rules}),
        ("strategy", [strategy.code for strategy in STRATEGIES], {rule.strategy for rule in rules}),
    ):
        if forgotten := [code for code in known if code not in picked]:
            file.refuse(f"no rule picks the {kind} {forgotten[0]}")
    return QuickPrep(questions, paces, rules)


def _questions(file: Table) -> Iterator[Question]:
    for table in file.tables("questions", "question"):
        options = tuple(_options(table))
        if len(options) < 2:
            table.refuse("has fewer than two answers")
        yield Question(code=table.code(), text=table.text("text"), options=options)
        table.finish()


def _options(question: Table) -> Iterator[Option]:
    for table in question.tables("options", "option"):
        fills = table.strings("answers") if "answers" in table.names() else ()
        yield Option(code=table.code(), name=table.text("name"), fills=fills)
        table.finish()


def _paces(file: Table, times: list[str]) -> Iterator[Pace]:
    found = []
    for table in file.tables("paces", "pace"):
        found.append(table.code())
        yield Pace(
            code=found[-1],
            minutes=table.whole("minutes", 0, LONGEST),
            items=table.whole("items", 1, MOST),
            strategies=table.whole("strategies", 1, MOST),
        )
        table.finish()
    if found != times or USUAL not in found:
        file.refuse(f"paces are not those of the answers to {TIME}")


def _rules(file: Table, answers: list[str]) -> Iterator[Rule]:
    for table in file.tables("rules", "rule"):
        item = table.choice("item", ["", *(one.code for one in CATALOGUE.items)], default="")
        strategy = table.choice("strategy", ["", *(one.code for one in STRATEGIES)], default="")
        if bool(item) == bool(strategy):
            table.refuse("picks neither one item nor one strategy")
        prompts = CATALOGUE.item(item).prompts if item else ()
        ask = table.words("ask", [prompt.code for prompt in prompts], "ask")
        yield Rule(
            item=item,
            strategy=strategy,
            ask=ask,
            when=frozenset(table.words("when", answers, "answer")),
            weight=table.whole("weight", 1, 9),
            why=table.text("why"),
        )
        table.finish()


def picks(answers: Mapping[str, str], prep: QuickPrep | None = None) -> Picks:
    """What matters after these answers (option by question; what was not answered is absent or ""). Where more is
    picked than fits into the time, the heaviest stay."""
    prep = prep or QUICK
    given = {f"{question}.{option}" for question, option in answers.items() if option}
    holding = [rule for rule in prep.rules if rule.when <= given]
    pace = prep.pace(answers)
    return Picks(
        _heaviest(holding, lambda rule: rule.item, [item.code for item in CATALOGUE.items], pace.items),
        _heaviest(holding, lambda rule: rule.strategy, [one.code for one in STRATEGIES], pace.strategies),
    )


def _heaviest(rules: Iterable[Rule], code: Callable[[Rule], str], order: list[str], most: int) -> tuple[Pick, ...]:
    """The heaviest rule of each code, as many as may be, in the given order."""
    best: dict[str, Rule] = {}
    for rule in rules:
        if code(rule) and (code(rule) not in best or rule.weight > best[code(rule)].weight):
            best[code(rule)] = rule
    chosen = sorted(best, key=lambda one: (-best[one].weight, order.index(one)))[:most]
    return tuple(Pick(one, best[one].why, best[one].ask) for one in order if one in chosen)


def answers_of(worksheet: object) -> dict[str, str]:
    """The answers that a worksheet, or the header of its document, holds; without those not given."""
    held = {question.code: getattr(worksheet, question.field) for question in QUICK.questions}
    return {code: answer for code, answer in held.items() if answer}


QUICK = load_quick(QUICK_PATH)
