"""The head's page: what is asked of the member, with the answer or the signature one click away; one printed sheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.state import find_question
from comity.errors import ComityError
from comity.web.acting import submit
from comity.web.errors import status_of
from comity.web.models import Advice
from comity.web.readmodel.asking import asking
from comity.web.readmodel.desk import answer_act
from comity.web.readmodel.head import sheet
from comity.web.told import words
from comity.web.visits import Visit, page


@page
def head(visit: Visit) -> HttpResponse:
    """The sheet of whoever acts for a member; others have none."""
    if not visit.reader.party:
        raise Http404
    return _shown(visit)


def _shown(visit: Visit, error: ComityError | None = None) -> HttpResponse:
    at = visit.names()
    notes = Advice.objects.filter(body=visit.name, party=visit.reader.party).select_related("by")
    advice = {one.matter: one for one in notes.order_by("changed")}
    context = {
        "sheet": sheet(visit, at, advice),
        "error": error,
        "area": "desk",
    }
    return visit.render("head/head.html", context, status_of(error) if error is not None else 200)


@require_POST
@page
def answer(visit: Visit) -> HttpResponse:
    """The member's answer is recorded as it stands on the sheet, on the version of the text that was shown."""
    found = find_question(visit.state, visit.request.POST.get("question", ""))
    if not visit.reader.party or found is None:
        raise Http404
    matter = visit.matter(found[0].matter)
    asked = asking(visit, matter, found[1])
    if asked is None:
        raise Http404
    choice = visit.request.POST.get("choice", "")
    try:
        done = submit(visit, answer_act(visit, asked, choice))
    except ComityError as error:
        return _shown(visit, error)
    said = gettext("Recorded: {position}. Record no. {number}.")
    told = said.format(position=words.choice(choice), number=done.entries[-1].n)
    messages.success(visit.request, told, extra_tags="good")
    return redirect("head", body=visit.name)


urlpatterns = [path("head", head, name="head"), path("head/answer", answer, name="head_answer")]
