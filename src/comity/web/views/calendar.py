"""The calendar: a page, and an address for calendar programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.web import letters
from comity.web.asked import one_of
from comity.web.bodies import bodies
from comity.web.models import Account
from comity.web.readmodel import calendar as read
from comity.web.told import names
from comity.web.tolerance import steadily
from comity.web.visits import Visit, hosting, page, visit_of


@page
def calendar(visit: Visit) -> HttpResponse:
    """Sessions, deadlines and events by month."""
    given = visit.request.GET
    past = one_of(given, "past", ("yes",)) == "yes"
    subscribe, own = _subscribe(visit)
    organs = sorted({one.organ for one in visit.state.sessions.values()})
    organ = one_of(given, "organ", {*organs, *visit.law.organs}, listed=organs)
    context = {
        "months": read.months(visit, organ, past),
        "without_day": read.without_day(visit, organ),
        "organs": organs,
        "organ": organ,
        "past": past,
        "subscribe": subscribe,
        "own_address": own,
        "area": "sessions",
    }
    return visit.render("search/calendar.html", context)


def _subscribe(visit: Visit) -> tuple[str, bool]:
    """The address for the reader's calendar program, and whether it is the reader's own; empty where none can be given."""
    place = reverse("calendar_file", kwargs={"body": visit.name})
    tie = read.tie_of_calendar(visit.reader.account or 0, visit.name)
    if tie is not None:
        address = f"{place}?key={read.secret_of(tie)}"
        return letters.address_of(visit.request, address), True
    return letters.address_of(visit.request, place) if visit.hosted.open_to_public else "", False


@require_POST
@page
def replace_address(visit: Visit) -> HttpResponse:
    """The reader's address for a calendar program leads nowhere any more, and another takes its place."""
    if not visit.reader.person:
        raise Http404
    read.replace(visit.reader.account or 0, visit.name)
    messages.success(
        visit.request,
        gettext("The address was replaced. Whoever had the old one reads nothing by it any more."),
        "good",
    )
    address = reverse("calendar", kwargs={"body": visit.name})
    return HttpResponseRedirect(f"{address}#subscribe")


def calendar_file(request: HttpRequest, body: str) -> HttpResponse:
    """The calendar for a program: what a visitor may know, to whoever has the address of somebody who belongs here."""
    running, hosted = bodies().find(body), hosting(body)
    secret = request.GET.get("key", "")
    if running is None or not (hosted.open_to_public or read.knows_secret(secret, body)):
        raise Http404
    language = _language_of(secret, request)
    with running.reading() as state, translation.override(language):
        data = steadily(
            running,
            state,
            lambda body, less: _as_file(visit_of(request, body, hosted, less, "")),
        )
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")


def _as_file(visit: Visit) -> bytes:
    addresses = {f"{one.kind}:{one.id}": _address(visit, one) for one in read.dates(visit)}
    said = {
        "session": gettext("Session"),
        "deadline": gettext("Deadline"),
        "event": gettext("Event"),
    }
    name = str(names.worded(visit.law.charter.title, visit.law.charter.languages))
    return read.as_icalendar(visit, name, addresses, said)


def _language_of(secret: str, request: HttpRequest) -> str:
    number = secret.partition("-")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 15
    account = Account.objects.filter(pk=int(number)).first() if known else None
    return account.language if account is not None and account.language else request.LANGUAGE_CODE


def _address(visit: Visit, one: read.Date) -> str:
    key: str | int = int(one.key) if one.page == "record" else one.key
    name = "number" if one.page == "record" else one.page
    return letters.address_of(
        visit.request, reverse(one.page, kwargs={"body": visit.name, name: key})
    )


urlpatterns = [
    path("calendar", calendar, name="calendar"),
    path("calendar/address", replace_address, name="replace_calendar_address"),
    path("calendar.ics", calendar_file, name="calendar_file"),
]
