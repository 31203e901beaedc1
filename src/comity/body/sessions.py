"""Sessions: convened, moved, opened, attended, closed; and what is said on the record.

A session is convened by its organ's chair, head or the organ itself, or recorded; who may be in the room is in ``room``,
what is before it in ``agenda``. It opens without a quorum, visibly. When a regular session closes, the turns that pass
there pass (``offices``).
"""

from __future__ import annotations

from msgspec.structs import replace

from comity.body import agenda
from comity.body.acts import (
    CloseSession,
    ConveneSession,
    MoveSession,
    OpenSession,
    RecordAttendance,
    Speak,
)
from comity.body.dates import when
from comity.body.effects import (
    AnyEffect,
    AttendanceRecorded,
    SessionClosed,
    SessionConvened,
    SessionMoved,
    SessionOpened,
    SpeechMade,
)
from comity.body.occasion import Deciders, Occasion, law_on, organ_of
from comity.body.offices import passing_turns
from comity.body.particulars import (
    done_on,
    exact_day,
    new_id,
    not_past,
    refusal,
    require_matter,
    require_parties,
)
from comity.body.rights import capacity
from comity.body.room import admitted as admitted
from comity.body.room import check_present, day_of, find_session, open_session, quorum_of, steer
from comity.body.room import has_quorum as has_quorum
from comity.body.room import sees_papers as sees_papers
from comity.body.state import Evolvers, Mark, Session, State, as_kept, note_speech
from comity.body.stopped import closed_with
from comity.charter.model import Organ
from comity.errors import Message

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_convene(on: Occasion, act: ConveneSession) -> list[AnyEffect]:
    """The session is convened for a day. Refused: ``organ.unknown``, ``session.format`` (none of the organ's),
    ``session.past``, ``session.not_yours``, ``id.taken``; ``date.not_exact`` for anything but a day."""
    organ = on.law.organs.get(act.organ)
    if organ is None:
        raise refusal(
            on,
            "organ.unknown",
            "The charter has no organ {organ!r}.",
            "It has: {organs}.",
            organ=act.organ,
            organs=list(on.law.organs) or "none",
        )
    steer(on, act, organ)
    _check_format(on, organ, act.format)
    day = not_past(on, exact_day(act.on, "on"), "on", "session.past")
    require_parties(on, [act.host] if act.host else [])
    session = new_id(on, act.session, "s", on.state.sessions, "session")
    return [
        SessionConvened(
            session=session,
            organ=act.organ,
            on=day,
            format=act.format,
            regular=act.regular,
            venue=act.venue,
            host=act.host,
            title=act.title,
        )
    ]


def decide_move(on: Occasion, act: MoveSession) -> list[AnyEffect]:
    """The session has another day, venue or host. Refused (``session.opened``) once it has opened."""
    session = find_session(on, act.session)
    organ = organ_of(on.state, on.law, session.organ)
    steer(on, act, organ)
    if session.opened:
        raise refusal(
            on,
            "session.opened",
            "The session {session} opened on {opened}.",
            "Close it and convene another.",
            organ.cites.article,
            session=act.session,
            opened=session.opened,
        )
    if not (act.on or act.venue or act.host):
        raise refusal(
            on,
            "session.not_moved",
            "Neither another day nor another place is given.",
            "Give the day, the venue or the host.",
            organ.cites.article,
        )
    day = not_past(on, exact_day(act.on, "on"), "on", "session.past") if act.on else ""
    require_parties(on, [act.host] if act.host else [])
    return [SessionMoved(session=act.session, on=day, venue=act.venue, host=act.host)]


def decide_open(on: Occasion, act: OpenSession) -> list[AnyEffect]:
    """The session is open, with who is in the room and whether they are a quorum (true where none is asked for).

    Refused: ``session.opened``, ``session.early``, and as ``room.check_present``."""
    session = find_session(on, act.session)
    organ = organ_of(on.state, on.law, session.organ)
    steer(on, act, organ)
    if session.opened:
        raise refusal(
            on,
            "session.opened",
            "The session {session} opened on {opened}.",
            "Record the attendance instead.",
            organ.cites.article,
            session=act.session,
            opened=session.opened,
        )
    day = exact_day(done_on(on, act), "held")
    first = when(session.on).earliest
    if first is not None and day < first.isoformat():
        raise refusal(
            on,
            "session.early",
            "The session {session} is convened for {day}.",
            "Move it first.",
            organ.cites.article,
            session=act.session,
            day=session.on,
        )
    check_present(on, session, act.present, act.persons)
    enough = quorum_of(on.state, law_on(on.state, day), session.organ, act.present, day)
    return [
        SessionOpened(session=act.session, on=day, quorum=enough is not False),
        _attendance(act),
    ]


