"""``comity show member``: what a party is to the body on a day, its rights, who acts for it, and how it stood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from comity.body.ballots import positions
from comity.body.knowledge import as_it_stood
from comity.body.rights import valid
from comity.body.standing import begun, has_right, status_of, suspended
from comity.body.state import Matter, Question, find_matter
from comity.cli import options
from comity.cli.layout import columns, counted, heading, signed, text_of, wrapped
from comity.cli.ruling import uncertified
from comity.cli.show.view import (
    Page,
    View,
    article,
    from_when,
    marked,
    page_title,
    show,
    some_day,
    unknown,
)
from comity.cli.show.waiting import silence_of
from comity.store.address import Address

SHOWN = 20


@click.command()
@click.argument("name")
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(name: str, day: str, known: str, register: Address, body: str, as_json: bool) -> None:
    """Show what the party NAME is to the body on a day, its rights and credentials, and how it stood on each question.

    \b
    Example:
      comity show member BY --on 2023-01-11
    """

    def page(at: View) -> Page:
        there = dict.fromkeys([*at.law.parties, *at.state.parties])
        if name not in there:
            raise unknown("party", name, there)
        value = member_value(at, name)
        lines = list(member_lines(at, value))
        return lines, value

    show(register, body, day, known, as_json, page)


def member_value(at: View, party: str) -> dict[str, Any]:
    """The party on the day."""
    status = status_of(at.state, at.law, party, at.day)
    found = at.law.statuses.get(status) if status is not None else None
    carried = found.rights if found is not None else ()
    return {
        "party": party,
        "name": at.who(party),
        "on": at.day,
        "as_known_on": at.known or None,
        "certified": at.law.charter.certified,
        "status": status,
        "article": article(found.cites) if found is not None else "",
        "rights": [r for r in carried if has_right(at.state, at.law, party, r, at.day)],
        "suspended": [r for r in carried if suspended(at.state, party, r, at.day)],
        "statuses": _statuses(at, party),
        "credentials": _credentials(at, party),
        "positions": list(_stood(at, party)),
    }


def _statuses(at: View, party: str) -> list[dict[str, Any]]:
    """Every status, those of the charter first."""
    named = at.law.parties.get(party)
    kept = at.state.parties.get(party)
    charter = [
        {
            "status": p.status,
            "since": p.first.isoformat(),
            "until": str(p.until or ""),
            "entry": None,
        }
        for p in (named.statuses if named is not None else ())
        if p.first.year > 1 and (not at.asked or p.first.isoformat() <= at.day)
    ]
    register = [
        {
            "status": h.status,
            "since": h.since,
            "until": h.ended if at.come(h.ended) else h.until,
            "entry": h.entry,
        }
        for h in (kept.statuses if kept is not None else ())
        if h.since and (not at.asked or begun(h.since, at.day))
    ]
    return [*charter, *register]


def _credentials(at: View, party: str) -> list[dict[str, Any]]:
    return [
        {
            "credential": c.credential,
            "person": c.person,
            "name": at.who(c.person),
            "as": c.as_,
            "powers": c.powers,
            "since": c.since,
            "until": c.revoked if at.come(c.revoked) else c.until,
            "in_force": valid(c, at.day),
            "entry": c.entry,
            "attested": c.attested,
        }
        for c in at.state.credentials.values()
        if c.party == party and (not at.asked or begun(c.since, at.day))
    ]


def _stood(at: View, party: str) -> Iterator[dict[str, Any]]:
    for name in [*at.state.cards, *at.state.matters]:
        found = find_matter(at.state, name)
        assert found is not None
        matter = as_it_stood(found, at.day, at.done) if at.asked else found
        for question in matter.questions:
            if party in question.population and _asked(at, question):
                yield _position(at, matter, question, party)


def _asked(at: View, question: Question) -> bool:
    """Whether the question had been put by the day."""
    opened = question.opened
    return begun(opened[:10] if "T" in opened else opened, at.day)


def _position(at: View, matter: Matter, question: Question, party: str) -> dict[str, Any]:
    stood = positions(at.state, matter, question, silence_of(at, matter, question))
    return {
        "question": question.question,
        "asks": question.asks,
        "matter": text_of(matter.title),
        "opened": question.opened,
        "position": stood[party],
        "outcome": question.outcome,
        "entry": question.entry,
        **({"without_a_vote": True} if question.without_a_vote else {}),
    }


def member_lines(at: View, value: dict[str, Any]) -> Iterator[str]:
    """The party as a page."""
    yield from page_title(at, value["name"])
    yield ""
    yield from wrapped(
        f"Status: {value['status'] or 'none on that day'} {value['article']}", indent=2
    )
    yield from wrapped(f"Rights: {', '.join(value['rights']) or 'none'}", indent=2, hang=8)
    if value["suspended"]:
        yield from wrapped(f"Suspended: {', '.join(value['suspended'])}", indent=2)
    if value["statuses"]:
        yield from heading("Statuses")
        yield from columns((s["status"], _span(s), _source(s)) for s in value["statuses"])
    if value["credentials"]:
        yield from heading("Who acts for it")
        for one in value["credentials"]:
            quality = f", {one['as']}" if one["as"] else ""
            state = "" if one["in_force"] else "; not in force on the day"
            where = marked(one["attested"], one["entry"])
            told = (
                f"{one['name']}{quality}: {', '.join(one['powers'])}; {_span(one)}{state} ({where})"
            )
            yield from wrapped(told, indent=2, hang=2)
    if value["positions"]:
        asked = counted(len(value["positions"]), "question")
        yield from heading(f"How it stood ({asked}, the latest first)")
        yield from columns(
            (signed(_said(p)), f"{_asked_of(p)}{_outcome(p)}")
            for p in reversed(value["positions"][-SHOWN:])
        )
        if len(value["positions"]) > SHOWN:
            yield f"  ... and {len(value['positions']) - SHOWN:,} more; --json lists them all."
    yield from uncertified(at.law)


def _span(held: dict[str, Any]) -> str:
    until = f" until {some_day(held['until'])}" if held["until"] else ""
    return f"{from_when(held['since'])}{until}"


def _source(held: dict[str, Any]) -> str:
    return "charter" if held["entry"] is None else f"entry {held['entry']}"


def _asked_of(position: dict[str, Any]) -> str:
    asks = f": {position['asks']}" if position["asks"] else ""
    return f"{position['matter']}{asks}"


def _said(position: dict[str, Any]) -> str:
    unanswered = position["position"] == "pending" and position["outcome"]
    return "no answer" if unanswered else str(position["position"])


def _outcome(position: dict[str, Any]) -> str:
    how = " without a vote" if position.get("without_a_vote") else ""
    return f" ({position['outcome']}{how})" if position["outcome"] else ""
