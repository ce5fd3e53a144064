"""Hints in templates: each is set once for a language, and then only filled in."""

from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quadrants.catalogue import CATALOGUE
from quadrants.text import language_of
from strategies.catalogue import strategy
from strategies.coach import Hint
from strategies.hints import hint_words

register = template.Library()


@register.simple_tag(takes_context=True)
def hint(context: template.Context, shown: Hint, reason: str, answer: str, own: object) -> SafeString:
    """A hint with its question; if it is not the page's `own`, it says which item it is about. `reason` is what was
    written about putting it aside, `answer` where it is answered, below the worksheet's own address."""
    pattern = _pattern(get_language(), shown.words.code, context["may_edit"], bool(own), bool(reason))
    return format_html(
        pattern,
        here=context["here"],
        version=shown.state.version,
        says=shown.says,
        asks=shown.asks,
        why=shown.why,
        answer=answer,
        reason=reason,
        lang=language_of(reason),
    )


@cache
def _pattern(language: str, code: str, may_edit: bool, on_its_item: bool, unfolded: bool) -> str:
    """The template of a hint with what the active language and these four settle."""
    words = hint_words(code)
    context = {
        "words": words,
        "strategy": strategy(words.strategy),
        "about": None if on_its_item else CATALOGUE.item(words.item),
        "may_edit": may_edit,
        "unfolded": unfolded,
    }
    return render_to_string("strategies/_hint.html", context)
