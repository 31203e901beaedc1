"""Sessions: the list and calendar, and the page of one with its agenda. Every button is an act that the kernel decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext

from comity.body.acts import ConveneSession, MoveSession, PlaceItem, RequestItem
from comity.body.room import day_of
from comity.body.state import Session
from comity.errors import ComityError
from comity.registrar import Answer
from comity.web import acting, delegation
from comity.web.asked import one_of, page_of, paged
from comity.web.errors import status_of
from comity.web.forms.sessions import ConveneForm, ItemForm, MoveForm
from comity.web.readmodel import sessions as read
from comity.web.readmodel.attendance import attendance, delegations, in_order
from comity.web.readmodel.minutes import kept_minutes, may_see
from comity.web.readmodel.paging import pages_of, part
from comity.web.readmodel.sessions import Meanwhile
from comity.web.visibility import visible_matters
from comity.web.visits import Visit, page

PAST = 40
EMPTY: Mapping[str, forms.Form] = {}
CHOICES = 200  # matters to choose from for an item, the newest first


@page
def sessions(visit: Visit) -> HttpResponse:
    """The sessions of the body; posting convenes one."""
    return _convened(visit) if visit.request.method == "POST" else _listed(visit)


def _convened(visit: Visit) -> HttpResponse:
    form = _convene_form(visit, visit.request.POST)
    if not form.is_valid():
        return _listed(visit, form, status=422)
    given = form.cleaned_data
    act = acting.made(
        visit,
        ConveneSession,
        organ=given["organ"],
        on=given["on"].isoformat(),
        format=given["format"],
        regular=given["regular"],
        venue=form.text("venue"),
        host=given["host"],
        title=form.text("title"),
    )
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return _listed(visit, form, error, status_of(error))
    done(visit, answer, gettext("The session is convened"))
    brought: Any = answer.entries[-1].effects[0]
    return on_to("session", body=visit.name, session=brought.session)


def _listed(
    visit: Visit,
    form: ConveneForm | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    met = {one.organ for one in visit.state.sessions.values()}
    known = dict.fromkeys([*visit.law.organs, *sorted(met)])
    organ = one_of(visit.request.GET, "organ", known)
    found = read.calendar(visit.names(), visit.day, organ)
    past = paged(visit.request.GET, Paginator(found.past, PAST))
    convening = form or _convene_form(visit)
    may = [one for one in visit.law.organs if acting.refusal(visit, _trial(visit, one)) is None]
    context = {
        "calendar": found,
        "past": past,
        "organ": organ,
        "organs": [one for one in visit.law.organs if one in met],
        "form": form or "",
        "convening": convening if may or form else None,
        "error": error,
    }
    return visit.render("sessions/list.html", context, status)


def _trial(visit: Visit, organ: str) -> ConveneSession:
    formats = visit.law.organs[organ].formats
    first = formats[0].format if formats else ""
    return acting.made(visit, ConveneSession, organ=organ, on=visit.day, format=first)


def _convene_form(visit: Visit, data: Mapping[str, Any] | None = None) -> ConveneForm:
    at = visit.names()
    may = [one for one in visit.law.organs if acting.refusal(visit, _trial(visit, one)) is None]
    # Somebody who may convene none is told so by the kernel, for the organ that he or she named.
    return ConveneForm(at, may or visit.law.organs, data, auto_id="convene_%s")


# --- one session ------------------------------------------------------------------------------------------------------


@page
def session(visit: Visit, session: str) -> HttpResponse:
    """A session: its agenda, who is admitted, who is there. Posting moves it, asks for an item, places one."""
    found = session_of(visit, session)
    if visit.request.method != "POST":
        return _shown(visit, found)
    match visit.request.POST.get("do"):
        case "move":
            return _moved(visit, found)
        case "ask":
            return _item_sent(visit, found, RequestItem)
        case "add":
            return _item_sent(visit, found, PlaceItem)
        case _:
            return _placed(visit, found)


@page
def attending(visit: Visit, session: str) -> HttpResponse:
    """Everybody who has a seat or is in the room, in parts, with who is there."""
    found, at = session_of(visit, session), visit.names()
    sought = visit.request.GET.get("q", "").strip()
    everybody = in_order(at, found, sought)
    shown = part(everybody, page_of(visit.request.GET, pages_of(len(everybody))))
    context = {
        "session": read.listing(at, found, visit.day),
        "delegations": delegations(at, found, shown.rows),
        "part": shown,
        "sought": sought,
        "area": "sessions",
    }
    return visit.render("sessions/attending.html", context)


def session_of(visit: Visit, session: str) -> Session:
    """The session of that id. ``Http404`` where there is none."""
    found = visit.state.sessions.get(session)
    if found is None:
        raise Http404
    return found


def on_to(name: str, **parts: str) -> HttpResponse:
    """To another page by GET, after what was done."""
    return HttpResponseRedirect(reverse(name, kwargs=parts), status=303)


def done(visit: Visit, answer: Answer, said: str) -> None:
    """Tells what was done, with its record number."""
    told = gettext("{what} (record no. {number}).").format(what=said, number=answer.entries[-1].n)
    messages.add_message(visit.request, messages.SUCCESS, told, extra_tags="good")


def _moved(visit: Visit, found: Session) -> HttpResponse:
    form = _move_form(visit, visit.request.POST)
    if not form.is_valid():
        return _shown(visit, found, form=form, moving=form, status=422)
    given = form.cleaned_data
    on = given["on"].isoformat() if given["on"] else ""
    act = acting.made(
        visit,
        MoveSession,
        session=found.session,
        on=on,
        venue=form.text("venue"),
        host=given["host"],
    )
    return _sent(visit, found, act, gettext("The session is moved"), shown={"moving": form})


def _item_sent(
    visit: Visit, found: Session, kind: type[RequestItem] | type[PlaceItem]
) -> HttpResponse:
    placing = kind is PlaceItem
    key = "adding" if placing else "asking"
    form = _item_form(visit, key, visit.request.POST)
    if not form.is_valid():
        return _shown(visit, found, form=form, status=422, **{key: form})
    matter = form.cleaned_data["matter"]
    title = form.text("title") or visit.matter(matter).title
    fields: dict[str, Any] = {"session": found.session, "title": title, "matter": matter}
    if placing:
        fields["position"] = sum(1 for one in found.items if one.position) + 1
        said = gettext("The item is on the agenda")
    else:
        said = gettext("The item is asked for; whoever steers the session places it")
    act = acting.made(visit, kind, **fields)
    if not placing and delegation.expert(visit):
        return _proposed(visit, found, act, form)
    return _sent(visit, found, act, said, shown={key: form})


def _proposed(visit: Visit, found: Session, act: Any, form: ItemForm) -> HttpResponse:
    """What an expert asks for in the member's name goes to those who decide for it, if it could be asked for at all."""
    refused = acting.refusal(visit, act)
    if refused is not None:
        return _shown(visit, found, error=refused, status=status_of(refused), asking=form)
    delegation.propose(visit, act)
    said = gettext("Proposed to those who decide. Only your delegation sees it.")
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")
    return on_to("session", body=visit.name, session=found.session)


