"""A sheet to read and to comment on. It may hold hundreds of lines, so their templates are set once for each language
and then only filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quadrants.catalogue import CATALOGUE
from quadrants.templatetags.worksheet import script
from quadrants.text import language_of
from training.changes import Became, Place, Words
from training.models import Addressed, ReviewComment
from training.models.review import Response, Use
from training.reading import Judged, ReadItem, ReadLine, ReadPrompt, Spot, Used
from training.rubric import ScoreLevel

register = template.Library()
SIGNS = {"same": "span", "gone": "del", "new": "ins"}


@register.simple_tag(takes_context=True)
def reading_items(context: template.Context, rows: Iterable[ReadItem]) -> SafeString:
    """Items with their lines, and what is said of each."""
    # Texts are escaped where they are put in; the rest are codes, ids and our own words.
    return SafeString("".join(map(_Sheet(context).item, rows)))  # nosec


@register.simple_tag(takes_context=True)
def whole(context: template.Context, spot: Spot) -> SafeString:
    """The comments on the whole."""
    sheet = _Sheet(context)
    return SafeString(sheet.pattern("whole").format(path=spot.path, remarks=sheet.remarks(spot)))  # nosec


@register.simple_tag
def blank_remark() -> SafeString:
    """The comment from which the script makes new ones; it puts their id and their place."""
    blank = dict.fromkeys(("lang", "text", "by", "answer"), "")
    html = _pattern(get_language(), "remark", True).format(id="{id}", path="{path}", version=0, **blank)
    return SafeString(html)  # nosec


class _Sheet:
    """Fills the patterns of a page."""

    def __init__(self, context: template.Context) -> None:
        self.language, self.may_edit, self.boxes = get_language(), context["may_edit"], context["boxes"]
        self.typed, self.addressed, self.good = context["typed"], context["said"].addressed, context["said"].good
        self.line_pattern = self.pattern("line")

    def pattern(self, name: str) -> str:
        return _pattern(self.language, name, self.may_edit)

    def item(self, row: ReadItem) -> str:
        code = row.item.code
        return self.pattern("item").format(
            path=code,
            name=_name(self.language, code),
            summary=_summary(row),
            remarks=self.remarks(row.spot),
            prompts="".join(map(self.prompt, row.prompts)),
        )

    def prompt(self, group: ReadPrompt) -> str:
        return self.pattern("prompt").format(
            path=group.spot.path,
            state="" if group.lines else "empty",
            order="ordered" if group.prompt.ordered else "",
            name=escape(str(group.prompt.name)),
            remarks=self.remarks(group.spot),
            lines="".join(map(self.line, group.lines)),
        )

    def line(self, row: ReadLine) -> str:
        """A line with what became of it since the round before."""
        text, change, mark = row.line.text, row.change, self.good.get(row.line.id)
        if row.gone:
            became, path = _mark(self.language, "gone", None), row.spot.path
            remarks = self.remarks(row.spot)
            return self.pattern("gone").format(
                path=path, mark=became, lang=language_of(text), text=escape(text), remarks=remarks
            )
        return self.line_pattern.format(
            path=row.spot.path,
            became=change.became if change else "",
            mark=_mark(self.language, change.became, change.source) if change else "",
            lang=language_of(text),
            text=told(change.words) if change and change.words else escape(text),
            facts=told(change.facts) if change and change.facts else escape(row.line.facts),
            remarks=self.remarks(row.spot),
            id=row.spot.path.rpartition(".")[2],
            version=mark.version if mark else 0,
            good=" checked" if mark and mark.shown else "",
        )

    def remarks(self, spot: Spot) -> str:
        """The comments at a place, those of earlier rounds, and the box for another one if it stands open."""
        box = self.boxes.get(spot.path) if self.may_edit else None
        if not (spot.comments or spot.earlier) and box is None:  # as at most of the places
            return f'<ul class="remarks" data-entries="{spot.path}"></ul>'
        comments = "".join(self.comment(one, spot.path) for one in spot.comments)
        earlier = "".join(map(self.earlier, spot.earlier))
        return (
            f'<ul class="remarks" data-entries="{spot.path}">{comments}</ul>'
            + (f'<ul class="earlier">{earlier}</ul>' if earlier else "")
            + ("" if box is None else self.pattern("box").format(path=spot.path, text=escape(box)))
        )

    def comment(self, comment: ReviewComment, path: str) -> str:
        text = self.typed.get(f"comment:{comment.pk}|text", comment.text)
        return self.pattern("remark").format(
            id=comment.pk,
            version=comment.version,
            path=path,
            lang=language_of(text),
            text=escape(text),
            by=escape(comment.author.display_name) if comment.author else "",
            answer=self.answer(comment),
        )

    def earlier(self, comment: ReviewComment) -> str:
        """A comment on an earlier round, with what became of it."""
        row = self.addressed[comment.pk]
        return self.pattern("earlier").format(
            id=comment.pk,
            version=row.version,
            round=_("Round %(number)s") % {"number": comment.round},
            lang=language_of(comment.text),
            text=escape(comment.text),
            answer=self.answer(comment),
            **{code: " checked" if row.response == code else "" for code in Response.values},
        )

    def answer(self, comment: ReviewComment) -> str:
        text = comment.answer.text if hasattr(comment, "answer") else ""
        return self.pattern("answer").format(lang=language_of(text), text=escape(text)) if text else ""


@register.simple_tag(takes_context=True)
def judged_criterion(context: template.Context, one: Judged) -> SafeString:
    """A criterion with its levels to choose from."""
    criterion, level = one.criterion, one.score.level
    asks = str(criterion.asks)
    html = _judged(get_language(), context["may_edit"]).format(
        kind="criterion",
        target=f"score:{criterion.code}",
        version=one.score.version,
        lang=language_of(str(criterion.name)),
        name=escape(str(criterion.name)),
        more=f'<span class="small muted">{escape(asks)}</span>' if asks else "",
        pills=_pills(get_language(), f"score:{criterion.code}|level", "" if level is None else str(level)),
    )
    return SafeString(html)  # nosec


@register.simple_tag(takes_context=True)
def judged_strategy(context: template.Context, one: Used) -> SafeString:
    """A strategy with how it was used, to choose from."""
    code, planned = one.strategy.code, _planned(one)
    how = f'<p class="small"{script(one.how)}>{escape(one.how)}</p>' if one.how else ""
    html = _judged(get_language(), context["may_edit"]).format(
        kind="strategy-used",
        target=f"strategy:{code}",
        version=one.mark.version,
        lang=language_of(str(one.strategy.name)),
        name=f'<span class="n">{one.strategy.number}</span> {escape(str(one.strategy.name))}',
        more=f'<span class="small muted">{escape(planned)}</span>{how}',
        pills=_pills(get_language(), f"strategy:{code}|use", one.mark.use),
    )
    return SafeString(html)  # nosec


@register.filter
def told(words: Words) -> SafeString:
    """A text that reads otherwise than before, word by word."""
    parts = ((SIGNS[kind], script(text), text, SIGNS[kind]) for kind, text in words)
    return format_html_join("", "<{}{}>{}</{}>", parts)


@register.filter
def became(row: ReadLine) -> SafeString:
    """What became of a line since the round before, in words; nothing for one that is as it was."""
    if row.gone:
        return _mark(get_language(), "gone", None)
    return _mark(get_language(), row.change.became, row.change.source) if row.change else SafeString("")


@register.filter
def row_of(rows: Mapping[UUID, Addressed], comment: ReviewComment) -> Addressed:
    """What was said of an earlier comment in this round."""
    return rows[comment.pk]


@register.filter
def at(texts: Mapping[str, str], control: str) -> str:
    """What was typed into a control and could not be saved; empty where nothing was."""
    return texts.get(control, "")


@cache
def _pattern(language: str, name: str, may_edit: bool) -> str:
    """A template in which words in single braces are filled in, with what is the same on all sheets."""
    own = f"training/_{name}.html" if name in ("remark", "earlier", "answer") else "training/_read.html"
    return render_to_string(own, {"of": name, "may_edit": may_edit, "responses": Response.choices}).strip()


def _planned(one: Used) -> str:
    """Whether the students plan a strategy, in words."""
    if one.turned:
        return _("planned since this round") if one.planned else _("no longer planned")
    return _("planned") if one.planned else ""


@cache
def _judged(language: str, may_edit: bool) -> str:
    """The pattern of one thing to judge by."""
    return render_to_string("training/_judged.html", {"may_edit": may_edit}).strip()


@cache
def _name(language: str, code: str) -> SafeString:
    item = CATALOGUE.item(code)
    return format_html('<span class="n">{}</span> {}', item.number, item.name)


@lru_cache(maxsize=1024)
def _pills(language: str, name: str, chosen: str) -> SafeString:
    """One control of several choices; the first is that nothing is said."""
    target, _bar, field = name.partition("|")
    choices = ScoreLevel if field == "level" else Use
    context = {"name": name, "field": field, "chosen": chosen, "choices": [(str(one.value), one) for one in choices]}
    return render_to_string("training/_pills.html", context)


@cache
def _mark(language: str, became: str, source: Place | None) -> SafeString:
    """What became of a line, in words."""
    if became == Became.MOVED and source:
        item, prompt = CATALOGUE.item(source[0]), CATALOGUE.prompt(*source)
        words = _("was under %(place)s") % {"place": f"{item.number} {item.short} · {prompt.name}"}
    else:
        words = {Became.NEW: _("new"), Became.CHANGED: _("changed"), "gone": _("no longer there")}[became]
    return format_html('<span class="became">{}</span>', words)


def _summary(row: ReadItem) -> SafeString:
    """The line for the sheet; or that there is nothing at all."""
    if row.words:
        return format_html('<p class="summary">{}</p>', told(row.words))
    if row.summary:
        return format_html('<p class="summary"{}>{}</p>', script(row.summary), row.summary)
    return format_html('<p class="muted">{}</p>', _("nothing written")) if row.empty else SafeString("")
