"""The remarks on a text: in a matrix, made, taken back, taken in from a table. Who stands where is in ``scoreboard``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comity.body.acts import LiftRemark, Remark
from comity.body.state import Matter
from comity.charter.languages import languages_of
from comity.errors import ComityError, Conflict
from comity.web import acting, delegation
from comity.web.errors import status_of
from comity.web.forms.languages import in_own_language
from comity.web.forms.remarks import MOST, RemarkForm, RowError, read_table
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.delegation import panel
from comity.web.readmodel.drafts import may_draft
from comity.web.readmodel.matrix import as_csv, asked_for, matrix
from comity.web.readmodel.texts import may_remark
from comity.web.uploads import whole
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
]
