"""How templates say versions, languages and kinds of remarks: the words of texts and their reconciliation."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError
from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.translation import get_language

from comity.web.readmodel.texts import revision as said_revision
from comity.web.templatetags.telling import words
from comity.web.visits import Visit

register = template.Library()


@register.filter
def revision(version: int) -> str:
    """What a version is called: the original, then Rev.1."""
    return said_revision(version)


@register.filter
def language_title(code: str) -> str:
    """The name of a language in the reader's language, with a capital; the code where nobody knows it."""
    try:
        found = Locale.parse(code).get_display_name(get_language() or "en")
    except (UnknownLocaleError, ValueError):
        found = None
    return (found or code)[:1].upper() + (found or code)[1:]


@register.simple_tag(takes_context=True)
def reservation_kind(context: Context, kind: str) -> str:
    """A type of reservation by its title in the charter."""
    visit: Visit = context["visit"]
    declared = visit.law.reservations.get(kind)
    return words(declared.title) if declared is not None else format_html("{}", kind)


@register.filter
def in_language(texts: Mapping[str, str], language: str) -> str:
    """The words in one language; empty where there are none."""
    return texts.get(language, "")