def decide_attendance(on: Occasion, act: RecordAttendance) -> list[AnyEffect]:
    """Who is in the room from now on, the whole list. Refused unless the session sits, and as ``room.check_present``."""
    session = open_session(on, act.session)
    steer(on, act, organ_of(on.state, on.law, session.organ))
    check_present(on, session, act.present, act.persons)
    return [_attendance(act)]


def decide_close(on: Occasion, act: CloseSession) -> list[AnyEffect]:
    """The session closes, with the questions put at it that were not decided (``stopped.closed_with``), and the turns that
    pass at its close pass on that day. Refused unless it sits."""
    session = open_session(on, act.session)
    steer(on, act, organ_of(on.state, on.law, session.organ))
    day = exact_day(done_on(on, act), "held")
    that_day = replace(on, day=day)
    return [
        SessionClosed(session=act.session, on=day),
        *closed_with(that_day, on.state, act.session),
        *passing_turns(that_day, act.session, session.organ, session.regular),
    ]


def decide_speak(on: Occasion, act: Speak) -> list[AnyEffect]:
    """Something said on the record. Refused to who has not the floor: no right to speak, or not in the session's room."""
    who = capacity(on, act, "speak", "speak")
    require_matter(on, act.matter)
    name = who.party or who.name
    if act.session:
        session = open_session(on, act.session)
        if not {who.name, name} & {*session.present}:
            raise refusal(
                on,
                "speech.not_present",
                "{name} is not in the room of the session {session}.",
                "Record the attendance first.",
                organ_of(on.state, on.law, session.organ).cites.article,
                name=name,
                session=act.session,
            )
    return [
        SpeechMade(
            speech=f"h{on.number}",
            by=name,
            on=done_on(on, act),
            gist=act.gist,
            session=act.session,
            matter=act.matter,
            person=act.by,
            stance=act.stance,
        )
    ]


# --- what is checked --------------------------------------------------------------------------------------------------


def _check_format(on: Occasion, organ: Organ, name: str) -> None:
    formats = [one.format for one in organ.formats]
    if name in formats or not (name or formats):
        return
    raise refusal(
        on,
        "session.format",
        Message("{organ} has no format {name!r}.", organ=organ.organ, name=name)
        if name
        else Message("{organ} meets in a format.", organ=organ.organ),
        "It has: {formats}.",
        organ.cites.article,
        formats=list(formats) or "none",
    )


def _attendance(act: OpenSession | RecordAttendance) -> AttendanceRecorded:
    return AttendanceRecorded(session=act.session, present=act.present, persons=act.persons)


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_session_convened(state: State, effect: SessionConvened, mark: Mark) -> None:
    state.sessions[effect.session] = as_kept(Session, effect, mark)


def on_session_moved(state: State, effect: SessionMoved, mark: Mark) -> None:
    session = state.sessions[effect.session]
    session.on = effect.on or session.on
    session.venue = effect.venue or session.venue
    session.host = effect.host or session.host


def on_session_opened(state: State, effect: SessionOpened, mark: Mark) -> None:
    session = state.sessions[effect.session]
    session.opened, session.quorum = effect.on, effect.quorum


def on_attendance_recorded(state: State, effect: AttendanceRecorded, mark: Mark) -> None:
    session = state.sessions[effect.session]
    session.present, session.persons = list(effect.present), dict(effect.persons)
    counted = has_quorum(state, law_on(state, day_of(session)), effect.session)
    session.quorum = session.quorum if counted is None else counted


def on_session_closed(state: State, effect: SessionClosed, mark: Mark) -> None:
    state.sessions[effect.session].closed = effect.on


def on_speech_made(state: State, effect: SpeechMade, mark: Mark) -> None:
    if effect.session or not effect.matter:
        note_speech(state, effect.session, mark.entry)
    if effect.matter:
        note_speech(state, effect.matter, mark.entry)


DECIDE: Deciders = {
    **agenda.DECIDE,
    ConveneSession: decide_convene,
    MoveSession: decide_move,
    OpenSession: decide_open,
    RecordAttendance: decide_attendance,
    CloseSession: decide_close,
    Speak: decide_speak,
}
EVOLVE: Evolvers = {
    **agenda.EVOLVE,
    SessionConvened: on_session_convened,
    SessionMoved: on_session_moved,
    SessionOpened: on_session_opened,
    AttendanceRecorded: on_attendance_recorded,
    SessionClosed: on_session_closed,
    SpeechMade: on_speech_made,
}
