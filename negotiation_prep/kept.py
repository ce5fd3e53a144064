"""Parts of a page that are the same each time."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Kept(template.Node):
    """Its content, set once for each language and each set of values, and kept as long as the template."""

    def __init__(self, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist
        self.done: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        key = (get_language(), *[value.resolve(context) for value in self.values])
        if key not in self.done:
            self.done[key] = self.nodelist.render(context)
        return self.done[key]


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept item.code may_edit %}…{% endkept %}`: what stands between depends on the named values and the language
    only. The values must be few: codes and texts of the method, yes or no, never
    what people write."""
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(values, nodelist)
