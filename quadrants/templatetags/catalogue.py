"""The method in templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from negotiation_prep.bilingual import Text
from quadrants.catalogue import CATALOGUE, Item
from quadrants.document import WorksheetDocument
from quadrants.wording import listed

register = template.Library()


@register.simple_tag
def sheet_language(document: WorksheetDocument) -> SafeString:
    """The language of a worksheet's own texts, as an attribute."""
    return format_html('lang="{}"', "zh-Hans" if document.worksheet.language == "zh-hans" else "en")


@register.simple_tag
def in_sheet_language(text: Text, document: WorksheetDocument) -> str:
    """A term of the method in the language of the worksheet, not of the reader."""
    return text.in_language(document.worksheet.language)


@register.simple_tag
def line_of(document: WorksheetDocument, item: Item) -> str:
    """The one line that stands for an item: its line for the sheet, else its first entry or its people."""
    if summary := document.item(item.code).summary:
        return summary
    if item.holds == "parties":
        return listed(party.name for party in document.others)
    entries = document.entries_of(item.code)
    return entries[0].text if entries else ""


@register.simple_tag
def method() -> tuple:
    """The four quadrants."""
    return CATALOGUE.quadrants
