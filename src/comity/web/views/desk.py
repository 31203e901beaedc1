"""The desk: the first page after the sign-in, and the public face of the body for whoever acts in no capacity."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from comity.body.occasion import instant
from comity.web.delegation import proposed
from comity.web.models import Proposal
from comity.web.models.marks import here
from comity.web.readmodel.desk import desk, face
from comity.web.readmodel.moved import moved
from comity.web.visits import Visit, page


@page
def show(visit: Visit) -> HttpResponse:
    """What waits for the reader, what moved, which clocks run; for a visitor what the body decided."""
    at = visit.names()
    if visit.reader.capacity is None:
        told = {"face": face(visit, at), "moved": moved(visit, at, 0)}
        return visit.render("desk/face.html", told)
    seen = here(
        visit.reader.account or 0,
        visit.name,
        visit.state.size,
        datetime.fromisoformat(visit.now),
    )
    context = {
        "desk": cache(lambda: desk(visit, at)),
        "moved": cache(lambda: moved(visit, at, seen.before)),
        "seen": seen,
        "before_at": instant(seen.before_at) if seen.before_at else "",
        "is_head": bool(visit.reader.party) and visit.reader.may("sign"),
        **_proposals(visit),
    }
    return visit.render("desk/desk.html", context)


def _proposals(visit: Visit) -> dict[str, Any]:
    """What experts propose that the member should say: to those who decide, and each expert's own."""
    if not visit.reader.party or not proposed(visit):
        return {}
    waiting = Proposal.objects.filter(
        body=visit.name, party=visit.reader.party, state="proposed"
    ).select_related("by")
    if visit.reader.may("decide"):
        return {"proposals": _visible(visit, waiting)}
    return {"own_proposals": _visible(visit, waiting.filter(by_id=visit.reader.account))}


def _visible(visit: Visit, proposals: Any) -> list[Proposal]:
    return [one for one in proposals[:20] if one.matter in visit.state.matters]


def home(request: HttpRequest, body: str) -> HttpResponse:
    """The address of the body leads to its desk."""
    return redirect("desk", body=body)


urlpatterns = [path("", home, name="body_home"), path("desk", show, name="desk")]
