"""The register: acts by number, one entry at its permanent address, its proof, the seal, tables, sources."""

from __future__ import annotations

import json
from typing import cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.errors import ComityError
from comity.store.evidence import prove
from comity.web.asked import number as asked_number
from comity.web.asked import one_of
from comity.web.errors import status_of
from comity.web.forms.one_of_many import found_by, parties
from comity.web.keeping import kept
from comity.web.readmodel import register as read
from comity.web.readmodel.confidence import hidden_from, shown_entry
from comity.web.readmodel.corrections import correctable
from comity.web.readmodel.known_things import MOST
from comity.web.readmodel.reversals import behind
from comity.web.readmodel.sources import conflict as one_conflict
from comity.web.readmodel.sources import conflicts, sources_of
from comity.web.readmodel.sources import source as one_source
from comity.web.readmodel.tables import TABLES, lines
from comity.web.told import names
from comity.web.told.names import Names
from comity.web.typed import read_day
from comity.web.visits import Visit, page, visible_matter_asked

FAMILIES = {
    "body": _("founding"),
    "clock": _("deadlines that passed"),
    "attest": _("facts as sources report them"),
    "correct": _("corrections"),
    "irregularity": _("irregularities"),
    "party": _("names of parties"),
    "withdrawal": _("withdrawals"),
    "relation": _("relations"),
    "person": _("persons"),
    "credential": _("credentials"),
    "key": _("signing keys"),
    "office": _("offices"),
    "turn": _("turns of the chair"),
    "introduction": _("introductions"),
    "session": _("sessions"),
    "item": _("items of agendas"),
    "attendance": _("attendance"),
    "speech": _("speeches"),
    "meeting": _("meetings"),
    "instruction": _("instructions"),
    "progress": _("questions on progress"),
    "matter": _("matters"),
    "text": _("texts"),
    "remark": _("remarks"),
    "question": _("questions put"),
    "position": _("positions"),
    "roll": _("roll calls"),
    "silence": _("silences broken"),
    "priority": _("priorities"),
    "plan_item": _("items of plans"),
    "event": _("events of the programme"),
    "forces": _("contributions"),
    "review": _("reviews"),
    "source": _("sources"),
    "conflict": _("conflicts between sources"),
}
"""What each kind of act is called in the list of kinds."""


@page
def register(visit: Visit) -> HttpResponse:
    """The acts, the newest first, a window at a time."""
    given = visit.request.GET
    asked, faults = _filter(visit)
    number = given.get("number", "").strip()
    if number:
        wanted = _number(number)
        found = shown_entry(visit, hidden_from(visit), -1 if wanted is None else wanted)
        if found is not None:
            return _to_record(visit, found.n)
        faults = (*faults, gettext("No record of that number is shown to you."))
    at = visit.names()
    stop = asked_number(given, "before", 0, visit.state.size)
    window, acts = _window(visit, asked, stop, at)
    known = dict.fromkeys([*visit.law.parties, *visit.state.parties])
    many = len(known) > MOST
    context = {
        "window": window,
        "acts": acts,
        "asked": asked,
        "faults": faults,
        "families": lambda: [(one, _family(one)) for one in read.FAMILIES],
        "parties": () if many else lambda: names.parties(at, known),
        "many": many,
        "lasting": not window.sealed and window.gathered is None,
        "further": stop is not None,
        "address": _address(visit),
    }
    return visit.render("register/register.html", context, 422 if faults else 200)


def _window(
    visit: Visit, asked: read.Filter, stop: int | None, at: Names
) -> tuple[read.Window, SafeString]:
    """The window and its lines in HTML: the same for all from whom the same is hidden and who act for the same member,
    organ or office."""
    hidden, reader = hidden_from(visit), visit.reader

    def made() -> tuple[tuple[read.Window, SafeString], bool]:
        found = read.window(visit, hidden, asked, stop, at)
        context = {"visit": visit, "lines": found.lines}
        lasting = not found.sealed and found.gathered is None
        return (found, render_to_string("register/lines.html", context)), lasting

    return kept(visit, (hidden, reader.party, reader.acts_for, asked, stop), made)


def _filter(visit: Visit) -> tuple[read.Filter, tuple[str, ...]]:
    given = visit.request.GET
    days, faults = {}, []
    for name in ("since", "until"):
        days[name], fault = read_day(given.get(name, ""))
        faults += [fault] if fault else []
    if days["since"] and days["until"] and days["since"] > days["until"]:
        said = gettext("The first day, {since}, is after the last, {until}. Exchange them.")
        faults.append(said.format(**days))
        days = dict.fromkeys(days, "")
    family = one_of(given, "kind", read.FAMILIES)
    matter = visible_matter_asked(visit, "matter")
    who, fault = _who(visit, given.get("who", "").strip())
    faults += [fault] if fault else []
    return read.Filter(family, who, matter, **days), tuple(faults)


def _who(visit: Visit, text: str) -> tuple[str, str]:
    """The id of whom the filter names, by id or, where the parties are too many for a list, by name; and what is wrong."""
    known = dict.fromkeys([*visit.law.parties, *visit.state.parties])
    others = [*visit.law.organs, *visit.law.offices, *visit.law.rotas]
    persons = visit.state.persons
    if not text or text in others or (text in persons and text not in hidden_from(visit).persons):
        return text, ""
    if len(known) <= MOST:
        return one_of({"who": text}, "who", known, listed=[*known, *others]), ""
    at = visit.names()
    offers = [parties(at, known), parties(at, others)]
    try:
        return found_by(offers, text), ""
    except ValidationError as error:
        return "", error.messages[0]


