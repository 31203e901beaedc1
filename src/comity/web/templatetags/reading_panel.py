"""The reading panel: font, size, spacing and colours, as the reader keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from comity.web.reading import GROUPS, chosen

register = template.Library()


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    title: Any
    chosen: bool


@register.simple_tag(takes_context=True)
def reading_attributes(context: Context) -> SafeString:
    """The attributes of the root element by which the style sheet shows the reader's choices."""
    own = chosen(context["request"])
    return format_html_join("", ' data-{}="{}"', own.items())


@register.simple_tag(takes_context=True)
def reading_choices(context: Context) -> list[dict[str, Any]]:
    """The groups of choices, with what the reader has chosen."""
    own = chosen(context["request"])
    return [
        {
            "name": group.name,
            "title": group.title,
            "choices": [Choice(v, t, own.get(group.name, "") == v) for v, t in group.choices],
        }
        for group in GROUPS
    ]
