"""What every page of a room shows, and its parts as they move.

A page asks for its moving parts every other second (``?part=``), and is told that nothing has moved (304) as long as
neither the record nor the room has. A stream of events may ask for them sooner.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import get_language

from comity.body.acts import Speak
from comity.body.state import Session
from comity.web import acting
from comity.web.asked import one_of
from comity.web.models import RoomNow, SpeakerWaiting
from comity.web.models.rooms import changed_room, room_now
from comity.web.readmodel import attendance, rooms, sessions
from comity.web.readmodel.rooms import Asked
from comity.web.readmodel.sessions import Agenda, Item
from comity.web.visits import Visit

PARTS = ("now", "question", "speakers", "attendance", "room", "operator", "screen")


def moving(visit: Visit, found: Session, part: str) -> HttpResponse:
    """The part, as it is now; 304 where neither the record nor the room has moved since the reader had it."""
    one_of({"part": part}, "part", PARTS)
    tag = _tag(visit, room_now(visit.name, found.session), part)
    known = parse_etags(visit.request.headers.get("If-None-Match", ""))
    if tag in (
        one.removeprefix("W/") for one in known
    ):  # compressed on the way, a tag becomes weak
        response = HttpResponse(status=304)
    else:
        response = visit.render(f"room/parts/{part}.html", {**seen(visit, found), "part": part})
    response["ETag"] = tag
    return response


def _tag(visit: Visit, now: RoomNow, part: str) -> str:
    who = visit.reader.capacity.key if visit.reader.capacity is not None else ""
    moved = f"{visit.state.size} {now.edition} {part} {who} {get_language()} {visit.request.path}"
    return f'"{sha256(moved.encode()).hexdigest()[:24]}"'


def seen(visit: Visit, found: Session) -> dict[str, Any]:
    """What every page of the room shows."""
    at, now = visit.names(), room_now(visit.name, found.session)
    agenda = sessions.agenda(visit, found, visit.body.registrar.entry)
    item = current_item(agenda, now)
    who = visit.reader.party or visit.reader.acts_for
    asked = rooms.asked(visit, found, item)
    mine = SpeakerWaiting.objects.filter(body=visit.name, session=found.session, ended=None)
    kept = mine.filter(
        item=now.item
    )  # each item has its list, and keeps it while another is called
    trial = acting.made(visit, Speak, gist="?", session=found.session)
    return {
        "session": line(visit, found),
        "kept": found,
        "now": now,
        "agenda": agenda,
        "item": item,
        "coming_item": next_item(agenda, item),
        "speakers": rooms.speakers(at, kept, now, who),
        "asked": asked,
        "attendance": attendance.attendance(visit.names(), found),
        "may_speak": acting.deed(visit, "speak", trial),
        "own": who,
        "shape": _shape(found, now, asked),
        "area": "sessions",
    }


def _shape(found: Session, now: RoomNow, asked: Asked | None) -> str:
    """What an officer's forms depend on: when it is another, the page has to be loaded again."""
    question = f"{asked.question} {asked.closed}" if asked is not None else ""
    shape = f"{now.item} {question} {found.opened} {found.closed} {found.present} {now.list_closed}"
    return sha256(shape.encode()).hexdigest()[:16]


def current_item(agenda: Agenda, now: RoomNow) -> Item | None:
    """The item that the room is at, where the reader may know of it."""
    return next((one for one in agenda.placed if one.item == now.item), None)


def next_item(agenda: Agenda, item: Item | None) -> Item | None:
    """The item after it; the first before any was called."""
    after = item.number if item is not None else 0
    return next((one for one in agenda.placed if one.number == after + 1), None)


def add_speaker(visit: Visit, found: Session, party: str, person: str, kind: str) -> None:
    """A place at the end of the list of the item, for who has not such a place yet."""
    place = {
        "body": visit.name,
        "session": found.session,
        "item": room_now(visit.name, found.session).item,
        "party": party,
        "kind": kind,
    }
    live = SpeakerWaiting.objects.filter(**place, withdrawn=None, ended=None, began=None)
    if not live.exists():
        SpeakerWaiting.objects.create(**place, person=person)
        changed_room(visit.name, found.session)


def line(visit: Visit, found: Session) -> sessions.Listed:
    """The session on one line."""
    return sessions.listing(visit.names(), found, visit.day)
