"""A matter's text as its page shows it: paragraphs in the view and the languages asked for, and the marks under each.

==============  =======================================================================================================
``original``    the version compared from, as it was
``changed``     the version compared to, what is new in it marked
``differences`` both: left out struck through, written marked
``final``       the version compared to, clean
==============  =======================================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext, pgettext

from comity.body.acts import Remark
from comity.body.occasion import law_from
from comity.body.state import Matter
from comity.charter.languages import languages_of
from comity.charter.law import Law
from comity.errors import ComityError
from comity.web import acting
from comity.web.asked import one_of
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.drafts import may_draft
from comity.web.readmodel.paragraphs import Page, Shown
from comity.web.readmodel.remarks import VersionRead
from comity.web.told import names
from comity.web.told.names import Worded
from comity.web.told.versions import revision
from comity.web.visits import Visit

VIEWS = ("original", "changed", "differences", "final")


@dataclass(frozen=True, slots=True)
class Line:
    """A version in the list of versions."""

    read: VersionRead
    name: str
    by_chair: bool
    current: bool
    address: str


@dataclass(frozen=True, slots=True)
class View:
    """One of the ways to look at a text, and the address at which the page is so."""

    name: str
    title: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class TextSection:
    """The text of a matter. ``old`` is None where only one version is shown."""

    matter: str
    new: Line
    old: Line | None
    view: str
    views: tuple[View, ...]
    lines: tuple[Line, ...]
    paragraphs: tuple[Shown, ...]
    languages: tuple[str, ...]
    beside: View | None
    remarks: int
    answers: tuple[int, int] | None
    may_draft: bool
    may_remark: bool

    @property
    def latest(self) -> bool:
        """Whether the version shown is the one that stands."""
        return self.new is self.lines[-1]


def may_remark(visit: Visit, matter: Matter) -> ComityError | None:
    """Why the reader may not remark on the text, nor propose to; None where he or she may. The kernel is asked about a
    comment on the first paragraph."""
    first = matter.versions[-1].paragraphs[0] if matter.versions else ""
    act = acting.made(visit, Remark, matter=matter.matter, paragraph=first, nature="comment")
    return acting.refusal(visit, act)


# --- the section ------------------------------------------------------------------------------------------------------


def check_asked(visit: Visit, matter: Matter) -> None:
    """Returns where the text can be shown as the address asks for it. ``Unanswerable`` otherwise."""
    asked = visit.request.GET
    one_of(asked, "text", VIEWS)
    one_of(asked, "beside", ("1",))
    if not asked.get("from") and not asked.get("to"):
        return
    known = [str(one.version) for one in matter.versions]
    to = one_of(asked, "to", known, known[-1] if known else "")
    one_of(asked, "from", known[: known.index(to)] if known else ())


def section(visit: Visit, matter: Matter) -> TextSection | None:
    """The text as the address asks for it (``text``, ``from``, ``to``, ``beside``); None where there is none yet."""
    all_versions = reading.versions(visit.body, matter)
    if not all_versions:
        return None
    asked = visit.request.GET
    to = _version(all_versions, asked.get("to", ""), all_versions[-1])
    before = [one for one in all_versions if one.version < to.version]
    old = _version(all_versions, asked.get("from", ""), before[-1]) if before else None
    if old is not None and old.version >= to.version:
        old = before[-1]
    view = asked.get("text", "")
    if view not in VIEWS or old is None:
        view = "differences" if old is not None else "final"
    languages = languages_of(visit.law.charter)
    beside = asked.get("beside", "") == "1" and len(languages) > 1
    lines = _lines(visit.law, all_versions, to, old)
    shown_in = languages if beside else (_preferred(languages, visit.reader.language),)
    known = reading.remarks(visit.body, matter)
    paragraphs = Page(all_versions, old, to, view, shown_in, languages, known).shown()
    return TextSection(
        matter=matter.matter,
        new=next(line for line in lines if line.read is to),
        old=next((line for line in lines if line.read is old), None),
        view=view,
        views=_views(view, old, to, beside),
        lines=lines,
        paragraphs=tuple(paragraphs),
        languages=shown_in,
        beside=_beside(view, old, to, beside) if len(languages) > 1 else None,
        remarks=len(known),
        answers=_answers(visit, matter, to),
        may_draft=not matter.ended and may_draft(visit, matter) is None,
        may_remark=not matter.ended and may_remark(visit, matter) is None,
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """A paragraph of the text that a decision is about, in the reader's language where it has words in it."""

    number: str
    words: Worded


def decided(visit: Visit, matter: Matter, digest: str) -> tuple[Decided, ...]:
    """The text of that digest; empty where the matter has none of it."""
    at = visit.names()
    found = next(
        (one for one in reading.versions(visit.body, matter) if one.digest == digest), None
    )
    paragraphs = found.paragraphs if found is not None else ()
    return tuple(Decided(one.number, names.text(at, one.text)) for one in paragraphs)


def _version(known: Sequence[VersionRead], asked: str, otherwise: VersionRead) -> VersionRead:
    return next((one for one in known if str(one.version) == asked), otherwise)


def _preferred(languages: Sequence[str], reader: str) -> str:
    return reader if reader in languages else languages[0]


def _lines(
    law: Law, known: Sequence[VersionRead], to: VersionRead, old: VersionRead | None
) -> tuple[Line, ...]:
    return tuple(
        Line(
            read=one,
            name=revision(one.version),
            by_chair=one.by in law.rotas and one.version > 1,
            current=one in (to, old),
            address="?" + urlencode({"to": one.version}) + "#text",
        )
        for one in known
    )


def _views(
    current: str, old: VersionRead | None, to: VersionRead, beside: bool
) -> tuple[View, ...]:
    if old is None:
        return ()
    titles = {
        "original": pgettext("view of a text", "Original"),
        "changed": pgettext("view of a text", "Changed"),
        "differences": pgettext("view of a text", "Differences"),
        "final": pgettext("view of a text", "Final"),
    }
    return tuple(
        View(name, title, _address(name, old, to, beside), name == current)
        for name, title in titles.items()
    )


def _beside(view: str, old: VersionRead | None, to: VersionRead, beside: bool) -> View:
    title = gettext("Languages side by side")
    return View("beside", title, _address(view, old, to, not beside), beside)


def _address(view: str, old: VersionRead | None, to: VersionRead, beside: bool) -> str:
    asked = {"text": view, "to": to.version}
    asked |= {"from": old.version} if old is not None else {}
    asked |= {"beside": 1} if beside else {}
    return f"?{urlencode(asked)}#text"


def _answers(visit: Visit, matter: Matter, to: VersionRead) -> tuple[int, int] | None:
    """How many of how many have answered the question on that version; None where none was put, or in confidence."""
    put = [one for one in matter.questions if one.text == to.digest]
    if not put:
        return None
    procedure = law_from(visit.state, matter.charter, visit.day).procedure(matter.procedure)
    steps = procedure.steps if procedure is not None else ()
    if any(s.step == put[-1].step and s.puts is not None and s.puts.confidential for s in steps):
        return None
    return len(put[-1].choices), len(put[-1].population)
