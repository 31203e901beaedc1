"""Answers to a question: a member's position, a break of silence, what the secretariat records on a member's behalf.

Whatever is refused comes back on the page of the matter with the reason, the article, and everything that was typed. An
expert's answer becomes a proposal inside the delegation, and never an act.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import (
    AnyAct,
    AssociateWithBreak,
    BreakSilence,
    Citation,
    ContestPosition,
    Speak,
    StatePosition,
    WithdrawBreak,
)
from comity.body.effects import Text
from comity.errors import BadInput, ComityError, Conflict, Refused
from comity.web import papers
from comity.web.acting import made, submit
from comity.web.asked import one_of
from comity.web.delegation import propose
from comity.web.errors import status_of
from comity.web.forms.answers import AnswerForm, BreakForm, RecordForm, words_form
from comity.web.forms.languages import in_own_language
from comity.web.readmodel.answering import Stating, answering, stating, untried
from comity.web.readmodel.asking import Asking
from comity.web.readmodel.matters import head, names_for
from comity.web.readmodel.questions import title_of
from comity.web.readmodel.receipts import receipt
from comity.web.told import names, words
from comity.web.views.matter import question_of, show
from comity.web.visits import Visit, page


def _found(visit: Visit, matter: str, question: str) -> tuple[Asking, Stating]:
    one = _asked(visit, matter, question)
    return one, stating(visit, one, names_for(visit, one.matter))


def _asked(visit: Visit, matter: str, question: str) -> Asking:
    return question_of(visit, visit.matter(matter), question)


def _said(visit: Visit, text: str) -> Text:
    """Words as they were typed, marked with the language that the reader writes in."""
    return in_own_language(visit, text)


def _back(visit: Visit, one: Asking, said: str, tag: str = "good") -> HttpResponse:
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags=tag)
    return redirect(
        "question", body=visit.name, matter=one.matter.matter, question=one.question.question
    )


def _done(
    visit: Visit, one: Asking, act: AnyAct, said: str, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """The act is recorded, and the reader is told so; or the page with why it is not."""
    try:
        return _submitted(visit, one, act, said)
    except ComityError as error:
        fresh = visit.matter(one.matter.matter)
        return show(visit, fresh, one.question.question, error, forms)


def _submitted(visit: Visit, one: Asking, act: AnyAct, said: str) -> HttpResponse:
    number = submit(visit, act).entries[-1].n
    return _back(visit, one, said.format(number=number))


@require_POST
@page
def state(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The member's position is recorded; an expert’s is proposed; what is signed is signed elsewhere."""
    one = _asked(visit, matter, question)
    recorded = _recorded_at_once(visit, one) if one.puts.form != "signature" else None
    return recorded or _considered(visit, one)


def _recorded_at_once(visit: Visit, one: Asking) -> HttpResponse | None:
    """The position is recorded, as nearly all are, without asking first who the sender is to the question. None where it
    cannot be read, or is refused: nothing was recorded."""
    form = AnswerForm(visit.request.POST, stating=untried(visit, one, names_for(visit, one.matter)))
    if not form.is_valid():
        return None
    act = _position(visit, one, form.cleaned_data)
    with suppress(Refused, BadInput, Conflict):
        return _submitted(visit, one, act, _told(act))
    return None


def _considered(visit: Visit, one: Asking) -> HttpResponse:
    question, may = one.question.question, stating(visit, one, names_for(visit, one.matter))
    if may.signs and may.mode == "decide":
        return redirect("sign", body=visit.name, question=question)
    form = AnswerForm(visit.request.POST, stating=may)
    if not form.is_valid():
        return show(visit, one.matter, question, forms={"answer_form": form})
    act = _position(visit, one, form.cleaned_data)
    if may.mode == "propose":
        note = form.cleaned_data.get("note", "")
        return _propose(visit, one, act, note, {"answer_form": form})
    return _done(visit, one, act, _told(act), {"answer_form": form})


def _told(act: StatePosition) -> str:
    said = gettext("Recorded: {position}. Record no. {number}.")
    return said.replace("{position}", words.choice(act.choice))


