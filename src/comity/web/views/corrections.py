"""Corrections: the clerk corrects an entry with everything recalculated, and flags what was irregular. Both sides of a
correction are written to; the original stays where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext

from comity.body.acts import AnyAct, Citation, Correct, FlagIrregularity
from comity.body.effects import AnyEffect
from comity.body.entry import Entry
from comity.body.state import find_matter
from comity.errors import ComityError
from comity.registrar import Answer
from comity.web import acting, letters, papers, sending
from comity.web.errors import status_of
from comity.web.forms.corrections import FlagForm, PaperForm, ReasonForm
from comity.web.forms.facts import FactForm
from comity.web.forms.languages import in_own_language
from comity.web.models import Account, Belonging
from comity.web.readers import Reader, capacities
from comity.web.readmodel.confidence import hidden_from, shown_entry, unmet
from comity.web.readmodel.corrections import (
    concerned,
    correctable,
    facts_to_give,
    fixed_fields,
    preview,
    voidable,
    whose_paper,
)
from comity.web.readmodel.entries import numbering
from comity.web.readmodel.waiting import touched_by
from comity.web.told import names
from comity.web.told.acts import entry_told
from comity.web.views.attesting import filed_sources
from comity.web.visibility import may_see
from comity.web.visits import Visit, page

# --- correcting an entry ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correcting:
    """The forms of one correction: why, the facts, the paper behind them."""

    reason: ReasonForm
    facts: list[FactForm]
    paper: PaperForm

    def is_valid(self) -> bool:
        """Whether all that is asked for is there; of an entry that is taken back no facts are."""
        valid = [one.is_valid() for one in (self.reason, self.paper)]
        facts = [one.is_valid() for one in self.facts]
        return all(valid) and (all(facts) or bool(self.reason.cleaned_data.get("void")))


@page
def correct(visit: Visit, number: int) -> HttpResponse:
    """The facts of the entry as forms; posting shows what would follow, and then does it."""
    entry = shown_entry(visit, hidden_from(visit), number)
    if entry is None or not visit.reader.keeps_record:
        raise Http404
    sent = visit.request.POST if visit.request.method == "POST" else None
    form = Correcting(ReasonForm(sent), _fact_forms(visit, entry), _paper_form(visit, entry))
    if sent is None:
        return _correcting(visit, entry, form)
    if not form.is_valid():
        return _correcting(visit, entry, form, status=422)
    try:
        if sent.get("do") != "correct":
            act = _correction(visit, entry, form, entry.act.cites)
            found = preview(visit, act, entry, visit.names())
            return _correcting(visit, entry, form, previewed=found)
        filed, cites = _papers_behind(visit, entry, form.paper)
        act = _correction(visit, entry, form, cites)
        answer = acting.submit(visit, *filed, act)
    except ComityError as error:
        return _correcting(visit, entry, form, error=error, status=status_of(error))
    _write_to(visit, entry, answer)
    return _to("record", body=visit.name, number=answer.entries[-1].n)


def _fact_forms(visit: Visit, entry: Entry) -> list[FactForm]:
    posted = visit.request.POST if visit.request.method == "POST" else None
    at = visit.names(unmet=unmet(visit))
    number = str(acting.size_then(visit))
    return [
        FactForm(
            at, type(fact), fact, fixed_fields(fact), posted, number=number, prefix=f"f{place}"
        )
        for place, fact in enumerate(correctable(visit, entry))
    ]


def _paper_form(visit: Visit, entry: Entry) -> PaperForm:
    post = visit.request.method == "POST"
    at = visit.names()
    cited = ", ".join(str(names.anything(at, one.source)) for one in entry.act.cites)
    form = PaperForm(
        cited,
        filed_sources(visit),
        visit.request.POST if post else None,
        visit.request.FILES if post else None,
        prefix="paper",
    )
    form.fields["paper"].validators.append(papers.checked)
    return form


def _papers_behind(
    visit: Visit, entry: Entry, form: PaperForm
) -> tuple[Sequence[AnyAct], list[Citation]]:
    """What the correction cites, with the acts that file it: what the record cited before, unless a paper is given."""
    given = form.cleaned_data
    if given["paper"]:
        title = in_own_language(visit, given["paper_title"])
        filed = papers.keep(visit, given["paper"], title, *whose_paper(visit, entry))
        return filed.acts, [Citation(source=filed.source)]
    if given["source"]:
        return (), [Citation(source=given["source"])]
    return (), entry.act.cites


def _correction(visit: Visit, entry: Entry, form: Correcting, cites: list[Citation]) -> Correct:
    why = in_own_language(visit, form.reason.cleaned_data["reason"])
    if form.reason.cleaned_data["void"]:
        return acting.made(visit, Correct, entry=entry.n, reason=why, void=True, cites=cites)
    pairs = [(cast("AnyEffect", one.fact), one.made) for one in form.facts]
    changed = facts_to_give(pairs)
    return acting.made(visit, Correct, entry=entry.n, reason=why, facts=changed, cites=cites)


def _correcting(
    visit: Visit,
    entry: Entry,
    form: Correcting,
    *,
    previewed: Any = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = visit.names()
    every = (form.reason, *form.facts, form.paper)
    context = {
        "entry": entry,
        "told": entry_told(numbering(visit, at), entry),
        "reason": form.reason,
        "facts": form.facts,
        "paper": form.paper,
        "void": voidable(entry),
        "matter": next(iter(touched_by(visit.state, entry)), ""),
        "preview": previewed,
        "form": next((f for f in every if f.is_bound and f.errors), None),
        "error": error,
        "corrected_by": visit.state.corrected.get(entry.n),
        "area": "register",
    }
    return visit.render("corrections/correct.html", context, status)


def _write_to(visit: Visit, earlier: Entry, answer: Answer) -> None:
    """Writes to those who act for the members concerned and may know of it; says how many letters were handed over."""
    members = concerned(visit.state, earlier, answer.entries[-1])
    held = {c.person for c in visit.state.credentials.values() if c.party in members}
    known = [find_matter(visit.state, one) for one in touched_by(visit.state, earlier)]
    able = {
        person
        for person in held
        for one in capacities(visit.state, person, visit.day)
        if one.party in members and one.kind == "party" and one.may("decide")
        if all(may_see(visit.state, Reader(person, capacity=one), m, visit.day) for m in known if m)
    }
    place = reverse("record", kwargs={"body": visit.name, "number": answer.entries[-1].n})
    context = {
        "body": names.worded(visit.law.charter.title),
        "number": answer.entries[-1].n,
        "earlier": earlier.n,
        "address": letters.address_of(visit.request, place),
    }
    belonging = Belonging.objects.filter(body=visit.name, person__in=able).values("account")
    accounts = Account.objects.filter(pk__in=belonging, is_active=True)
    written = [letters.write(account, "correction", context) for account in accounts]
    said = gettext("Corrected (record no. {number}).").format(number=answer.entries[-1].n)
    visit.after(lambda: sending.tell(visit.request, said, written, str(context["address"])))


# --- irregularities ---------------------------------------------------------------------------------------------------


@page
def flag(visit: Visit) -> HttpResponse:
    """That something was done outside the rules, on whose authority; it stays flagged for ever."""
    if not visit.reader.keeps_record:
        raise Http404
    post = visit.request.method == "POST"
    form = FlagForm(visit.request.POST) if post else FlagForm(initial=_flagged(visit))
    context = {"form": form, "area": "register"}
    if not post:
        return visit.render("corrections/flag.html", context)
    if not form.is_valid():
        return visit.render("corrections/flag.html", context, 422)
    given = form.cleaned_data
    said = {name: in_own_language(visit, given[name]) for name in ("authority", "what")}
    act = acting.made(
        visit, FlagIrregularity, about=given["about"], article=given["article"], **said
    )
    try:
        answer = acting.submit(visit, act)
    except ComityError as error:
        return visit.render("corrections/flag.html", {**context, "error": error}, status_of(error))
    _told(visit, gettext("Flagged (record no. {number}).").format(number=answer.entries[-1].n))
    return _to("record", body=visit.name, number=answer.entries[-1].n)


def _flagged(visit: Visit) -> dict[str, str]:
    """What the address that led to the form says of the irregularity: where a ruling was reversed, by which record."""
    given = visit.request.GET
    number = given.get("reversed", "")[:15]
    said = gettext(
        "It stays as it was, though the ruling behind it was reversed by record no. {n}."
    )
    what = said.format(n=number) if number.isascii() and number.isdecimal() else ""
    return {
        "about": given.get("about", "")[:200],
        "article": given.get("article", "")[:200],
        "what": what,
    }


def _told(visit: Visit, said: str) -> None:
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")


def _to(name: str, **parts: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, kwargs=parts), status=303)


urlpatterns = [
    path("register/<int:number>/correct", correct, name="correct"),
    path("flag", flag, name="flag"),
]
