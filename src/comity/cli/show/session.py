"""``comity show session``: when and where, who is admitted and present, the agenda, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from msgspec.structs import replace

from comity.body.effects import SpeechMade
from comity.body.standing import begun
from comity.body.state import Session, speeches
from comity.body.stopped import undecided_at
from comity.cli import options
from comity.cli.layout import columns, heading, text_of, wrapped
from comity.cli.ruling import uncertified
from comity.cli.show.view import (
    Page,
    View,
    evidence,
    evidence_lines,
    marked,
    not_yet,
    said,
    show,
    unknown,
)
from comity.store.address import Address


@click.command()
@click.argument("name")
@options.on
@options.known
@options.register
@options.body
@options.as_json
def verb(name: str, day: str, known: str, register: Address, body: str, as_json: bool) -> None:
    """Show the session NAME: day, format, venue, agenda, attendance and quorum, and what was said there.

    \b
    Example:
      comity show session yerevan-2022
    """

    def page(at: View) -> Page:
        session = at.state.sessions.get(name)
        if session is None:
            raise unknown("session", name, at.state.sessions)
        session = as_on_the_day(at, session)
        value = session_value(at, session)
        lines = list(session_lines(at, session, value))
        return lines, value

    show(register, body, day, known, as_json, page)


def as_on_the_day(at: View, session: Session) -> Session:
    """The session by the end of the day asked for. One that Comity kept is as its record had it then; of one that a source
    reports what has a later day is left out. Refused (``show.not_yet``) where it was not convened yet."""
    if not at.asked:
        return session
    if not session.attested:
        then = at.reading.as_known_on(at.day).sessions.get(session.session)
        if then is None:
            raise not_yet("session", session.session, at, at.done(session.entry))
        return then
    opened = session.opened if at.come(session.opened) else ""
    was_held = bool(opened) or begun(session.on, at.day)
    return replace(
        session,
        opened=opened,
        closed=session.closed if at.come(session.closed) else "",
        present=session.present if was_held else [],
        quorum=session.quorum if was_held else None,
        items=[one for one in session.items if at.there(one)],
    )


def session_value(at: View, session: Session) -> dict[str, Any]:
    """The session as the register has it."""
    return {
        "session": session.session,
        "title": text_of(session.title),
        "organ": session.organ,
        "on": session.on,
        "format": session.format,
        "regular": session.regular,
        "venue": text_of(session.venue),
        "host": session.host,
        "opened": session.opened,
        "closed": session.closed,
        "present": session.present,
        "quorum": session.quorum,
        "undecided": [one.question for _, one in undecided_at(at.state, session.session)],
        "agenda": [
            {
                "item": i.item,
                "position": i.position,
                "title": text_of(i.title),
                "by": i.by,
                "matter": i.matter,
                "entry": i.entry,
                "attested": i.attested,
            }
            for i in sorted(session.items, key=lambda i: (i.position == 0, i.position))
        ],
        "speeches": list(_speeches(at, session)),
        "how_we_know": evidence(at, session.entry),
    }


def _speeches(at: View, session: Session) -> Iterator[dict[str, Any]]:
    for number in speeches(at.state, session.session):
        entry = at.reading.entry(number)
        assert entry is not None, "the state comes from the entries"
        for effect in entry.effects:
            is_of_it = isinstance(effect, SpeechMade) and effect.session == session.session
            if isinstance(effect, SpeechMade) and is_of_it and (not at.asked or at.come(effect.on)):
                yield {
                    "by": effect.by,
                    "person": effect.person,
                    "stance": effect.stance,
                    "gist": text_of(effect.gist),
                    "entry": number,
                }


def session_lines(at: View, session: Session, value: dict[str, Any]) -> Iterator[str]:
    """The session as a page."""
    yield click.style(value["title"] or session.session, bold=True)
    yield ""
    rows = [
        ("organ", at.title(session.organ)),
        ("date", said(session.on)),
        ("venue", value["venue"] or "not reported"),
        ("host", at.who(session.host) if session.host else "not reported"),
        ("format", _format(at, session)),
        ("opened", said(session.opened) or "not reported"),
        ("closed", said(session.closed) or "not reported"),
        ("present", at.everyone(session.present) if session.present else "not reported"),
        ("quorum", {True: "reached", False: "not reached", None: "not counted"}[session.quorum]),
    ]
    yield from columns(rows)
    yield from _undecided(at, session)
    if value["agenda"]:
        yield from heading("Agenda")
    for item in value["agenda"]:
        number = f"{item['position']}." if item["position"] else "requested:"
        by = f", by {at.who(item['by'])}" if item["by"] else ""
        matter = f" [{item['matter']}]" if item["matter"] else ""
        where = marked(item["attested"], item["entry"])
        yield from wrapped(f"{number} {item['title']}{by}{matter} ({where})", indent=2, hang=3)
    if value["speeches"]:
        yield from heading("Said on the record")
    for speech in value["speeches"]:
        who = at.who(speech["person"] or speech["by"])
        stance = f", {speech['stance']}" if speech["stance"] else ""
        yield from wrapped(
            f"{who}{stance}: {speech['gist']} (entry {speech['entry']})", indent=2, hang=2
        )
    yield from heading("How do we know?")
    yield from evidence_lines(value["how_we_know"])
    yield from uncertified(at.law)


def _undecided(at: View, session: Session) -> Iterator[str]:
    """The questions that were put at the session and are open, and what its close does to them."""
    open_ones = list(undecided_at(at.state, session.session))
    if not open_ones:
        return
    yield from heading("Questions put here and not decided")
    for matter, question in open_ones:
        title = text_of(matter.title) or matter.matter
        yield from wrapped(f"{question.question}: {question.asks} ({title})", indent=2, hang=2)
    closing = (
        "The session has closed, and they cannot be decided here any more."
        if session.closed
        else "If the session closes before they are decided, they close without a ruling."
    )
    yield from wrapped(
        f"{closing} Each can then be put again at another session, or its matter withdrawn.",
        indent=2,
    )


def _format(at: View, session: Session) -> str:
    organ = at.law.organs.get(session.organ)
    formats = organ.formats if organ is not None else ()
    found = next((f for f in formats if f.format == session.format), None)
    if found is None:
        return session.format or "not reported"
    return f"{text_of(found.title)}: admitted are {', '.join(map(str, found.admits))}"
