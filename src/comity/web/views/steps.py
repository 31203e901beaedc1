"""Moving a matter on: every button of its step's panel, each an act that the kernel decides.

What an expert sends becomes a proposal to those who decide for the member. A form that comes back keeps what was typed; one
from before the matter moved on is told so and not sent.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from comity.body import acts
from comity.body.acts import AnyAct
from comity.body.occasion import law_from
from comity.body.state import Matter, Question
from comity.charter.model import Step
from comity.errors import ComityError, Refused
from comity.grammar import LONGEST_LINE
from comity.web import acting, delegation, papers
from comity.web.errors import status_of
from comity.web.forms.languages import in_own_language
from comity.web.forms.steps import ExtendForm, ProvideForm, PutForm, ReasonForm, RollForm, Stale
from comity.web.readmodel.asking import procedure_of
from comity.web.readmodel.confidence import unmet
from comity.web.readmodel.delegation import panel as inside
from comity.web.readmodel.stepforms import form_of
from comity.web.readmodel.steps import panel
from comity.web.told.names import Names
from comity.web.typed_text import typed
from comity.web.views.matters import own_id
from comity.web.visits import Visit, page


@page
def steps(visit: Visit, matter: str) -> HttpResponse:
    """The step of the matter by itself; posting does what the button says."""
    found = visit.matter(matter)
    if visit.request.method != "POST" or found.ended or not found.step:
        return _shown(visit, found)
    name = visit.request.POST.get("do", "")
    step, at = _here(visit, found)
    form = form_of(visit, found, step, at, name, visit.request.POST, visit.request.FILES)
    if form is not None and not form.is_valid():
        return _shown(visit, found, name, form, status=422)
    try:
        if form is not None:
            _still_there(step, form)
        asked = wanted(visit, found, step, name, form)
        return _done(visit, found, asked, name) if asked else _shown(visit, found, status=422)
    except ComityError as error:
        return _shown(visit, found, name, form, error, status_of(error))


def _here(visit: Visit, matter: Matter) -> tuple[Step, Names]:
    law = law_from(visit.state, matter.charter, visit.day)
    return procedure_of(visit, matter).at(matter.step), visit.names(law, unmet(visit))


def wanted(
    visit: Visit, matter: Matter, step: Step, name: str, form: forms.Form | None
) -> list[AnyAct]:
    """The acts of that button; none where the step has no such button."""
    made, this, question = acting.made, matter.matter, matter.question()
    if isinstance(form, ProvideForm):
        return _provision(visit, matter, form)
    if isinstance(form, PutForm):
        version = form.cleaned_data["version"] or None
        fields = form.fields_of_act()
        return [made(visit, acts.PutQuestion, matter=this, version=version, **fields)]
    if isinstance(form, ExtendForm) and question is not None:
        until, why = form.cleaned_data["deadline"], form.text("reason")
        move = {"question": question.question, "deadline": until, "reason": why}
        return [made(visit, acts.MoveDeadline, **move)]
    if isinstance(form, RollForm) and question is not None:
        filed = _paper_of_the_roll(visit, matter, question, form)
        called = {"question": question.question, "positions": form.positions()}
        cites = [acts.Citation(source=filed.source)] if filed.source else []
        return [*filed.acts, made(visit, acts.CallRoll, **called, cites=cites)]
    if isinstance(form, ReasonForm):
        return [made(visit, acts.WithdrawMatter, matter=this, reason=form.text("reason"))]
    if name == "close" and question is not None:
        return [made(visit, acts.CloseQuestion, question=question.question)]
    if name == "occur" and step.waits is not None:
        return [made(visit, acts.RecordEvent, matter=this, event=step.waits.event)]
    return [made(visit, acts.ResumeMatter, matter=this)] if name == "resume" else []


def _paper_of_the_roll(
    visit: Visit, matter: Matter, question: Question, form: RollForm
) -> papers.Filed:
    """The paper from which the answers are recorded; none where the roll was called in a session."""
    if not form.cleaned_data["paper"]:
        return papers.Filed(form.cleaned_data["source"], ())
    title = in_own_language(visit, gettext("Answers recorded from a paper"))
    return papers.keep(visit, form.cleaned_data["paper"], title, matter.matter)


def _provision(visit: Visit, matter: Matter, form: ProvideForm) -> list[AnyAct]:
    """The thing is provided; a person who is not in the register yet is entered in the same breath."""
    value, before = form.value, []
    if not value and form.new_name:
        value = own_id(visit, "p")
        fields = {"person": value, "name": form.new_name, "titles": form.titles}
        before = [acting.made(visit, acts.EnterPerson, **fields)]
    given: dict[str, Any] = {"matter": matter.matter, "thing": form.thing, "value": value}
    given["note"] = form.text("note")
    given["preferred_to"] = list(form.cleaned_data.get("preferred_to", ()))
    return [*before, acting.made(visit, acts.Provide, **given)]


def _still_there(step: Step, form: forms.Form) -> None:
    """Refused (``step.moved_on``) where the form was shown at another step."""
    seen = form.cleaned_data.get("step", "") if isinstance(form, Stale) else ""
    if seen and seen != step.step:
        raise Refused(
            "step.moved_on",
            gettext("The matter has moved on since you saw this page."),
            article=step.article,
            remedy=gettext("See where it is now, below; what you typed is still here."),
        )


def _done(visit: Visit, matter: Matter, asked: list[AnyAct], name: str) -> HttpResponse:
    if delegation.expert(visit):
        delegation.propose(visit, asked[-1], typed(visit, "inner_note", LONGEST_LINE))
        said = gettext("Proposed to those who decide. Only your delegation sees it.")
    else:
        answer = acting.submit(visit, *asked)
        told = gettext("{what} (record no. {number}).")
        said = told.format(what=_said(name), number=answer.entries[-1].n)
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")
    response = redirect("matter", body=visit.name, matter=matter.matter)
    response.status_code = 303
    return response


def _said(name: str) -> str:
    return {
        "provide": gettext("It is provided, and the matter has gone on"),
        "put": gettext("The question is put"),
        "extend": gettext("The deadline is moved"),
        "close": gettext("The question is closed"),
        "roll": gettext("The roll is recorded"),
        "occur": gettext("It is recorded that it has happened"),
        "resume": gettext("The matter goes on"),
        "withdraw": gettext("The matter is withdrawn"),
    }[name]


def _shown(
    visit: Visit,
    matter: Matter,
    name: str = "",
    form: forms.Form | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = panel(visit, matter, {name: form} if form is not None else None)
    offered = {one.name for one in shown.actions} if shown is not None else set()
    context = {
        "matter": matter,
        "panel": shown,
        "typed": _typed(form) if form is not None and name not in offered else [],
        "delegation_panel": inside(visit, matter),
        "form": form,
        "error": error,
        "opened": name,
        "inner_note": visit.request.POST.get("inner_note", ""),
        "area": "matters",
    }
    return visit.render("steps/page.html", context, status)


def _typed(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed into a form that the page does not offer any more, so that it is not lost."""
    fields = ((field.label, field.value()) for field in form.visible_fields())
    return [(str(label), value) for label, value in fields if value and isinstance(value, str)]


urlpatterns = [path("matters/<str:matter>/steps", steps, name="steps")]
