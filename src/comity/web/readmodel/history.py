"""The history of a matter: everything that ever happened to it, the newest first, each line with its record number.

A line says what was done and what followed, when it was done and when that was recorded, by whom, under which articles;
whether a source reports it, and which; and what corrected it, with the way to the original. What belongs to a question in
confidence is told to those alone who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext

from comity.body.acts import AnyAct, Attest, Correct, PassDeadline
from comity.body.effects import AnyEffect, MatterOpened, QuestionClosed, RulingRevised, StepEntered
from comity.body.entry import Entry
from comity.body.state import Matter, Question, speeches
from comity.charter.model import Cited
from comity.store.entry_index import EntryIndex, about
from comity.web.readmodel.asking import procedure_of, sees_positions
from comity.web.readmodel.entries import entry_of, numbering
from comity.web.readmodel.trails import entries_of, gathered
from comity.web.told import words
from comity.web.told.acts import EntryTold, entry_told
from comity.web.told.dates import edtf
from comity.web.told.names import Names
from comity.web.told.times import seat_clock
from comity.web.visits import Visit

A_PAGE = 50
REPEATED = {
    "matter": ("thing",),
    "text": ("thing",),
    "silence": ("break",),
    "attendance": ("session",),
}
"""Effects that say what the act says, under another noun."""


@dataclass(frozen=True, slots=True)
class SourceCited:
    """A paper behind an entry: its id, its title, the paragraph where one is named."""

    source: str
    title: object
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history. ``at`` is when it was recorded, ``corrected_by`` the record number of its correction,
    ``corrects`` that of what it corrects; ``passed``: nobody did it, a deadline passed."""

    told: EntryTold
    at: str
    held: str
    articles: tuple[Cited, ...]
    sources: tuple[SourceCited, ...]
    passed: bool = False
    corrected_by: int | None = None
    corrects: int | None = None

    @property
    def number(self) -> int:
        return self.told.number


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, the newest first; ``before`` leads to the next page; ``gathered`` is how far the index has come
    where it has not come to the end."""

    lines: tuple[Line, ...]
    before: int | None
    gathered: int | None


def history(visit: Visit, matter: Matter, at: Names, before: int | None = None) -> History:
    """The page of the matter's history that ends before that record number."""
    index = entries_of(visit)
    lacking = gathered(visit, index.size)
    wanted = _numbers(visit, matter, index, lacking, visit.state.size if before is None else before)
    lines: list[Line] = []
    last = 0
    for number in wanted:
        if len(lines) == A_PAGE:
            return History(tuple(lines), last, lacking)
        line, last = _line(visit, matter, at, number), number
        if line is not None:
            lines.append(line)
    return History(tuple(lines), None, lacking)


def latest(visit: Visit, matter: Matter, at: Names, most: int = 6) -> History:
    """The newest lines: as many as that."""
    index = entries_of(visit)
    lacking = gathered(visit, index.size)
    numbers = _numbers(visit, matter, index, lacking, visit.state.size)
    lines = (_line(visit, matter, at, number) for number in numbers)
    return History(tuple(islice((line for line in lines if line is not None), most)), None, lacking)


def _numbers(
    visit: Visit, matter: Matter, index: EntryIndex, lacking: int | None, before: int
) -> Iterable[int]:
    """The record numbers below ``before`` of the entries that concern the matter, the newest first. While the index does
    not have the whole record, what the state has of the matter besides."""
    size = visit.state.size if lacking is None else lacking
    indexed = index.newest(about(matter.matter), min(before, size))
    if lacking is None:
        return indexed
    known = _with_corrections(visit, {*indexed, *kept_numbers(visit, matter)})
    return sorted((number for number in known if number < before), reverse=True)


def kept_numbers(visit: Visit, matter: Matter) -> set[int]:
    """The record numbers that the state keeps of the matter."""
    found = {matter.entry, *(p.entry for p in matter.path), *speeches(visit.state, matter.matter)}
    for kept in (matter.versions, matter.remarks.values(), matter.decisions):
        found |= {one.entry for one in kept}
    for question in matter.questions:
        found |= _of_question(question)
    return found


def _of_question(question: Question) -> set[int]:
    stated = {one.entry for told in question.stated.values() for one in told}
    ruled = {question.ruled_by} if question.ruled_by is not None else set()
    return {question.entry, *stated, *ruled, *(b.entry for b in question.breaks)}


def _with_corrections(visit: Visit, numbers: set[int]) -> set[int]:
    corrected = visit.state.corrected
    return numbers | {corrected[n] for n in numbers if n in corrected}


# --- one line ---------------------------------------------------------------------------------------------------------


