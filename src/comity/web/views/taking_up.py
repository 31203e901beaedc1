"""Taking up a matter that began elsewhere, in the middle: by who keeps the record, as the paper cited reports it.

What is taken up is attested: nobody decided it here, it is marked so for ever, and from the step that it is at it goes on
by the charter like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from comity.body.acts import AnyAct, Attest, Citation, FlagIrregularity
from comity.body.course import Course, openers
from comity.body.effects import (
    AnyEffect,
    MatterOpened,
    StepEntered,
    TextVersioned,
    ThingProvided,
)
from comity.body.matters import waits_until
from comity.body.occasion import occasion
from comity.body.texts import digest
from comity.charter.model import Procedure
from comity.errors import ComityError
from comity.web import acting, papers
from comity.web.asked import one_of
from comity.web.errors import status_of
from comity.web.forms.matters import TakeUpForm
from comity.web.readmodel.matter_list import capital
from comity.web.readmodel.things import Needed, needed_at_opening, sort_of
from comity.web.told import names
from comity.web.views.matters import own_id
from comity.web.visits import Visit, page


@page
def take_up(visit: Visit) -> HttpResponse:
    """The procedures, and the form of the one chosen; posting takes the matter up."""
    chosen = visit.request.GET.get("procedure", "") or visit.request.POST.get("procedure", "")
    if not chosen:
        return _shown(visit, None)
    procedure = visit.law.procedures[
        one_of({"procedure": chosen}, "procedure", visit.law.procedures)
    ]
    if visit.request.method != "POST":
        return _shown(visit, procedure)
    form = _form(visit, procedure, visit.request.POST)
    if not form.is_valid():
        return _shown(visit, procedure, form, status=422)
    try:
        return _taken_up(visit, procedure, form)
    except ComityError as error:
        return _shown(visit, procedure, form, error, status_of(error))


def _taken_up(visit: Visit, procedure: Procedure, form: TakeUpForm) -> HttpResponse:
    matter, title = own_id(visit, "m"), form.text("title")
    facts = list(facts_of(visit, procedure, form, matter))
    before: list[AnyAct] = []
    source, upload = form.cleaned_data["source"], form.cleaned_data["paper"]
    trial = acting.made(visit, Attest, facts=facts, cites=[Citation(source=source)])
    refused = acting.refusal(visit, trial) if source else _not_keeper(visit)
    if refused is not None:
        raise refused
    if upload:
        filed = papers.keep(visit, upload, title, matter)
        before, source = list(filed.acts), filed.source
    act = acting.made(visit, Attest, facts=facts, cites=[Citation(source=source)])
    answer = acting.submit(visit, *before, act)
    said = gettext("The matter is taken up (record no. {number}). It is marked as reported.")
    told = said.format(number=answer.entries[-1].n)
    messages.add_message(visit.request, messages.SUCCESS, told, extra_tags="good")
    response = redirect("matter", body=visit.name, matter=matter)
    response.status_code = 303
    return response


def facts_of(visit: Visit, procedure: Procedure, form: TakeUpForm, matter: str) -> list[AnyEffect]:
    """What the paper reports, as facts: the opening, the steps before, the things, the text, the step it is at."""
    given, title, things = form.cleaned_data, form.text("title"), form.things()
    by, paragraphs = given["by"], form.paragraphs()
    opening = {one.thing for one in needed_at_opening(visit.law, procedure, False)}
    facts: list[AnyEffect] = [
        MatterOpened(
            matter=matter,
            procedure=procedure.procedure,
            title=title,
            by=by,
            on=given["on"],
            things={name: value for name, value in things.items() if name in opening},
        )
    ]
    facts += [StepEntered(matter=matter, step=step, on=day) for step, day in form.passed()]
    asking = {one.asks.thing: one.step for one in procedure.steps if one.asks is not None}
    facts += [
        ThingProvided(matter=matter, thing=name, value=value, by=by, step=asking.get(name, ""))
        for name, value in things.items()
        if name not in opening
    ]
    text = digest(paragraphs) if paragraphs else ""
    if text:
        whole = {"version": 1, "digest": text, "paragraphs": paragraphs, "by": by}
        facts.append(TextVersioned(matter=matter, **whole))
    due = _due(visit, procedure, given["step"], Course(matter, procedure, 0, things, text, title))
    last = StepEntered(matter=matter, step=given["step"], on=given["since"], deadline=due)
    return [*facts, last]


def _due(visit: Visit, procedure: Procedure, step: str, course: Course) -> str:
    """The instant at which the step's wait is over, by the charter; empty where it waits for no day."""
    waits = procedure.at(step).waits
    if waits is None:
        return ""
    on = occasion(visit.state, visit.now, visit.state.size)
    named = Course(course.matter, procedure, on.charter, openers(course.things, ""), course.text)
    return waits_until(on, named, waits)


def _not_keeper(visit: Visit) -> ComityError | None:
    """Why the reader may not record what others report; None for who keeps the record."""
    trial = acting.made(visit, FlagIrregularity, about="0", article="-", authority="-", what="-")
    return acting.refusal(visit, trial)


def _form(visit: Visit, procedure: Procedure, data: Mapping[str, Any] | None = None) -> TakeUpForm:
    at = visit.names()
    files = visit.request.FILES if data is not None else None
    return TakeUpForm(at, procedure, list(_things(visit, procedure)), data, files=files)


def _things(visit: Visit, procedure: Procedure) -> list[Needed]:
    """Everything that may have been provided by now, none of it required: the paper may not say."""
    opening = needed_at_opening(visit.law, procedure, False)
    found = {one.thing: one.sort for one in opening if one.thing != "proposer"}
    for step in procedure.steps:
        sort = sort_of(visit.law, procedure, step.asks.thing) if step.asks is not None else "text"
        if step.asks is not None and sort != "text":
            found.setdefault(step.asks.thing, sort)
    return [Needed(name, sort, required=False) for name, sort in found.items()]


def _shown(
    visit: Visit,
    procedure: Procedure | None,
    form: TakeUpForm | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = visit.names()
    why = _not_keeper(visit) if error is None else None
    context = {
        "procedures": [(one, capital(names.procedure(at, one))) for one in visit.law.procedures],
        "procedure": procedure,
        "title": capital(names.procedure(at, procedure.procedure))
        if procedure is not None
        else None,
        "form": form,
        "fields": form or (_form(visit, procedure) if procedure is not None else None),
        "why": why,
        "error": error,
        "area": "matters",
    }
    if why is not None and not visit.reader.keeps_record:
        status = 403  # nobody else is led here
    return visit.render("matters/take_up.html", context, status)


urlpatterns = [path("matters/take-up", take_up, name="take_up")]
