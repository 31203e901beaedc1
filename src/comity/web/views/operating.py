"""The operator's page: whoever chairs the session or keeps the record opens it, calls the items, gives the floor, puts the
question, calls the roll, and records who is there and what was said.

What the register keeps is done by its acts; the list of speakers and what the screen shows are kept by the pages. Two
officers may work at once: a button says what its page showed, and does nothing where somebody else has gone on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext

from comity.body.acts import (
    AnyAct,
    Attest,
    CallRoll,
    Citation,
    CloseQuestion,
    CloseSession,
    OpenSession,
    PutQuestion,
    RecordAttendance,
    Speak,
)
from comity.body.effects import AnyEffect, SourceFiled, SpeechMade, Text
from comity.body.occasion import organ_of
from comity.body.room import day_of
from comity.body.standing import seats
from comity.body.state import Session
from comity.charter.languages import languages_of
from comity.errors import ComityError
from comity.web import acting
from comity.web.errors import status_of
from comity.web.forms import one_of_many
from comity.web.forms.attendance import AttendanceForm, InRoomForm, Present, is_written
from comity.web.forms.sessions import SpeechForm
from comity.web.models import SpeakerWaiting
from comity.web.models.rooms import changed_room, room_now
from comity.web.readmodel import attendance, rooms, sessions
from comity.web.readmodel.sessions import Meanwhile
from comity.web.told import names, words
from comity.web.typed_text import typed
from comity.web.views.moving import add_speaker, current_item, moving, seen
from comity.web.views.sessions import done, on_to, session_of
from comity.web.visits import Visit, page

LONGEST_TURN = 3600  # seconds
MESSAGE = 300


@page
def operate(visit: Visit, session: str) -> HttpResponse:
    """The operator's page, for who steers the session. Everybody else is told who does."""
    found = session_of(visit, session)
    if sessions.steering(visit, found) is not None:
        at = visit.names()
        organ = organ_of(visit.state, visit.law, found.organ)
        who = [str(names.who(at, one)) for one in (organ.chaired_by, organ.headed_by) if one]
        context = {"session": sessions.listing(at, found, visit.day), "steered_by": who}
        return visit.render("room/not_yours.html", {**context, "area": "sessions"}, 403)
    if visit.request.method == "POST":
        return _done(visit, found)
    part = visit.request.GET.get("part", "")
    return moving(visit, found, part) if part else _shown(visit, found)


def _done(visit: Visit, found: Session) -> HttpResponse:
    do = visit.request.POST.get("do", "")
    try:
        if do == "speech":
            return _speech(visit, found)
        if do in ACTS:
            make, said = ACTS[do]
            done(visit, acting.submit(visit, make(visit, found)), said())
            _warn_of_quorum(visit, found)
        elif do in DOINGS:
            DOINGS[do](visit, found)
    except Unread as unread:
        return _shown(visit, found, 422, form=unread.form, **{unread.name: unread.form})
    except ComityError as error:
        return _shown(visit, found, error=error, status=status_of(error))
    except Meanwhile as meanwhile:
        return _shown(visit, found, meanwhile=meanwhile, status=409)
    return on_to("operate", body=visit.name, session=found.session)


