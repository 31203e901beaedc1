"""``comity show office``: who holds an office, or whose turn a rota gives the chair, on a day; how we know; who is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from comity.body.dates import possibly_by, when
from comity.body.state import Tenure, Turn
from comity.body.turns import (
    holders,
    possible_holders,
    possible_turns,
    slot,
    slot_on,
    tenures_by,
    turns_ahead,
    turns_by,
)
from comity.charter.model import Office, Rota
from comity.cli import options
from comity.cli.layout import columns, heading, text_of, wrapped
from comity.cli.ruling import uncertified
from comity.cli.show.view import (
    Page,
    View,
    article,
    evidence,
    evidence_lines,
    from_when,
    marked,
    page_title,
    show,
    some_day,
    unknown,
)
from comity.store.address import Address

AHEAD = 6


@click.command()
@click.argument("name")
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(name: str, day: str, known: str, register: Address, body: str, as_json: bool) -> None:
    """Show who holds the office NAME, or whose turn the rota NAME gives, on a day, how we know, and who is next.

    \b
    Example:
      comity show office secretary_general --on 2020-03-05 \\
        --as-known-on 2020-04-01
      comity show office chairmanship
    """

    def page(at: View) -> Page:
        if name in at.law.rotas:
            value = rota_value(at, at.law.rotas[name])
            lines = list(rota_lines(at, at.law.rotas[name], value))
        elif name in at.law.offices:
            value = office_value(at, at.law.offices[name])
            lines = list(office_lines(at, at.law.offices[name], value))
        else:
            raise unknown("office or rota", name, [*at.law.offices, *at.law.rotas])
        return lines, value

    show(register, body, day, known, as_json, page)


# --- an office --------------------------------------------------------------------------------------------------------


def office_value(at: View, office: Office) -> dict[str, Any]:
    """The office on the day: holders that are certain and possible, each with how we know; every tenure, or those that a
    day asked for had; the slots."""
    certain = holders(at.state, office.office, at.day)
    possible = [t for t in possible_holders(at.state, office.office, at.day) if t not in certain]
    every = [t for t in at.state.tenures.values() if t.office == office.office]
    tenures = tenures_by(at.state, office.office, at.day) if at.asked else every
    as_then = {t.tenure: t for t in tenures}
    return {
        "office": office.office,
        "title": text_of(office.title),
        "on": at.day,
        "as_known_on": at.known or None,
        "certified": at.law.charter.certified,
        "holders": [_tenure(at, as_then[tenure.tenure]) for tenure in certain],
        "possible_holders": [_tenure(at, as_then[tenure.tenure]) for tenure in possible],
        "tenures": [_tenure(at, tenure) for tenure in tenures],
        "slots": _slots(at, office),
    }


def _tenure(at: View, tenure: Tenure) -> dict[str, Any]:
    return {
        "tenure": tenure.tenure,
        "person": tenure.person,
        "name": at.who(tenure.person),
        "since": tenure.since,
        "until": tenure.ended or tenure.until,
        "reason": tenure.reason,
        "acting": tenure.acting,
        "nominated_by": tenure.nominated_by,
        "slot": tenure.slot,
        "how_we_know": evidence(at, tenure.entry),
    }


def _slots(at: View, office: Office) -> list[dict[str, Any]]:
    """The slot that runs on the day, the one before and the two after."""
    if office.slots is None or office.slots.since.isoformat() > at.day:
        return []
    now = slot_on(at.state, at.law, office, at.day).number
    around = [slot(at.state, at.law, office, n) for n in range(max(0, now - 1), now + 3)]
    return [
        {
            "slot": s.number,
            "since": s.since,
            "until": s.until,
            "party": s.party,
            "now": s.number == now,
        }
        for s in around
    ]


def office_lines(at: View, office: Office, value: dict[str, Any]) -> Iterator[str]:
    """The office as a page."""
    yield from page_title(at, text_of(office.title) or office.office)
    if article(office.cites):
        yield f"  {article(office.cites)}"
    yield ""
    # What nobody could know yet is not certain, whatever had been announced.
    ahead = bool(at.known) and at.day > at.known
    for holder in value["holders"]:
        yield from _holder_lines(at, holder, "as far as was known" if ahead else "certainly")
    for holder in value["possible_holders"]:
        yield from _holder_lines(at, holder, "possibly")
    if not value["holders"] and not value["possible_holders"]:
        yield "  Nobody is known to hold it on that day."
    others = [t for t in value["tenures"] if t not in value["holders"] + value["possible_holders"]]
    if others:
        yield from heading("Other tenures")
        for one in others:
            known = one["how_we_know"]
            where = marked(known["attested"], known["entry"])
            yield from wrapped(f"{one['name']}: {_span(one)} ({where})", indent=2, hang=2)
    if value["slots"]:
        yield from heading("Slots of the rota")
        yield from columns(
            (f"{s['since']} to {s['until']}", at.who(s["party"]), "now" if s["now"] else "")
            for s in value["slots"]
        )
    yield from uncertified(at.law)


def _holder_lines(at: View, holder: dict[str, Any], how: str) -> Iterator[str]:
    acting = ", acting" if holder["acting"] else ""
    name = holder["name"]
    shown = click.style(name, fg="green" if how == "certainly" else "yellow", bold=True)
    first, *rest = wrapped(f"{name}, {how}{acting}: {_span(holder)}.", indent=2, hang=2)
    yield first.replace(name, shown, 1)
    yield from rest
    if holder["nominated_by"]:
        yield f"    Nominated by {at.who(holder['nominated_by'])}."
    yield "    How do we know?"
    yield from evidence_lines(holder["how_we_know"], indent=4)


def _span(tenure: dict[str, Any]) -> str:
    """From when until when, as far as it is known."""
    since = f"in office {from_when(tenure['since'])}"
    if not tenure["until"]:
        return since
    reason = f" ({tenure['reason']})" if tenure["reason"] else ""
    return f"{since}, until {some_day(tenure['until'])}{reason}"


# --- a rota -----------------------------------------------------------------------------------------------------------


def rota_value(at: View, rota: Rota) -> dict[str, Any]:
    """The rota on the day: whose turn it is or may be, who comes next, each turn with how we know."""
    possible = possible_turns(at.state, at.law, rota.rota, at.day)
    turns = at.state.turns.get(rota.rota, [])
    if at.asked:
        turns = turns_by(at.state, rota.rota, at.day)
    return {
        "rota": rota.rota,
        "title": text_of(rota.title),
        "on": at.day,
        "as_known_on": at.known or None,
        "certified": at.law.charter.certified,
        "holder": possible[0] if len(possible) == 1 else "",
        "possible_holders": possible if len(possible) > 1 else [],
        "next": [
            turn.to for turn in turns_ahead(at.state, at.law, rota.rota, _settled(at, turns), AHEAD)
        ],
        "turns": [
            {"to": t.to, "on": t.on, "session": t.session, "how_we_know": evidence(at, t.entry)}
            for t in turns
        ],
    }


def _settled(at: View, turns: Sequence[Turn]) -> str:
    """The day by which every turn that may have passed has: who comes next is next after the last of them."""
    day = date.fromisoformat(at.day)
    spans = [when(turn.on) for turn in turns]
    last = [span.latest for span in spans if span.latest and possibly_by(span, day)]
    return max([day, *last]).isoformat()


def rota_lines(at: View, rota: Rota, value: dict[str, Any]) -> Iterator[str]:
    """The rota as a page."""
    yield from page_title(at, text_of(rota.title) or rota.rota)
    if article(rota.cites):
        yield f"  {article(rota.cites)}"
    yield ""
    if value["possible_holders"]:
        first, *others = (click.style(at.who(one), bold=True) for one in value["possible_holders"])
        yield f"  In the chair: possibly still {first}"
        yield from (f"  or already:   {other}" for other in others)
    else:
        holder = at.who(value["holder"]) if value["holder"] else "nobody that is known"
        yield f"  In the chair: {click.style(holder, bold=True)}"
    if value["next"]:
        yield from wrapped(f"Next: {' → '.join(map(at.who, value['next']))}", indent=2, hang=6)
    yield f"  The turn passes by: {rota.passes}."
    if value["turns"]:
        yield from heading("Turns on record")
    for turn in value["turns"]:
        yield f"  {at.who(turn['to'])}, {from_when(turn['on'])}"
        yield from evidence_lines(turn["how_we_know"], indent=4)
    yield from uncertified(at.law)
