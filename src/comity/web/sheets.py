"""The sheet on which a version is drafted: its paragraphs and what is to become of each remark, and every change of it.

A sheet is a value; a change gives another one. Paragraphs keep their ids and say which they came from, so that a
reservation follows its paragraph. What two officers typed is brought together field by field (a field is the number, or
the words in one language): only what both changed differently is a clash, and then nothing of either is lost.

>>> one = Line("a", "1", {"en": "Ships slow down. They give way."}, ("a",))
>>> sheet = Sheet((one,))
>>> divided = split(typed(sheet, "a", {"en": "Ships slow down.\\n\\nThey give way."}).sheet, "a", frozenset({"a"}))
>>> [(line.id, line.number, line.text["en"], line.came_from) for line in divided.lines]
[('a', '1', 'Ships slow down.', ('a',)), ('n1', '', 'They give way.', ('a',))]
>>> theirs = typed(sheet, "a", {"en": "Boats slow down."}).sheet
>>> typed(theirs, "a", {"en": "Rafts slow down."}, was={"en": "Ships slow down. They give way."}).clash["en"]
Clash(there='Boats slow down.', mine='Rafts slow down.', was='Ships slow down. They give way.')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from comity.body.effects import Paragraph, Text
from comity.charter.languages import said_in
from comity.web.readmodel.differences import merge, origins

NUMBER = "number"
EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph being drafted. ``edition`` grows with each change of it; ``by`` is the account that made the last."""

    id: str
    number: str
    text: Mapping[str, str]
    came_from: tuple[str, ...] = ()
    edition: int = 0
    by: int | None = None
    at: str = ""

    def fields(self) -> dict[str, str]:
        """The number and the words in each language."""
        return {NUMBER: self.number, **self.text}

    def with_fields(self, values: Mapping[str, str]) -> Line:
        """The paragraph with those values in the place of its own."""
        text = {**self.text, **{k: v for k, v in values.items() if k != NUMBER}}
        return replace(self, number=values.get(NUMBER, self.number), text=text)


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to become of a remark, and what the drafters observe on it."""

    disposition: str = ""
    observation: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paragraphs in their order, and what becomes of remarks."""

    lines: tuple[Line, ...] = ()
    settled: Mapping[str, Settled] = field(default_factory=dict)

    def line(self, known: str) -> Line | None:
        """The paragraph of that id; None where the sheet has none."""
        return next((one for one in self.lines if one.id == known), None)

    def place(self, known: str) -> int:
        """Where the paragraph stands, from 0."""
        return [one.id for one in self.lines].index(known)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two changed: what stands there now, what was typed, and what the one who typed saw before."""

    there: str
    mine: str
    was: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The sheet after somebody typed. ``clash``: the fields that another had changed meanwhile; in the sheet they are as
    that other left them. ``lost``: the paragraph is no longer there."""

    sheet: Sheet
    clash: Mapping[str, Clash] = field(default_factory=dict)
    lost: bool = False


# --- words ------------------------------------------------------------------------------------------------------------


def typed(
    sheet: Sheet,
    known: str,
    values: Mapping[str, str],
    was: Mapping[str, str] | None = None,
) -> Typed:
    """The sheet with those fields of a paragraph as typed. ``was`` is what its writer saw before typing."""
    line = sheet.line(known)
    if line is None:
        return Typed(sheet, lost=True)
    clash: dict[str, Clash] = {}
    taken: dict[str, str] = {}
    stands = line.fields()
    for name, value in values.items():
        there = stands.get(name, "")
        seen = was.get(name, there) if was is not None else there
        if value in (seen, there):
            continue
        if there == seen:
            taken[name] = value
        else:
            clash[name] = Clash(there, value, seen)
    return Typed(with_line(sheet, line.with_fields(taken)) if taken else sheet, clash)


def together(clash: Clash) -> str:
    """Both changes of a field; where they touch the same words both in brackets."""
    return merge(clash.was, clash.there, clash.mine).text


