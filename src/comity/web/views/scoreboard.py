"""Reconciliation: who stands where, rounds against each other, who has not answered.

Each has a line or a column for every member, and so comes in parts, with a search for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comity.body.state import Matter, Question
from comity.errors import BadInput
from comity.grammar import LONGEST_LINE
from comity.web.asked import one_of, page_of
from comity.web.letters import Letter, address_of, hand_over, write
from comity.web.models import Account, Belonging
from comity.web.models.marks import Reminder
from comity.web.readers import Reader, capacities
from comity.web.readmodel import scoreboard
from comity.web.readmodel.paging import Part, pages_of, part
from comity.web.told import names
from comity.web.typed_text import typed
from comity.web.visibility import may_see
from comity.web.visits import Visit, page

T = TypeVar("T")


# --- who stands where -------------------------------------------------------------------------------------------------


@require_GET
@page
def the_board(visit: Visit, matter: str) -> HttpResponse:
    """The grid of paragraphs and members, in one round."""
    of = visit.matter(matter)
    known = scoreboard.rounds(visit, of)
    asked = one_of(visit.request.GET, "round", [str(one.read.version) for one in known])
    chosen = next(
        (one for one in known if str(one.read.version) == asked), known[-1] if known else None
    )
    context: dict[str, Any] = {"matter": of, "tab": "board", "rounds": known}
    if chosen is not None:
        shown = _part(visit, scoreboard.members_in(visit, of, chosen), lambda one: one)
        context |= {
            "board": scoreboard.board(visit, of, chosen, shown.rows),
            **_places(visit, shown, {"round": asked}),
        }
    return visit.render("remarks/board.html", context)


@require_GET
@page
def the_rounds(visit: Visit, matter: str) -> HttpResponse:
    """Two rounds against each other."""
    of = visit.matter(matter)
    known = scoreboard.rounds(visit, of)
    asked = visit.request.GET
    to = one_of(asked, "to", [str(r.read.version) for r in known[1:]])
    later = next(
        (r for r in known[1:] if str(r.read.version) == to),
        known[-1] if known else None,
    )
    before = [r for r in known if later is not None and r.read.version < later.read.version]
    since = one_of(asked, "from", [str(r.read.version) for r in before])
    earlier = next(
        (r for r in before if str(r.read.version) == since),
        before[-1] if before else None,
    )
    found = (
        scoreboard.compared(visit, of, earlier, later)
        if earlier is not None and later is not None
        else None
    )
    context: dict[str, Any] = {"matter": of, "tab": "rounds", "compared": found, "rounds": known}
    if found is not None:
        shown = _part(visit, found.members, lambda one: one.member)
        context |= {
            "moved": [one for one in shown.rows if one.before != one.after],
            "stayed": [one.member for one in shown.rows if one.before == one.after],
            **_places(visit, shown, {"from": since, "to": to}),
        }
    return visit.render("remarks/rounds.html", context)


def _part(visit: Visit, rows: Sequence[T], member: Callable[[T], str]) -> Part[T]:
    """The part of the rows that the address asks for, of those whose ``member`` fits what is looked for."""
    at, wanted = visit.names(), _sought(visit).casefold()
    fitting = rows
    if wanted:
        fitting = [
            one
            for one in rows
            if wanted in str(names.party(at, member(one))).casefold()
            or wanted == member(one).casefold()
        ]
    return part(fitting, page_of(visit.request.GET, pages_of(len(fitting))))


def _sought(visit: Visit) -> str:
    return visit.request.GET.get("q", "").strip()


def _places(visit: Visit, shown: Part[T], asked: Mapping[str, str]) -> dict[str, Any]:
    """The part, and what its links to the others keep of what was ``asked``."""
    given = {name: value for name, value in asked.items() if value}
    more = f"&{urlencode(given)}" if given else ""
    return {"part": shown, "sought": _sought(visit), "more": more, "kept": given}


# --- who has not answered ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@page
def the_chase(visit: Visit, matter: str) -> HttpResponse:
    """Who has not answered, and reminding them."""
    of = visit.matter(matter)
    question = of.question()
    visible = question is not None and scoreboard.sees_answers(visit, of, question)
    chased = scoreboard.chased(visit, question) if question is not None and visible else ()
    error: BadInput | None = None
    if visit.request.method == "POST":
        if question is None or not visible or not _reminds(visit):
            raise Http404
        asked = [one.member for one in chased if one.member in visit.request.POST.getlist("member")]
        try:
            _remind(visit, of, question, asked)
        except BadInput as refused:
            error = refused
        else:
            return _to("chase", visit, of)
    shown = _part(visit, chased, lambda one: one.member)
    context = {
        **_places(visit, shown, {}),
        "error": error,
        "ticked": visit.request.POST.getlist("member")
        if error
        else [one.member for one in shown.rows],
        "words": visit.request.POST.get("words", ""),
        "matter": of,
        "tab": "chase",
        "question": question,
        "visible": visible,
        "chased": shown.rows,
        "all_answered": not chased,
        "link": address_of(
            visit.request, reverse("matter", kwargs={"body": visit.name, "matter": matter})
        ),
        "reminds": _reminds(visit),
    }
    return visit.render("remarks/chase.html", context, 422 if error else 200)


def _reminds(visit: Visit) -> bool:
    """Organs, offices and the chair remind; nothing enters the register by it."""
    one = visit.reader.capacity
    return (
        one is not None and one.kind in ("organ", "office", "rota") and not visit.hosted.as_reported
    )


def _remind(visit: Visit, of: Matter, question: Question, members: list[str]) -> None:
    words = typed(visit, "words", LONGEST_LINE)
    written = {
        member: [
            write(one, "reminder", _letter(visit, of, question, member, words))
            for one in accounts_of(visit, member, of)
        ]
        for member in members
    }
    called = {one: str(names.party(visit.names(), one)) for one in members}
    if not members:
        messages.warning(visit.request, _("Choose whom to remind."), "care")
    visit.after(lambda: _hand_over(visit, question.question, words, written, called))


def _hand_over(
    visit: Visit,
    question: str,
    words: str,
    written: Mapping[str, list[Letter]],
    called: Mapping[str, str],
) -> None:
    """The letters are handed over, and whoever asked for them is told whom they reached."""
    unreached = []
    for member, some in written.items():
        if "sent" in [hand_over(one) for one in some]:
            Reminder.objects.create(
                body=visit.name,
                question=question,
                party=member,
                by_id=visit.reader.account,
                words=words,
            )
        else:
            addresses = ", ".join(one.address for one in some) or _("no account")
            unreached.append(f"{called[member]} ({addresses})")
    if reached := len(written) - len(unreached):
        said = ngettext("{number} member reminded.", "{number} members reminded.", reached)
        messages.success(visit.request, said.format(number=reached), "good")
    if unreached:
        said = _(
            "The mail server did not take the letters to: {members}. Send them the link below."
        )
        if not settings.MAIL_SERVER:
            said = _(
                "No mail server is set up, so no letter was sent to: {members}. Send them the link below."
            )
        messages.warning(visit.request, said.format(members="; ".join(unreached)), "care")


def accounts_of(visit: Visit, member: str, of: Matter) -> list[Account]:
    """The accounts of those who may answer for the member today, and may know of the matter."""
    able = {
        person
        for person in visit.state.credentials_of
        for one in capacities(visit.state, person, visit.day)
        if one.party == member and one.kind == "party" and (one.may("decide") or one.may("propose"))
        if may_see(visit.state, Reader(person=person, capacity=one), of, visit.day)
    }
    belongings = Belonging.objects.filter(body=visit.name, person__in=able, account__is_active=True)
    return [one.account for one in belongings.select_related("account").order_by("pk")]


def _letter(
    visit: Visit, of: Matter, question: Question, member: str, words: str
) -> dict[str, Any]:
    address = reverse("matter", kwargs={"body": visit.name, "matter": of.matter})
    return {
        "visit": visit,
        "matter": of,
        "question": question,
        "member": member,
        "words": words,
        "address": address_of(visit.request, address),
    }


def _to(name: str, visit: Visit, of: Matter) -> HttpResponse:
    address = reverse(name, kwargs={"body": visit.name, "matter": of.matter})
    asked = visit.request.GET.urlencode()
    return HttpResponseRedirect(f"{address}?{asked}" if asked else address, status=303)


urlpatterns = [
    path("matters/<str:matter>/scoreboard", the_board, name="scoreboard"),
    path("matters/<str:matter>/rounds", the_rounds, name="rounds"),
    path("matters/<str:matter>/chase", the_chase, name="chase"),
]
