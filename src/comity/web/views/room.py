"""The room of a session while it lasts: for delegates, and on the screen that everybody sees. What moves on these pages
stands in ``moving``, and what an officer does in ``operating``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext

from comity.body.acts import Speak
from comity.body.state import Session
from comity.charter.languages import languages_of
from comity.errors import ComityError
from comity.web import acting
from comity.web.asked import one_of
from comity.web.errors import status_of
from comity.web.forms.sessions import SpeechForm
from comity.web.models import SpeakerWaiting
from comity.web.models.rooms import changed_room, room_now
from comity.web.readmodel import sessions
from comity.web.readmodel.sessions import Meanwhile
from comity.web.views.moving import add_speaker, current_item, line, moving, seen
from comity.web.views.operating import operate
from comity.web.views.sessions import done, on_to, session_of
from comity.web.visits import Visit, page

KINDS = ("floor", "order", "reply")


@page
def room(visit: Visit, session: str) -> HttpResponse:
    """The room for whoever is admitted: the item, the question, the list of speakers and a place on it."""
    found = session_of(visit, session)
    if not (sessions.is_admitted(visit, found) or sessions.steering(visit, found) is None):
        context = {"session": line(visit, found), "admission": sessions.admission(visit, found)}
        return visit.render("room/not_admitted.html", {**context, "area": "sessions"}, 403)
    if visit.request.method == "POST":
        return _done(visit, found)
    part = visit.request.GET.get("part", "")
    return moving(visit, found, part) if part else _shown(visit, found)


@page
def screen(visit: Visit, session: str) -> HttpResponse:
    """The screen of the room. It is for who steers the session to put on the wall, and for who is in the room."""
    found = session_of(visit, session)
    if not (sessions.is_admitted(visit, found) or sessions.steering(visit, found) is None):
        raise Http404
    if one_of(visit.request.GET, "part", ("screen",)):
        return moving(visit, found, "screen")
    light = "light" in visit.request.GET
    return visit.render("room/screen.html", {**seen(visit, found), "light": light})


# --- what a delegate does ---------------------------------------------------------------------------------------------


def _done(visit: Visit, found: Session) -> HttpResponse:
    try:
        match visit.request.POST.get("do"):
            case "speech":
                return _speech(visit, found)
            case "withdraw":
                _withdrawn(visit, found)
            case _:
                _asked_for_the_floor(visit, found)
    except ComityError as error:
        return _shown_or_part(visit, found, error=error, status=status_of(error))
    except Meanwhile as meanwhile:
        return _shown_or_part(visit, found, meanwhile=meanwhile, status=409)
    if "HX-Request" in visit.request.headers:
        return _shown_or_part(visit, found)
    return on_to("room", body=visit.name, session=found.session)


def _asked_for_the_floor(visit: Visit, found: Session) -> None:
    """A place on the list. Refused to who could not speak in the room; a closed list takes points of order and replies."""
    trial = acting.made(visit, Speak, gist="?", session=found.session)
    if (refused := acting.refusal(visit, trial)) is not None:
        raise refused
    kind = visit.request.POST.get("kind", "floor")
    kind = kind if kind in KINDS else "floor"
    now = room_now(visit.name, found.session)
    if now.list_closed and kind == "floor":
        raise Meanwhile(
            gettext("The list of speakers has been closed."),
            gettext(
                "A point of order and a reply can still be asked for; the chair may open the list again."
            ),
        )
    who = visit.reader.party or visit.reader.acts_for
    add_speaker(visit, found, who, visit.reader.person, kind)


def _withdrawn(visit: Visit, found: Session) -> None:
    who = visit.reader.party or visit.reader.acts_for
    number = visit.request.POST.get("place", "")
    mine = SpeakerWaiting.objects.filter(body=visit.name, session=found.session, party=who)
    live = mine.filter(withdrawn=None, ended=None, began=None)
    if not number.isdecimal() or not live.filter(pk=int(number)).exists():
        raise Meanwhile(
            gettext("This place on the list is no longer yours to give up."),
            gettext(
                "You have had the floor, or the place was given up already. The list is as it stands below."
            ),
        )
    live.filter(pk=int(number)).update(withdrawn=datetime.fromisoformat(visit.now))
    changed_room(visit.name, found.session)


def _speech(visit: Visit, found: Session) -> HttpResponse:
    form = SpeechForm(languages_of(visit.law.charter), visit.request.POST, auto_id="speech_%s")
    if not form.is_valid():
        return _shown(visit, found, form=form, speech=form, status=422)
    agenda = sessions.agenda(visit, found, visit.body.registrar.entry)
    item = current_item(agenda, room_now(visit.name, found.session))
    stance = form.cleaned_data["stance"]
    matter = item.matter if item is not None else ""
    act = acting.made(
        visit, Speak, gist=form.text("gist"), session=found.session, matter=matter, stance=stance
    )
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return _shown(visit, found, error=error, speech=form, status=status_of(error))
    done(visit, answer, gettext("What you said is on the record"))
    return on_to("room", body=visit.name, session=found.session)


def _shown_or_part(visit: Visit, found: Session, status: int = 200, **context: Any) -> HttpResponse:
    """The page; the list of speakers alone where that is what is put in place."""
    if "HX-Request" not in visit.request.headers:
        return _shown(visit, found, status, **context)
    shown = {**seen(visit, found), "part": "speakers", **context}
    return visit.render("room/parts/speakers.html", shown, status)


def _shown(visit: Visit, found: Session, status: int = 200, **context: Any) -> HttpResponse:
    speech = SpeechForm(languages_of(visit.law.charter), auto_id="speech_%s")
    steers = sessions.steering(visit, found) is None
    shown = {**seen(visit, found), "speech": speech, "steers": steers, **context}
    return visit.render("room/room.html", shown, status)


urlpatterns = [
    path("sessions/<str:session>/room", room, name="room"),
    path("sessions/<str:session>/operate", operate, name="operate"),
    path("sessions/<str:session>/screen", screen, name="screen"),
]
