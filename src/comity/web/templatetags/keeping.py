"""Pieces of pages that are kept as long as the record says the same (``comity.web.keeping``).

::

    {% kept "question" question.id while page.lasting %} ... {% endkept %}

What changes from one look to the next (the token and id of a form, where it leads back to, the time that is left) stands in
a piece as a mark, and is filled in last. ``while`` is asked once the piece is made: it may be kept if that is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from comity.web.keeping import kept_for_reader
from comity.web.told import times
from comity.web.visits import Visit

register = template.Library()
KEEPING = "keeping a piece"
MARK = re.compile(r"<mark-of-(act|back|left)(?: ([^>]*))?>")
"""What no text of a reader can hold, since a page escapes it."""


class Kept(template.Node):
    """A piece under its name and whatever else tells it from others."""

    def __init__(
        self, nodelist: NodeList, key: list[FilterExpression], condition: FilterExpression | None
    ) -> None:
        self.nodelist, self.key, self.condition = nodelist, key, condition

    def render(self, context: Context) -> SafeString:
        """The piece, with its marks filled in."""
        visit: Visit | None = context.get("visit")
        if visit is None:
            return self.nodelist.render(context)
        key = tuple(one.resolve(context) for one in self.key)
        piece = kept_for_reader(visit, key, lambda: self._made(context))
        if context.get(KEEPING):
            return piece
        return mark_safe(MARK.sub(lambda mark: FILLED[mark[1]](context, mark[2]), piece))  # noqa: S308

    def _made(self, context: Context) -> tuple[SafeString, bool]:
        with context.push(**{KEEPING: True}):
            piece = self.nodelist.render(context)
        whole = (
            "csrfmiddlewaretoken" not in piece
        )  # a form that fills itself in is for one look alone
        return piece, whole and (self.condition is None or bool(self.condition.resolve(context)))


@register.tag("kept")
def kept(parser: Parser, token: Token) -> Kept:
    """``{% kept "name" what else ... while condition %}``."""
    words = token.split_contents()[1:]
    at = words.index("while") if "while" in words else len(words)
    key, lasting = (
        [parser.compile_filter(word) for word in part] for part in (words[:at], words[at + 1 :])
    )
    if not key or len(lasting) != len(words[at : at + 1]):
        raise template.TemplateSyntaxError(
            "Write {% kept 'name' %}, with what else tells the piece from others, and `while` before one condition."
        )
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, key, lasting[0] if lasting else None)


@register.simple_tag(takes_context=True)
def act_fields(context: Context) -> SafeString:
    """What every form that acts sends besides: its token, its id, the capacity in which it was seen."""
    return mark_safe("<mark-of-act>") if context.get(KEEPING) else _act_fields(context)


@register.simple_tag(takes_context=True)
def back_fields(context: Context) -> SafeString:
    """What a form sends besides that leads back to the page where it stands."""
    return mark_safe("<mark-of-back>") if context.get(KEEPING) else _back_fields(context)


@register.simple_tag(takes_context=True)
def left(context: Context, instant: str) -> SafeString:
    """How long until the instant, from the moment of the visit."""
    if context.get(KEEPING):
        return format_html("<mark-of-left {}>", instant)
    return _left(context, instant)


def _act_fields(context: Context, _: Any = None) -> SafeString:
    visit: Visit | None = context.get("visit")
    capacity = visit.reader.capacity if visit is not None else None
    new = context.get("new_request")
    return format_html(
        '{}<input type="hidden" name="request" value="{}"><input type="hidden" name="as" value="{}">',
        _token(context),
        new() if callable(new) else new,
        capacity.key if capacity is not None else "",
    )


def _back_fields(context: Context, _: Any = None) -> SafeString:
    here = context["request"].get_full_path()
    return format_html('{}<input type="hidden" name="next" value="{}">', _token(context), here)


def _left(context: Context, instant: Any) -> SafeString:
    visit: Visit = context["visit"]
    told = times.left(visit.now, instant)
    return format_html('<time datetime="{}" data-until>{}</time>', instant, told)


def _token(context: Context) -> SafeString:
    token = context.get("csrf_token", "")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


FILLED: dict[str, Callable[[Context, Any], SafeString]] = {
    "act": _act_fields,
    "back": _back_fields,
    "left": _left,
}
