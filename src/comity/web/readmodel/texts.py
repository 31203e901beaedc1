"""A matter's text as its page shows it: paragraphs in the view and the languages asked for, and the marks under each.

==============  =======================================================================================================
``original``    the version compared from, as it was
``changed``     the version compared to, what is new in it marked
``differences`` both: left out struck through, written marked
``final``       the version compared to, clean
==============  =======================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext, pgettext

from comity.body.effects import Paragraph, Text
from comity.body.occasion import law_from
from comity.body.state import Matter
from comity.charter.law import Law
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.differences import (
    Pairing,
    Piece,
    origins,
    paired,
    pieces,
    split_pieces,
)
from comity.web.readmodel.drafts import may_draft
from comity.web.readmodel.remarks import RemarkRead, VersionRead
from comity.web.visits import Visit

VIEWS = ("original", "changed", "differences", "final")
BRACKETED = re.compile(r"(\[[^\[\]]*\])")
FINAL_MARK = re.compile(r"[.;:,]\s*$")


@dataclass(frozen=True, slots=True)
class Run:
    """Words shown alike. ``open`` are in brackets; ``owner`` is the member whose wording they are."""

    kind: str
    text: str
    open: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A paragraph in one language. ``behind``: the version whose words these still are, though another language has
    changed since; None where it keeps step."""

    language: str
    runs: tuple[Run, ...]
    missing: bool = False
    behind: VersionRead | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph on the page. ``left_out``: it is in the version compared from alone."""

    id: str
    number: str
    columns: tuple[Column, ...]
    pairing: Pairing
    left_out: bool = False
    new: bool = False
    standing: tuple[RemarkRead, ...] = ()
    answered: tuple[RemarkRead, ...] = ()

    def _of(self, *natures: str) -> tuple[RemarkRead, ...]:
        return tuple(one for one in self.standing if one.nature in natures)

    @property
    def reservations(self) -> tuple[RemarkRead, ...]:
        return self._of("reservation")

    @property
    def brackets(self) -> tuple[RemarkRead, ...]:
        return self._of("bracket")

    @property
    def others(self) -> tuple[RemarkRead, ...]:
        return self._of("comment", "proposal", "statement")


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

    @property
    def latest(self) -> bool:
        """Whether the version shown is the one that stands."""
        return self.new is self.lines[-1]


# --- the section ------------------------------------------------------------------------------------------------------


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
    languages = visit.law.charter.languages or ("",)
    beside = asked.get("beside", "") == "1" and len(languages) > 1
    lines = _lines(visit.law, all_versions, to, old)
    shown_in = languages if beside else (_preferred(languages, visit.reader.language),)
    known = reading.remarks(visit.body, matter)
    paragraphs = _Page(all_versions, old, to, view, shown_in, languages, known).shown()
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
    )


def _version(known: Sequence[VersionRead], asked: str, otherwise: VersionRead) -> VersionRead:
    return next((one for one in known if str(one.version) == asked), otherwise)


def _preferred(languages: Sequence[str], reader: str) -> str:
    return reader if reader in languages else languages[0]


def revision(version: int) -> str:
    """What a version is called: the original, then Rev.1."""
    if version == 1:
        return pgettext("version of a text", "Original")
    return gettext("Rev.{number}").format(number=version - 1)


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


# --- paragraphs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    versions: tuple[VersionRead, ...]
    old: VersionRead | None
    to: VersionRead
    view: str
    languages: tuple[str, ...]
    of_body: tuple[str, ...]
    remarks: tuple[RemarkRead, ...]

    def shown(self) -> Iterator[Shown]:
        """The paragraphs, those left out at their places where the view has them."""
        if self.old is None:
            rows: tuple[Pairing, ...] = tuple(Pairing(p, (p,)) for p in self.to.paragraphs)
        else:
            chain = [v.paragraphs for v in self._between(self.old, self.to)]
            rows = paired(self.old.paragraphs, self.to.paragraphs, origins(chain))
        if self.view == "original" and self.old is not None:
            for paragraph in self.old.paragraphs:
                yield self._row(Pairing(paragraph, (paragraph,)), self.old, rows)
            return
        for row in rows:
            if row.new is not None or self.view == "differences":
                yield self._row(row, self.to, rows)

    def _between(self, old: VersionRead, to: VersionRead) -> list[VersionRead]:
        return [one for one in self.versions if old.version <= one.version <= to.version]

    def _row(self, row: Pairing, of: VersionRead, rows: Sequence[Pairing]) -> Shown:
        paragraph = row.new or row.old[0]
        concerning = self._remarks(paragraph, of) if row.new is not None else ()
        standing = tuple(one for one in concerning if not one.settled_by(of.version))
        return Shown(
            id=paragraph.id,
            number=paragraph.number,
            columns=tuple(self._column(row, of, rows, lang, standing) for lang in self.languages),
            pairing=row,
            left_out=row.new is None,
            new=self.old is not None and self.view != "original" and not row.old,
            standing=standing,
            answered=tuple(one for one in concerning if one not in standing),
        )

    def _remarks(self, paragraph: Paragraph, of: VersionRead) -> tuple[RemarkRead, ...]:
        earlier: dict[int, frozenset[str]] = {}
        for version in self.versions:
            if version.version < of.version:
                chain = [v.paragraphs for v in self._between(version, of)]
                earlier[version.version] = frozenset(origins(chain).get(paragraph.id, ()))
        return reading.on_paragraph(self.remarks, paragraph.id, of.version, earlier)

    def _column(
        self,
        row: Pairing,
        of: VersionRead,
        rows: Sequence[Pairing],
        lang: str,
        standing: Sequence[RemarkRead],
    ) -> Column:
        first = lang == self.of_body[0]
        new = said(row.new.text, lang, first) if row.new is not None else ""
        old = " ".join(said(p.text, lang, first) for p in row.old).strip()
        changed = self._pieces(row, rows, lang, first, old, new)
        runs = [*_runs(changed)]
        if row.new is not None and self.view != "original":
            runs = list(_with_brackets(runs, standing, lang, first))
        return Column(
            language=lang,
            runs=tuple(runs),
            missing=not new and not any(run.kind == "del" for run in runs),
            behind=self._behind(row.new, of, lang) if row.new is not None else None,
        )

    def _pieces(
        self, row: Pairing, rows: Sequence[Pairing], lang: str, first: bool, old: str, new: str
    ) -> tuple[Piece, ...]:
        if self.old is None or self.view in ("original", "final"):
            return (Piece("equal", new),) if new else ()
        if row.new is None:
            return (Piece("del", old),)
        if row.split and not row.merged:
            parts = [other for other in rows if other.new is not None and other.old == row.old]
            texts = [said(p.new.text, lang, first) for p in parts if p.new is not None]
            cut = split_pieces(old, texts)[parts.index(row)]
            found = tuple(p for p in cut if p.kind != "del" or p.text.strip())
        else:
            found = pieces(old, new)
        return tuple(p for p in found if p.kind != "del" or self.view == "differences")

    def _behind(self, paragraph: Paragraph, of: VersionRead, lang: str) -> VersionRead | None:
        """The version since which this language has stood still, where another has changed after it."""
        changed = {one: self._changed(paragraph, of, one) for one in self.of_body}
        latest = max(changed.values(), default=1)
        own = changed[lang]
        if own >= latest or not said(paragraph.text, lang, lang == self.of_body[0]):
            return None
        return next(one for one in self.versions if one.version == own)

    def _changed(self, paragraph: Paragraph, of: VersionRead, lang: str) -> int:
        """The version that brought the words of the paragraph in that language."""
        first = lang == self.of_body[0]
        words, since, known = said(paragraph.text, lang, first), of.version, paragraph
        for version in reversed([v for v in self.versions if v.version < of.version]):
            parents = known.came_from or [known.id]
            parent = version.paragraph(parents[0]) if len(parents) == 1 else None
            if parent is None or said(parent.text, lang, first) != words:
                return since
            since, known = version.version, parent
        return since


def said(text: Text, language: str, first: bool) -> str:
    """The words in one language, empty where it has none. A text without languages is in the body's ``first``."""
    if isinstance(text, str):
        return text if first else ""
    return text.get(language, "")


