"""The page on which a version is drafted: each paragraph with the remarks on it, and what is missing before sealing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.body.acts import SubmitText
from comity.body.ballots import step_of
from comity.body.occasion import instant
from comity.body.state import Matter, Question
from comity.charter.model import Puts
from comity.errors import BadInput, ComityError
from comity.grammar import unfit_line, unfit_text
from comity.web import acting, drafting
from comity.web.models import Draft
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.differences import Piece, merge, pieces
from comity.web.readmodel.remarks import RemarkRead, VersionRead
from comity.web.readmodel.untranslated import untranslated
from comity.web.sheets import Clash, Line, Settled, Sheet, as_paragraphs, begun_from, by_language
from comity.web.visits import Visit

LONGEST = 50_000
"""So many characters may a paragraph have in one language when it is sealed; a draft may have more."""
DISPOSITIONS = ("taken", "partly taken", "not taken")
TIED = ("reservation", "bracket")
"""Remarks that stand until their member lifts them, as long as their paragraph goes on."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A wording proposed, word by word against the version that stands."""

    language: str
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A standing remark beside the draft. ``follows`` says that it stays on its paragraph and nothing need be said of it;
    ``rivals`` are others whose wording was taken for the same paragraph."""

    read: RemarkRead
    settled: Settled
    lines: tuple[str, ...]
    follows: bool
    may_settle: bool
    proposed: tuple[Proposed, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def unaccounted(self) -> bool:
        """Whether the version can't be sealed before somebody says what becomes of it."""
        return not self.follows and not self.settled.disposition