def with_line(sheet: Sheet, line: Line) -> Sheet:
    """The sheet with that paragraph in the place of the one of its id."""
    lines = (
        replace(line, edition=one.edition + 1) if one.id == line.id else one for one in sheet.lines
    )
    return replace(sheet, lines=tuple(lines))


def settle(sheet: Sheet, remark: str, settled: Settled) -> Sheet:
    """The sheet with what is to become of a remark; nothing said takes it off."""
    known = {k: v for k, v in sheet.settled.items() if k != remark}
    return replace(sheet, settled={**known, remark: settled} if settled != Settled() else known)


def propose(sheet: Sheet, known: str, proposed: Mapping[str, str]) -> Sheet:
    """The paragraph in the wording proposed, in the languages that the proposal has."""
    line = sheet.line(known)
    return with_line(sheet, line.with_fields(proposed)) if line is not None else sheet


# --- paragraphs -------------------------------------------------------------------------------------------------------


def add(sheet: Sheet, after: str, taken: frozenset[str], languages: Iterable[str]) -> Sheet:
    """An empty paragraph behind the one of that id; at the head where there is none of it."""
    at = sheet.place(after) + 1 if sheet.line(after) is not None else 0
    fresh = Line(_fresh(sheet, taken), "", dict.fromkeys(languages, ""))
    return replace(sheet, lines=(*sheet.lines[:at], fresh, *sheet.lines[at:]))


def remove(sheet: Sheet, known: str) -> Sheet:
    """Without the paragraph."""
    return replace(sheet, lines=tuple(one for one in sheet.lines if one.id != known))


def move(sheet: Sheet, known: str, by: int) -> Sheet:
    """The paragraph by so many places further down, or up where it is negative; at the ends it stays."""
    at = sheet.place(known)
    to = max(0, min(len(sheet.lines) - 1, at + by))
    lines = list(sheet.lines)
    lines.insert(to, lines.pop(at))
    return replace(sheet, lines=tuple(lines))


def split(sheet: Sheet, known: str, taken: frozenset[str]) -> Sheet:
    """The paragraph cut at its empty lines, in each language at its own; all parts came from what it came from."""
    line = sheet.line(known)
    if line is None:
        return sheet
    cut = {lang: EMPTY_LINE.split(words.strip()) for lang, words in line.text.items()}
    number = max((len(parts) for parts in cut.values()), default=1)
    lines: list[Line] = []
    for n in range(number):
        text = {lang: parts[n] if n < len(parts) else "" for lang, parts in cut.items()}
        if n == 0:
            lines.append(replace(line, text=text, edition=line.edition + 1))
            continue
        fresh = _fresh(sheet, taken | {one.id for one in lines})
        lines.append(Line(fresh, "", text, line.came_from))
    at = sheet.place(known)
    return replace(sheet, lines=(*sheet.lines[:at], *lines, *sheet.lines[at + 1 :]))


def join(sheet: Sheet, known: str) -> Sheet:
    """The paragraph together with the one below it, under its own id and number."""
    at = sheet.place(known)
    if at + 1 >= len(sheet.lines):
        return sheet
    first, second = sheet.lines[at], sheet.lines[at + 1]
    text = {
        lang: " ".join(one for one in (first.text.get(lang, ""), second.text.get(lang, "")) if one)
        for lang in dict.fromkeys([*first.text, *second.text])
    }
    came_from = tuple(dict.fromkeys([*first.came_from, *second.came_from]))
    one = replace(first, text=text, came_from=came_from, edition=first.edition + 1)
    return replace(sheet, lines=(*sheet.lines[:at], one, *sheet.lines[at + 2 :]))


def renumber(sheet: Sheet) -> Sheet:
    """All paragraphs numbered from 1 in their order."""
    lines = (
        replace(one, number=str(n), edition=one.edition + (one.number != str(n)))
        for n, one in enumerate(sheet.lines, 1)
    )
    return replace(sheet, lines=tuple(lines))