def _line(visit: Visit, matter: Matter, at: Names, number: int) -> Line | None:
    """The line of that entry; None where it is none of the reader's business."""
    entry = entry_of(visit, number, confidential=True)
    if entry is None:
        return None
    told = entry_told(numbering(visit, at), entry)
    if _hidden(visit, matter, entry):
        return _closing_alone(entry, told)
    return Line(
        told=replace(told, effects=tuple(_telling_more(entry, told))),
        at=entry.at,
        held=edtf(entry.act.held, seat_clock(visit.law.charter.seat)),
        articles=tuple(_articles(visit, matter, entry)),
        sources=tuple(_sources(visit, entry)),
        passed=isinstance(entry.act, PassDeadline),
        corrected_by=visit.state.corrected.get(number),
        corrects=getattr(entry.act, "entry", None),
    )


def _closing_alone(entry: Entry, told: EntryTold) -> Line | None:
    """Of an answer in confidence that closed its question, that it closed, and where the matter went; of others nothing."""
    closed = next((e for e in entry.effects if isinstance(e, QuestionClosed)), None)
    if closed is None:
        return None
    said = gettext("The question asked in confidence closed: {outcome}")
    follows = tuple(
        line
        for effect, line in zip(entry.effects, told.effects, strict=True)
        if isinstance(effect, StepEntered)
    )
    act = said.format(outcome=words.came_of(closed))
    bare = replace(told, act=act, effects=follows, held="", person="")
    return Line(told=bare, at=entry.at, held="", articles=(), sources=())


def _telling_more(entry: Entry, told: EntryTold) -> Iterator[str]:
    """The effects that say more than the act itself: not that a position was stated, by stating it."""
    if isinstance(entry.act, Attest) and len(entry.effects) == 1:
        return
    alone = not isinstance(entry.act, Attest | Correct | PassDeadline)
    act = _noun(entry.act)
    for effect, line in zip(entry.effects, told.effects, strict=True):
        repeats = _noun(effect) in (act, *REPEATED.get(act, ()))
        if isinstance(effect, QuestionClosed) or not (alone and repeats):
            yield line


def _noun(said: AnyAct | AnyEffect) -> str:
    """What a stored name is about: ``position`` of ``position.stated/1``."""
    return str(said.__struct_config__.tag).partition(".")[0]


def _hidden(visit: Visit, matter: Matter, entry: Entry) -> bool:
    """Whether the entry says something of a member's position that the reader may not see."""
    for effect in (entry.act, *entry.effects):
        member = _whose(effect)
        if member is None or member == visit.reader.party:
            continue
        question = _question(matter, getattr(effect, "question", ""))
        if question is not None and not _sees(visit, matter, question):
            return True
    return False


def _whose(said: object) -> str | None:
    """The member whose position that is, empty for several; None where it tells of none."""
    if isinstance(said, QuestionClosed | RulingRevised):
        return "" if said.blocked_by or said.counts else None
    kind = str(getattr(type(said), "__struct_config__").tag)  # noqa: B009 - every act and effect has one
    if not kind.startswith(("position.", "silence.", "break.", "roll.")):
        return None
    return str(getattr(said, "member", "") or getattr(said, "for_", ""))


def _question(matter: Matter, name: str) -> Question | None:
    return next((q for q in matter.questions if q.question == name), None)


def _sees(visit: Visit, matter: Matter, question: Question) -> bool:
    steps = procedure_of(visit, matter).steps
    puts = next((one.puts for one in steps if one.step == question.step), None)
    return puts is None or sees_positions(visit.reader, matter, puts, question.population)


def _articles(visit: Visit, matter: Matter, entry: Entry) -> Iterator[Cited]:
    """The articles that the entry rests on: of the ruling, of the steps entered, of the step that a question was put in."""
    procedure = procedure_of(visit, matter)
    cites = {one.step: one.cites for one in procedure.steps}
    found: list[Cited] = []
    for effect in entry.effects:
        if getattr(effect, "matter", matter.matter) != matter.matter:
            continue
        match effect:
            case QuestionClosed(article=article) | RulingRevised(article=article) if article:
                found.append(Cited(article))
            case MatterOpened():
                found.append(procedure.cites)
            case StepEntered(step=step) if step in cites:
                found.append(cites[step])
            case _:
                question = _question(matter, getattr(effect, "question", ""))
                if question is not None and question.step in cites:
                    found.append(cites[question.step])
    yield from dict.fromkeys(one for one in found if one.article)


def _sources(visit: Visit, entry: Entry) -> Iterator[SourceCited]:
    for cited in entry.act.cites:
        known = visit.state.sources.get(cited.source)
        title = known.title if known is not None else cited.source
        yield SourceCited(cited.source, title, cited.paragraph)