@dataclass(frozen=True, slots=True)
class Drafted:
    """A paragraph on the sheet. ``was`` is what its fields say, which a form sends back with what is typed: of a field in
    ``clash`` it is what its writer saw, until the clash is decided. ``by`` is who changed it last, if somebody else."""

    line: Line
    was: Mapping[str, str]
    remarks: tuple[OnSheet, ...]
    clash: Mapping[str, ShownClash]
    by: str = ""
    empty: bool = False
    without: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.line.edition > 0

    @property
    def unfit(self) -> tuple[tuple[str, BadInput], ...]:
        """By language, empty for the number: what the register would not take of the paragraph, whatever its length."""
        found = [("", unfit_line(self.line.number) if self.line.number else None)]
        found += [
            (lang, unfit_text(words)) for lang, words in self.line.text.items() if words.strip()
        ]
        return tuple(
            (lang, BadInput(one.code, one.message, remedy=one.advice))
            for lang, one in found
            if one is not None and one.code != "text.long"
        )

    @property
    def too_long(self) -> bool:
        return any(len(words) > LONGEST for words in self.line.text.values())


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A field that two changed: what stands there, what was typed, and the way from the one to the other."""

    there: str
    mine: str
    words: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """``homeless`` are remarks whose paragraph is left out. ``refusal`` is what the kernel would say to sealing it now;
    ``untranslated`` which languages lack words, which prevents nothing."""

    draft: Draft
    paragraphs: tuple[Drafted, ...]
    homeless: tuple[OnSheet, ...]
    languages: tuple[str, ...]
    latest: VersionRead | None
    behind: bool
    unchanged: bool
    refusal: ComityError | None
    question: Question | None
    silence: bool
    at_once: bool
    undoable: bool
    untranslated: tuple[str, ...]

    @property
    def mark(self) -> str:
        """What its form says of the draft."""
        return drafting.mark_of(self.draft)

    @property
    def saved(self) -> str:
        """The instant at which it was saved last; empty where nothing was changed yet."""
        return "" if self.draft._state.adding else instant(self.draft.changed)

    @property
    def ends(self) -> str:
        """The question that sealing ends; empty where none runs on the text."""
        return self.question.question if self.question is not None else ""

    @property
    def next(self) -> int:
        """The number that the version would have."""
        return self.latest.version + 1 if self.latest is not None else 1

    @property
    def clashing(self) -> bool:
        return any(one.clash for one in self.paragraphs)

    @property
    def remarks(self) -> tuple[OnSheet, ...]:
        """Every standing remark once."""
        all_of = [one for p in self.paragraphs for one in p.remarks] + list(self.homeless)
        return tuple({one.read.remark: one for one in all_of}.values())

    @property
    def unaccounted(self) -> tuple[OnSheet, ...]:
        return tuple(one for one in self.remarks if one.unaccounted)

    @property
    def empty(self) -> tuple[Drafted, ...]:
        return tuple(one for one in self.paragraphs if one.empty)

    @property
    def too_long(self) -> tuple[Drafted, ...]:
        return tuple(one for one in self.paragraphs if one.too_long)

    @property
    def unfit(self) -> tuple[Drafted, ...]:
        return tuple(one for one in self.paragraphs if one.unfit)

    @property
    def longest(self) -> int:
        return LONGEST

    @property
    def missing(self) -> int:
        """How many things prevent its sealing."""
        found = (self.unaccounted, self.empty, self.too_long, self.unfit)
        return sum(map(len, found)) + self.behind


def page(
    visit: Visit,
    matter: Matter,
    draft: Draft,
    clashes: Mapping[str, Mapping[str, Clash]] | None = None,
) -> DraftPage:
    """The draft as its page shows it; ``clashes`` by paragraph and field, what stands and what was typed."""
    known = reading.versions(visit.body, matter)
    latest = known[-1] if known else None
    sheet = drafting.sheet_of(draft)
    languages = drafting.languages(visit)
    beside = standing(visit, matter, sheet, latest)
    who = drafting.names({one.by for one in sheet.lines if one.by is not None})
    question = matter.question()
    question = question if question is not None and question.text else None
    puts = _puts(visit, matter, question)
    return DraftPage(
        draft=draft,
        paragraphs=tuple(_drafted(visit, one, beside, clashes or {}, who) for one in sheet.lines),
        homeless=tuple(one for one in beside if not one.lines),
        languages=languages,
        latest=latest,
        behind=latest is not None and latest.version > draft.on_version,
        unchanged=latest is not None and _same(sheet, latest, languages),
        refusal=acting.refusal(visit, sealing(visit, matter, sheet)),
        question=question,
        silence=puts is not None and puts.silence_means == "consent",
        at_once=puts is not None and puts.put_by is None and not puts.closes.set_by_opener,
        undoable=bool(draft.before),
        untranslated=untranslated(languages, as_paragraphs(sheet, languages)),
    )


def _puts(visit: Visit, matter: Matter, question: Question | None) -> Puts | None:
    return step_of(visit.state, matter, question).puts if question is not None else None


def standing(
    visit: Visit, matter: Matter, sheet: Sheet, latest: VersionRead | None
) -> tuple[OnSheet, ...]:
    """The remarks that stand, each with what the sheet does with its paragraph."""
    if latest is None:
        return ()
    known = [one for one in reading.remarks(visit.body, matter) if one.stands]
    taken = {
        r.remark: r.on[latest.version] for r in known if _taken(sheet, r) and latest.version in r.on
    }
    return tuple(
        _on_sheet(one, sheet, latest, taken, drafting.languages(visit))
        for one in known
        if latest.version in one.on
    )


def _taken(sheet: Sheet, remark: RemarkRead) -> bool:
    settled = sheet.settled.get(remark.remark, Settled())
    return bool(remark.proposed) and settled.disposition in ("taken", "partly taken")


def _on_sheet(
    one: RemarkRead,
    sheet: Sheet,
    latest: VersionRead,
    taken: Mapping[str, Sequence[str]],
    languages: Sequence[str],
) -> OnSheet:
    now = one.on[latest.version]
    lines = tuple(line.id for line in sheet.lines if set(line.came_from) & set(now))
    return OnSheet(
        read=one,
        settled=sheet.settled.get(one.remark, Settled()),
        lines=lines,
        follows=bool(lines) and one.nature not in ("comment", "proposal"),
        may_settle=not (lines and one.nature in TIED),
        proposed=tuple(_proposed(one, latest, languages)),
        rivals=_rivals(one, now, taken) if one.proposed and one.remark not in taken else (),
    )


def _rivals(
    one: RemarkRead, now: Sequence[str], taken: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    # Words kept open in a bracket are added to a paragraph and contradict no other wording of it.
    others = () if one.nature == "bracket" else taken.items()
    return tuple(remark for remark, on in others if set(on) & set(now))


def _proposed(one: RemarkRead, latest: VersionRead, languages: Sequence[str]) -> Iterator[Proposed]:
    paragraph = latest.paragraph(one.on[latest.version][0])
    if not one.proposed or paragraph is None:
        return
    stands = by_language(paragraph.text, languages)
    for language, words in by_language(one.proposed, languages).items():
        if words:
            whole = one.nature != "bracket"
            shown = pieces(stands.get(language, ""), words) if whole else (Piece("ins", words),)
            yield Proposed(language, shown)


def _drafted(
    visit: Visit,
    line: Line,
    beside: Sequence[OnSheet],
    clashes: Mapping[str, Mapping[str, Clash]],
    who: Mapping[int, str],
) -> Drafted:
    found = clashes.get(line.id, {})
    clash = {
        name: ShownClash(one.there, one.mine, pieces(one.there, one.mine))
        for name, one in found.items()
    }
    other = line.by is not None and line.by != visit.reader.account
    words = {lang: text.strip() for lang, text in line.text.items()}
    return Drafted(
        line=line,
        was={**line.fields(), **{name: one.was for name, one in found.items()}},
        remarks=tuple(one for one in beside if one.lines[:1] == (line.id,)),
        clash=clash,
        by=who.get(line.by or 0, "") if other else "",
        empty=not any(words.values()),
        without=tuple(lang for lang, text in words.items() if not text)
        if any(words.values())
        else (),
    )


def _same(sheet: Sheet, latest: VersionRead, languages: Sequence[str]) -> bool:
    as_it_stands = begun_from(latest.paragraphs, languages)
    bare = [(one.id, one.number, dict(one.text)) for one in sheet.lines]
    return bare == [(one.id, one.number, dict(one.text)) for one in as_it_stands.lines]


# --- wordings proposed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """What a proposed wording would make of the paragraph, by language: ``alone``, or ``both`` together with what was
    changed in the draft already. ``clashes``: the words in the draft and those proposed, where both touch the same."""

    alone: Mapping[str, str]
    both: Mapping[str, str]
    clashes: tuple[tuple[str, str], ...]


def wording(visit: Visit, one: OnSheet, sheet: Sheet, latest: VersionRead) -> Wording:
    """The wording of a remark whose paragraph stands once on the sheet."""
    languages = drafting.languages(visit)
    line, paragraph = sheet.line(one.lines[0]), latest.paragraph(one.read.on[latest.version][0])
    assert line is not None
    assert paragraph is not None
    stands = by_language(paragraph.text, languages)
    alone: dict[str, str] = {}
    both: dict[str, str] = {}
    clashes: list[tuple[str, str]] = []
    for lang, words in by_language(one.read.proposed, languages).items():
        now = line.text.get(lang, "")
        if not words:
            continue
        if one.read.nature == "bracket":
            alone[lang] = both[lang] = _put_in(now, words)
            continue
        merged = merge(stands.get(lang, ""), now, words)
        alone[lang], both[lang] = words, merged.text
        clashes += merged.clashes
    return Wording(alone, both, tuple(clashes))


def _put_in(text: str, words: str) -> str:
    """The words at the end of the sentence, before its full stop; once, however often they are put."""
    if words in text:
        return text
    bare = text.rstrip(".;:, ")
    return f"{bare} {words}{text[len(bare) :]}".strip()


# --- sealing ----------------------------------------------------------------------------------------------------------


def sealing(visit: Visit, matter: Matter, sheet: Sheet) -> SubmitText:
    """The act by which the sheet becomes the next version."""
    known = reading.versions(visit.body, matter)
    beside = standing(visit, matter, sheet, known[-1] if known else None)
    return acting.made(
        visit,
        SubmitText,
        matter=matter.matter,
        paragraphs=as_paragraphs(sheet, drafting.languages(visit)),
        dispositions={
            one.read.remark: one.settled.disposition
            for one in beside
            if one.may_settle and one.settled.disposition
        },
    )


def may_draft(visit: Visit, matter: Matter) -> ComityError | None:
    """Why the reader may not submit a version of this text; None where he or she may. The kernel is asked about the
    latest version, submitted again with every remark accounted for; where there is none, about a text of one word."""
    known = reading.versions(visit.body, matter)
    languages = drafting.languages(visit)
    paragraphs = known[-1].paragraphs if known else ()
    sheet = begun_from(paragraphs, languages)
    if not sheet.lines:
        sheet = Sheet((Line("n1", "1", dict.fromkeys(languages, acting.TYPED_LATER)),))
    beside = standing(visit, matter, sheet, known[-1] if known else None)
    answers = {one.read.remark: "not taken" for one in beside if one.may_settle}
    act = acting.made(
        visit,
        SubmitText,
        matter=matter.matter,
        paragraphs=as_paragraphs(sheet, languages),
        dispositions=answers,
    )
    return acting.refusal(visit, act)