class Unread(Exception):
    """A form that could not be read; ``name`` is what the page calls it."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__(name)
        self.name, self.form = name, form


def _shown(visit: Visit, found: Session, status: int = 200, **context: Any) -> HttpResponse:
    shown, typed = seen(visit, found), visit.request.POST
    refused = "error" in context and typed.get("do") in ("open", "attend")
    attending = _attendance_form(visit, found, typed if refused else None)
    speaking = shown["speakers"].speaking
    item, asked = shown["item"], shown["asked"]
    matter = item.matter if item is not None else ""
    trial = acting.made(visit, PutQuestion, matter=matter, session=found.session)
    running = asked is not None and not asked.closed
    closing = acting.made(visit, CloseQuestion, question=asked.question) if running else None
    calling = (
        acting.made(visit, CallRoll, question=asked.question, positions={}) if running else None
    )
    more = {
        "undecided": rooms.undecided(visit, found),
        "attending": attending,
        "admissible": attendance.admissible(visit, found, _ticked(visit) if refused else None)
        if attending is None
        else (),
        "speaker": _speaker_form(visit, found, initial=speaking.party if speaking else ""),
        "hand": _hand_form(visit, found),
        "roll": [(tile, typed.get(f"roll-{tile.party.id}", "")) for tile in asked.tiles]
        if asked is not None
        else [],
        "putting": acting.deed(visit, "put", trial) if matter and not running else None,
        "closing": acting.deed(visit, "rule", closing) if closing is not None else None,
        "calling": acting.deed(visit, "roll", calling) if calling is not None else None,
        "speech": SpeechForm(languages_of(visit.law.charter), auto_id="speech_%s"),
        "choices": [(one, words.choice(one)) for one in asked.choices] if asked is not None else [],
        "typed": typed,
    }
    return visit.render("room/operate.html", {**shown, **more, **context}, status)


# --- what the register keeps ------------------------------------------------------------------------------------------


def _opening(visit: Visit, found: Session) -> AnyAct:
    present, persons = _there(visit, found)
    return acting.made(visit, OpenSession, session=found.session, present=present, persons=persons)


def _attending(visit: Visit, found: Session) -> AnyAct:
    present, persons = _there(visit, found)
    return acting.made(
        visit, RecordAttendance, session=found.session, present=present, persons=persons
    )


def _there(visit: Visit, found: Session) -> Present:
    """Who is in the room: those who are ticked; of very many, those who were there, with who came and without who left.
    Refused where boxes were ticked on a page that somebody else has changed; what is written holds after that too."""
    form = _attendance_form(visit, found, visit.request.POST)
    if form is not None:
        if not form.is_valid():
            raise Unread("attending", form)
        return form.present()
    if found.opened and visit.request.POST.get("seen") != ",".join(found.present):
        raise Meanwhile(
            gettext("Somebody else has recorded the attendance since you saw this page."),
            gettext("Below it stands as it is now. Change it again, if it should still change."),
        )
    return _ticked(visit)


def _ticked(visit: Visit) -> Present:
    said = (one.partition(":") for one in visit.request.POST.getlist("person"))
    return visit.request.POST.getlist("present"), {person: party for person, _, party in said}


def _attendance_form(
    visit: Visit, found: Session, data: Mapping[str, Any] | None = None
) -> AttendanceForm | None:
    """The form where those who may be there are very many; None where each has a box."""
    may_come = attendance.may_be_there(visit, found)
    if not is_written(may_come):
        return None
    seated = set(seats(visit.state, visit.law, found.organ, day_of(found)))
    return AttendanceForm(visit.names(), found, may_come, seated, data)


def _closing(visit: Visit, found: Session) -> AnyAct:
    return acting.made(visit, CloseSession, session=found.session)


def _putting(visit: Visit, found: Session) -> AnyAct:
    matter = visit.matter(visit.request.POST.get("matter", ""))
    return acting.made(visit, PutQuestion, matter=matter.matter, session=found.session)


def _ruling(visit: Visit, found: Session) -> AnyAct:
    return acting.made(visit, CloseQuestion, question=visit.request.POST.get("question", ""))


def _calling(visit: Visit, found: Session) -> AnyAct:
    positions: dict[str, list[str]] = {}
    for name, choice in visit.request.POST.items():
        kind, _dash, member = name.partition("-")
        if kind == "roll" and choice:
            positions.setdefault(str(choice), []).append(member)
    question = visit.request.POST.get("question", "")
    return acting.made(visit, CallRoll, question=question, positions=positions)


Making = Callable[[Visit, Session], AnyAct]
ACTS: Mapping[str, tuple[Making, Callable[[], str]]] = {
    "open": (_opening, lambda: gettext("The session is open")),
    "attend": (_attending, lambda: gettext("The attendance is recorded")),
    "close": (_closing, lambda: gettext("The session is closed")),
    "put": (_putting, lambda: gettext("The question is put")),
    "rule": (_ruling, lambda: gettext("The question is closed and ruled on")),
    "roll": (_calling, lambda: gettext("The roll call is recorded")),
}


def _warn_of_quorum(visit: Visit, found: Session) -> None:
    now = visit.body.registrar.state
    if attendance.attendance(replace(visit.names(), state=now), now.sessions[found.session]).lost:
        told = gettext(
            "There is no quorum now: nothing can be decided until enough are in the room."
        )
        messages.add_message(visit.request, messages.WARNING, told, extra_tags="bad")


def _speech(visit: Visit, found: Session) -> HttpResponse:
    form = SpeechForm(languages_of(visit.law.charter), visit.request.POST, auto_id="speech_%s")
    speaker = _speaker_form(visit, found, visit.request.POST)
    if not (form.is_valid() and speaker.is_valid()):
        wrong = form if form.errors else speaker
        return _shown(visit, found, form=wrong, speech=form, speaker=speaker, status=422)
    agenda = sessions.agenda(visit, found, visit.body.registrar.entry)
    item = current_item(agenda, room_now(visit.name, found.session))
    said = SpeechMade(
        speech=f"h{acting.size_then(visit)}",
        by=speaker.cleaned_data["speaker"],
        on=visit.day,
        gist=form.text("gist"),
        session=found.session,
        matter=item.matter if item is not None else "",
        stance=form.cleaned_data["stance"],
    )
    try:
        answer = acting.submit(visit, speech_act(visit, found, said))
    except ComityError as error:
        status = status_of(error)
        return _shown(visit, found, error=error, speech=form, speaker=speaker, status=status)
    done(visit, answer, gettext("What was said is on the record"))
    return on_to("operate", body=visit.name, session=found.session)


def _speaker_form(
    visit: Visit, found: Session, data: Mapping[str, Any] | None = None, initial: str = ""
) -> InRoomForm:
    return InRoomForm(visit.names(), found, "speaker", gettext("Who spoke"), data, initial)


def _hand_form(visit: Visit, found: Session, data: Mapping[str, Any] | None = None) -> InRoomForm:
    return InRoomForm(visit.names(), found, "party", gettext("Who raised a hand"), data)


def speech_act(visit: Visit, found: Session, said: SpeechMade) -> AnyAct:
    """The act that puts it on the record: the speaker's own where the officer speaks, else an attestation by who keeps the
    record, whose source is the officer's note of the words, filed by the digest of its bytes."""
    if said.by in (visit.reader.acts_for, visit.reader.party):
        fields = {"gist": said.gist, "session": said.session, "matter": said.matter}
        return acting.made(visit, Speak, **fields, stance=said.stance)
    facts: list[AnyEffect] = []
    digest = sha256(note_of(said.gist)).hexdigest()
    source = next((s.source for s in visit.state.sources.values() if s.sha256 == digest), "")
    if not source:
        source = f"d{acting.size_then(visit)}"
        at = visit.names()
        title = gettext("Note taken in the room: {speaker}").format(speaker=names.who(at, said.by))
        facts.append(SourceFiled(source=source, title=title, sha256=digest, published=visit.day))
    return acting.made(visit, Attest, facts=[*facts, said], cites=[Citation(source=source)])


