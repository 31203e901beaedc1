"""The card of a question: what is put to whom under which rule, the clock, who stands where, the ruling, what is needed.

While a question is open the ruling is what the rule would give if it closed on the positions as they stand; once it has
closed it is what the register has, with the arithmetic as long as the positions still give it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from comity.body.asked import room_of
from comity.body.ballots import positions, ruling_on_record, uncountable
from comity.body.effects import QuestionClosed, RulingRevised
from comity.body.occasion import occasion, organ_of
from comity.body.periods import read_instant
from comity.body.room import has_quorum
from comity.body.state import Matter, Question
from comity.body.unvoted import nobody_asks_for_a_vote
from comity.charter.model import Cited
from comity.rules.ruling import Ruling
from comity.web.readmodel.asking import Asking, asking, stands, version_asked
from comity.web.readmodel.consequences import if_nothing
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.grid import Cell, grid
from comity.web.readmodel.needs import Needed, needed
from comity.web.told import called, names, times, words
from comity.web.told import rulings as telling
from comity.web.told.lists import joined
from comity.web.told.names import Names, Worded
from comity.web.told.refusals import told
from comity.web.told.rulings import RulingTold
from comity.web.told.versions import revision
from comity.web.visits import Visit

FEW = 3  # who are asked by their names


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: the word of the notation, for styles, and in words; where the register has it. ``counts``:
    how many on each position, as recorded. ``was``: what it had come to before a correction."""

    outcome: str
    word: str
    on: str
    article: str
    entry: int | None
    counts: tuple[tuple[str, int], ...] = ()
    was: str = ""
    reported: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline by the clock of the seat and by the reader's own, and how long is left; nothing once it has passed."""

    instant: str
    seat: str
    own: str
    left: str


@dataclass(frozen=True, slots=True)
class Card:
    """A question as its page shows it. ``ruling``: as it would be, or as it is; None where the reader may not see the
    positions behind it, and where the register has none. ``lacks``: what is missing to count it. ``nothing``: what happens
    if the reader does nothing. ``no_quorum``: the article, where the room in which it is decided lacks a quorum.
    ``unvoted``: closed now it is adopted without a vote, as nobody has asked for one."""

    asking: Asking
    title: Worded
    asks: Worded
    to: str
    rule: Worded
    cites: Cited
    revision: str
    cells: tuple[Cell, ...]
    ruling: RulingTold | None
    nothing: str
    needs: Needed | None
    lacks: str
    outcome: Outcome | None
    bound: str
    no_quorum: Cited | None
    unvoted: bool
    round: int
    rounds: int

    @property
    def question(self) -> Question:
        return self.asking.question


@dataclass(frozen=True, slots=True)
class Line:
    """Another question of the matter, on one line: its title, which round of how many, what came of it when."""

    question: str
    title: Worded
    round: int
    rounds: int
    outcome: str
    on: str


def line(visit: Visit, matter: Matter, question: Question, at: Names) -> Line | None:
    """The line of a question; None where the charter knows its step no more."""
    one = asking(visit, matter, question)
    if one is None:
        return None
    return Line(
        question=question.question,
        title=title_of(one, at),
        round=_round(one),
        rounds=_rounds(one),
        outcome=words.came_of(question) if question.closed else "",
        on=question.closed,
    )


def card_of(visit: Visit, one: Asking, at: Names) -> Card:
    """The card of a question that is put, or only supposed."""
    given, lacks = _ruling(visit, one), uncountable(visit.state, one.question)
    now = _closing_now(visit, one)
    rule = one.law.rules[one.question.rule]
    cells = grid(visit, one, at) if one.is_put else []
    open_ = one.running or one.due or not one.is_put
    unvoted = one.running and one.is_put and _is_unvoted(visit, one)
    return Card(
        asking=one,
        title=title_of(one, at),
        asks=_asks(one),
        to=asked_words(one, at),
        rule=rule_title(one, at),
        cites=Cited(rule.cites, rule.to_verify),
        revision=revision(version) if (version := version_asked(one)) else "",
        cells=tuple(cells),
        ruling=telling.ruling(now, at) if now is not None and one.seen and not unvoted else None,
        nothing=if_nothing(visit, one, at) if open_ and one.is_put and not one.due else "",
        needs=needed(visit, one, at)
        if open_ and one.is_put and not one.due and not lacks and not unvoted
        else None,
        outcome=outcome_of(visit, one) if one.question.closed else None,
        bound=_bound(one, given, at),
        lacks=told(lacks, at) if lacks and open_ else "",
        no_quorum=_no_quorum(visit, one) if one.running else None,
        unvoted=unvoted,
        round=_round(one),
        rounds=_rounds(one),
    )


def _is_unvoted(visit: Visit, one: Asking) -> bool:
    on = occasion(visit.state, visit.now, visit.state.size)
    return nobody_asks_for_a_vote(on, one.matter, one.question, one.step)


