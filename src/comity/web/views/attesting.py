"""Recording what happened elsewhere: facts by fields, several at once, on sources that are filed or come with them.

The page holds as many facts and sources as its reader has added; each button sends all of it, and nothing typed is lost. A
paper is taken in with the first sending, so that it need not be chosen again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext

from comity.body.acts import AnyAct, Attest, Citation, FileSource
from comity.body.effects import AnyEffect, SourceFiled
from comity.body.fields import Id, fields_of
from comity.errors import ComityError
from comity.web import acting, papers
from comity.web.asked import unknown
from comity.web.errors import status_of
from comity.web.forms.corrections import SourceForm
from comity.web.forms.facts import FactForm
from comity.web.forms.languages import in_own_language
from comity.web.readmodel.confidence import hidden_from, unmet
from comity.web.readmodel.corrections import Preview, would_be_recorded
from comity.web.readmodel.fact_kinds import GROUPS, KINDS, MADE_BY_THE_ENGINE, fact_title
from comity.web.told import names
from comity.web.visits import Visit, page

MOST_FACTS, MOST_SOURCES = 40, 10


@dataclass(slots=True)
class Sheet:
    """What stands on the page: the facts with their kinds, and the sources."""

    facts: list[FactForm] = field(default_factory=list)
    sources: list[SourceForm] = field(default_factory=list)

    def is_valid(self) -> bool:
        """Whether everything can be read; every form is looked at, so that all errors show at once."""
        valid = [one.is_valid() for one in (*self.facts, *self.sources)]
        return all(valid)

    @property
    def failed(self) -> Any:
        """The first form that cannot be read, for the summary at the top of the page."""
        return next((f for f in (*self.facts, *self.sources) if f.is_bound and f.errors), None)


@page
def attest(visit: Visit) -> HttpResponse:
    """The kinds of fact to choose from; or the facts chosen, as forms."""
    if not visit.reader.keeps_record:
        raise Http404
    sent = visit.request.POST if visit.request.method == "POST" else None
    kinds = (sent if sent is not None else visit.request.GET).getlist("kind")
    known = [one for one in KINDS if one not in MADE_BY_THE_ENGINE]
    if not any(kinds):
        return _choosing(visit)
    for kind in kinds:
        if kind not in known:
            raise unknown("kind", kind, known)
    if sent is None:
        return _showing(visit, _sheet(visit, kinds, None, 1))
    return _sent(visit, kinds, sent)


def _sent(visit: Visit, kinds: list[str], sent: QueryDict) -> HttpResponse:
    do, _, about = sent.get("do", "").partition(":")
    data, number = _with_papers(visit, sent)
    if do == "add" and sent.get("more", "") in KINDS and len(kinds) < MOST_FACTS:
        return _showing(
            visit, _sheet(visit, [*kinds, str(sent["more"])], data, number, checked=False)
        )
    if do == "remove" and about.isdecimal() and int(about) < len(kinds) > 1:
        kinds, data = _without(kinds, data, int(about))
        return _showing(visit, _sheet(visit, kinds, data, number, checked=False))
    if do == "cite":
        return _showing(
            visit, _sheet(visit, kinds, data, min(number + 1, MOST_SOURCES), checked=False)
        )
    sheet = _sheet(visit, kinds, data, number)
    if not sheet.is_valid():
        return _showing(visit, sheet, status=422)
    try:
        if do != "record":
            return _showing(visit, sheet, preview=_preview(visit, sheet))
        answer = acting.submit(visit, *_filing(visit, sheet), _attestation(visit, sheet))
    except ComityError as error:
        return _showing(visit, sheet, error=error, status=status_of(error))
    number = answer.entries[-1].n
    said = gettext("Recorded as the source reports it (record no. {number}).").format(number=number)
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")
    address = reverse("record", kwargs={"body": visit.name, "number": number})
    return HttpResponseRedirect(address, status=303)


# --- the forms --------------------------------------------------------------------------------------------------------


def _sheet(
    visit: Visit,
    kinds: Sequence[str],
    data: QueryDict | None,
    sources: int,
    *,
    checked: bool = True,
) -> Sheet:
    """The forms. Not ``checked``: they show what was typed, and say nothing yet of what is missing."""
    at = visit.names(unmet=unmet(visit))
    sheet, brought = Sheet(), dict[str, list[tuple[str, str]]]()
    first = acting.size_then(visit)
    for place, kind in enumerate(kinds):
        number = f"{first}-{place}" if place else str(first)
        new = data is not None and f"f{place}-here" not in data
        form = FactForm(
            at, KINDS[kind], None, (), None if new else data,
            brought={of: list(some) for of, some in brought.items()}, number=number, prefix=f"f{place}",
        )  # fmt: skip
        sheet.facts.append(form)
        for of, name in _brings(form):
            said = gettext("{id} (fact {number})").format(id=name, number=place + 1)
            brought.setdefault(of, []).append((name, said))
        if not checked:
            form.errors.clear()
    known = filed_sources(visit)
    for place in range(sources):
        form_ = SourceForm(known, data, first=place == 0, prefix=f"source{place}")
        if not checked:
            form_.errors.clear()
        sheet.sources.append(form_)
    return sheet


def _brings(form: FactForm) -> Iterator[tuple[str, str]]:
    """What the fact brings that later facts may name: of which kind, and its id."""
    if not form.is_bound or not form.is_valid():
        return
    for one in fields_of(form.kind):
        if isinstance(one.holds, Id) and one.holds.new:
            yield one.holds.of[0], getattr(form.made, one.name)


def _without(kinds: Sequence[str], data: QueryDict, place: int) -> tuple[list[str], QueryDict]:
    """The kinds and the data without the fact at that place; those after it move up."""
    moved = data.copy()
    for name in data:
        number, _, rest = name.partition("-")
        if rest and number[:1] == "f" and number[1:].isdecimal() and int(number[1:]) >= place:
            del moved[name]
            if int(number[1:]) > place:
                moved.setlist(f"f{int(number[1:]) - 1}-{rest}", data.getlist(name))
    return [*kinds[:place], *kinds[place + 1 :]], moved


def filed_sources(visit: Visit) -> list[tuple[str, str]]:
    """The sources that the reader may know of, the newest first."""
    hidden, at = hidden_from(visit), visit.names()
    return [
        (one.source, str(names.text(at, one.title))[:90])
        for one in reversed(visit.state.sources.values())
        if one.source not in hidden.names
    ]


# --- papers -----------------------------------------------------------------------------------------------------------


def _with_papers(visit: Visit, sent: QueryDict) -> tuple[QueryDict, int]:
    """What was sent, with the papers that came with it taken in; and how many sources there are."""
    data = sent.copy()
    given = sent.get("sources", "1")
    number = int(given) if given.isdecimal() and 0 < int(given) <= MOST_SOURCES else 1
    for place in range(number):
        upload = visit.request.FILES.get(f"source{place}-paper")
        if upload is not None:
            form = SourceForm([], sent, visit.request.FILES, first=False, prefix=f"source{place}")
            form.fields["paper"].validators.append(papers.checked)
            form.is_valid()
            if "paper" in form.errors:
                data[f"source{place}-fault"] = str(form.errors["paper"][0])
                continue
            title = in_own_language(visit, str(upload.name))
            data[f"source{place}-kept"] = papers.keep(visit, upload, title).source
            if not data.get(f"source{place}-paper_title"):
                data[f"source{place}-paper_title"] = str(upload.name).rpartition(".")[0][:300]
    return data, number


def _filing(visit: Visit, sheet: Sheet) -> list[FileSource]:
    """The acts that file what came with the facts."""
    filed: list[FileSource] = []
    for one in sheet.sources:
        given = one.cleaned_data
        if given.get("kept"):
            title = in_own_language(visit, given["paper_title"])
            filed += papers.again(visit, given["kept"], title).acts
    return filed


def _attestation(visit: Visit, sheet: Sheet, before: Sequence[AnyEffect] = ()) -> Attest:
    cites = [
        Citation(source=given.get("kept") or given["source"], paragraph=given["paragraph"])
        for given in (one.cleaned_data for one in sheet.sources)
        if given.get("kept") or given["source"]
    ]
    facts = [*before, *(one.made for one in sheet.facts)]
    return acting.made(visit, Attest, facts=facts, cites=cites)


def _preview(visit: Visit, sheet: Sheet) -> Preview:
    """What would be recorded. Raises what the kernel refuses it with; nothing is recorded."""
    filed = [
        SourceFiled(source=one.source, title=one.title, sha256=one.sha256)
        for one in _filing(visit, sheet)
    ]
    act: AnyAct = _attestation(visit, sheet, filed)
    return would_be_recorded(visit, act, visit.names())


# --- the page ---------------------------------------------------------------------------------------------------------


def _choosing(visit: Visit) -> HttpResponse:
    return visit.render("corrections/choose.html", {"groups": _groups(), "area": "register"})


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(heading), [(kind, str(title)) for kind, title in kinds.items()])
        for heading, kinds in GROUPS.items()
    ]


def _showing(
    visit: Visit,
    sheet: Sheet,
    *,
    preview: Preview | None = None,
    error: ComityError | None = None,
    status: int = 200,
) -> HttpResponse:
    kinds = [str(one.kind.__struct_config__.tag) for one in sheet.facts]
    context = {
        "facts": [
            (kind, fact_title(kind), form) for kind, form in zip(kinds, sheet.facts, strict=True)
        ],
        "sources": sheet.sources,
        "groups": _groups(),
        "preview": preview,
        "form": sheet.failed,
        "error": error,
        "area": "register",
    }
    return visit.render("corrections/attest.html", context, status)


urlpatterns = [path("attest", attest, name="attest")]
