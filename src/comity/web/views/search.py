"""First version of the page; its owner builds it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from comity.web.visits import Visit, page


@page
def search(visit: Visit) -> HttpResponse:
    """The page."""
    return visit.render("search/search.html")


urlpatterns = [path("search", search, name="search")]
