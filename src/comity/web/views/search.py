"""Search, the list of decisions, a decision at its permanent address, and feeds."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from comity.body.periods import read_instant
from comity.web import letters
from comity.web.asked import one_of, paged
from comity.web.readmodel import decisions as read
from comity.web.readmodel.search import search as find
from comity.web.readmodel.texts import decided
from comity.web.told import dates, names
from comity.web.visits import Visit, page

A_PAGE = 50
IN_A_FEED = 30


@page
def search(visit: Visit) -> HttpResponse:
    """What has the words of the query."""
    query = visit.request.GET.get("q", "")
    kinds = [
        ("", gettext("Everything")),
        ("matter", gettext("Matters and texts")),
        ("decision", gettext("Decisions")),
        ("session", gettext("Sessions")),
        ("person", gettext("Persons")),
        ("source", gettext("Sources")),
    ]
    kind = one_of(visit.request.GET, "kind", [one for one, _title in kinds])
    found = find(visit, query, kind) if query.strip() else None
    context = {"found": found, "query": query, "kind": kind, "kinds": kinds, "area": "register"}
    return visit.render("search/search.html", context)


@page
def decisions(visit: Visit) -> HttpResponse:
    """The decisions of the body, the newest first."""
    listed: Any = read.decisions(visit)
    found: Paginator[Any] = Paginator(listed, A_PAGE)
    shown = paged(visit.request.GET, found)
    return visit.render("search/decisions.html", {"decisions": shown, "area": "register"})


@page
def decision(visit: Visit, decision: str) -> HttpResponse:
    """A decision: its number, date and effect, and the way to what led to it."""
    found = read.decision(visit, decision)
    if found is None:
        raise Http404
    visit = visit.naming(found.kept.dated)
    text = decided(visit, found.matter, found.kept.text) if found.matter is not None else ()
    at = visit.names()
    said = list(read.explained(visit, at, found.matter)) if found.matter is not None else []
    context = {"decision": found, "text": text, "explanations": said, "area": "register"}
    return visit.render("search/decision.html", context)


# --- feeds ------------------------------------------------------------------------------------------------------------


@page
def decisions_feed(visit: Visit) -> HttpResponse:
    """The newest decisions, for a feed reader."""
    feed = _feed(visit, gettext("Decisions"), "decisions")
    for one in read.decisions(visit)[:IN_A_FEED]:
        address = _address(visit, "decision", decision=one.kept.decision)
        said = gettext("Dated {dated}, in effect from {effective}.").format(
            dated=dates.edtf(one.kept.dated), effective=dates.edtf(one.kept.effective)
        )
        feed.add_item(
            title=str(one.title),
            link=address,
            unique_id=address,
            description=said,
            updateddate=read_instant(one.recorded),
        )
    return _sent(feed)


@page
def sessions_feed(visit: Visit) -> HttpResponse:
    """The sessions last convened, for a feed reader."""
    feed = _feed(visit, gettext("Sessions"), "sessions")
    at = visit.names()
    for session in list(visit.state.sessions.values())[: -IN_A_FEED - 1 : -1]:
        address = _address(visit, "session", session=session.session)
        entry = visit.body.registrar.entry(session.entry)
        said = f"{names.organ(at, session.organ)}, {dates.edtf(session.on)}"
        feed.add_item(
            title=str(names.session(at, session.session)),
            link=address,
            unique_id=address,
            description=said,
            updateddate=read_instant(entry.at if entry is not None else visit.state.at),
        )
    return _sent(feed)


def _feed(visit: Visit, title: str, place: str) -> Atom1Feed:
    body = names.worded(visit.law.charter.title, visit.law.charter.languages)
    link = _address(visit, place)
    own = letters.address_of(visit.request, visit.request.path)
    return Atom1Feed(
        title=f"{body}: {title}",
        link=link,
        description="",
        feed_url=own,
        language=visit.reader.language,
    )


def _address(visit: Visit, name: str, **parts: str) -> str:
    return letters.address_of(visit.request, reverse(name, kwargs={"body": visit.name, **parts}))


def _sent(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


urlpatterns = [
    path("search", search, name="search"),
    path("decisions", decisions, name="decisions"),
    path("decisions.atom", decisions_feed, name="decisions_feed"),
    path("sessions.atom", sessions_feed, name="sessions_feed"),
    path("decisions/<str:decision>", decision, name="decision"),
]
