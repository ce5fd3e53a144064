"""A submission as those who teach read it: the frozen sheet, and at each place what is said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from quadrants.catalogue import CATALOGUE, Item, Prompt, Quadrant
from quadrants.document import WorksheetDocument
from quadrants.interchange import thaw
from strategies.catalogue import STRATEGIES, Strategy
from training.changes import Change, Changes, SheetLine, Words, changes, lines_of
from training.models import Addressed, Highlight, Review, ReviewComment, Score, StrategyMark, Submission
from training.models.review import Response
from training.rubric import Criterion, ScoreLevel, total

WHOLE = ""
PROMPTS = {item.code: [one for one in CATALOGUE.all_prompts if one.item == item.code] for item in CATALOGUE.items}
NO_CHANGES = Changes(lines={}, gone={}, summaries={}, planned=frozenset(), unplanned=frozenset())


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What was handed in: the document, its lines, and how it differs from the round before."""

    document: WorksheetDocument
    lines: tuple[SheetLine, ...]
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that is said of a submission, row by row; what nobody said yet stands there as rows of version 0. `earlier`
    are the comments on rounds before that were not yet found to be addressed; each of both has its `round`. `good` are
    the lines that somebody has marked as good to show, or no longer; none for students."""

    review: Review
    comments: tuple[ReviewComment, ...]
    earlier: tuple[ReviewComment, ...]
    addressed: Mapping[UUID, Addressed]
    scores: Mapping[str, Score]
    marks: Mapping[str, StrategyMark]
    good: Mapping[UUID, Highlight] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether anything but a summary or a verdict is there."""
        return bool(self.comments) or any(row.version for row in (*self.scores.values(), *self.marks.values()))

    @property
    def records(self) -> dict[str, Any]:
        """What can be changed, by target."""
        return {
            "review": self.review,
            **{f"comment:{comment.pk}": comment for comment in self.comments},
            **{f"addressed:{key}": row for key, row in self.addressed.items()},
            **{f"score:{code}": score for code, score in self.scores.items()},
            **{f"strategy:{code}": mark for code, mark in self.marks.items()},
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a comment can stand at: the whole (an empty path), `item`, `item.prompt` or `item.prompt.line`, with
    the comments of this round and those of earlier ones."""

    path: str
    comments: tuple[ReviewComment, ...] = ()
    earlier: tuple[ReviewComment, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the sheet with what became of it since the round before; `gone` is one that stood there before."""

    line: SheetLine
    spot: Spot
    change: Change | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ReadPrompt:
    prompt: Prompt
    spot: Spot
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item; `words` tell its line for the sheet word by word where that reads otherwise than before."""

    item: Item
    asked: bool
    summary: str
    words: Words
    spot: Spot
    prompts: tuple[ReadPrompt, ...]

    @property
    def empty(self) -> bool:
        return not (self.summary or self.words or any(prompt.lines for prompt in self.prompts))


@dataclass(frozen=True, slots=True)
class ReadQuadrant:
    """A quadrant with the items to read; `empty` are those in use that nobody asked for and nobody filled."""

    quadrant: Quadrant
    items: tuple[ReadItem, ...]
    empty: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with the level given to it."""

    criterion: Criterion
    score: Score


@dataclass(frozen=True, slots=True)
class Used:
    """A strategy with how it was used, and what the students had planned to do with it; `turned` says that they did not
    plan it in the round before, or did then."""

    strategy: Strategy
    mark: StrategyMark
    planned: bool
    how: str
    turned: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A whole submission to read, and to judge."""

    quadrants: tuple[ReadQuadrant, ...]
    whole: Spot
    judged: tuple[Judged, ...]
    used: tuple[Used, ...]
    changes: Changes

    @property
    def shown(self) -> list[Used]:
        """The strategies that stand in sight: planned, or marked."""
        return [one for one in self.used if one.planned or one.mark.use]

    @property
    def others(self) -> list[Used]:
        """The strategies that do not."""
        return [one for one in self.used if not (one.planned or one.mark.use)]

    @property
    def most(self) -> int:
        """The points that can be reached."""
        return len(self.judged) * max(ScoreLevel.values)

    @property
    def total(self) -> tuple[int, int] | None:
        """The points and the most that can be, once each criterion has its level."""
        return total(
            {one.criterion.code: one.score.level for one in self.judged}, [one.criterion for one in self.judged]
        )


@lru_cache(maxsize=64)
def frozen(key: UUID, before: UUID | None, language: str) -> Frozen:
    """A submission, and how it differs from the round `before` it, in the active language. Neither ever changes, and
    who reviews asks for the same ones again and again: so what was read lately is kept."""
    found = Submission.objects.filter(pk__in=[key, before] if before else [key])
    contents = {one: thaw(document) for one, document in found.values_list("pk", "document")}
    document = contents[key]
    return Frozen(
        document=document,
        lines=lines_of(document),
        changes=changes(contents[before], document) if before else NO_CHANGES,
    )


def said_of(submission: Submission, review: Review | None, rounds: Iterable[Submission]) -> Said:
    """What is said of a submission besides its `review`, in three queries; of a later round in four. `rounds` are those
    of its team."""
    numbers = {one.pk: one.round for one in rounds if one.round <= submission.round}
    comments = _comments(numbers)
    answers = Addressed.objects.filter(submission__in=numbers) if len(numbers) > 1 else ()
    done = {row.comment_id for row in answers if row.submission_id != submission.pk and row.response == Response.YES}
    mine = {row.comment_id: row for row in answers if row.submission_id == submission.pk}
    earlier = [one for one in comments if one.submission_id != submission.pk and one.pk not in done]
    return Said(
        review=review or Review(submission=submission),
        comments=tuple(comment for comment in comments if comment.submission_id == submission.pk),
        earlier=tuple(earlier),
        addressed={one.pk: mine.get(one.pk) or Addressed(submission=submission, comment=one) for one in earlier},
        scores=_by_code(submission, Score, "criterion", (one.code for one in submission.assignment.criteria)),
        marks=_by_code(submission, StrategyMark, "strategy", (one.code for one in STRATEGIES)),
    )


def marked(submission: Submission) -> dict[UUID, Highlight]:
    """The lines of which somebody said whether they are good to show, by their ids; in one query."""
    return {row.entry: row for row in Highlight.objects.filter(submission=submission)}


def reading(frozen: Frozen, asked: Collection[str], criteria: Iterable[Criterion], said: Said) -> Reading:
    """The sheet with what is said of it."""
    return _Reader(frozen.document, asked, said, frozen.changes).read(frozen.lines, criteria)


def path_of(comment: ReviewComment) -> str:
    """The place of a comment in one word."""
    return ".".join(part for part in (comment.item, comment.prompt, str(comment.entry or "")) if part)


def _comments(numbers: Mapping[UUID, int]) -> list[ReviewComment]:
    """Those on some submissions in the order in which they were written; each gets the number of its `round`."""
    found = ReviewComment.objects.filter(submission__in=numbers, deleted_at=None)
    comments = list(found.select_related("author", "answer").order_by("created_at", "pk"))
    for comment in comments:
        comment.round = numbers[comment.submission_id]
    return comments


def _by_code(submission: Submission, model: Any, name: str, codes: Iterable[str]) -> dict[str, Any]:
    found = {getattr(row, name): row for row in model.objects.filter(submission=submission)}
    return {code: found.get(code) or model(submission=submission, **{name: code}) for code in codes}


@dataclass
class _Reader:
    """Sets a document out, with comments at their places."""

    document: WorksheetDocument
    asked: Collection[str]
    said: Said
    changes: Changes
    lines: dict[tuple[str, str], list[SheetLine]] = field(default_factory=lambda: defaultdict(list))
    comments: dict[str, list[ReviewComment]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[str, list[ReviewComment]] = field(default_factory=lambda: defaultdict(list))

    def read(self, lines: Iterable[SheetLine], criteria: Iterable[Criterion]) -> Reading:
        for line in lines:
            self.lines[line.place].append(line)
        for comment in self.said.comments:
            self.comments[path_of(comment)].append(comment)
        places = set(self._places()) if self.said.earlier else ()
        for comment in self.said.earlier:
            self.earlier[_nearest(path_of(comment), places)].append(comment)
        return Reading(
            quadrants=tuple(self._quadrant(quadrant) for quadrant in CATALOGUE.quadrants),
            whole=self._spot(WHOLE),
            judged=tuple(Judged(criterion, self.said.scores[criterion.code]) for criterion in criteria),
            used=tuple(sorted(self._used(), key=lambda one: not one.planned)),
            changes=self.changes,
        )

    def _places(self) -> Iterator[str]:
        """Everywhere that something can be shown."""
        for item in CATALOGUE.items:
            if self._is_shown(item):
                yield item.code
                for prompt in self._prompts(item):
                    yield prompt.path
                    for line in (*self._lines(prompt), *self.changes.gone.get((item.code, prompt.code), ())):
                        yield f"{prompt.path}.{line.id}"

    def _is_shown(self, item: Item) -> bool:
        commented = any(comment.item == item.code for comment in self.said.comments)
        return item.code in self.asked or commented or self._is_filled(item)

    def _is_filled(self, item: Item) -> bool:
        was = item.code in self.changes.summaries or any(place[0] == item.code for place in self.changes.gone)
        return was or self.document.holds_text(item)

    def _prompts(self, item: Item) -> Iterator[Prompt]:
        """The questions of an item that was asked for; of another one those with something under them."""
        for prompt in PROMPTS[item.code]:
            place = prompt.item, prompt.code
            filled = place in self.lines or place in self.changes.gone or prompt.path in self.comments
            if filled or (item.code in self.asked and not prompt.retired):
                yield prompt

    def _lines(self, prompt: Prompt) -> Sequence[SheetLine]:
        return self.lines.get((prompt.item, prompt.code), ())

    def _quadrant(self, quadrant: Quadrant) -> ReadQuadrant:
        shown = [item for item in quadrant.items if self._is_shown(item)]
        in_use = [item for item in quadrant.items if item not in shown and self.document.item(item.code).in_use]
        return ReadQuadrant(quadrant, tuple(self._item(item) for item in shown), tuple(in_use))

    def _item(self, item: Item) -> ReadItem:
        return ReadItem(
            item=item,
            asked=item.code in self.asked,
            summary=self.document.item(item.code).summary,
            words=self.changes.summaries.get(item.code, ()),
            spot=self._spot(item.code),
            prompts=tuple(self._prompt(prompt) for prompt in self._prompts(item)),
        )

    def _prompt(self, prompt: Prompt) -> ReadPrompt:
        place = prompt.item, prompt.code
        here = [
            ReadLine(line, self._spot(f"{prompt.path}.{line.id}"), self.changes.lines.get(line.id))
            for line in self._lines(prompt)
        ]
        gone = [
            ReadLine(line, self._spot(f"{prompt.path}.{line.id}"), gone=True)
            for line in self.changes.gone.get(place, ())
        ]
        return ReadPrompt(prompt, self._spot(prompt.path), (*here, *gone))

    def _spot(self, path: str) -> Spot:
        return Spot(path, tuple(self.comments.get(path, ())), tuple(self.earlier.get(path, ())))

    def _used(self) -> Iterator[Used]:
        for strategy in STRATEGIES:
            plan = self.document.strategy(strategy.code)
            turned = strategy.code in self.changes.planned | self.changes.unplanned
            yield Used(strategy, self.said.marks[strategy.code], plan.state == "planned", plan.how, turned)


def _nearest(path: str, places: Collection[str]) -> str:
    """The place of a comment, or the narrowest around it that is still there."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return path
