"""The paragraphs of a text as a page shows them: word by word in each language, with what members keep open in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from comity.body.effects import Paragraph
from comity.charter.languages import said_in
from comity.web.readmodel.differences import (
    Origins,
    Pairing,
    Piece,
    origins,
    paired,
    pieces,
    split_pieces,
)
from comity.web.readmodel.remarks import RemarkRead, VersionRead, on_paragraph

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
    changed since; None where it keeps step. ``wanted``: the language that was asked for, where the paragraph has no words
    in it and these stand in their place."""

    language: str
    runs: tuple[Run, ...]
    wanted: str = ""
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


@dataclass(frozen=True)  # without slots, for what is worked out once
class Page:
    """What is to be shown: ``old`` against ``to`` in that view and those ``languages``, of all that the body writes in."""

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
            earlier = self._earlier(self.old)
            for paragraph in self.old.paragraphs:
                yield self._row(Pairing(paragraph, (paragraph,)), self.old, rows, earlier)
            return
        earlier = self._earlier(self.to)
        for row in rows:
            if row.new is not None or self.view == "differences":
                yield self._row(row, self.to, rows, earlier)

    def _between(self, old: VersionRead, to: VersionRead) -> list[VersionRead]:
        return [one for one in self.versions if old.version <= one.version <= to.version]

    def _earlier(self, of: VersionRead) -> dict[int, Origins]:
        """What the paragraphs of that version were made of, in each version before it."""
        before = [one for one in self.versions if one.version < of.version]
        return {
            one.version: origins([v.paragraphs for v in self._between(one, of)]) for one in before
        }

    @cached_property
    def _by_id(self) -> dict[int, dict[str, Paragraph]]:
        return {one.version: {p.id: p for p in one.paragraphs} for one in self.versions}

    def _row(
        self,
        row: Pairing,
        of: VersionRead,
        rows: Sequence[Pairing],
        earlier: Mapping[int, Origins],
    ) -> Shown:
        paragraph = row.new or row.old[0]
        concerning = self._remarks(paragraph, of, earlier) if row.new is not None else ()
        standing = tuple(one for one in concerning if not one.settled_by(of.version))
        return Shown(
            id=paragraph.id,
            number=paragraph.number,
            columns=self._columns(row, of, rows, standing),
            pairing=row,
            left_out=row.new is None,
            new=self.old is not None and self.view != "original" and not row.old,
            standing=standing,
            answered=tuple(one for one in concerning if one not in standing),
        )

    def _remarks(
        self, paragraph: Paragraph, of: VersionRead, earlier: Mapping[int, Origins]
    ) -> tuple[RemarkRead, ...]:
        came_from = {v: frozenset(made_of.get(paragraph.id, ())) for v, made_of in earlier.items()}
        return on_paragraph(self.remarks, paragraph.id, of.version, came_from)

    def _columns(
        self,
        row: Pairing,
        of: VersionRead,
        rows: Sequence[Pairing],
        standing: Sequence[RemarkRead],
    ) -> tuple[Column, ...]:
        """A column for each language asked for. Where one alone is asked for and the paragraph has no words in it, they are
        shown in the first language of the body that has some, and marked."""
        if len(self.languages) > 1:
            return tuple(self._column(row, of, rows, lang, standing) for lang in self.languages)
        wanted = self.languages[0]
        texts = [row.new.text] if row.new is not None else [p.text for p in row.old]
        has = [
            c
            for c in (wanted, *self.of_body)
            if any(said_in(t, c, c == self.of_body[0]) for t in texts)
        ]
        shown = has[0] if has else wanted
        column = self._column(row, of, rows, shown, standing)
        return (column if shown == wanted else replace(column, wanted=wanted),)

    def _column(
        self,
        row: Pairing,
        of: VersionRead,
        rows: Sequence[Pairing],
        lang: str,
        standing: Sequence[RemarkRead],
    ) -> Column:
        first = lang == self.of_body[0]
        new = said_in(row.new.text, lang, first) if row.new is not None else ""
        old = " ".join(said_in(p.text, lang, first) for p in row.old).strip()
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
            texts = [said_in(p.new.text, lang, first) for p in parts if p.new is not None]
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
        if own >= latest or not said_in(paragraph.text, lang, lang == self.of_body[0]):
            return None
        return next(one for one in self.versions if one.version == own)

    def _changed(self, paragraph: Paragraph, of: VersionRead, lang: str) -> int:
        """The version that brought the words of the paragraph in that language."""
        first = lang == self.of_body[0]
        words, since, known = said_in(paragraph.text, lang, first), of.version, paragraph
        for version in reversed([v for v in self.versions if v.version < of.version]):
            parents = known.came_from or [known.id]
            known_then = self._by_id[version.version]
            parent = known_then.get(parents[0]) if len(parents) == 1 else None
            if parent is None or said_in(parent.text, lang, first) != words:
                return since
            since, known = version.version, parent
        return since


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
        if one.nature == "bracket" and (words := said_in(one.proposed, lang, first))
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