def note_of(gist: Text) -> bytes:
    """The bytes of an officer's note: the words in each language, a line each, in the order of the languages' codes."""
    said = [gist] if isinstance(gist, str) else [gist[code] for code in sorted(gist)]
    return "\n".join(said).encode()


# --- what the pages keep ----------------------------------------------------------------------------------------------


def _call_item(visit: Visit, found: Session) -> None:
    """The room is at that item; nobody speaks any more on the one before."""
    item = visit.request.POST.get("item", "")
    if item and not any(one.item == item for one in found.items):
        raise Meanwhile(
            gettext("This item is not on the agenda."), gettext("Choose one of the items below.")
        )
    _end_turn(visit, found)
    changed_room(visit.name, found.session, item=item, question="", list_closed=False)


def _give_floor(visit: Visit, found: Session) -> None:
    """Whoever is named speaks. Refused where another was given the floor since the page was shown."""
    live = _waiting(visit, found)
    speaking = live.exclude(began=None).first()
    if str(speaking.pk if speaking is not None else "") != visit.request.POST.get("speaking", ""):
        raise Meanwhile(
            gettext(
                "The floor has been given or taken since you saw the list. Nothing was changed."
            ),
            gettext("Below the list stands as it is now."),
        )
    number = visit.request.POST.get("place", "")
    chosen = live.filter(began=None, pk=int(number)).first() if number.isdecimal() else None
    if chosen is None:
        raise Meanwhile(
            gettext("This speaker is no longer on the list."),
            gettext("Below the list stands as it is now."),
        )
    _end_turn(visit, found)
    SpeakerWaiting.objects.filter(pk=chosen.pk).update(began=datetime.fromisoformat(visit.now))
    changed_room(visit.name, found.session)


