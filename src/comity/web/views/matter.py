"""A matter: its head and procedure, its text, the question with who stands where, what may be answered, what happened."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from comity.body.occasion import day_at
from comity.body.state import Matter
from comity.charter.model import Step
from comity.errors import ComityError
from comity.web.asked import number, one_of
from comity.web.errors import status_of
from comity.web.forms.answers import AnswerForm, BreakForm, words_form
from comity.web.readmodel.answering import Answering, answering
from comity.web.readmodel.asking import Asking, asking, parameters, procedure_of, supposed
from comity.web.readmodel.delegation import panel as delegation_panel
from comity.web.readmodel.history import history, latest
from comity.web.readmodel.matters import MatterPage, head, matter_page, names_for
from comity.web.readmodel.receipts import letter
from comity.web.readmodel.steps import panel as steps_panel
from comity.web.readmodel.supposing import suppose
from comity.web.readmodel.texts import check_asked, section
from comity.web.visits import Visit, page


@page
def the_matter(visit: Visit, matter: str, question: str = "") -> HttpResponse:
    """The page of the matter, at one of its questions: by default the newest."""
    found = visit.matter(matter)
    if question:
        question_of(visit, found, question)
    return show(visit, found, question)


def show(
    visit: Visit,
    matter: Matter,
    question: str = "",
    error: ComityError | None = None,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page, with what stands in the way of what was sent, and with what was typed."""
    check_asked(visit, matter)
    shown = matter_page(visit, matter, question)
    may = cache(lambda: _answering(visit, shown))
    steps = cache(lambda: steps_panel(visit, matter))
    newest = cache(lambda: latest(visit, matter, shown.at))
    failed = next((f for f in (forms or {}).values() if f.errors), None)
    context = {
        "area": "matters",
        "page": shown,
        "card": lambda: shown.card,
        "latest": newest,
        "told_lasts": lambda: shown.lasting and newest().gathered is None,
        "may": may,
        "text": cache(lambda: section(visit, matter)),
        "steps_panel": steps,
        "steps_last": lambda: shown.lasting and not ((p := steps()) and p.of_the_moment),
        "delegation_panel": delegation_panel(visit, matter),
        "error": error,
        "failed_form": failed,
        "typed": _typed(may(), forms) if forms else [],
        "forms": cache(lambda: {**_empty_forms(may()), **(forms or {})}),
        "is_fresh": not forms,
    }
    status = status_of(error) if error is not None else 422 if failed is not None else 200
    return visit.render("matter/page.html", context, status=status)


def _typed(may: Answering | None, forms: dict[str, Any]) -> list[tuple[str, str]]:
    """What was typed into forms that the page does not offer any more, so that it is not lost."""
    shown = set() if may is None else {name for name, offered in _offered(may).items() if offered}
    return [
        (field.label, str(field.value()))
        for name, form in forms.items()
        if name not in shown
        for field in form.visible_fields()
        if field.value() and isinstance(field.value(), str)
    ]


def _offered(may: Answering) -> dict[str, bool]:
    return {
        "answer_form": bool(may.choices),
        "break_form": may.can_break,
        "associate_form": may.can_associate,
        "contest_form": may.can_contest,
        "time_form": may.can_ask,
    }


def _answering(visit: Visit, shown: MatterPage) -> Answering | None:
    return answering(visit, shown.asking, shown.at) if shown.asking is not None else None


def _empty_forms(may: Answering | None) -> dict[str, Any]:
    """The forms of the page before anything was typed."""
    if may is None:
        return {}
    return {
        "answer_form": AnswerForm(stating=may.stating),
        "break_form": BreakForm(answering=may),
        **{f"{name}_form": words_form(name) for name in ("time", "associate", "contest")},
    }


@page
def past(visit: Visit, matter: str) -> HttpResponse:
    """Everything that ever happened to the matter, a page at a time."""
    found = visit.matter(matter)
    at = names_for(visit, found)
    before = number(visit.request.GET, "before", 0, visit.state.size)
    told = history(visit, found, at, before)
    context = {"area": "matters", "matter": found, "head": head(visit, found, at), "history": told}
    return visit.render("matter/history.html", context)


@page
def what_if(visit: Visit, matter: str) -> HttpResponse:
    """What the rule would give for positions set by hand; the address says which question, or which step's."""
    found = visit.matter(matter)
    at, asked = names_for(visit, found), visit.request.GET
    one = _supposing(visit, found, asked.get("question", ""), asked.get("step", ""))
    if not one.seen:
        raise Http404
    context = {
        "area": "matters",
        "matter": found,
        "head": head(visit, found, at),
        "supposed": suppose(visit, one, at, asked.dict()),
    }
    return visit.render("matter/what_if.html", context)


def _supposing(visit: Visit, matter: Matter, question: str, step: str) -> Asking:
    if question:
        known = [one.question for one in matter.questions]
        return question_of(visit, matter, one_of({"question": question}, "question", known))
    steps = procedure_of(visit, matter).steps
    puts = [s.step for s in steps if s.puts is not None]
    one_of({"step": step}, "step", puts)
    named = next((s for s in steps if s.step == step), None)
    one = supposed(visit, matter, named, _groups(visit, named)) if named is not None else None
    if one is None:
        raise Http404
    return one


def _groups(visit: Visit, step: Step) -> dict[str, list[str]]:
    """The members named for the rule's own groups, from the address."""
    names = parameters(visit.law, step) if step.puts and step.puts.rule in visit.law.rules else []
    given = {name: visit.request.GET.getlist(f"g.{name}") for name in names}
    parties = dict.fromkeys([*visit.law.parties, *visit.state.parties])
    for name, members in given.items():
        for member in members:
            one_of({f"g.{name}": member}, f"g.{name}", parties)
    return {name: members for name, members in given.items() if members}


@page
def result(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The letter that tells what came of the question, to be printed."""
    found = visit.matter(matter)
    one = question_of(visit, found, question)
    closed = one.question.closed
    visit = visit.naming(day_at(visit.state, closed) if "T" in closed else closed)
    at = names_for(visit, found)
    told = letter(visit, one, at)
    if told is None:
        raise Http404
    context = {
        "area": "matters",
        "matter": found,
        "head": head(visit, found, at),
        "card": told,
        "decisions": found.decisions,
    }
    return visit.render("matter/letter.html", context)


def question_of(visit: Visit, matter: Matter, question: str) -> Asking:
    """The question of that matter. ``Http404`` where there is none."""
    found = next((q for q in matter.questions if q.question == question), None)
    one = asking(visit, matter, found) if found is not None else None
    if one is None:
        raise Http404
    return one


urlpatterns = [
    path("matters/<str:matter>", the_matter, name="matter"),
    path("matters/<str:matter>/history", past, name="history"),
    path("matters/<str:matter>/what-if", what_if, name="what_if"),
    path("matters/<str:matter>/questions/<str:question>", the_matter, name="question"),
    path("matters/<str:matter>/questions/<str:question>/letter", result, name="letter"),
]
