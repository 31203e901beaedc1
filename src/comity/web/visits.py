"""A visit: one reader at one page of one body, at one moment.

``page`` makes a view of a function over a ``Visit``. The body's state is held still while the page is worked out, so that a
page never mixes two moments. Whoever may not see the body meets the sign-in, and having signed in, nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from comity.body.dates import when
from comity.body.occasion import day_at, instant, law_on
from comity.body.state import Matter, State
from comity.charter.law import Law
from comity.errors import StoreFailed
from comity.web import sent_before
from comity.web.accounts import remember_protection
from comity.web.asked import unknown
from comity.web.bodies import RunningBody, bodies
from comity.web.faulty_fields import placed
from comity.web.mail_server import one_delivery
from comity.web.models import Belonging, HostedBody
from comity.web.readers import Capacity, Reader, capacities
from comity.web.ties import Tie, tie_of
from comity.web.told.names import Names
from comity.web.tolerance import NOT_OF_AN_ENTRY, SetAside, set_aside_now, steadily
from comity.web.visibility import visible_matter

View = Callable[..., HttpResponse]
CHOSEN = "acting for"
"""The key in the session under which a reader's choice of capacity is kept, by body."""


@dataclass(frozen=True, slots=True)
class Visit:
    """``now`` is an instant as the register keeps them, ``day`` its date at the seat, ``law`` the law of that day.
    ``named``: the day whose names the parties have on the page, where that is not ``day``."""

    request: HttpRequest
    body: RunningBody
    hosted: HostedBody
    state: State
    law: Law
    reader: Reader
    now: str
    day: str
    later: list[Callable[[], object]] = field(default_factory=list)
    named: str = ""

    def after(self, work: Callable[[], object]) -> None:
        """The work is done once the body is held no more, before the answer goes out: what waits for somebody else (a mail
        server) makes nobody else wait."""
        self.later.append(work)

    @property
    def name(self) -> str:
        """The body's name in addresses."""
        return self.body.name

    def names(self, law: Law | None = None, unmet: frozenset[str] = frozenset()) -> Names:
        """What everybody is called on the day that is looked at, under that law or that of the day."""
        return Names(self.state, law or self.law, unmet, on=self.named or self.day)

    def naming(self, date: str) -> Visit:
        """The visit, with the parties called by the names of that date (EDTF; of an uncertain one its last day)."""
        latest = when(date).latest if date else None
        return replace(self, named=latest.isoformat() if latest is not None else "")

    def matter(self, matter: str) -> Matter:
        """The matter of that id. ``Http404`` where there is none that the reader may know of."""
        found = visible_matter(self.state, self.reader, matter, self.day)
        if found is None:
            raise Http404
        return found

    def render(
        self, template: str, context: Mapping[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        """The page of that template."""
        shown = placed(context or {}, self.names())
        return render(self.request, template, {"visit": self, **shown}, status=status)


def visible_matter_asked(visit: Visit, name: str) -> str:
    """The matter that the filter ``name`` of the address names, or nothing. ``Unanswerable`` where there is none that the
    reader may know of; others are not listed."""
    value = visit.request.GET.get(name, "")
    if value and visible_matter(visit.state, visit.reader, value, visit.day) is None:
        raise unknown(name, value, ())
    return value


def page(view: View) -> View:
    """A view of ``view(visit, **parts of the address)``."""

    @wraps(view)
    def visited(request: HttpRequest, body: str, **parts: Any) -> HttpResponse:
        running = bodies().find(body)
        form = sent_before.name_of(request) if request.user.is_authenticated else ""
        since = sent_before.since() if form else 0
        tie = tie_of(request.user.pk, body, form, since) if running is not None else None
        if running is None or tie is None or not (tie.hosted.open_to_public or tie.person):
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())
        remember_protection(request, tie.protected)
        if tie.answered is not None:
            return sent_before.again(request, *tie.answered)
        with running.reading() as state:
            visit, response = _answered(request, running, tie, state, view, parts)
        with one_delivery():
            for work in visit.later:
                work()
        sent_before.remember(form, response)
        return response

    return visited


def _answered(
    request: HttpRequest,
    running: RunningBody,
    tie: Tie,
    state: State,
    view: View,
    parts: Mapping[str, Any],
) -> tuple[Visit, HttpResponse]:
    """The answer of the view, whatever some entry of the body may say (``comity.web.tolerance``)."""
    visit = _arriving(request, running, tie, state)

    def answer(body: RunningBody, state: State) -> HttpResponse:
        return view(replace(visit, body=body, state=state), **parts)

    def look(body: RunningBody, state: State) -> HttpResponse:
        looking = replace(visit, request=_only_looking(request), body=body, state=state, later=[])
        return view(looking, **parts)

    try:
        return visit, _steadily_indexed(visit, lambda: steadily(running, state, answer, look))
    except Http404:
        aside = set_aside_now(running, state)
        if aside is None or not _names_one_of(aside, parts):
            raise
        return visit, _of_what_is_set_aside(answer, visit, running, state, aside)


def _steadily_indexed(visit: Visit, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer; once more where it met a damaged index of entries, which is made again from the record from then on."""
    try:
        return answer()
    except StoreFailed as error:
        if error.code != "index.dropped" or visit.request.method not in ("GET", "HEAD"):
            raise
        visit.later.clear()
        return answer()


def _arriving(request: HttpRequest, running: RunningBody, tie: Tie, state: State) -> Visit:
    """The visit. Who reads, and in which capacity, follows from the whole body wherever it can be worked out at all."""

    def visiting(body: RunningBody, state: State) -> Visit:
        return visit_of(request, body, tie.hosted, state, tie.person)

    try:
        return visiting(running, state)
    except NOT_OF_AN_ENTRY:
        raise
    except Exception:
        return steadily(running, state, visiting)


def _of_what_is_set_aside(
    answer: Callable[[RunningBody, State], HttpResponse],
    visit: Visit,
    running: RunningBody,
    state: State,
    aside: SetAside,
) -> HttpResponse:
    """The page of a thing that is set aside: as it is where it can be shown, and else one that names the record."""
    try:
        return answer(running, state)
    except NOT_OF_AN_ENTRY:
        raise
    except Exception:
        without = replace(visit, body=aside.body, state=aside.body.registrar.state)
        return without.render("set_aside.html")


def _names_one_of(aside: SetAside, parts: Mapping[str, Any]) -> bool:
    """Whether the address names something that is set aside, or a question of it."""
    named = {str(part) for thing in aside.things for part in thing if isinstance(part, str)}
    return any(str(one) in named or str(one).rpartition(".")[0] in named for one in parts.values())


def _only_looking(request: HttpRequest) -> HttpRequest:
    """The request of somebody who only looks at the page."""
    looking = copy.copy(request)
    looking.method, looking.POST = "GET", QueryDict()
    return looking


def visit_of(
    request: HttpRequest, running: RunningBody, hosted: HostedBody, state: State, person: str
) -> Visit:
    """The visit of that request to the body, now."""
    now = max(instant(running.registrar.clock()), state.at)
    day = day_at(state, now)
    reader = _reader(request, running.name, state, person, day)
    return Visit(request, running, hosted, state, law_on(state, day), reader, now, day)


def hosting(body: str) -> HostedBody:
    """How the body is shown; a body that nobody described is open to its own people alone."""
    return HostedBody.objects.filter(body=body).first() or HostedBody(body=body)


def person_of(request: HttpRequest, body: str) -> str:
    """Which person of the body's register has signed in; empty for a visitor."""
    if not request.user.is_authenticated:
        return ""
    found = Belonging.objects.filter(account=request.user.pk, body=body).values_list("person")
    return next((person for (person,) in found), "")


def _reader(request: HttpRequest, body: str, state: State, person: str, day: str) -> Reader:
    account = request.user
    able = capacities(state, person, day) if person else ()
    return Reader(
        person=person,
        account=account.pk,
        language=request.LANGUAGE_CODE,
        zone=getattr(account, "zone", ""),
        city=getattr(account, "city", ""),
        capacity=_chosen(request, body, able),
        capacities=able,
    )


def _chosen(request: HttpRequest, body: str, able: tuple[Capacity, ...]) -> Capacity | None:
    """The capacity that a form names, else that chosen last, else the first."""
    named = request.POST.get("as", "")
    if named:
        return next((one for one in able if one.key == named), None)
    kept = request.session.get(CHOSEN, {}).get(body, "")
    return next((one for one in able if one.key == kept), able[0] if able else None)
