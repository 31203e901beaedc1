"""How templates say versions, languages and kinds of remarks: the words of texts and their reconciliation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop, pgettext

from comity.body.occasion import instant as body_instant
from comity.body.periods import read_instant, zone
from comity.web.readmodel.drafts import Drafted, OnSheet
from comity.web.readmodel.remarks import RemarkRead
from comity.web.sheets import Settled
from comity.web.templatetags.telling import words
from comity.web.told import languages, times
from comity.web.told import words as told
from comity.web.told.names import worded
from comity.web.told.versions import revision as said_revision
from comity.web.visits import Visit

register = template.Library()

TYPES = {
    "general": gettext_noop("general"),
    "technical": gettext_noop("technical"),
    "editorial": gettext_noop("editorial"),
}


@register.filter
def revision(version: int) -> str:
    """What a version is called: the original, then Rev.1."""
    return said_revision(version)


@register.filter
def language_title(code: str) -> str:
    """The name of a language in the reader's language, with a capital; the code where nobody knows it."""
    return languages.title(code)


@register.filter
def in_language(code: str) -> str:
    """That something is in the language: "in English"."""
    return languages.within(code)


@register.simple_tag(takes_context=True)
def reservation_kind(context: Context, kind: str) -> str:
    """A type of reservation by its title in the charter."""
    visit: Visit = context["visit"]
    declared = visit.law.reservations.get(kind)
    return words(declared.title) if declared is not None else format_html("{}", kind)


@register.simple_tag
def typed_words(drafted: Drafted, language: str) -> str:
    """What the field is to hold: what was typed, where it clashes with what stands; else what stands."""
    clash = drafted.clash.get(language)
    return clash.mine if clash is not None else drafted.line.text.get(language, "")


@register.simple_tag
def shown_before(drafted: Drafted) -> str:
    """What the fields of the paragraph say now, for the form to send back."""
    return json.dumps(dict(drafted.was), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def settled_before(context: Context, remark: OnSheet) -> str:
    """What the fields of a remark say now, for the form to send back: what was just typed into them, else what is kept."""
    typed: Mapping[str, tuple[Settled, Settled]] = context.get("typed_of_remarks") or {}
    _, now = typed.get(remark.read.remark, (None, remark.settled))
    return json.dumps(asdict(now), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def remark_kind(context: Context, read: RemarkRead) -> str:
    """What kind of remark it is: a technical comment, a scrutiny reservation, a proposed wording."""
    if read.nature == "reservation":
        return reservation_kind(context, read.type)
    said = told.nature(read.nature)
    kind = gettext(TYPES[read.type]) if read.type in TYPES else read.type
    return f"{said} ({kind})" if kind else said


@register.simple_tag
def disposition(said: str) -> str:
    """What became of a remark."""
    return told.disposition(said) if said else pgettext("disposition", "stands")


@register.filter
def nature(said: str) -> str:
    """A kind of remark in words."""
    return told.nature(said)


@register.filter
def choice(said: str) -> str:
    """A position in words."""
    return told.choice(said)


@register.filter
def plain_words(text: str | Mapping[str, str]) -> str:
    """The text in the reader's language, for a letter."""
    return str(worded(text))


@register.filter
def moment_in_words(instant: str, visit: Visit) -> str:
    """An instant at the seat, for a letter."""
    return str(times.moment(instant, times.seat_clock(visit.law.charter.seat)).seat)


@register.filter
def time_in_words(instant: str, visit: Visit) -> str:
    """The hour and minute of an instant by the reader's own clock, or by that of the seat."""
    own = times.own_clock(visit.reader.zone, visit.reader.city, visit.law)
    clock = own or times.seat_clock(visit.law.charter.seat)
    return read_instant(instant).astimezone(zone(clock.zone)).strftime("%H:%M")


@register.filter
def as_instant(when: datetime) -> str:
    """The form in which instants are kept."""
    return body_instant(when)