def _fresh(sheet: Sheet, taken: frozenset[str]) -> str:
    """An id that no paragraph of this text ever had."""
    used = taken | {one.id for one in sheet.lines}
    return next(name for n in count(1) if (name := f"n{n}") not in used)


# --- from a version, and to one ---------------------------------------------------------------------------------------


def begun_from(paragraphs: Sequence[Paragraph], languages: Sequence[str]) -> Sheet:
    """The sheet of a version, before anything is changed."""
    return Sheet(
        tuple(Line(p.id, p.number, by_language(p.text, languages), (p.id,)) for p in paragraphs)
    )


def as_paragraphs(sheet: Sheet, languages: Sequence[str]) -> list[Paragraph]:
    """The paragraphs of the version that the sheet would be; words without a language where the body has none."""
    return [
        Paragraph(
            id=one.id,
            number=one.number,
            text=_text(one.text, languages),
            came_from=list(one.came_from),
        )
        for one in sheet.lines
    ]


def by_language(text: Text, languages: Sequence[str]) -> dict[str, str]:
    """The words in each language of the body (``said_in``); and in others in which the text came besides."""
    found = {one: said_in(text, one, one == languages[0]) for one in languages}
    besides = text if not isinstance(text, str) and "" not in languages else {}
    return {**found, **besides}


def _text(words: Mapping[str, str], languages: Sequence[str]) -> Text:
    said = {lang: one for lang, one in words.items() if one}
    return said_in(said, "", True) if "" in languages else said


def carried_over(
    sheet: Sheet, versions: Sequence[Sequence[Paragraph]], languages: Sequence[str]
) -> Sheet:
    """The sheet, begun from the first of the versions, as if begun from the last of them: what was typed stays, what came
    with the new version comes in, and where both changed the same words both stand in brackets."""
    old = {p.id: by_language(p.text, languages) for p in versions[0]}
    new = {p.id: p for p in versions[-1]}
    made_of = origins(versions)
    heirs = {p: [n for n in new if p in made_of[n]] for p in old}
    lines: list[Line] = []
    for line in sheet.lines:
        now = list(dict.fromkeys(n for p in line.came_from for n in heirs.get(p, ())))
        name = _carried_id(line, now, Sheet(tuple(lines)), frozenset(new))
        lines.append(replace(_carried(line, now, old, new, languages), id=name))
    placed = {n for line in lines for n in line.came_from}
    dropped = {p for p in old if not any(p in line.came_from for line in sheet.lines)}
    for at, (name, paragraph) in enumerate(new.items()):
        if name in placed or (made_of[name] and set(made_of[name]) <= dropped):
            continue
        fresh = Line(name, paragraph.number, by_language(paragraph.text, languages), (name,))
        before = list(new)[at - 1] if at else ""
        place = next(
            (n + 1 for n, one in enumerate(lines) if before in one.came_from),
            at if not at else len(lines),
        )
        lines.insert(place, fresh)
    return replace(sheet, lines=tuple(lines))


def _carried_id(line: Line, now: Sequence[str], so_far: Sheet, new: frozenset[str]) -> str:
    # An id of the new version stands for its paragraph: nothing else may carry it.
    for name in (*now[:1], *([] if line.id in new else [line.id])):
        if so_far.line(name) is None:
            return name
    return _fresh(so_far, new)


def _carried(
    line: Line,
    now: Sequence[str],
    old: Mapping[str, Mapping[str, str]],
    new: Mapping[str, Paragraph],
    languages: Sequence[str],
) -> Line:
    if len(now) != 1 or len(line.came_from) != 1:
        return replace(line, came_from=tuple(now), edition=line.edition + 1)
    was, theirs = old[line.came_from[0]], by_language(new[now[0]].text, languages)
    text = {
        lang: merge(was.get(lang, ""), theirs.get(lang, ""), words).text
        for lang, words in line.text.items()
    }
    return replace(line, text=text, came_from=tuple(now), edition=line.edition + 1)
