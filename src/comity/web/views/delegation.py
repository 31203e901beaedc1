"""Inside a delegation: its page, what its experts propose, notes to one another, advice to the head.

All of it answers 404 to whoever is not of the member's delegation, as if it were not there.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext

from comity.body.acts import AnyAct, StatePosition
from comity.body.state import find_matter
from comity.errors import ComityError
from comity.web import delegation as inside
from comity.web.errors import status_of
from comity.web.forms.delegation import AdviceForm, ChangeForm, NoteForm, WordForm
from comity.web.models.delegations import Proposal
from comity.web.readmodel import delegation as read
from comity.web.readmodel.asking import asking
from comity.web.visits import Visit, page


@page
def delegation(visit: Visit) -> HttpResponse:
    """The reader's delegation: its persons, and what waits for those who decide."""
    found = read.whole(visit)
    if found is None:
        raise Http404
    return visit.render("delegation/whole.html", {"delegation": found, "area": "desk"})


@page
def delegation_matter(visit: Visit, matter: str) -> HttpResponse:
    """What the delegation has on one matter. Posting writes a note, or the advice to the head."""
    found = visit.matter(matter)
    if not inside.inside(visit):
        raise Http404
    if visit.request.method != "POST":
        return _matter_page(visit, matter)
    advising = visit.request.POST.get("do") == "advise"
    form = (AdviceForm if advising else NoteForm)(visit.request.POST, auto_id="inner_%s")
    if not form.is_valid():
        return _matter_page(visit, matter, form, 422)
    given = form.cleaned_data
    if advising:
        inside.advise(visit, found.matter, given["text"], given["advised"])
        _told(visit, gettext("The advice to the head is kept. Only your delegation sees it."))
    else:
        inside.write_note(visit, found.matter, given["text"])
        _told(visit, gettext("The note is written. Only your delegation sees it."))
    return _to_matter(visit, matter)


def _matter_page(
    visit: Visit, matter: str, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    found = visit.matter(matter)
    context = {"panel": read.panel(visit, found), "matter": found, "form": form, "area": "matters"}
    return visit.render("delegation/matter.html", context, status)


@page
def proposal(visit: Visit, proposal: int) -> HttpResponse:
    """One proposal. Posting sends it, as it is or changed, declines it, takes it back, or agrees with it."""
    found = inside.find(visit, proposal)
    if visit.request.method != "POST":
        return _proposal_page(visit, found)
    try:
        match visit.request.POST.get("do"):
            case "send":
                return _sent(visit, found, None)
            case "change":
                return _changed(visit, found)
            case "decline":
                return _declined(visit, found)
            case "withdraw":
                inside.withdraw(visit, found)
                _told(visit, gettext("The proposal is taken back."))
            case wanted:
                inside.agree(visit, found, wanted == "agree")
    except ComityError as error:
        return _proposal_page(visit, found, error=error, status=status_of(error))
    return _back(visit, found)


def _sent(visit: Visit, found: Proposal, act: AnyAct | None) -> HttpResponse:
    answer = inside.send(visit, found, act)
    said = gettext("Said in the member’s name (record no. {number}).")
    _told(visit, said.format(number=answer.entries[-1].n))
    return _back(visit, found)


def _changed(visit: Visit, found: Proposal) -> HttpResponse:
    form = change_form(visit, found, visit.request.POST)
    if not form.is_valid():
        return _proposal_page(visit, found, change=form, form=form, status=422)
    try:
        inside.look_again(visit, found, form.cleaned_data["seen"])
        return _sent(visit, found, form.changed_act())
    except ComityError as error:
        return _proposal_page(visit, found, change=form, error=error, status=status_of(error))


def _declined(visit: Visit, found: Proposal) -> HttpResponse:
    form = WordForm(visit.request.POST, auto_id="decline_%s")
    if not form.is_valid():
        return _proposal_page(visit, found, decline=form, form=form, status=422)
    inside.decline(visit, found, form.cleaned_data["word"])
    _told(
        visit, gettext("The proposal is declined. Its author sees why; nobody else learns of it.")
    )
    return _back(visit, found)


def change_form(visit: Visit, found: Proposal, data: Any = None) -> ChangeForm:
    """The form in which the proposal is changed: on the text and the question as they stand now."""
    act, at = inside.act_of(found), visit.names()
    matter = find_matter(visit.state, found.matter)
    asked = None
    if matter is not None and matter.questions:
        question = matter.question() or matter.questions[-1]
        asked = asking(visit, matter, question)
        if isinstance(act, StatePosition):
            act = msgspec.structs.replace(act, question=question.question)
    version = matter.versions[-1].version if matter is not None and matter.versions else 0
    return ChangeForm(act, asked, at, data, initial={"seen": version})


def _proposal_page(
    visit: Visit, found: Proposal, status: int = 200, **context: Any
) -> HttpResponse:
    found.refresh_from_db()
    one = read.shown_proposal(visit, found, read.Called(visit))
    deciding = visit.reader.may("decide") and one.state == "proposed"
    shown = {
        "one": one,
        "change": change_form(visit, found) if deciding and one.editable else None,
        "decline": WordForm(auto_id="decline_%s") if deciding else None,
        "area": "desk",
    }
    return visit.render("delegation/one.html", {**shown, **context}, status)


def _told(visit: Visit, said: str) -> None:
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")


def _back(visit: Visit, found: Proposal) -> HttpResponse:
    if found.matter and visit.request.POST.get("next") != "delegation":
        return _to_matter(visit, found.matter)
    response = redirect("delegation", body=visit.name)
    response.status_code = 303
    return response


def _to_matter(visit: Visit, matter: str) -> HttpResponse:
    response = redirect("matter", body=visit.name, matter=matter)
    response["Location"] += "#delegation"
    response.status_code = 303
    return response


urlpatterns = [
    path("delegation", delegation, name="delegation"),
    path("delegation/proposals/<int:proposal>", proposal, name="proposal"),
    path("matters/<str:matter>/delegation", delegation_matter, name="delegation_matter"),
]
