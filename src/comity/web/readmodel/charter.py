"""The charter in words: every provision by its article, as the law is on a day, with what it leaves open.

The notation is the law as data; here it is said. What nobody has confirmed against the text is marked, and the findings of
the analysis (who can block, what leads nowhere) stand beside the provisions. The notation itself can be taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from comity.body.state import CharterInForce
from comity.charter.model import (
    Cited,
    Office,
    Organ,
    Period,
    Rota,
)
from comity.rules.terms import (
    Rule,
)
from comity.web.readmodel.phrases import condition, period, rule_title
from comity.web.readmodel.provisions import Provision, given, procedure, slug
from comity.web.told import called, dates, languages, names, words
from comity.web.told.names import Names, Worded


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    provisions: tuple[Provision, ...]


def sections(at: Names) -> list[Section]:
    """The whole charter as it is on the day of the law."""
    law = at.law
    found = (
        Section("instruments", gettext("Instruments"), tuple(_instruments(at))),
        Section("seat", gettext("Seat"), (_seat(at),)),
        Section("statuses", gettext("Statuses"), tuple(_statuses(at))),
        Section("groups", gettext("Groups"), tuple(_groups(at))),
        Section("organs", gettext("Organs"), tuple(_organ(at, o) for o in law.organs.values())),
        Section("rotas", gettext("Turns"), tuple(_rota(at, r) for r in law.rotas.values())),
        Section("offices", gettext("Offices"), tuple(_office(at, o) for o in law.offices.values())),
        Section(
            "rules", gettext("Rules of decision"), tuple(_rule(at, r) for r in law.rules.values())
        ),
        Section("reservations", gettext("Reservations"), tuple(_reservations(at))),
        Section(
            "procedures",
            gettext("Procedures"),
            tuple(procedure(at, p) for p in law.procedures.values()),
        ),
        Section("conflicts", gettext("Provisions that differ"), tuple(_conflicts(at))),
    )
    return [one for one in found if one.provisions]


def articles(found: list[Section]) -> list[tuple[str, str]]:
    """Each article with the anchor of the first provision that cites it, in the order of the articles."""
    by_article: dict[str, str] = {}
    for section in found:
        for one in section.provisions:
            for part in (one, *one.steps):
                if part.cites.article:
                    by_article.setdefault(part.cites.article, part.anchor)
    return sorted(by_article.items(), key=lambda item: _in_order(item[0]))


def anchor_of(found: list[Section], article: str) -> str:
    """Where the article is on the page: the provision that cites it, or one of a part or the whole of it; empty if none."""
    known = dict(articles(found))
    if article in known:
        return known[article]
    near = [
        a
        for a in known
        if a.startswith((f"{article}(", f"{article}.")) or article.startswith(f"{a}(")
    ]
    return known[near[0]] if near else ""


def _in_order(article: str) -> tuple[object, ...]:
    parts = re.split(r"(\d+)", article)
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in parts)


# --- provisions -------------------------------------------------------------------------------------------------------


def _instruments(at: Names) -> Iterator[Provision]:
    for one in at.law.charter.instruments:
        said = given(
            (gettext("Dated"), dates.edtf(str(one.dated or ""))),
            (gettext("In force from"), dates.edtf(str(one.in_force or ""))),
        )
        yield Provision(
            slug("instrument", one.instrument), names.text(at, one.title), one.cites, said
        )


def _seat(at: Names) -> Provision:
    seat = at.law.charter.seat
    rest = ngettext(
        "{number} day of rest is named", "{number} days of rest are named", len(seat.holidays)
    ).format(number=len(seat.holidays))
    said = given(
        (gettext("Time zone of every deadline"), seat.zone),
        (gettext("Holidays"), rest if seat.holidays else ""),
    )
    return Provision("seat", names.text(at, seat.place) or Worded(seat.zone), seat.cites, said)


def _statuses(at: Names) -> Iterator[Provision]:
    for one in at.law.statuses.values():
        held = [p for p, s in at.law.standing.items() if s == one.status]
        said = given(
            (gettext("Rights"), ", ".join(words.right(r) for r in one.rights)),
            (gettext("Counted as a member"), gettext("yes") if one.counted else gettext("no")),
            (gettext("Notice of withdrawal"), period(one.notice) if one.notice else ""),
            (gettext("Held by, as the charter says"), names.parties_joined(at, held)),
        )
        yield Provision(slug("status", one.status), names.status(at, one.status), one.cites, said)


def _groups(at: Names) -> Iterator[Provision]:
    cites = at.law.charter.group_cites
    for name, members in at.law.groups.items():
        dated = cites.get(name)
        cited = (dated.on(at.law.since) if dated is not None else None) or Cited()
        said = given((gettext("Members"), names.parties_joined(at, members)))
        yield Provision(slug("group", name), Worded(called.group(at.law, name)), cited, said)


def _organ(at: Names, one: Organ) -> Provision:
    seats = ""
    if one.one_for_each:
        seats = gettext("one for each party with the status “{status}”").format(
            status=names.status(at, one.one_for_each)
        )
    said = given(
        (gettext("Seats"), seats),
        (gettext("Held by"), called.quality(at.law, one.held_by) if one.held_by else ""),
        (gettext("Decides by"), rule_title(at, one.decides_by) if one.decides_by else ""),
        (gettext("Chaired by"), names.who(at, one.chaired_by)),
        (gettext("Headed by"), names.who(at, one.headed_by)),
        (gettext("Powers"), ", ".join(words.power(p) for p in one.powers)),
        (gettext("Quorum"), condition(at, one.quorum) if one.quorum is not None else ""),
    )
    formats = tuple(
        Provision(
            slug(f"format-{one.organ}", f.format),
            names.text(at, f.title),
            f.cites,
            given(
                (gettext("Admitted"), "; ".join(names.each_of(at, r) for r in f.admits)),
                (gettext("Papers go to"), "; ".join(names.each_of(at, r) for r in f.papers_to)),
            ),
        )
        for f in one.formats
    )
    return Provision(slug("organ", one.organ), names.organ(at, one.organ), one.cites, said, formats)


def _order(at: Names, listed: tuple[str, ...], alphabet: str) -> str:
    if listed:
        return ", ".join(str(names.party(at, one)) for one in listed)
    called = languages.called(alphabet)
    return gettext("alphabetical order ({language})").format(language=called)


def _rota(at: Names, one: Rota) -> Provision:
    passes = {
        "close of session": gettext("at the close of the regular session"),
        "calendar year": gettext("with the calendar year"),
        "months": period(Period(months=one.months)) if one.months else "",
        "decision": gettext("by decision"),
    }[one.passes]
    skipped = {
        "next member moves up, pointer continues after it": gettext(
            "the next moves up, and the order goes on after it"
        ),
        "turns are swapped": gettext("the turns are swapped"),
        "held vacant": gettext("the turn is held vacant"),
        "": gettext("the charter does not say"),
    }[one.when_skipped or ""]
    said = given(
        (gettext("Order"), _order(at, one.order.listed, one.order.alphabet)),
        (gettext("Begins with"), names.party(at, one.first) if one.first else ""),
        (gettext("Passes"), passes),
        (gettext("When a turn is skipped"), skipped),
    )
    return Provision(slug("rota", one.rota), names.rota(at, one.rota), one.cites, said)


def _office(at: Names, one: Office) -> Provision:
    acting = ""
    if one.acting is not None:
        limit = one.acting.limit_months
        acting = period(Period(months=limit)) if limit else gettext("without limit of time")
        acting = gettext("{who}, {limit}").format(who=names.text(at, one.acting.who), limit=acting)
    said = given(
        (gettext("Slots"), _slots(at, one)),
        (gettext("Term"), period(Period(months=one.term_months)) if one.term_months else ""),
        (gettext("Filled by"), names.procedure(at, one.filled_by) if one.filled_by else ""),
        (gettext("When vacant"), acting),
        (gettext("Holds over until a successor"), gettext("yes") if one.holds_over else ""),
        (gettext("Powers"), ", ".join(words.power(p) for p in one.powers)),
    )
    return Provision(slug("office", one.office), names.office(at, one.office), one.cites, said)


def _slots(at: Names, one: Office) -> str:
    if one.slots is None:
        return ""
    order = _order(at, one.slots.order.listed, one.slots.order.alphabet)
    said = gettext("{length} each from {since}, in {order}, beginning with {first}")
    length, since = period(Period(months=one.slots.months)), dates.edtf(str(one.slots.since))
    return said.format(
        length=length, since=since, order=order, first=names.party(at, one.slots.first)
    )


def _reservations(at: Names) -> Iterator[Provision]:
    for one in at.law.reservations.values():
        said = given(
            (gettext("Blocks"), gettext("yes") if one.blocks else gettext("no")),
            (gettext("At the deadline"), words.said(words.AT_DEADLINE, one.at_deadline)),
        )
        yield Provision(slug("reservation", one.type), names.text(at, one.title), one.cites, said)


def _conflicts(at: Names) -> Iterator[Provision]:
    for one in at.law.charter.conflicts.values():
        texts = tuple(
            (called.article(at.law, text.cites.article), str(names.text(at, text.says)))
            for text in one.texts
        )
        prevails = (
            (
                gettext("Prevails"),
                called.article(at.law, one.prevails) or gettext("nothing says which"),
            ),
        )
        yield Provision(
            slug("conflict", one.conflict),
            Worded(called.thing(at.law, one.conflict)),
            Cited(),
            texts + prevails,
        )


# --- rules ------------------------------------------------------------------------------------------------------------


def _rule(at: Names, one: Rule) -> Provision:
    binds = {
        "members": gettext("all members"),
        "those in favour": gettext("those in favour"),
        "members except objectors": gettext("all members but those who object"),
    }[one.binds]
    said = given(
        (gettext("Adopted when"), condition(at, one.adopted_when) if one.adopted_when else ""),
        (gettext("Fails when"), condition(at, one.fails_when) if one.fails_when else ""),
        (gettext("Quorum"), condition(at, one.quorum) if one.quorum else ""),
        (gettext("Void unless"), condition(at, one.void_unless) if one.void_unless else ""),
        (gettext("Deferred when"), condition(at, one.defer_when) if one.defer_when else ""),
        (gettext("Only among"), called.group(at.law, one.among)),
        (gettext("Not counted"), called.group(at.law, one.remove_from_count)),
        (gettext("Must abstain"), called.group(at.law, one.must_abstain)),
        (gettext("May not vote"), called.group(at.law, one.may_not_vote)),
        (gettext("A tie means"), words.said(words.TIES, one.tie) if one.tie else ""),
        (gettext("Binds"), binds),
    )
    title = names.rule(at, one.name)
    return Provision(slug("rule", one.name), title, Cited(one.cites, one.to_verify), said)


# --- versions ---------------------------------------------------------------------------------------------------------


def versions(charters: list[CharterInForce]) -> list[CharterInForce]:
    """The charters that governed or will, the newest first."""
    return sorted(charters, key=lambda one: (one.since, one.entry), reverse=True)
