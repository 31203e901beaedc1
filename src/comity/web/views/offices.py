"""First version of the page; its owner builds it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from comity.web.visits import Visit, page


@page
def offices(visit: Visit) -> HttpResponse:
    """The page."""
    return visit.render("offices/offices.html")


urlpatterns = [path("offices", offices, name="offices")]