def _no_quorum(visit: Visit, one: Asking) -> Cited | None:
    """The article on quorum, where the question is decided in a room that lacks one now: closed there, it gives nothing."""
    on = occasion(visit.state, visit.now, visit.state.size)
    room = room_of(on, one.question, one.step)
    if not room or has_quorum(visit.state, on.law, room) is not False:
        return None
    return organ_of(visit.state, on.law, visit.state.sessions[room].organ).cites


def clock_of(visit: Visit, one: Asking) -> Clock | None:
    """The clock of the question, by the moment of the visit; None where it has no deadline."""
    until = one.question.deadline
    if not until:
        return None
    seat = times.seat_clock(visit.law.charter.seat)
    own = times.own_clock(visit.reader.zone, visit.reader.city, visit.law)
    told = times.moment(until, seat, own)
    seconds = int((read_instant(until) - read_instant(visit.now)).total_seconds())
    left = times.duration(seconds) if seconds >= times.MINUTE and one.running else ""
    return Clock(until, told.seat, told.own, left)


def _ruling(visit: Visit, one: Asking) -> Ruling | None:
    ballot = one.ballot(visit.state)
    return ballot.ruling(stands(visit, one)) if ballot is not None else None


def _closing_now(visit: Visit, one: Asking) -> Ruling | None:
    """The ruling if the question closed on the positions as they stand; once it has, that of the register, if any."""
    ballot = one.ballot(visit.state)
    if ballot is None or not one.is_put:
        return _ruling(visit, one)
    if one.question.closed:
        return ruling_on_record(visit.state, one.matter, one.question)
    return ballot.ruling(positions(visit.state, one.matter, one.question, one.silence))


def outcome_of(visit: Visit, one: Asking) -> Outcome:
    """What came of a closed question, as the register has it."""
    question = one.question
    counts: dict[str, int] = {}
    if one.seen and question.ruled_by is not None:
        entry = entry_of(visit, question.ruled_by, one.puts.confidential)
        for effect in entry.effects if entry is not None else ():
            if (
                isinstance(effect, QuestionClosed | RulingRevised)
                and effect.question == question.question
            ):
                counts = dict(effect.counts)
    stated = tuple((words.choice(w), n) for w, n in counts.items() if w in words.CHOICES)
    return Outcome(
        outcome=question.outcome,
        word=words.came_of(question),
        on=question.closed,
        article=question.article,
        entry=question.ruled_by,
        counts=stated,
        was=words.outcome(question.rulings[-1][1]) if question.rulings else "",
        reported=words.outcome(question.reported) if question.reported else "",
    )


def title_of(one: Asking, at: Names) -> Worded:
    """The question as it was put; the step by its title for a reader who has that alone in his or her language."""
    step, asks = names.text(at, one.step.title), _asks(one)
    if asks and (not asks.lang or not step or step.lang):
        return asks
    return Worded(_capital(str(step)), step.lang)


def _asks(one: Asking) -> Worded:
    """The words of the question, in the reader's language where the law has them in it."""
    said, lang = called.put_words(one.step, one.question.asks)
    asks = said.rstrip(" ?.")
    return Worded(gettext("{question}?").format(question=_capital(asks)) if asks else "", lang)


def rule_title(one: Asking, at: Names) -> Worded:
    """The rule by its title in the charter under which the question is ruled; by its name where it has none."""
    rule = one.law.rules[one.question.rule]
    said = names.text(at, rule.title) or Worded(rule.name.replace("_", " "))
    return Worded(_capital(said.text), said.lang)


def asked_words(one: Asking, at: Names) -> str:
    """Who is asked: all members, an organ, or the few by name."""
    to, asked = one.puts.to, one.question.population
    if to.kind == "organ":
        said = str(names.organ(at, to.name))
    elif to.kind == "member" and len(asked) > FEW:
        said = ngettext("{number} member", "all {number} members", len(asked)).format(
            number=len(asked)
        )
    else:
        said = joined([str(names.who(at, one)) for one in asked])
    if not to.through:
        return said
    through = gettext("{members}, each through its {title}")
    return through.format(members=said, title=called.quality(at.law, to.through))


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _round(one: Asking) -> int:
    same = [q.question for q in one.matter.questions if q.step == one.question.step]
    return same.index(one.question.question) + 1 if one.question.question in same else len(same) + 1


def _rounds(one: Asking) -> int:
    return sum(1 for q in one.matter.questions if q.step == one.question.step)


def _bound(one: Asking, given: Ruling | None, at: Names) -> str:
    """Whom the decision binds, once there is one."""
    if one.question.outcome != "adopted" or not one.seen:
        return ""
    bound = one.question.bound or (list(given.bound) if given is not None else [])
    if not bound or one.question.reported:
        return ""
    if set(bound) >= set(one.question.population):
        return gettext("It binds all who were asked.")
    return gettext("It binds {members} alone.").format(members=names.parties_joined(at, bound))
