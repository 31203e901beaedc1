"""The first page: the bodies of this installation, and in a demonstration a door for each role."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from comity.body.occasion import day_at, instant
from comity.web.bodies import bodies
from comity.web.demonstration import doors
from comity.web.models import Account, HostedBody
from comity.web.readmodel.front import BodyShown, Doorway, doorways, shown_on_front
from comity.web.ties import ties_of


def front(request: HttpRequest) -> HttpResponse:
    """The bodies that the reader may see; in a demonstration, its doors."""
    shown = list(_bodies(request))
    context = {
        "bodies": shown,
        "doorways": list(_doorways()),
        "empty": not bodies().store.sizes(),
        "nobody": not request.user.is_authenticated and not Account.objects.exists(),
    }
    return render(request, "front/front.html", context)


def _bodies(request: HttpRequest) -> Iterator[BodyShown]:
    ties = ties_of(request.user.pk)
    for name, size in bodies().store.sizes().items():
        if name not in ties:
            continue
        hosted, person = ties[name]
        if person or hosted.open_to_public or (settings.DEMONSTRATION and hosted.practice):
            yield shown_on_front(bodies().running(name), size, hosted, person)


def _doorways() -> Iterator[Doorway]:
    """In a demonstration, the doors of every practice body."""
    practising = HostedBody.objects.filter(practice=True) if settings.DEMONSTRATION else ()
    for hosted in practising:
        running = bodies().find(hosted.body)
        if running is None:
            continue
        with running.reading() as state:
            day = day_at(state, max(instant(running.registrar.clock()), state.at))
            yield from doorways(state, doors(hosted.body), day)


urlpatterns = [path("", front, name="front")]
