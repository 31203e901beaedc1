"""Offices and rotas: who holds them and held them, who is to, whose turn comes; and what can be done about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext

from comity.body.acts import ActInOffice, AnyAct, Introduce, LeaveOffice, SkipTurn
from comity.errors import ComityError
from comity.web import acting
from comity.web.errors import status_of
from comity.web.forms import one_of_many
from comity.web.forms.languages import in_own_language
from comity.web.forms.offices import ActForm, IntroduceForm, LeaveForm, SkipForm
from comity.web.readmodel import offices as read
from comity.web.readmodel.confidence import hidden_from
from comity.web.told import names
from comity.web.typed import read_day
from comity.web.visits import Visit, page

EMPTY: Mapping[str, forms.Form] = {}


@page
def offices(visit: Visit) -> HttpResponse:
    """Every office with its holder, every rota with whose turn it is."""
    shown = [read.office(visit, one) for one in visit.law.offices]
    rotas = [read.rota(visit, one) for one in visit.law.rotas]
    return visit.render("offices/offices.html", {"offices": shown, "rotas": rotas})


# --- an office --------------------------------------------------------------------------------------------------------


@page
def office(visit: Visit, office: str) -> HttpResponse:
    """One office. Posting ends a tenure, lets somebody act, introduces the holder."""
    if office not in visit.law.offices:
        raise Http404
    if visit.request.method != "POST":
        return _office_shown(visit, office)
    do = visit.request.POST.get("do", "")
    bound = _office_forms(visit, office, do)
    form = bound.get(do)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _office_shown(visit, office, bound, form=form, status=422)
    try:
        answer = acting.submit(visit, _office_act(visit, office, do, form.cleaned_data))
    except ComityError as error:
        return _office_shown(visit, office, bound, error=error, status=status_of(error))
    said = {
        "leave": gettext("The tenure is ended (record no. {number})."),
        "act": gettext("The office has somebody who acts in it (record no. {number})."),
        "introduce": gettext("The introduction is recorded (record no. {number})."),
    }[do]
    return _done(visit, said, answer.entries[-1].n, "office", office=office)


def _office_act(visit: Visit, office: str, do: str, given: Mapping[str, Any]) -> AnyAct:
    match do:
        case "leave":
            return acting.made(
                visit,
                LeaveOffice,
                tenure=given["tenure"],
                reason=given["reason"],
                on=_iso(given["on"]),
            )
        case "act":
            return acting.made(
                visit,
                ActInOffice,
                office=office,
                person=given["person"],
                since=_iso(given["since"]),
            )
        case _:
            place = in_own_language(visit, given["place"])
            return acting.made(
                visit, Introduce, office=office, person=given["person"], to=given["to"], place=place
            )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _office_forms(visit: Visit, office: str, do: str = "") -> dict[str, forms.Form]:
    """The forms of the page; that of ``do`` with what was typed."""
    post = visit.request.POST
    at, hidden = visit.names(), hidden_from(visit)
    running = [t for t in read.tenures_of(visit, hidden, office) if not t.ended]
    tenures = [(t.tenure, str(names.person(at, t.person))) for t in running]
    held = [
        (t.person, str(names.person(at, t.person)))
        for t in reversed(read.tenures_of(visit, hidden, office))
    ]
    known = [p for p in visit.state.persons if p not in hidden.names]
    persons = one_of_many.persons(at, known)
    parties = one_of_many.parties(at, dict.fromkeys([*visit.law.parties, *visit.state.parties]))
    return {
        "leave": LeaveForm(tenures, post if do == "leave" else None, auto_id="leave_%s"),
        "act": ActForm(persons, post if do == "act" else None, auto_id="act_%s"),
        "introduce": IntroduceForm(
            list(dict.fromkeys(held)),
            parties,
            post if do == "introduce" else None,
            auto_id="introduce_%s",
        ),
    }


def _office_deeds(visit: Visit, office: str) -> dict[str, acting.Deed]:
    """What the reader might do about the office now, tried on its first case."""
    person = next(iter(visit.state.persons), "")
    tenures = read.tenures_of(visit, hidden_from(visit), office)
    known = tenures[-1].person if tenures else person
    acts: dict[str, AnyAct] = {
        "act": acting.made(visit, ActInOffice, office=office, person=person),
        "introduce": acting.made(visit, Introduce, office=office, person=known, to=[]),
    }
    running = next((t for t in reversed(tenures) if not t.ended), None)
    if running is not None:
        reason = "recall" if visit.reader.acts_for == running.nominated_by else "resignation"
        acts["leave"] = acting.made(visit, LeaveOffice, tenure=running.tenure, reason=reason)
    return {name: acting.deed(visit, name, act) for name, act in acts.items()}


def _office_shown(
    visit: Visit,
    office: str,
    bound: Mapping[str, forms.Form] = EMPTY,
    *,
    form: forms.Form | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    day, fault = asked_day(visit)
    looking = visit.naming(day)
    shown = read.office(looking, office, day)
    assert shown is not None, "the charter has the office"
    context = {
        "office": shown,
        "forms": bound or _office_forms(looking, office),
        "deeds": _office_deeds(visit, office) if visit.reader.capacity else {},
        "form": form,
        "error": error,
        "fault": fault,
        "area": "offices",
    }
    return looking.render("offices/office.html", context, 422 if fault else status)


def asked_day(visit: Visit, name: str = "on") -> tuple[str, str]:
    """The day that the address asks for, and what is wrong with it; both empty where it asks for none."""
    return read_day(visit.request.GET.get(name, ""))


# --- a rota -----------------------------------------------------------------------------------------------------------


@page
def rota(visit: Visit, rota: str) -> HttpResponse:
    """A rota: its turns past and ahead. Posting passes over a turn."""
    if rota not in visit.law.rotas:
        raise Http404
    if visit.request.method != "POST":
        return _rota_shown(visit, rota, _skip_form(visit, rota))
    form = _skip_form(visit, rota, visit.request.POST)
    if not form.is_valid():
        return _rota_shown(visit, rota, form, failed=form, status=422)
    act = acting.made(visit, SkipTurn, rota=rota, party=form.cleaned_data["party"])
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return _rota_shown(visit, rota, form, error=error, status=status_of(error))
    said = gettext("The turn is passed over (record no. {number}).")
    return _done(visit, said, answer.entries[-1].n, "rota", rota=rota)


def _skip_form(visit: Visit, rota: str, data: Any = None) -> SkipForm:
    at = visit.names()
    ahead = dict.fromkeys(turn.to for turn in _shown_rota(visit, rota).ahead if turn.to)
    parties = [(one, str(names.party(at, one))) for one in ahead]
    if visit.reader.party:
        parties = [one for one in parties if one[0] == visit.reader.party]
    return SkipForm(parties, data)


def _shown_rota(visit: Visit, rota: str, day: str = "") -> read.RotaShown:
    found = read.rota(visit, rota, day)
    assert found is not None, "the charter has the rota"
    return found


def _rota_shown(
    visit: Visit,
    rota: str,
    skipping: SkipForm,
    *,
    failed: forms.Form | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    day, fault = asked_day(visit)
    looking = visit.naming(day)
    party = visit.reader.party or next((t.to for t in _shown_rota(visit, rota).ahead if t.to), "")
    trial = acting.made(visit, SkipTurn, rota=rota, party=party)
    context = {
        "rota": _shown_rota(looking, rota, day),
        "day": day or visit.day,
        "skip": acting.deed(visit, "skip", trial) if visit.reader.capacity else None,
        "skipping": skipping,
        "form": failed,
        "error": error,
        "fault": fault,
        "area": "offices",
    }
    return looking.render("offices/rota.html", context, 422 if fault else status)


def _done(visit: Visit, said: str, number: int, name: str, **parts: str) -> HttpResponse:
    messages.add_message(
        visit.request, messages.SUCCESS, said.format(number=number), extra_tags="good"
    )
    address = reverse(name, kwargs={"body": visit.name, **parts})
    return HttpResponseRedirect(address, status=303)


urlpatterns = [
    path("offices", offices, name="offices"),
    path("offices/<str:office>", office, name="office"),
    path("rotas/<str:rota>", rota, name="rota"),
]
