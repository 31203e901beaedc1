"""How templates say names, moments, record numbers and refusals. Thin: what is said stands in ``comity.web.told``.

=======================  =========================================================================================
``{{ text|words }}``     a text of the body in the reader's language; marked with its own language where it has to fall back
``{{ text|marked }}``    the same where a text is to be read: said after it in words, where it is in another language
``{% name id %}``        a party, person, organ, office or rota by its name
``{% moment instant %}`` an instant: at the seat first, the reader's own beside it, with the year
``{% left instant %}``   how long until then
``{% day edtf %}``       a date, as exactly as it is known
``{% record n %}``       a record number, with the way to it
``{% article cites %}``  an article of the charter, with the way to it
``{% cited text %}``     an article of the charter as the reader cites it, without the way
``{% refusal error %}``  what was refused, by which article, and what would help
``{% capacity one %}``   in whose name somebody acts
``{% strange_entries %}`` which records the page is made without, because it cannot show what they say
=======================  =========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from comity.body.set_aside import unapplied
from comity.charter.model import Cited
from comity.errors import ComityError
from comity.web.acting import SentBefore
from comity.web.readers import Capacity
from comity.web.readmodel.confidence import hidden_from, shown_entry
from comity.web.told import called, dates, names, refusals, times
from comity.web.tolerance import set_aside_now
from comity.web.visits import Visit

register = template.Library()

PAGES = (
    ("desk", _("Desk")),
    ("matters", _("Matters")),
    ("sessions", _("Sessions")),
    ("offices", _("Offices")),
    ("body", _("Members")),
    ("register", _("Register")),
    ("charter", _("Charter")),
)


@register.filter
def words(text: str | Mapping[str, str]) -> SafeString:
    """The text in the reader's language, else in the first that it has, marked as such."""
    return names.worded(text).html()


@register.filter
def marked(text: str | Mapping[str, str]) -> SafeString:
    """The text as ``words`` has it, followed by the name of its language where that is not the reader's."""
    return names.worded(text).marked()


@register.filter
def initials(title: str) -> str:
    """The letters of a body's mark: of its first two words that begin with a capital."""
    plain = strip_tags(str(title))
    capitals = [word[0] for word in plain.split() if word[0].isupper()]
    return "".join(capitals[:2]) or plain[:1]


@register.simple_tag(takes_context=True)
def name(context: Context, known: str) -> SafeString:
    """The name of whatever has that id in the body: a party, person, organ, office, matter, session ..."""
    visit: Visit = context["visit"]
    return _name(visit, known).html()


@register.simple_tag(takes_context=True)
def moment(context: Context, instant: str) -> SafeString:
    """An instant at the seat, and the reader's own beside it."""
    visit: Visit = context["visit"]
    own = times.own_clock(visit.reader.zone, visit.reader.city, visit.law)
    told = times.moment(instant, times.seat_clock(visit.law.charter.seat), own)
    return format_html('<time datetime="{}">{}</time>', instant, told)


@register.simple_tag
def day(edtf: str) -> SafeString:
    """A date as exactly as it is known."""
    return format_html('<time datetime="{}">{}</time>', edtf, dates.edtf(edtf))


@register.simple_tag(takes_context=True)
def record(context: Context, number: int) -> SafeString:
    """A record number that leads to the entry."""
    visit: Visit = context["visit"]
    address = reverse("record", kwargs={"body": visit.name, "number": number})
    return format_html(
        '<a class="nowrap" href="{}">{} {}</a>', address, gettext("record no."), number
    )


@register.simple_tag(takes_context=True)
def article(context: Context, cites: Cited | str) -> SafeString | str:
    """An article that leads to its place in the charter; says where it is not yet confirmed."""
    text = cites.article if isinstance(cites, Cited) else cites
    if not text:
        return gettext("no article given in the charter")
    visit: Visit | None = context.get("visit")
    if visit is None:
        return text
    unsure = isinstance(cites, Cited) and cites.to_verify
    doubt = format_html(
        ' <span class="tag care">{}</span>', gettext("not yet confirmed by the lawyer")
    )
    address = reverse("charter", kwargs={"body": visit.name})
    said = called.article(visit.law, text)
    link = format_html('<a href="{}?article={}">{}</a>', address, text, said)
    return format_html("{}{}", link, doubt if unsure else "")


@register.simple_tag(takes_context=True)
def cited(context: Context, text: str) -> str:
    """An article as the reader cites it, without the way to it; by the law of ``cited_under``, where the page has one."""
    visit: Visit = context["visit"]
    at = visit.names(context.get("cited_under"))
    return called.article(at.law, text)


@register.inclusion_tag("parts/refusal.html", takes_context=True)
def refusal(context: Context, error: ComityError) -> dict[str, Any]:
    """What was refused, by which article, and what would help."""
    visit: Visit | None = context.get("visit")
    at = visit.names() if visit is not None else None
    record = error.record if isinstance(error, SentBefore) else None
    return {"told": refusals.refusal(error, at), "visit": visit, "record": record}


@register.simple_tag(takes_context=True)
def capacity(context: Context, one: Capacity) -> SafeString:
    """In whose name somebody acts: the name, and the title in the credential."""
    said = name(context, one.name)
    visit: Visit = context["visit"]
    title = called.quality(visit.law, one.as_) if one.as_ else ""
    if not title:
        return format_html("{} <b>{}</b>", pgettext("acting", "For"), said)
    return format_html("{} <b>{}</b>, {}", pgettext("acting", "For"), said, title)


@register.inclusion_tag("parts/strange.html", takes_context=True)
def strange_entries(context: Context) -> dict[str, Any]:
    """Which records the page is made without, because it cannot show what they say; with the way to each of them."""
    visit: Visit = context["visit"]
    aside = set_aside_now(visit.body, visit.state)
    found = {*unapplied(visit.state), *(aside.entries if aside is not None else ())}
    entries = sorted(found - visit.state.corrected.keys())
    hidden = hidden_from(visit) if entries else None
    numbers = [n for n in entries if hidden is not None and shown_entry(visit, hidden, n)]
    return {"numbers": numbers, "visit": visit}


def _name(visit: Visit, known: str) -> names.Worded:
    at = visit.names()
    found = names.who(at, known)
    return found if str(found) != known else names.anything(at, known)


@register.simple_tag(takes_context=True)
def main_nav(context: Context) -> SafeString:
    """The links of the main navigation, the current one marked."""
    visit: Visit = context["visit"]
    match = visit.request.resolver_match
    here = context.get("area") or (match.url_name if match is not None else "")
    return _main_nav(get_language() or "", visit.name, here)


@lru_cache(1000)
def _main_nav(_language: str, body: str, here: str) -> SafeString:
    links = SafeString("")
    for page, title in PAGES:
        mark = SafeString(' aria-current="page"') if page == here else ""
        address = reverse(page, kwargs={"body": body})
        links += format_html('<a href="{}"{}>{}</a>', address, mark, title)
    return links
