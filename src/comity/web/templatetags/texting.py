"""How templates say versions, languages and kinds of remarks: the words of texts and their reconciliation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from babel import Locale, UnknownLocaleError
from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, gettext_noop

from comity.web.readmodel.drafts import Drafted, OnSheet
from comity.web.readmodel.remarks import RemarkRead
from comity.web.readmodel.texts import revision as said_revision
from comity.web.templatetags.telling import words
from comity.web.visits import Visit

register = template.Library()

NATURES = {
    "comment": gettext_noop("comment"),
    "proposal": gettext_noop("proposed wording"),
    "bracket": gettext_noop("bracket"),
    "reservation": gettext_noop("reservation"),
    "statement": gettext_noop("statement"),
}
TYPES = {
    "general": gettext_noop("general"),
    "technical": gettext_noop("technical"),
    "editorial": gettext_noop("editorial"),
}
DISPOSED = {
    "": gettext_noop("stands"),
    "taken": gettext_noop("taken"),
    "partly taken": gettext_noop("partly taken"),
    "not taken": gettext_noop("not taken"),
    "lifted": gettext_noop("lifted"),
    "becomes an objection": gettext_noop("became an objection"),
}
"""What became of a remark, in words."""


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


@register.simple_tag
def typed_words(drafted: Drafted, language: str) -> str:
    """What the field is to hold: what was typed, where it clashes with what stands; else what stands."""
    clash = drafted.clash.get(language)
    return clash.mine if clash is not None else drafted.line.text.get(language, "")


@register.simple_tag
def shown_before(drafted: Drafted) -> str:
    """What the fields of the paragraph say now, for the form to send back."""
    return json.dumps(dict(drafted.was), ensure_ascii=False)


@register.simple_tag
def settled_before(remark: OnSheet) -> str:
    """What is said of a remark now, for the form to send back."""
    return json.dumps(asdict(remark.settled), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def remark_kind(context: Context, read: RemarkRead) -> str:
    """What kind of remark it is: a technical comment, a scrutiny reservation, a proposed wording."""
    if read.nature == "reservation":
        return reservation_kind(context, read.type)
    said = gettext(NATURES.get(read.nature, "remark"))
    kind = gettext(TYPES[read.type]) if read.type in TYPES else read.type
    return f"{said} ({kind})" if kind else said


@register.simple_tag
def disposition(said: str) -> str:
    """What became of a remark."""
    return gettext(DISPOSED.get(said, said or "stands"))