def _stop(visit: Visit, found: Session) -> None:
    _end_turn(visit, found)
    changed_room(visit.name, found.session)


def _end_turn(visit: Visit, found: Session) -> None:
    now = datetime.fromisoformat(visit.now)
    _waiting(visit, found).exclude(began=None).update(ended=now)


def _take_off(visit: Visit, found: Session) -> None:
    number = visit.request.POST.get("place", "")
    if number.isdecimal():
        now = datetime.fromisoformat(visit.now)
        _waiting(visit, found).filter(pk=int(number), began=None).update(withdrawn=now)
    changed_room(visit.name, found.session)


def _add(visit: Visit, found: Session) -> None:
    """Who raised a hand is on the list, if in the room."""
    form, kind = _hand_form(visit, found, visit.request.POST), visit.request.POST.get("kind")
    if not form.is_valid() and one_of_many.is_written(form.fields["party"]):
        raise Unread("hand", form)
    if not form.is_valid():
        raise Meanwhile(
            gettext("Only who is in the room can be put on the list."),
            gettext("Record the attendance first."),
        )
    party = form.cleaned_data["party"]
    add_speaker(visit, found, party, "", kind if kind in ("order", "reply") else "floor")


def _list(visit: Visit, found: Session) -> None:
    changed_room(visit.name, found.session, list_closed=visit.request.POST.get("closed") == "yes")


def _each(visit: Visit, found: Session) -> None:
    """How long each may speak, in minutes."""
    minutes = visit.request.POST.get("minutes", "").replace(",", ".")
    try:
        seconds = round(float(minutes) * 60)
    except (ValueError, OverflowError):
        seconds = 0
    if not 0 < seconds <= LONGEST_TURN:
        raise Meanwhile(
            gettext("{given} is no time to speak.").format(given=minutes or "–"),
            gettext("Give minutes, from a half to sixty."),
        )
    changed_room(visit.name, found.session, seconds_each=seconds)


def _message(visit: Visit, found: Session) -> None:
    message = typed(visit, "message", MESSAGE)
    changed_room(visit.name, found.session, message=message)


def _waiting(visit: Visit, found: Session) -> QuerySet[SpeakerWaiting]:
    mine = SpeakerWaiting.objects.filter(body=visit.name, session=found.session)
    return mine.filter(ended=None, withdrawn=None)


DOINGS: Mapping[str, Callable[[Visit, Session], None]] = {
    "item": _call_item,
    "floor": _give_floor,
    "stop": _stop,
    "off": _take_off,
    "add": _add,
    "list": _list,
    "each": _each,
    "message": _message,
}
