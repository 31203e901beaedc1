"""``comity show body``: members and statuses, organs, offices and their holders, the chair, the next session, matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from comity.body.dates import order, when
from comity.body.knowledge import as_it_stood
from comity.body.standing import status_of
from comity.body.state import Matter, Session, find_matter
from comity.body.turns import holders, possible_holders, possible_turns, turns_ahead
from comity.charter.model import Organ
from comity.cli import options
from comity.cli.layout import columns, counted, heading, text_of, wrapped
from comity.cli.ruling import uncertified
from comity.cli.show.view import Page, View, article, page_title, said, show
from comity.store.address import Address


@click.command()
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(day: str, known: str, register: Address, body: str, as_json: bool) -> None:
    """Show the body: members and statuses, organs, offices, the chair and who comes next, sessions, matters running.

    \b
    Example:
      comity show body --on 2023-01-11
    """

    def page(at: View) -> Page:
        value = body_value(at)
        lines = list(body_lines(at, value))
        return lines, value

    show(register, body, day, known, as_json, page)


def body_value(at: View) -> dict[str, Any]:
    """The body on the day."""
    charter = at.law.charter
    return {
        "body": at.reading.kept.name,
        "title": text_of(charter.title),
        "on": at.day,
        "as_known_on": at.known or None,
        "certified": charter.certified,
        "parties": parties(at),
        "organs": [_organ(at, organ) for organ in at.law.organs.values()],
        "offices": [_office(at, name) for name in at.law.offices],
        "rotas": [_rota(at, name) for name in at.law.rotas],
        "next_session": _session(next_session(at)),
        "matters": [
            {
                "matter": m.matter,
                "title": text_of(m.title),
                "procedure": m.procedure,
                "step": m.step,
            }
            for m in running(at)
        ],
    }


def parties(at: View) -> list[dict[str, Any]]:
    """Every party with a status on the day, in the order of the charter, then of admission."""
    everybody = dict.fromkeys([*at.law.parties, *at.state.parties])
    held = {party: status_of(at.state, at.law, party, at.day) for party in everybody}
    return [
        {"party": party, "name": at.who(party), "status": status}
        for party, status in held.items()
        if status is not None
    ]


def _organ(at: View, organ: Organ) -> dict[str, Any]:
    return {
        "organ": organ.organ,
        "title": text_of(organ.title) or organ.organ,
        "seats": f"one for each {organ.one_for_each}" if organ.one_for_each else "",
        "held_by": organ.held_by,
        "decides_by": organ.decides_by,
        "led_by": organ.chaired_by or organ.headed_by,
        "article": article(organ.cites),
    }


def _office(at: View, name: str) -> dict[str, Any]:
    certain = [t.person for t in holders(at.state, name, at.day)]
    possible = [t.person for t in possible_holders(at.state, name, at.day)]
    return {
        "office": name,
        "title": at.title(name),
        "holders": [at.who(person) for person in certain],
        "possible_holders": [at.who(person) for person in possible if person not in certain],
    }


def _rota(at: View, name: str) -> dict[str, Any]:
    possible = possible_turns(at.state, at.law, name, at.day)
    ahead = turns_ahead(at.state, at.law, name, at.day, 1) if len(possible) == 1 else []
    return {
        "rota": name,
        "title": at.title(name),
        "holder": possible[0] if len(possible) == 1 else "",
        "possible_holders": possible if len(possible) > 1 else [],
        "next": ahead[0].to if ahead else "",
    }


def next_session(at: View) -> Session | None:
    """The first session that has not certainly taken place by the day and is not closed."""
    today = date.fromisoformat(at.day)
    ahead = [
        session
        for session in at.state.sessions.values()
        if at.there(session)
        and not at.come(session.closed)
        and ((last := when(session.on).latest) is None or last >= today)
    ]
    return min(ahead, key=lambda session: order(when(session.on)), default=None)


def _session(session: Session | None) -> dict[str, Any] | None:
    if session is None:
        return None
    return {
        "session": session.session,
        "on": session.on,
        "organ": session.organ,
        "venue": text_of(session.venue),
        "host": session.host,
    }


def running(at: View) -> Iterator[Matter]:
    """The matters that had begun by the day and not ended; those that ended since are looked at if a day was asked for."""
    for name in [*at.state.matters, *(at.state.cards if at.asked else ())]:
        found = find_matter(at.state, name)
        assert found is not None
        matter = as_it_stood(found, at.day, at.done) if at.asked else found
        last = when(found.on).latest
        begun = not at.asked or (last is not None and last.isoformat() <= at.day)
        if begun and not matter.ended:
            yield matter


def body_lines(at: View, value: dict[str, Any]) -> Iterator[str]:
    """The body as a page."""
    yield from page_title(at, value["title"])
    yield from heading(f"Members and other parties ({len(value['parties'])})")
    yield from columns((p["name"], p["status"]) for p in value["parties"])
    for rota in value["rotas"]:
        yield from heading(f"{rota['title'].capitalize()} ({rota['rota']})")
        either = " or ".join(map(at.who, rota["possible_holders"]))
        holder = at.who(rota["holder"]) if rota["holder"] else either or "nobody that is known"
        after = f"; next: {at.who(rota['next'])}" if rota["next"] else ""
        yield f"  {holder}{after}"
    if value["offices"]:
        yield from heading("Offices")
        yield from columns((f"{o['title']} ({o['office']})", _held(o)) for o in value["offices"])
    if value["organs"]:
        yield from heading("Organs")
        for organ in value["organs"]:
            yield from wrapped(_organ_said(organ), indent=2, hang=2)
    yield from heading("Next session")
    yield f"  {_session_said(at, value['next_session'])}"
    yield from heading(f"Matters running ({counted(len(value['matters']), 'matter')})")
    for matter in value["matters"][:30]:
        step = f"at {matter['step']}" if matter["step"] else "no step is reported"
        yield from wrapped(f"{matter['matter']}: {matter['title']}; {step}", indent=2, hang=2)
    if len(value["matters"]) > 30:
        yield f"  ... and {len(value['matters']) - 30} more; --json lists them all."
    yield from uncertified(at.law)


def _held(office: dict[str, Any]) -> str:
    named = [*office["holders"], *(f"possibly {name}" for name in office["possible_holders"])]
    return ", ".join(named) or "nobody that is known"


def _organ_said(organ: dict[str, Any]) -> str:
    seats = f", {organ['seats']}" if organ["seats"] else ""
    held = f" ({organ['held_by']})" if organ["held_by"] else ""
    return f"{organ['title']} ({organ['organ']}){seats}{held} {organ['article']}".rstrip()


def _session_said(at: View, session: dict[str, Any] | None) -> str:
    if session is None:
        return "None is convened."
    host = f"host {at.who(session['host'])}" if session["host"] else ""
    parts = (
        session["session"],
        at.title(session["organ"]),
        said(session["on"]),
        session["venue"],
        host,
    )
    return ", ".join(filter(None, parts))
