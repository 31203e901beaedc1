"""Tasks: instructions and questions on progress, those of a reader and each by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from comity.body import acts
from comity.body.acts import AnyAct
from comity.errors import ComityError
from comity.web import acting
from comity.web.asked import number
from comity.web.errors import status_of
from comity.web.forms.tasks import AskForm, InstructForm, ReportForm
from comity.web.readmodel import tasks as read
from comity.web.readmodel.confidence import unmet
from comity.web.told.names import Names
from comity.web.visits import Visit, page


@page
def tasks(visit: Visit) -> HttpResponse:
    """What is to be done, by the reader first. Posting gives an instruction."""
    if visit.request.method != "POST":
        return _listed(visit)
    form = InstructForm(_names(visit), visit.request.POST)
    if not form.is_valid():
        return _listed(visit, form, status=422)
    try:
        answer = acting.submit(visit, _instruction(visit, form, ""))
    except ComityError as error:
        return _listed(visit, form, error, status_of(error))
    _told(visit, gettext("The instruction is given"), answer.entries[-1].n)
    return _to(redirect("tasks", body=visit.name))


@page
def matter_tasks(visit: Visit, matter: str) -> HttpResponse:
    """The tasks of one matter. Posting asks how it stands, or gives an instruction."""
    found = visit.matter(matter)
    at, asking = _names(visit), visit.request.POST.get("do") == "ask"
    form: AskForm | InstructForm
    form = AskForm(at, visit.request.POST) if asking else InstructForm(at, visit.request.POST)
    context = {"matter": found, "tasks": read.on_matter(visit, found), "area": "matters"}
    context |= {"ask": AskForm(at), "instruct": InstructForm(at)}
    if visit.request.method != "POST":
        return visit.render("matters/tasks_on_matter.html", context)
    context |= {"form": form, "ask" if asking else "instruct": form}
    if not form.is_valid():
        return visit.render("matters/tasks_on_matter.html", context, 422)
    try:
        act = _question(visit, form, matter) if asking else _instruction(visit, form, matter)
        answer = acting.submit(visit, act)
    except ComityError as error:
        shown = {**context, "error": error}
        return visit.render("matters/tasks_on_matter.html", shown, status_of(error))
    said = gettext("The question is asked") if asking else gettext("The instruction is given")
    _told(visit, said, answer.entries[-1].n)
    return _to(redirect("matter", body=visit.name, matter=matter))


@page
def task(visit: Visit, task: str) -> HttpResponse:
    """One instruction or question on progress. Posting reports on it, or answers."""
    found = read.find(visit, task)
    if found is None:
        raise Http404
    at, giving = visit.names(), found.kind == "instruction"
    if visit.request.method != "POST":
        return _task_shown(visit, found, ReportForm(at, giving))
    form = ReportForm(at, giving, visit.request.POST)
    if not form.is_valid():
        return _task_shown(visit, found, form, status=422, form=form)
    said = form.text("words")
    act: AnyAct = acting.made(visit, acts.AnswerProgress, inquiry=task, answer=said)
    if giving:
        fields = {"report": said, "interim": form.cleaned_data["interim"]}
        act = acting.made(visit, acts.ReportBack, instruction=task, **fields)
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return _task_shown(visit, found, form, status_of(error), error=error)
    done = gettext("The report is recorded") if giving else gettext("The answer is recorded")
    _told(visit, done, answer.entries[-1].n)
    return _to(redirect("task", body=visit.name, task=task))


def _task_shown(
    visit: Visit, one: read.Task, fields: forms.Form, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"one": one, "fields": fields, "area": "desk", **context}
    return visit.render("matters/task.html", shown, status)


def _names(visit: Visit) -> Names:
    return visit.names(unmet=unmet(visit))


def _listed(
    visit: Visit,
    form: InstructForm | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "tasks": read.listed(visit, _most(visit)),
        "may_instruct": read.may_instruct(visit),
        "instruct": form or InstructForm(_names(visit)),
        "form": form,
        "error": error,
        "area": "desk",
    }
    return visit.render("matters/tasks.html", context, status)


def _most(visit: Visit) -> int:
    """How many tasks of each kind are asked for."""
    return max(read.LISTED, number(visit.request.GET, "most", 1, 99_999) or 0)


def _instruction(visit: Visit, form: forms.Form, matter: str) -> AnyAct:
    assert isinstance(form, InstructForm)
    due = form.cleaned_data["due"]
    fields = {"to": form.cleaned_data["to"], "what": form.text("what"), "matter": matter}
    return acting.made(visit, acts.Instruct, due=due.isoformat() if due else "", **fields)


def _question(visit: Visit, form: forms.Form, matter: str) -> AnyAct:
    assert isinstance(form, AskForm)
    fields = {"to": form.cleaned_data["to"], "what": form.text("what"), "about": matter}
    return acting.made(visit, acts.AskProgress, **fields)


def _told(visit: Visit, what: str, number: int) -> None:
    told = gettext("{what} (record no. {number}).").format(what=what, number=number)
    messages.add_message(visit.request, messages.SUCCESS, told, extra_tags="good")


def _to(response: HttpResponse) -> HttpResponse:
    response.status_code = 303
    return response


urlpatterns = [
    path("tasks", tasks, name="tasks"),
    path("tasks/<str:task>", task, name="task"),
    path("matters/<str:matter>/tasks", matter_tasks, name="matter_tasks"),
]
