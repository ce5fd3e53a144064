"""The rows of the queue: a hundred on a page, so their template is set once for each language, then only filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from negotiation_prep.bilingual import Text
from quadrants.templatetags.worksheet import script
from quadrants.wording import listed, moment
from training.queue import ANY, QueueRow, ReviewState

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_rows(context: template.Context, rows: Iterable[QueueRow]) -> SafeString:
    """What waits to be reviewed, row by row."""
    pattern, address = _pattern(get_language()), reverse("submission", args=[ANY])
    roles: Mapping[str, Text] = context["roles"]
    html = (
        pattern.format(
            href=address.replace(str(ANY), str(row.submission.pk)),
            names=listed(map(_spoken, row.names)),
            place=_table(row, roles) if context["assignment"].grouped else listed(map(_spoken, row.sections)),
            when=" · ".join(_when(row)),
            filled=_("%(filled)s of %(used)s") % {"filled": row.filled, "used": context["asked"]},
            state=row.state.value,
            said=" · ".join(_said(row)),
        )
        for row in rows
    )
    # Texts are escaped where they are put in; the rest are codes, ids and our own words.
    return SafeString("".join(html))  # nosec


@cache
def _pattern(language: str) -> str:
    return render_to_string("training/_queue_row.html").strip()


def _spoken(text: str) -> str:
    return f"<span{script(text)}>{escape(text)}</span>"


def _table(row: QueueRow, roles: Mapping[str, Text]) -> str:
    """Where a team sits, and for whom it talks."""
    team = row.submission.team
    return " ".join([str(team.table or ""), _spoken(str(roles[team.role])) if team.role in roles else ""])


def _when(row: QueueRow) -> Iterable[str]:
    yield moment(row.submission.submitted_at)
    if row.submission.round > 1:
        yield _("Round %(number)s") % {"number": row.submission.round}
    if row.submission.late:
        yield f"<b>{_('late')}</b>"


def _said(row: QueueRow) -> Iterable[str]:
    review = getattr(row.submission, "review", None)
    if review and review.verdict:
        yield str(review.get_verdict_display())
    label = str(row.state.label)
    yield f"{label} {moment(review.released_at)}" if review and row.state is ReviewState.TIMED else label
