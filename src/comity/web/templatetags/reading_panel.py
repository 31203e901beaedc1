"""The reading panel: font, size, spacing and colours, as the reader keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
def reading_choices(context: Context) -> SafeString:
    """The groups of choices, with what the reader has chosen."""
    return _choices(get_language() or "", tuple(chosen(context["request"]).items()))


@lru_cache(100)
def _choices(_language: str, own: tuple[tuple[str, str], ...]) -> SafeString:
    """On every page, and the same for all who have chosen the same."""
    kept = dict(own)
    groups = [
        {
            "name": group.name,
            "title": group.title,
            "choices": [Choice(v, t, kept.get(group.name, "") == v) for v, t in group.choices],
        }
        for group in GROUPS
    ]
    return render_to_string("parts/reading_choices.html", {"groups": groups})
