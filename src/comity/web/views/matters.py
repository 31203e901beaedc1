"""The list of matters, and bringing one before the body: the procedures that the reader may open, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from comity.body.acts import AnyAct, Citation, OpenMatter
from comity.body.effects import MatterOpened
from comity.body.occasion import charter_of
from comity.body.standing import counted_members
from comity.charter.model import Procedure
from comity.errors import ComityError
from comity.web import acting, delegation, papers
from comity.web.asked import one_of
from comity.web.errors import status_of
from comity.web.forms.matters import OpenForm
from comity.web.readmodel.confidence import unmet
from comity.web.readmodel.matter_list import Filter, capital, window
from comity.web.readmodel.steps import VALUES
from comity.web.readmodel.things import asks_several, needed_at_opening
from comity.web.told import names
from comity.web.visits import Visit, page, visible_matter_asked


@dataclass(frozen=True, slots=True)
class Opening:
    """A procedure under which a matter might be opened: by whom, and why the reader may not, if so."""

    procedure: Procedure
    title: names.Worded
    by: str
    why: ComityError | None


@page
def matters(visit: Visit) -> HttpResponse:
    """The matters before the body, or those that have ended, a window at a time."""
    given = visit.request.GET
    asked = Filter(
        which=cast(Any, one_of(given, "state", ("running", "ended"), "running")),
        procedure=one_of(given, "procedure", _procedures(visit), listed=visit.law.procedures),
        mine=cast(Any, one_of(given, "mine", ("waiting", "ours"))),
    )
    after = visible_matter_asked(visit, "after")
    at = visit.names()
    context = {
        "window": window(visit, asked, after),
        "asked": asked,
        "procedures": [(one, capital(names.procedure(at, one))) for one in visit.law.procedures],
        "further": after,
        "may_open": any(one.why is None for one in openings(visit)),
        "area": "matters",
    }
    return visit.render("matters/list.html", context)


def _procedures(visit: Visit) -> set[str]:
    """Those of the charter, and of every one before it: a matter stays under its own."""
    charters = (charter_of(one.text) for one in visit.state.charters)
    return {name for charter in charters for name in charter.procedures}


@page
def open_matter(visit: Visit) -> HttpResponse:
    """The procedures, and the form of the one chosen; posting opens the matter, or proposes it inside the delegation."""
    chosen = visit.request.GET.get("procedure", "") or visit.request.POST.get("procedure", "")
    if not chosen:
        return visit.render("matters/new.html", {"openings": openings(visit), "area": "matters"})
    procedure = visit.law.procedures[
        one_of({"procedure": chosen}, "procedure", visit.law.procedures)
    ]
    if visit.request.method != "POST":
        return _form_shown(visit, procedure)
    form = _form(visit, procedure, visit.request.POST)
    if not form.is_valid():
        return _form_shown(visit, procedure, form, status=422)
    try:
        return _opened(visit, procedure, form)
    except ComityError as error:
        return _form_shown(visit, procedure, form, error, status_of(error))


def openings(visit: Visit) -> list[Opening]:
    """The procedures of the charter, those first that the reader may open now."""
    at = visit.names()
    found = [
        Opening(
            one, capital(names.procedure(at, one.procedure)), names.role(at, one.opened_by), why
        )
        for one in visit.law.procedures.values()
        for why in (not_permitted(visit, one),)
    ]
    return sorted(found, key=lambda one: one.why is not None)


def not_permitted(visit: Visit, procedure: Procedure) -> ComityError | None:
    """Why the reader may not open a matter under the procedure; None where it only depends on what is typed."""
    party = visit.reader.party or next(iter(visit.law.parties), "")
    things = {
        one.thing: {"office": next(iter(visit.law.offices), "")}.get(one.sort, party)
        for one in needed_at_opening(visit.law, procedure, bool(visit.reader.party))
        if one.required
    }
    trial = acting.made(
        visit,
        OpenMatter,
        procedure=procedure.procedure,
        title="?",
        things=things,
        together_with=_others(visit, procedure),
    )
    why = acting.refusal(visit, trial)
    return None if why is not None and why.code in VALUES else why


def _others(visit: Visit, procedure: Procedure) -> list[str]:
    if not asks_several(procedure):
        return []
    members = counted_members(visit.state, visit.law, visit.day)
    return [one for one in members if one != visit.reader.party]


def _form(visit: Visit, procedure: Procedure, data: Mapping[str, Any] | None = None) -> OpenForm:
    needed = list(needed_at_opening(visit.law, procedure, bool(visit.reader.party)))
    at = visit.names(unmet=unmet(visit))
    files = visit.request.FILES if data is not None else None
    keeps = visit.reader.keeps_record
    return OpenForm(at, needed, _others(visit, procedure), keeps, data, files=files)


def _opened(visit: Visit, procedure: Procedure, form: OpenForm) -> HttpResponse:
    title, upload = form.text("title"), form.cleaned_data.get("paper")
    fields: dict[str, Any] = {
        "procedure": procedure.procedure,
        "title": title,
        "things": form.things(),
        "together_with": list(form.cleaned_data.get("together_with", ())),
    }
    if delegation.expert(visit):
        delegation.propose(visit, acting.made(visit, OpenMatter, **fields))
        _told(visit, gettext("Proposed to those who decide. Only your delegation sees it."))
        return _to(redirect("delegation", body=visit.name))
    before: list[AnyAct] = []
    if upload:
        fields["matter"] = own_id(visit, "m")
        filed = papers.keep(visit, upload, title, fields["matter"])
        before, fields["cites"] = list(filed.acts), [Citation(source=filed.source)]
    answer = acting.submit(visit, *before, acting.made(visit, OpenMatter, **fields))
    said = gettext("The matter is opened (record no. {number}).")
    _told(visit, said.format(number=answer.entries[-1].n))
    brought = (one for entry in answer.entries for one in entry.effects)
    opened = next(one for one in brought if isinstance(one, MatterOpened))
    return _to(redirect("matter", body=visit.name, matter=opened.matter))


def own_id(visit: Visit, letter: str) -> str:
    """An id for something that the form brings beside something else that names it: the same when the form comes twice."""
    request = visit.request.POST.get("request", "") or acting.new_request()
    return f"{letter}-{sha256(f'{visit.reader.account}:{request}'.encode()).hexdigest()[:10]}"


def _told(visit: Visit, said: str) -> None:
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")


def _to(response: HttpResponse) -> HttpResponse:
    response.status_code = 303
    return response


def _form_shown(
    visit: Visit,
    procedure: Procedure,
    form: OpenForm | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = visit.names()
    context = {
        "procedure": procedure,
        "title": capital(names.procedure(at, procedure.procedure)),
        "by": names.role(at, procedure.opened_by),
        "steps": [capital(names.text(at, one.title)) for one in procedure.steps],
        "form": form,
        "fields": form or _form(visit, procedure),
        "why": not_permitted(visit, procedure) if error is None else None,
        "expert": delegation.expert(visit),
        "error": error,
        "area": "matters",
    }
    return visit.render("matters/open.html", context, status)


urlpatterns = [
    path("matters", matters, name="matters"),
    path("matters/new", open_matter, name="open_matter"),
]
