"""The calendar: a page, and an address for calendar programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext

from comity.web import letters
from comity.web.bodies import bodies
from comity.web.models import Account
from comity.web.readmodel import calendar as read
from comity.web.told import names
from comity.web.visits import Visit, hosting, page, visit_of


@page
def calendar(visit: Visit) -> HttpResponse:
    """Sessions, deadlines and events by month."""
    given = visit.request.GET
    past = given.get("past") == "yes"
    organ = given.get("organ", "")
    organs = sorted({one.organ for one in visit.state.sessions.values()})
    context = {
        "months": read.months(visit, organ if organ in organs else "", past),
        "organs": organs,
        "organ": organ,
        "past": past,
        "subscribe": _subscribe(visit),
        "area": "sessions",
    }
    return visit.render("search/calendar.html", context)


def _subscribe(visit: Visit) -> str:
    """The address for the reader's calendar program; empty where none can be given."""
    account = visit.request.user
    place = reverse("calendar_file", kwargs={"body": visit.name})
    if isinstance(account, Account) and visit.reader.person:
        return letters.address_of(
            visit.request, f"{place}?key={read.secret_of(account, visit.name)}"
        )
    return letters.address_of(visit.request, place) if visit.hosted.open_to_public else ""


def calendar_file(request: HttpRequest, body: str) -> HttpResponse:
    """The calendar for a program: what a visitor may know, to whoever has the address of somebody who belongs here."""
    running, hosted = bodies().find(body), hosting(body)
    secret = request.GET.get("key", "")
    if running is None or not (hosted.open_to_public or read.knows_secret(secret, body)):
        raise Http404
    language = _language_of(secret, request)
    with running.reading() as state, translation.override(language):
        visit = visit_of(request, running, hosted, state, "")
        addresses = {f"{one.kind}:{one.id}": _address(visit, one) for one in read.dates(visit)}
        said = {
            "session": gettext("Session"),
            "deadline": gettext("Deadline"),
            "event": gettext("Event"),
        }
        name = str(names.worded(visit.law.charter.title, visit.law.charter.languages))
        data = read.as_icalendar(visit, name, addresses, said)
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response


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
    path("calendar.ics", calendar_file, name="calendar_file"),
]
