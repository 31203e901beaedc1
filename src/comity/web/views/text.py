"""Drafting the next version of a matter's text in the browser, and sealing it.

Each form of the page sends everything typed on it, so that no button loses a word: first that is kept, then what the button
says is done. While somebody types, the paragraph is saved by itself. Sealing takes what is saved, and what the form that
seals sends with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from comity.body.state import Matter
from comity.errors import BadInput, ComityError, Conflict
from comity.web import acting, drafting, sheets
from comity.web.delegation import expert
from comity.web.errors import status_of
from comity.web.forms.texts import Sent, read
from comity.web.models import Draft
from comity.web.readmodel import drafts as showing
from comity.web.readmodel.remarks import versions
from comity.web.sheets import Clash, Settled, Sheet
from comity.web.visits import Visit, page

KEPT = "Draft-Kept"
Clashes = dict[str, dict[str, Clash]]


@require_http_methods(["GET", "POST"])
@page
def draft(visit: Visit, matter: str) -> HttpResponse:
    """The sheet of the next version; posted, what was typed is kept and what the button says is done."""
    of = visit.matter(matter)
    refusal = showing.may_draft(visit, of)
    if refusal is not None and _kept_for(visit, matter) is None:
        return visit.render(
            "text/not_yours.html", {"matter": of, "error": refusal}, status_of(refusal)
        )
    if visit.request.method == "GET":
        return _shown(visit, of, drafting.begun(visit, of))
    return _posted(visit, of)


@require_POST
@page
def paragraph(visit: Visit, matter: str) -> HttpResponse:
    """Keeps a paragraph while somebody types, and says how it went; ``KEPT`` marks an answer to be shown in place."""
    of = visit.matter(matter)
    kept = _kept_for(visit, matter) or _begun_in(visit, of)
    name = visit.request.GET.get("line", "")
    if kept is None or drafting.sheet_of(kept).line(name) is None:
        was = {"line": name, "was": visit.request.POST.get(f"was:{name}", "{}")}
        return _in_place(visit.render("text/lost.html", was, 409))
    sent = read(visit.request.POST)
    kept, clashes, _lost = _keep(visit, kept, sent)
    shown = showing.page(visit, of, kept, clashes)
    one = next(p for p in shown.paragraphs if p.line.id == name)
    context = {
        "matter": of,
        "draft": shown,
        "drafted": one,
        "just_kept": True,
        "expert": expert(visit),
        "typed_of_remarks": sent.settled,
    }
    return _in_place(visit.render("text/kept.html", context, 409 if one.clash else 200))


def _kept_for(visit: Visit, matter: str) -> Draft | None:
    """The draft on which the reader may write; none for who acts for the same organ without the power to propose."""
    return drafting.find(visit, matter) if visit.reader.may("propose") else None


def _begun_in(visit: Visit, of: Matter) -> Draft | None:
    """The draft in whose form the first words are typed; none where it is another, or the reader may draft none."""
    if not visit.reader.may("propose"):
        return None
    fresh = drafting.begun(visit, of)
    meant = drafting.is_meant(fresh, visit.request.POST.get("draft", ""))
    return fresh if meant and showing.may_draft(visit, of) is None else None


def _in_place(response: HttpResponse) -> HttpResponse:
    response.headers[KEPT] = "yes"
    return response


# --- what a button does -----------------------------------------------------------------------------------------------


def _posted(visit: Visit, of: Matter) -> HttpResponse:
    kept = drafting.begun(visit, of)
    # Else the form is about another, which was sealed or given up since.
    meant = drafting.is_meant(kept, visit.request.POST.get("draft", drafting.mark_of(kept)))
    if not meant and acting.was_recorded(visit):
        return _see_other(reverse("matter", kwargs={"body": visit.name, "matter": of.matter}))
    try:
        sent = read(visit.request.POST)
    except BadInput as unreadable:
        return _shown(visit, of, kept, error=unreadable)
    known = sheets_before(kept)
    kept, clashes, lost = _keep(visit, kept, sent)
    error: ComityError | None = None if meant else drafting.gone()
    if lost:
        kept, error = _saved_elsewhere(visit, kept, sent, known), error or drafting.removed()
    if error is None and sent.verb in RESOLVE and sent.about in clashes:
        error = _error_of(lambda: _resolve(visit, kept, sent))
        if error is None:
            del clashes[sent.about]
        sent = replace(sent, verb="")
    if error is None and not clashes:
        try:
            return _do(visit, of, kept, sent)
        except ComityError as failed:
            error = failed
    return _shown(visit, of, drafting.find(visit, of.matter) or kept, clashes, error)


def _error_of(doing: Callable[[], None]) -> ComityError | None:
    try:
        doing()
    except ComityError as error:
        return error
    return None


def sheets_before(kept: Draft) -> frozenset[str]:
    """The ids of the paragraphs that the draft has."""
    return frozenset(one.id for one in drafting.sheet_of(kept).lines)


def _keep(visit: Visit, kept: Draft, sent: Sent) -> tuple[Draft, Clashes, tuple[str, ...]]:
    """The draft with what was typed, where nobody else changed it meanwhile."""
    clashes: Clashes = {}
    lost: list[str] = []

    def typed(sheet: Sheet) -> Sheet:
        clashes.clear()
        lost.clear()
        for one in sent.fields:
            done = sheets.typed(sheet, one.id, one.values, one.was)
            sheet = done.sheet
            if done.clash:
                clashes[one.id] = dict(done.clash)
            if done.lost and any(one.values[k] != one.was.get(k, "") for k in one.values):
                lost.append(one.id)
        return _settled(sheet, sent)

    return drafting.change(visit, kept, typed), clashes, tuple(lost)


def _settled(sheet: Sheet, sent: Sent) -> Sheet:
    for remark, (was, now) in sent.settled.items():
        there = sheet.settled.get(remark, Settled())
        if now in (was, there):
            continue
        observation = now.observation
        if there.observation not in ("", was.observation) and observation != was.observation:
            observation = f"{there.observation}\n{observation}"
        elif observation == was.observation:
            observation = there.observation
        disposition = now.disposition if now.disposition != was.disposition else there.disposition
        sheet = sheets.settle(sheet, remark, Settled(disposition, observation))
    return sheet


def _saved_elsewhere(visit: Visit, kept: Draft, sent: Sent, known: frozenset[str]) -> Draft:
    """What was typed into paragraphs that another took out stands in new ones at the end, so that no word is lost."""
    orphans = [one for one in sent.fields if one.id not in known]
    languages = drafting.languages(visit)

    def placed(sheet: Sheet) -> Sheet:
        for one in orphans:
            if all(one.values[k] == one.was.get(k, "") for k in one.values):
                continue
            last = sheet.lines[-1].id if sheet.lines else ""
            sheet = sheets.add(sheet, last, frozenset(), languages)
            words = {k: v for k, v in one.values.items() if k in languages}
            sheet = sheets.propose(sheet, sheet.lines[-1].id, words)
        return sheet

    return drafting.change(visit, kept, placed)


def _do(visit: Visit, of: Matter, kept: Draft, sent: Sent) -> HttpResponse:
    """Does what the button says, and leads on."""
    if sent.verb == "seal":
        return _seal(visit, of, kept)
    if sent.verb == "undo":
        drafting.undo(visit, kept)
        messages.success(visit.request, _("The last change was undone."), "good")
    elif sent.verb == "carry":
        known = versions(visit.body, of)
        drafting.carry_over(visit, kept, known)
        messages.success(visit.request, _("Your draft now builds on the latest version."), "good")
    elif sent.verb == "discard":
        Draft.objects.filter(pk=kept.pk).delete()
        messages.success(visit.request, _("The draft was discarded."), "care")
        return _see_other(reverse("matter", kwargs={"body": visit.name, "matter": of.matter}))
    elif sent.verb in WORDING:
        return _take(visit, of, kept, sent)
    elif sent.verb and sent.verb not in RESOLVE:
        _rearrange(visit, of, kept, sent)
    else:
        messages.success(visit.request, pgettext("text", "Saved."), "good")
    return _back(visit, of, sent.about)


def _rearrange(visit: Visit, of: Matter, kept: Draft, sent: Sent) -> None:
    ever = frozenset(p.id for one in versions(visit.body, of) for p in one.paragraphs)
    languages, about = drafting.languages(visit), sent.about

    def arranged(sheet: Sheet) -> Sheet:
        if sent.verb == "renumber":
            return sheets.renumber(sheet)
        if sent.verb == "add":
            return sheets.add(sheet, about, ever, languages)
        if sheet.line(about) is None:
            raise drafting.removed()
        match sent.verb:
            case "up" | "down":
                return sheets.move(sheet, about, -1 if sent.verb == "up" else 1)
            case "split":
                return sheets.split(sheet, about, ever)
            case "join":
                return sheets.join(sheet, about)
            case "remove":
                return sheets.remove(sheet, about)
            case _:
                raise BadInput(
                    "form.unreadable",
                    _("No button does that."),
                    remedy=_("Load the page again."),
                )

    after = drafting.change(visit, kept, arranged)
    if sent.verb == "split" and after.edition == kept.edition:
        raise BadInput(
            "text.nothing_to_split",
            _("The paragraph has no empty line at which it could be split."),
            remedy=_(
                "Put an empty line where the new paragraph begins, in each language, and split again."
            ),
        )


# --- two hands on one paragraph ---------------------------------------------------------------------------------------

RESOLVE = ("mine", "theirs", "both")


def _resolve(visit: Visit, kept: Draft, sent: Sent) -> None:
    """One paragraph, changed by two: mine in the place of theirs, theirs, or both together."""
    one = next((f for f in sent.fields if f.id == sent.about), None)
    if one is None or sent.verb == "theirs":
        return

    def resolved(sheet: Sheet) -> Sheet:
        clash = sheets.typed(sheet, one.id, one.values, one.was).clash
        line = sheet.line(one.id)
        if line is None:
            raise drafting.removed()
        seen = visit.request.POST.get(f"seen:{one.id}", "")
        if seen != str(line.edition):
            raise Conflict(
                "draft.changed_again",
                _("The paragraph was changed once more while you looked."),
                remedy=_("Look at what it says now, and decide again."),
            )
        if sent.verb == "mine":
            return sheets.with_line(sheet, line.with_fields({k: c.mine for k, c in clash.items()}))
        both = {k: sheets.together(c) for k, c in clash.items()}
        return sheets.with_line(sheet, line.with_fields(both))

    drafting.change(visit, kept, resolved)


# --- a wording that a member proposed ---------------------------------------------------------------------------------

WORDING = ("take", "take_alone", "take_both")


def _take(visit: Visit, of: Matter, kept: Draft, sent: Sent) -> HttpResponse:
    """Puts a proposed wording into the draft. Where it touches words that were changed already, it asks first."""
    latest = versions(visit.body, of)[-1]
    beside = showing.standing(visit, of, drafting.sheet_of(kept), latest)
    one = next((r for r in beside if r.read.remark == sent.about), None)
    if one is None or len(one.lines) != 1:
        raise BadInput(
            "remark.not_on_one",
            _(
                "The wording belongs to no single paragraph of the draft: its paragraph was split or left out."
            ),
            remedy=_(
                "Write the words into the paragraph where they belong, and say what becomes of the remark."
            ),
        )
    put = showing.wording(visit, one, drafting.sheet_of(kept), latest)
    if put.clashes and sent.verb == "take":
        context = {"clash_of": one, "clash_words": put.clashes}
        return _shown(visit, of, kept, status=409, more=context)
    words = put.alone if sent.verb == "take_alone" else put.both
    as_said = "partly taken" if put.clashes and sent.verb == "take_both" else "taken"

    def taken(sheet: Sheet) -> Sheet:
        sheet = sheets.propose(sheet, one.lines[0], words)
        if not one.may_settle:
            return sheet
        before = sheet.settled.get(one.read.remark, Settled())
        return sheets.settle(sheet, one.read.remark, Settled(as_said, before.observation))

    drafting.change(visit, kept, taken)
    messages.success(
        visit.request, _("The wording is in the draft; the other remarks stay as they are."), "good"
    )
    return _back(visit, of, one.lines[0])


# --- sealing ----------------------------------------------------------------------------------------------------------


def _seal(visit: Visit, of: Matter, kept: Draft) -> HttpResponse:
    if expert(visit):
        raise drafting.needs_decider(visit)
    shown = showing.page(visit, of, kept)
    if shown.missing:
        raise BadInput(
            "draft.incomplete",
            _("The version cannot be sealed yet. What you typed is saved."),
            remedy=_("Under “Before it can be sealed” you see what is missing."),
        )
    if shown.ends and visit.request.POST.get("ends") != shown.ends:
        raise BadInput(
            "draft.ends_question",
            _("Sealing this version ends the question that runs on the version before."),
            remedy=_("Say that you know it, and seal again."),
        )
    answer = acting.submit(visit, showing.sealing(visit, of, drafting.sheet_of(kept)))
    drafting.keep_observations(visit, kept)
    Draft.objects.filter(pk=kept.pk).delete()
    number = answer.entries[-1].n
    messages.success(
        visit.request,
        _("The version was sealed: record no. {number}.").format(number=number),
        "good",
    )
    return _see_other(reverse("matter", kwargs={"body": visit.name, "matter": of.matter}))


# --- pages ------------------------------------------------------------------------------------------------------------


def _shown(
    visit: Visit,
    of: Matter,
    kept: Draft,
    clashes: Clashes | None = None,
    error: ComityError | None = None,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    shown = showing.page(visit, of, kept, clashes)
    status = status_of(error) if error is not None else 409 if clashes else status
    context = {
        "matter": of,
        "draft": shown,
        "error": error,
        "expert": expert(visit),
        "dispositions": showing.DISPOSITIONS,
    }
    return visit.render("text/draft.html", {**context, **(more or {})}, status)


def _back(visit: Visit, of: Matter, about: str) -> HttpResponse:
    address = reverse("draft", kwargs={"body": visit.name, "matter": of.matter})
    return _see_other(f"{address}#line-{about}" if about else address)


def _see_other(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


urlpatterns = [
    path("matters/<str:matter>/draft", draft, name="draft"),
    path("matters/<str:matter>/draft/paragraph", paragraph, name="draft_paragraph"),
]
