"""Reconciliation: the remarks on a text in a matrix, who stands where, rounds against each other, who has not answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.body.acts import LiftRemark, Remark
from comity.body.state import Matter, Question
from comity.charter.languages import languages_of
from comity.errors import BadInput, ComityError, Conflict
from comity.grammar import LONGEST_LINE
from comity.web import acting, delegation
from comity.web.asked import one_of
from comity.web.errors import status_of
from comity.web.forms.languages import in_own_language
from comity.web.forms.remarks import MOST, RemarkForm, RowError, read_table
from comity.web.letters import Letter, address_of, hand_over, write
from comity.web.models import Account, Belonging
from comity.web.models.marks import Reminder
from comity.web.readers import Reader, capacities
from comity.web.readmodel import remarks as reading
from comity.web.readmodel import scoreboard
from comity.web.readmodel.delegation import panel
from comity.web.readmodel.drafts import may_draft
from comity.web.readmodel.matrix import as_csv, asked_for, matrix
from comity.web.readmodel.texts import may_remark
from comity.web.told import names
from comity.web.typed_text import typed
from comity.web.uploads import whole
from comity.web.visibility import may_see
from comity.web.visits import Visit, page


@dataclass(frozen=True, slots=True)
class Making:
    """Whether the reader may remark, and as what; ``refusal`` says why not."""

    refusal: ComityError | None
    expert: bool


@require_http_methods(["GET", "POST"])
@page
def the_remarks(visit: Visit, matter: str) -> HttpResponse:
    """The matrix, and the form of a remark; posted, the remark is made, or proposed inside the delegation."""
    of = visit.matter(matter)
    if visit.request.method == "GET":
        return _matrix(visit, of)
    form = _form(visit, of, visit.request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _matrix(visit, of, form=form, status=422)
    seen = visit.request.POST.get("version", "")
    if seen != str(len(of.versions)):
        return _matrix(visit, of, form=form, error=_other_version())
    try:
        said = _make(visit, form.act(visit, matter))
    except ComityError as error:
        return _matrix(visit, of, form=form, error=error)
    messages.success(visit.request, said, "good")
    return _to("remarks", visit, of)


@require_POST
@page
def lift(visit: Visit, matter: str) -> HttpResponse:
    """One's own remark is taken back, with a reason."""
    of = visit.matter(matter)
    sent = visit.request.POST
    if sent.get("remark", "") not in of.remarks:
        raise Http404
    reason = sent.get("reason", "").strip()
    act = acting.made(
        visit, LiftRemark, remark=sent["remark"], reason=in_own_language(visit, reason)
    )
    try:
        said = _make(visit, act)
    except ComityError as error:
        return _matrix(visit, of, error=error, more={"lifting": sent["remark"], "reason": reason})
    messages.success(visit.request, said, "good")
    return _to("remarks", visit, of)


def _make(visit: Visit, act: Remark | LiftRemark) -> str:
    """Does it, or proposes it to those who decide; gives what was done in a sentence."""
    if delegation.expert(visit):
        delegation.propose(visit, act)
        return _("Proposed to those who decide for your delegation; nobody else sees it.")
    number = acting.submit(visit, act).entries[-1].n
    if isinstance(act, LiftRemark):
        return _("Taken back: record no. {number}.").format(number=number)
    return _("Your remark is in the record: record no. {number}.").format(number=number)


# --- the matrix -------------------------------------------------------------------------------------------------------


def _matrix(
    visit: Visit,
    of: Matter,
    form: RemarkForm | None = None,
    error: ComityError | None = None,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    making = _making(visit, of)
    context = {
        "matter": of,
        "tab": "remarks",
        "matrix": matrix(visit, of, asked_for(visit, of)),
        "making": making,
        "form": form if form is not None else _form(visit, of) if making.refusal is None else None,
        "error": error,
        "may_draft": not of.ended and bool(of.versions) and may_draft(visit, of) is None,
        "most": MOST,
        "panel": panel(visit, of),
        **(more or {}),
    }
    status = status_of(error) if error is not None else status
    return visit.render("remarks/matrix.html", context, status)


def _making(visit: Visit, of: Matter) -> Making:
    return Making(may_remark(visit, of), delegation.expert(visit))


def _form(visit: Visit, of: Matter, sent: Any = None) -> RemarkForm | None:
    known = reading.versions(visit.body, of)
    if not known:
        return None
    asked = visit.request.GET.get("paragraph", "")
    return RemarkForm(
        sent,
        version=known[-1],
        law=visit.law,
        language=visit.reader.language,
        initial={"paragraph": asked, "nature": "comment"},
        label_suffix="",
    )


@require_GET
@page
def table(visit: Visit, matter: str) -> HttpResponse:
    """The matrix as it is filtered, as a table to take away."""
    of = visit.matter(matter)
    languages = languages_of(visit.law.charter)
    rows = matrix(visit, of, asked_for(visit, of)).rows
    written = "\ufeff" + as_csv(rows, languages)  # a spreadsheet knows UTF-8 by its mark
    response = HttpResponse(written, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(matter)}-remarks.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "-" for one in name)


@require_POST
@page
def take_in(visit: Visit, matter: str) -> HttpResponse:
    """The remarks of a table, all or none."""
    of = visit.matter(matter)
    known = reading.versions(visit.body, of)
    file = visit.request.FILES.get("table")
    if file is None or not known:
        wrong = [RowError(1, "", _("Choose a file."))]
        return _matrix(visit, of, status=422, more={"row_errors": wrong})
    read = read_table(visit, matter, whole(file), known[-1], reading.remarks(visit.body, of))
    if read.errors:
        return _matrix(visit, of, status=422, more={"row_errors": read.errors})
    try:
        _make_all(visit, [act for _row, act in read.acts])
    except ComityError as error:
        return _matrix(visit, of, error=error)
    said = ngettext("{number} remark taken in.", "{number} remarks taken in.", len(read.acts))
    messages.success(visit.request, said.format(number=len(read.acts)), "good")
    return _to("remarks", visit, of)


def _make_all(visit: Visit, acts: list[Remark]) -> None:
    if delegation.expert(visit):
        with transaction.atomic():
            for act in acts:
                delegation.propose(visit, act)
    elif acts:
        acting.submit(visit, *acts)


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
    board = scoreboard.board(visit, of, chosen) if chosen is not None else None
    return visit.render(
        "remarks/board.html", {"matter": of, "tab": "board", "board": board, "rounds": known}
    )


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
    return visit.render(
        "remarks/rounds.html", {"matter": of, "tab": "rounds", "compared": found, "rounds": known}
    )


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
    context = {
        "error": error,
        "words": visit.request.POST.get("words", ""),
        "matter": of,
        "tab": "chase",
        "question": question,
        "visible": visible,
        "chased": chased,
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
    return HttpResponseRedirect(address, status=303)


def _other_version() -> Conflict:
    return Conflict(
        "text.other_version",
        _("Another version of the text was sealed while you wrote."),
        remedy=_(
            "Look at the paragraph as it reads now, and send your remark again: it is still in the form."
        ),
    )


urlpatterns = [
    path("matters/<str:matter>/remarks", the_remarks, name="remarks"),
    path("matters/<str:matter>/remarks/lift", lift, name="lift_remark"),
    path("matters/<str:matter>/remarks.csv", table, name="remarks_table"),
    path("matters/<str:matter>/remarks/table", take_in, name="take_in_remarks"),
    path("matters/<str:matter>/scoreboard", the_board, name="scoreboard"),
    path("matters/<str:matter>/rounds", the_rounds, name="rounds"),
    path("matters/<str:matter>/chase", the_chase, name="chase"),
]
