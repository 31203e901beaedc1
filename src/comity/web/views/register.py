"""First version of the page; its owner builds it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path

from comity.web.visits import Visit, page


@page
def register(visit: Visit) -> HttpResponse:
    """The page."""
    return visit.render("register/register.html")


@page
def record(visit: Visit, number: int) -> HttpResponse:
    """An entry."""
    entry = visit.body.registrar.entry(number)
    if entry is None:
        raise Http404
    return visit.render("register/record.html", {"entry": entry})


urlpatterns = [
    path("register", register, name="register"),
    path("register/<int:number>", record, name="record"),
]