def _placed(visit: Visit, found: Session) -> HttpResponse:
    """An item goes to another place: ``move`` says which, and where to. Refused where somebody else has moved one since."""
    item, _colon, place = visit.request.POST.get("move", "").partition(":")
    if visit.request.POST.get("order") != read.order_of(found):
        told = Meanwhile(
            gettext("Somebody else has changed the agenda since you saw it. Nothing was moved."),
            gettext("Below it stands as it is now. Move the item again, if it should still move."),
        )
        return _shown(visit, found, meanwhile=told, status=409)
    position = int(place) if place.isdecimal() else 0
    act = acting.made(visit, PlaceItem, session=found.session, item=item, position=position)
    said = gettext("The item is now number {number} of the agenda").format(number=position)
    where = f"#item-{item}" if item.isalnum() else ""
    return _sent(visit, found, act, said, where)


def _sent(
    visit: Visit,
    found: Session,
    act: Any,
    said: str,
    where: str = "",
    shown: Mapping[str, forms.Form] = EMPTY,
) -> HttpResponse:
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return _shown(visit, found, error=error, status=status_of(error), **shown)
    done(visit, answer, said)
    response = on_to("session", body=visit.name, session=found.session)
    response["Location"] += where
    return response


def _shown(visit: Visit, found: Session, status: int = 200, **context: Any) -> HttpResponse:
    trial = {"session": found.session, "title": "?"}
    asking = acting.deed(visit, "ask", acting.made(visit, RequestItem, **trial))
    placing = acting.deed(visit, "add", acting.made(visit, PlaceItem, position=1, **trial))
    moving = acting.deed(
        visit, "move", acting.made(visit, MoveSession, session=found.session, on=day_of(found))
    )
    shown = {
        "session": read.listing(visit.names(), found, visit.day),
        "kept": found,
        "agenda": read.agenda(visit, found, visit.body.registrar.entry),
        "admission": read.admission(visit, found),
        "attendance": attendance(visit.names(), found),
        "steers": read.steering(visit, found) is None,
        "deeds": {"ask": asking, "add": placing, "move": moving},
        "asking": _item_form(visit, "asking"),
        "adding": _item_form(visit, "adding"),
        "moving": _move_form(visit),
        "minutes": may_see(visit, found, kept_minutes(visit, found)),
        "expert": delegation.expert(visit),
        "area": "sessions",
    }
    return visit.render("sessions/session.html", {**shown, **context}, status)


def _item_form(visit: Visit, name: str, data: Mapping[str, Any] | None = None) -> ItemForm:
    at = visit.names()
    newest = zip(
        visible_matters(visit.state, visit.reader, visit.day), range(CHOICES), strict=False
    )
    return ItemForm(at, [one.matter for one, _ in newest], data, auto_id=f"{name}_%s")


def _move_form(visit: Visit, data: Mapping[str, Any] | None = None) -> MoveForm:
    return MoveForm(visit.names(), data, auto_id="moving_%s")


urlpatterns = [
    path("sessions", sessions, name="sessions"),
    path("sessions/<str:session>", session, name="session"),
    path("sessions/<str:session>/attendance", attending, name="attendance"),
]
