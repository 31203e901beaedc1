"""The first page: the bodies of this installation, and in a demonstration a door for each role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from comity.web.bodies import bodies


def front(request: HttpRequest) -> HttpResponse:
    """The bodies that the reader may see."""
    return render(request, "front.html", {"names": bodies().names()})


urlpatterns = [path("", front, name="front")]