def _runs(changed: Sequence[Piece]) -> Iterator[Run]:
    for piece in changed:
        for part in BRACKETED.split(piece.text):
            if part:
                yield Run(piece.kind, part, open=bool(BRACKETED.fullmatch(part)))


def _with_brackets(
    runs: list[Run], standing: Sequence[RemarkRead], lang: str, first: bool
) -> Iterator[Run]:
    """The wordings that members keep open stand in the paragraph, before its full stop, each with its owner."""
    wanted = [
        Run("open", words, open=True, owner=one.by)
        for one in standing
        if one.nature == "bracket" and (words := said(one.proposed, lang, first))
    ]
    if not wanted or not runs:
        yield from [*runs, *wanted]
        return
    last = runs[-1]
    stop = FINAL_MARK.search(last.text) if last.kind != "del" and not last.open else None
    if stop is None:
        yield from [*runs, *wanted]
        return
    yield from runs[:-1]
    yield Run(last.kind, last.text[: stop.start()])
    yield from wanted
    yield Run(last.kind, stop.group())


def languages_of(text: Text, known: Sequence[str]) -> Mapping[str, str]:
    """The words in each of the body's languages that the text has."""
    found = {lang: said(text, lang, lang == known[0]) for lang in known}
    return {lang: words for lang, words in found.items() if words}