def _address(visit: Visit) -> str:
    """The filters, for a link to the next page."""
    given = visit.request.GET.copy()
    given.pop("before", None)
    given.pop("number", None)
    return given.urlencode()


def _number(text: str) -> int | None:
    """The record number in an address; None where there is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else None


def _family(name: str) -> str:
    return str(FAMILIES.get(name, name))


def _to_record(visit: Visit, number: int) -> HttpResponse:
    return redirect("record", body=visit.name, number=number)


@page
def record(visit: Visit, number: int) -> HttpResponse:
    """An entry at its permanent address."""
    at = visit.names()
    found = read.record(visit, number, at)
    if found is None:
        raise Http404
    keeps = visit.reader.keeps_record and not visit.hosted.as_reported
    context = {
        "record": found,
        "seal": read.seal(visit),
        "corrects": keeps,
        "correctable": keeps and bool(correctable(visit, found.entry)),
        "reversals": behind(visit, found.entry),
        "area": "register",
    }
    return visit.render("register/record.html", context)


@page
def record_json(visit: Visit, number: int) -> HttpResponse:
    """The entry as canonical JSON, sealed values as sealed: the very bytes that the register vouches for."""
    found = read.record(visit, number, visit.names())
    if found is None:
        raise Http404
    registrar = visit.body.registrar
    data = next(iter(registrar.store.read(registrar.body, number, number + 1)))
    assert json.loads(data)["n"] == number, "an entry has the number of its place"
    return _saved(data, "application/json", f"{visit.name}-{number}.json")


@page
def proof(visit: Visit, number: int) -> HttpResponse:
    """The proof, in one file, that the entry stands in the register."""
    if shown_entry(visit, hidden_from(visit), number) is None:
        raise Http404
    registrar = visit.body.registrar
    text = prove(registrar.store, registrar.body, number)
    return _saved(text.encode(), "text/plain; charset=utf-8", f"{visit.name}-{number}.proof")


@page
def seal(visit: Visit) -> HttpResponse:
    """The latest seal. Posting a seal that somebody kept proves that the register continues it, or does not."""
    kept = visit.request.POST.get("kept", "")[:10_000]
    context = {"seal": read.seal(visit), "kept": kept, "area": "register"}
    status = 200
    if visit.request.method == "POST":
        try:
            context["continuation"] = read.continuation(visit, kept)
        except ComityError as error:
            context["error"], status = error, min(status_of(error), 422)
    return visit.render("register/seal.html", context, status)


@page
def seal_text(visit: Visit) -> HttpResponse:
    """The latest seal as it was signed, to be kept elsewhere."""
    found = read.seal(visit)
    return _saved(
        found.text.encode(), "text/plain; charset=utf-8", f"{visit.name}-{found.size}.seal"
    )


# --- tables -----------------------------------------------------------------------------------------------------------


@page
def tables(visit: Visit) -> HttpResponse:
    """The tables that can be taken away."""
    return visit.render("register/tables.html", {"tables": TABLES.values(), "area": "register"})


@page
def table(visit: Visit, table: str) -> HttpResponse:
    """A table as CSV."""
    found = TABLES.get(table)
    if found is None:
        raise Http404
    response = StreamingHttpResponse(lines(visit, found), content_type="text/csv; charset=utf-8")
    name = f"{visit.name}-{found.name}-{visit.day}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)


# --- sources ----------------------------------------------------------------------------------------------------------


@page
def sources(visit: Visit) -> HttpResponse:
    """The sources filed, the newest first, and the conflicts between them."""
    context = {"sources": sources_of(visit), "conflicts": conflicts(visit), "area": "register"}
    return visit.render("register/sources.html", context)


@page
def source(visit: Visit, source: str) -> HttpResponse:
    """One source: what it is, what rests on it, where it is contradicted."""
    before = asked_number(visit.request.GET, "before", 0, visit.state.size)
    found = one_source(visit, source, before)
    if found is None:
        raise Http404
    return visit.render("register/source.html", {"source": found, "area": "register"})


@page
def conflict(visit: Visit, conflict: str) -> HttpResponse:
    """Two claims that differ, side by side."""
    found = one_conflict(visit, conflict)
    if found is None:
        raise Http404
    return visit.render("register/conflict.html", {"conflict": found, "area": "register"})


def _saved(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [
    path("register", register, name="register"),
    path("register/seal", seal, name="seal"),
    path("register/seal.txt", seal_text, name="seal_text"),
    path("register/tables", tables, name="tables"),
    path("register/tables/<str:table>.csv", table, name="table"),
    path("register/<int:number>", record, name="record"),
    path("register/<int:number>.json", record_json, name="record_json"),
    path("register/<int:number>.proof", proof, name="proof"),
    path("sources", sources, name="sources"),
    path("sources/<str:source>", source, name="source"),
    path("conflicts/<str:conflict>", conflict, name="conflict"),
]