def _position(visit: Visit, one: Asking, typed: dict[str, Any]) -> StatePosition:
    version = visit.request.POST.get("version", "")
    reservation = typed.get("reservation", "")
    return made(
        visit,
        StatePosition,
        question=one.question.question,
        choice=typed["choice"],
        statement=_said(visit, typed["statement"]),
        reservation=reservation,
        reservation_text=_said(visit, typed["reservation_text"]) if reservation else "",
        refrains=typed.get("refrains", []),
        version=int(version) if version.isascii() and version.isdecimal() else None,
    )


def _propose(
    visit: Visit, one: Asking, act: AnyAct, note: str, forms: dict[str, Any]
) -> HttpResponse:
    try:
        propose(visit, act, note)
    except ComityError as error:
        return show(visit, one.matter, one.question.question, error, forms)
    said = gettext(
        "Proposed to those who decide for your member. Nobody else sees it, and nothing is recorded."
    )
    return _back(visit, one, said, "care")


@require_POST
@page
def break_silence(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The silence is broken by an objection or an amendment, with its reason."""
    one = _asked(visit, matter, question)
    may = answering(visit, one, names_for(visit, one.matter))
    form = BreakForm(visit.request.POST, answering=may)
    if not form.is_valid():
        return show(visit, one.matter, question, forms={"break_form": form})
    act = made(
        visit,
        BreakSilence,
        question=question,
        form=form.cleaned_data.get("form", "objection"),
        reason=_said(visit, form.cleaned_data["reason"]),
    )
    if may.stating.mode == "propose":
        return _propose(visit, one, act, "", {"break_form": form})
    said = gettext("The silence is broken. Record no. {number}.")
    return _done(visit, one, act, said, {"break_form": form})


@require_POST
@page
def associate(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The reader's member joins those who broke the silence."""
    one = _asked(visit, matter, question)
    form = words_form("associate", visit.request.POST)
    form.full_clean()
    statement = _said(visit, form.cleaned_data.get("words", ""))
    act = made(visit, AssociateWithBreak, question=question, statement=statement)
    said = gettext("Your member has joined the break. Record no. {number}.")
    return _done(visit, one, act, said, {"associate_form": form})


@require_POST
@page
def take_back(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The break is taken back, where the charter lets the silence resume."""
    one = _asked(visit, matter, question)
    act = made(visit, WithdrawBreak, question=question)
    said = gettext("The break is taken back, and the silence runs again. Record no. {number}.")
    return _done(visit, one, act, said)


@require_POST
@page
def contest(visit: Visit, matter: str, question: str) -> HttpResponse:
    """What was recorded on the member's behalf is contested."""
    one = _asked(visit, matter, question)
    form = words_form("contest", visit.request.POST)
    if not form.is_valid():
        return show(visit, one.matter, question, forms={"contest_form": form})
    reason = _said(visit, form.cleaned_data["words"])
    act = made(visit, ContestPosition, question=question, reason=reason)
    said = gettext("Contested; the secretariat sees it at once. Record no. {number}.")
    return _done(visit, one, act, said, {"contest_form": form})


@require_POST
@page
def ask_for_time(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The member asks for time, on the record: whoever steers the question sees it in the grid, and may extend."""
    one = _asked(visit, matter, question)
    form = words_form("time", visit.request.POST)
    if not form.is_valid():
        return show(visit, one.matter, question, forms={"time_form": form})
    gist = _said(visit, form.cleaned_data["words"])
    act = made(visit, Speak, matter=one.matter.matter, stance="asks", gist=gist)
    said = gettext(
        "Your member asks for time; the deadline stands until it is moved. Record no. {number}."
    )
    return _done(visit, one, act, said, {"time_form": form})


# --- on a member's behalf ---------------------------------------------------------------------------------------------


@page
def record(visit: Visit, matter: str, question: str) -> HttpResponse:
    """The form for an answer that came by note, by telephone or in the room; and its recording, with the paper."""
    one, may = _found(visit, matter, question)
    if not visit.reader.keeps_record:
        raise Http404
    at, sent = names_for(visit, one.matter), visit.request.POST
    member = one_of(visit.request.GET, "member", one.question.population)
    form = RecordForm(
        sent or None,
        visit.request.FILES or None,
        asked=one,
        stating=may,
        at=at,
        seat=visit.law.charter.seat,
        initial={"member": member},
    )
    if visit.request.method != "POST" or not form.is_valid():
        return _record_page(visit, one, form)
    return _recorded(visit, one, form)


def _recorded(visit: Visit, one: Asking, form: RecordForm) -> HttpResponse:
    typed = form.cleaned_data
    filed = _paper(visit, one, typed)
    act = made(
        visit,
        StatePosition,
        question=one.question.question,
        member=typed["member"],
        choice=typed["choice"],
        via=typed["via"],
        sent=typed["sent"],
        statement=_said(visit, typed["statement"]),
        reservation=typed.get("reservation", ""),
        reservation_text=_said(visit, typed.get("reservation_text", "")),
        cites=[Citation(source=filed.source)],
    )
    try:
        answer = submit(visit, *filed.acts, act)
    except ComityError as error:
        return _record_page(visit, one, form, error)
    number = answer.entries[-1].n
    said = gettext("Recorded on the member’s behalf. Record no. {number}; here is its receipt.")
    messages.success(visit.request, said.format(number=number), extra_tags="good")
    return redirect(_receipt_address(visit, one, number))


def _paper(visit: Visit, one: Asking, typed: dict[str, Any]) -> papers.Filed:
    if not typed["paper"]:
        return papers.Filed(typed["source"], ())
    title = gettext("Answer of {member} on {matter} ({via})")
    at = names_for(visit, one.matter)
    said = title.format(
        member=names.party(at, typed["member"]),
        matter=names.matter(at, one.matter.matter),
        via=words.said(words.VIAS, typed["via"]),
    )
    only_for = typed["member"] if one.puts.confidential else ""
    return papers.keep(
        visit, typed["paper"], in_own_language(visit, said), one.matter.matter, only_for
    )


def _record_page(
    visit: Visit, one: Asking, form: RecordForm, error: ComityError | None = None
) -> HttpResponse:
    context = {
        "area": "matters",
        "matter": one.matter,
        "head": head(visit, one.matter, names_for(visit, one.matter)),
        "asked": one,
        "form": form,
        "error": error,
    }
    status = status_of(error) if error is not None else 422 if form.errors else 200
    return visit.render("matter/record.html", context, status=status)


def _receipt_address(visit: Visit, one: Asking, number: int) -> str:
    parts = {"matter": one.matter.matter, "question": one.question.question, "number": number}
    return reverse("receipt", kwargs={"body": visit.name, **parts})


@page
def shown_receipt(visit: Visit, matter: str, question: str, number: int) -> HttpResponse:
    """The receipt for an answer recorded on a member's behalf, for that member and for who keeps the record."""
    one = _asked(visit, matter, question)
    told = receipt(visit, one, number)
    if told is None:
        raise Http404
    context = {
        "area": "matters",
        "matter": one.matter,
        "head": head(visit, one.matter, names_for(visit, one.matter)),
        "asked": one,
        "title": title_of(one, names_for(visit, one.matter)),
        "receipt": told,
        "may": answering(visit, one, names_for(visit, one.matter)),
        "contest_form": words_form("contest"),
    }
    return visit.render("matter/receipt.html", context)


@page
def paper(visit: Visit, source: str) -> HttpResponse:
    """The file of a source, to be saved; where only its fingerprint is known, what is known."""
    found = papers.find(visit, source)
    if found is not None:
        return cast(HttpResponse, papers.sent(found))
    known = visit.state.sources.get(source)
    if known is None or papers.is_kept(visit, source):
        raise Http404
    return visit.render("matter/paper.html", {"area": "register", "source": known})


AT = "matters/<str:matter>/questions/<str:question>"
urlpatterns = [
    path(f"{AT}/answer", state, name="answer"),
    path(f"{AT}/break", break_silence, name="break_silence"),
    path(f"{AT}/associate", associate, name="associate"),
    path(f"{AT}/take-back", take_back, name="take_back"),
    path(f"{AT}/contest", contest, name="contest"),
    path(f"{AT}/time", ask_for_time, name="ask_for_time"),
    path(f"{AT}/record", record, name="record_answer"),
    path(f"{AT}/receipts/<int:number>", shown_receipt, name="receipt"),
    path("papers/<str:source>", paper, name="paper"),
]
