"""The body: members, organs, offices, chair and next sessions, on any day, as known on any day; and each party."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext

from comity.web.asked import page_of
from comity.web.readmodel import body as read
from comity.web.readmodel.paging import asked_page
from comity.web.views.offices import asked_day
from comity.web.visits import Visit, page


@page
def body(visit: Visit) -> HttpResponse:
    """The body on the day that the address asks for: unless given, the day as of which it was known, else today."""
    on, fault = asked_day(visit)
    known, unknown = asked_day(visit, "known")
    day = on or known or visit.day
    context: dict[str, Any] = {
        "day": day,
        "known": known,
        "fault": fault or unknown,
        "area": "body",
    }
    then = read.at_knowledge(visit, known)
    if not then.state.charters:
        context["nothing"] = gettext("Nothing of the body was known by that day.")
        return visit.render("body/body.html", context)
    sought = visit.request.GET.get("q", "").strip()
    shown = read.body(then, day, sought, asked_page(visit.request.GET.get("page", "")))
    page_of(visit.request.GET, shown.part.pages)
    context |= {"part": shown.part, "sought": sought, "more": _days(visit)}
    told = then.naming(day)
    status = 422 if context["fault"] else 200
    return told.render("body/body.html", {**context, "shown": shown}, status)


def _days(visit: Visit) -> str:
    """The days that the address asks for, for the links to other pages of it."""
    given = {name: visit.request.GET[name] for name in ("on", "known") if name in visit.request.GET}
    return f"&{urlencode(given)}" if given else ""


@page
def party(visit: Visit, party: str) -> HttpResponse:
    """One party: its statuses, who acts for it, how it stood, what it is to do."""
    found = read.party(visit, party)
    if found is None:
        raise Http404
    return visit.render("body/party.html", {"party": found, "area": "body"})


urlpatterns = [
    path("body", body, name="body"),
    path("body/<str:party>", party, name="party"),
]
