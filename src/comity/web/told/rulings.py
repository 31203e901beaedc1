"""A ruling in words: what the rule gives, by what arithmetic, who blocks, what would carry it, what is still needed.

Plain data for templates: every number stands in a ``Row`` with what it is of, what was required and by how much it was met
or missed, so that a page can open any number to its arithmetic. In English the sentences are those of ``rules.wording``.

>>> from comity.rules.counting import Ballot
>>> from comity.rules.terms import AllOf, Count, Nobody, Roll, Rule, Test
>>> by_two = AllOf((Test("in favour", Count(2), "at least"), Test("against", Nobody())))
>>> ballot = Ballot(Rule("two", "Charter 1", adopted_when=by_two), Roll(("A", "B", "C"), {}, {}, {}))
>>> told = ruling(ballot.ruling({"A": "against", "B": "in favour", "C": "in favour"}))
>>> told.head, told.needed, [row.sentence for row in told.rows][-1]
('Not adopted: blocked by A.', 'It would carry if A changed to in favour.', 'Against 1; none allowed: not met, 1 too many.')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from comity.body.state import Matter, Question
from comity.charter.law import Law
from comity.rules.carrying import NO_NUMBER
from comity.rules.ruling import Amount, Finding, Reason, Ruling
from comity.rules.searching import TOO_MANY
from comity.rules.terms import Nobody, Share, Test
from comity.rules.wording import number
from comity.web.told import names, words
from comity.web.told.lists import joined, language
from comity.web.told.names import Names

SHOWN = 12  # names in a list, before "and N others"
WHY = {
    TOO_MANY: gettext_noop("There are too many combinations to find the fewest."),
    NO_NUMBER: gettext_noop("No number of members changing to in favour would carry it."),
    "positions are not known": gettext_noop("Positions are not known."),
}
"""Why it is not said how many more are needed, by the words of the engine."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the arithmetic. A heading over parts has only ``label``, ``holds`` and ``depth`` (0 for the outermost);
    a test has what was ``counted``, ``of`` what, what was ``required``, and the ``margin`` in words (empty: exactly met)."""

    label: str
    holds: bool
    depth: int
    sentence: str
    counted: str = ""
    of: str = ""
    required: str = ""
    margin: str = ""


@dataclass(frozen=True, slots=True)
class RulingTold:
    """``outcome`` is the word of the notation, for styles; ``word`` the same for a reader. ``doubt`` is said beside the article
    while nobody has confirmed it. ``waiting``: who is still to answer, and whether that can change anything."""

    outcome: str
    word: str
    head: str
    article: str
    doubt: str
    rows: tuple[Row, ...]
    blocked_by: tuple[str, ...]
    waiting: str
    needed: str
    bound: str

    def sentences(self) -> list[str]:
        """Everything, a sentence after the other, indented as the parts of a condition are."""
        article = f" [{self.article}]" if self.article else ""
        doubt = f" ({self.doubt})" if self.doubt else ""
        rows = ["  " * row.depth + row.sentence for row in self.rows]
        return [
            self.head + article + doubt,
            *rows,
            *filter(None, (self.waiting, self.needed, self.bound)),
        ]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a question still waits for: an ``answer``, a ``lift`` of what stands in the way, or more ``support``;
    by whom (ids), and in words."""

    kind: Literal["answer", "lift", "support"]
    parties: tuple[str, ...]
    sentence: str


def ruling(given: Ruling, at: Names | None = None) -> RulingTold:
    """The ruling in the reader's language; members by their names where ``at`` says whose body it is."""
    return RulingTold(
        outcome=given.outcome,
        word=words.outcome(given.outcome),
        head=_head(given, at),
        article=given.article,
        doubt=gettext("not yet confirmed by the lawyer") if given.to_verify else "",
        rows=tuple(row for one in given.reasons for row in _reason(one, given.counts["members"])),
        blocked_by=given.blocked_by,
        waiting=_waiting(given, at),
        needed=_needed(given, at),
        bound=_bound(given, at),
    )


# --- what is still needed ---------------------------------------------------------------------------------------------


def still_needed(given: Ruling, question: Question, matter: Matter, at: Names) -> list[Need]:
    """All that an open question waits for, so that nothing is missing from "Still needed: ...": everybody who has not
    answered, whoever must lift a reservation or a bracket, whoever objects where that blocks, and support that is short."""
    needs = []
    if given.pending:
        said = gettext("an answer from {parties}").format(parties=_names(at, given.pending))
        needs.append(Need("answer", given.pending, said))
    lifts = list(_to_lift(question, matter, at))
    needs += lifts
    lifting = {party for need in lifts for party in need.parties}
    objecting = tuple(
        member
        for member in question.population
        if question.choices.get(member, "").startswith("against") and member not in lifting
    )
    barred = tuple(
        member for member in objecting if member in (given.blocked_by or given.could_give)
    )
    blocking = given.outcome == "blocked" or _objections_block(given)
    if barred and blocking:
        said = gettext("{parties}: to withdraw the objection").format(parties=_names(at, barred))
        needs.append(Need("lift", barred, said))
    elif given.needed and not given.pending:
        needs.append(Need("support", given.could_give, _support(given, at)))
    return needs


def needed_sentence(needs: Sequence[Need]) -> str:
    """ "Still needed: ...", naming everything; that nothing is needed where nothing is."""
    if not needs:
        return gettext("Nothing more is needed.")
    return gettext("Still needed: {list}.").format(list="; ".join(need.sentence for need in needs))


def _objections_block(given: Ruling) -> bool:
    """Whether a test that nobody be against has failed."""
    return any(
        finding.test is not None
        and finding.test.side in ("against", "objections")
        and isinstance(finding.test.quantity, Nobody)
        and not finding.holds
        for reason in given.reasons
        for finding in _tests(reason.finding)
    )


def _tests(finding: Finding) -> Iterator[Finding]:
    if finding.test is not None:
        yield finding
    for part in finding.parts:
        yield from _tests(part)


def _to_lift(question: Question, matter: Matter, at: Names) -> Iterator[Need]:
    """The reservations and brackets that stand in the way, each with who may lift it."""
    for member, stated in question.stated.items():
        held = next((one.reservation for one in reversed(stated) if not one.late), "")
        if held and _blocks(at.law, held):
            said = gettext("{party}: to lift its reservation ({type})")
            title = names.reservation(at, held)
            yield Need("lift", (member,), said.format(party=names.party(at, member), type=title))
    for remark in matter.remarks.values():
        stands = not remark.disposition and remark.nature in ("reservation", "bracket")
        if not stands or (remark.nature == "reservation" and not _blocks(at.law, remark.type)):
            continue
        said = (
            gettext("{party}: to lift its reservation ({type}) on paragraph {paragraphs}")
            if remark.nature == "reservation"
            else gettext("{party}: to lift its bracket on paragraph {paragraphs}")
        )
        told = said.format(
            party=names.who(at, remark.by),
            type=names.reservation(at, remark.type),
            paragraphs=joined(remark.paragraphs),
        )
        yield Need("lift", (remark.by,), told)


def _blocks(law: Law, reservation: str) -> bool:
    known = law.reservations.get(reservation)
    return known is not None and known.blocks


# --- the sentences ----------------------------------------------------------------------------------------------------


def _head(given: Ruling, at: Names | None) -> str:
    counts = given.counts
    match given.outcome:
        case "blocked":
            return gettext("Not adopted: blocked by {members}.").format(
                members=_names(at, given.blocked_by)
            )
        case "tied":
            said = gettext("Tied: {number} in favour, as many against. What follows: {what}.")
            return said.format(
                number=counts["in favour"], what=words.said(words.TIES, given.tie or "")
            )
        case "open":
            waits = len(given.pending)
            said = ngettext(
                "Open: {number} position is still to come.",
                "Open: {number} positions are still to come.",
                waits,
            )
            return said.format(number=waits)
        case "undetermined":
            lacking = len(given.unknown)
            said = ngettext(
                "Undetermined: {number} position is not known.",
                "Undetermined: {number} positions are not known.",
                lacking,
            )
            return said.format(number=lacking)
        case "adopted" if given.limb == "failing which":
            return gettext("Adopted, by what applies where the first way failed.")
        case "adopted":
            return gettext("Adopted.")
        case "rejected":
            return gettext("Not adopted.")
        case "no quorum":
            return gettext("No decision: there is no quorum.")
        case "void":
            return gettext("No decision: the vote is void.")
        case "deferred":
            return gettext("No decision now: the question is deferred.")


def _reason(reason: Reason, members: int) -> Iterator[Row]:
    finding = reason.finding
    # What makes a question fail or wait is not "needed".
    wanted = reason.clause in ("quorum", "void unless", "adopted when")
    if reason.clause == "adopted when":
        yield from _found(finding, 0, members, wanted)
        return
    clause = _clause(reason.clause)
    if finding.test is None:
        yield Row(clause, finding.holds, 0, pgettext("clause", "{clause}:").format(clause=clause))
        yield from _found(finding, 1, members, wanted)
        return
    row = _measured(finding, finding.test, members, wanted, 0)
    lower = f"{row.sentence[0].lower()}{row.sentence[1:]}"
    said = pgettext("clause", "{clause}: {finding}").format(clause=clause, finding=lower)
    label = pgettext("clause", "{clause}: {finding}").format(clause=clause, finding=row.label)
    yield Row(label, row.holds, 0, said, row.counted, row.of, row.required, row.margin)


def _clause(clause: str) -> str:
    match clause:
        case "quorum":
            return pgettext("clause", "Quorum")
        case "void unless":
            return pgettext("clause", "Void unless")
        case "defer when":
            return pgettext("clause", "Defer when")
        case _:
            return pgettext("clause", "Fails when")


def _found(finding: Finding, depth: int, members: int, wanted: bool) -> Iterator[Row]:
    if finding.test is not None:
        yield _measured(finding, finding.test, members, wanted, depth)
        return
    if finding.phrase in ("any of", "first, failing which"):
        label = (
            gettext("One of these is enough:")
            if finding.phrase == "any of"
            else gettext("First this, failing which that:")
        )
        yield Row(label, finding.holds, depth, label)
        depth += 1
    for part in finding.parts:
        if part.phrase == "all of" and finding.phrase != "all of":
            label = gettext("All of these together: {met}.").format(met=_met(part.holds))
            yield Row(label, part.holds, depth, label)
            yield from _found(part, depth + 1, members, wanted)
        else:
            yield from _found(part, depth, members, wanted)


def _measured(finding: Finding, test: Test, members: int, wanted: bool, depth: int) -> Row:
    label, counted = _label(test), amount(finding.counted)
    of = ""
    if isinstance(test.quantity, Share) and finding.base is not None:
        base = words.said(words.BASES, test.quantity.base)
        of = pgettext("of a base", "{number} {base}").format(number=amount(finding.base), base=base)
    elif not (test.among or test.by or isinstance(test.quantity, Nobody)):
        of = str(members)
    colon = ":" if test.among or test.by else ""
    subject = f"{label}{colon} {counted}"
    if of:
        subject = gettext("{counted} of {base}").format(counted=subject, base=of)
    required, margin = _bar_in_words(finding, test, wanted), _margin(finding, test)
    met = _met(finding.holds) + (f", {margin}" if margin else "")
    sentence = pgettext("finding", "{subject}; {required}: {met}.")
    said = sentence.format(subject=subject, required=required, met=met)
    return Row(label, finding.holds, depth, said, counted, of, required, margin)


def _label(test: Test) -> str:
    side = words.said(words.SIDES, test.side)
    label = f"{side[0].upper()}{side[1:]}"
    if test.among:
        label = gettext("{side} among {group}").format(side=label, group=test.among)
    if test.by:
        label = gettext("{side} by {weight}").format(side=label, weight=test.by)
    return label


def _met(holds: bool) -> str:
    return gettext("met") if holds else gettext("not met")


def amount(exact: Amount) -> str:
    """The exact amount, with the decimal sign of the reader's language."""
    said = number(exact)
    return said if language() == "en" else said.replace(".", ",")


def _bar_in_words(finding: Finding, test: Test, wanted: bool) -> str:
    if isinstance(test.quantity, Nobody):
        return gettext("none allowed") if wanted else gettext("none")
    bar = amount(finding.required)
    if test.op is None:
        bar = gettext("all {number}").format(number=bar)
    elif test.by is not None or test.op == "exactly":
        bar = _op(test.op).format(number=bar) + _share(test)
    else:
        op = "at least" if _upwards(finding) else "at most"
        bar = _op(op).format(number=_bar(finding)) + _share(test)
    if not wanted:
        return bar
    said = gettext("{bar} needed") if _upwards(finding) else gettext("{bar} allowed")
    return said.format(bar=bar)


def _op(op: str) -> str:
    match op:
        case "at least":
            return gettext("at least {number}")
        case "more than":
            return gettext("more than {number}")
        case "at most":
            return gettext("at most {number}")
        case "fewer than":
            return gettext("fewer than {number}")
        case _:
            return gettext("exactly {number}")


def _share(test: Test) -> str:
    if not isinstance(test.quantity, Share):
        return ""
    fraction, percent = test.quantity.fraction, test.quantity.percent
    written = f"{fraction * 100}%" if percent else f"{fraction}"
    strict = test.op if test.op in ("more than", "fewer than") and test.by is None else None
    return f" ({_op(strict).format(number=written) if strict else written})"


def _margin(finding: Finding, test: Test) -> str:
    """How far from the bar; empty where that says nothing."""
    if finding.op == "exactly" and not isinstance(test.quantity, Nobody) and test.op is not None:
        return ""
    over = finding.margin if test.by is not None else _over(finding, test)
    up = _upwards(finding)
    if finding.holds:
        if over <= 0 or test.op is None:
            return ""
        said = gettext("{number} more than needed") if up else gettext("{number} to spare")
        return said.format(number=amount(over))
    if over == 0:
        return gettext("just short") if up else gettext("just too many")
    said = gettext("{number} short") if up else gettext("{number} too many")
    return said.format(number=amount(-over))


def _over(finding: Finding, test: Test) -> Amount:
    """By how many whole members the bar is passed; below zero, how many are short or too many."""
    bar = finding.required if test.op is None else _bar(finding)
    return finding.counted - bar if _upwards(finding) else bar - finding.counted


def _bar(finding: Finding) -> int:
    """The first whole number that meets the requirement."""
    required = Fraction(finding.required)
    match finding.op:
        case "at least" | "exactly":
            return ceil(required)
        case "more than":
            return floor(required) + 1
        case "at most":
            return floor(required)
        case "fewer than":
            return ceil(required) - 1


def _upwards(finding: Finding) -> bool:
    down = finding.op in ("at most", "fewer than")
    return not down and not (finding.test and isinstance(finding.test.quantity, Nobody))


def _waiting(given: Ruling, at: Names | None) -> str:
    if given.could_change:
        said = gettext("Could still change the outcome: {members}.")
        return said.format(members=_names(at, given.could_change))
    waits = len(given.pending) + len(given.unknown)
    if not waits:
        return ""
    said = ngettext(
        "Settled: {number} position is still open and cannot change the outcome.",
        "Settled: {number} positions are still open and cannot change the outcome.",
        waits,
    )
    return said.format(number=waits)


def _needed(given: Ruling, at: Names | None) -> str:
    if given.needed is None:
        return _why(given.needed_why)
    if not given.needed:
        return ""
    if given.needed == len(given.could_give):
        said = gettext("It would carry if {members} changed to in favour.")
        return said.format(members=_names(at, given.could_give))
    return _carry_with(given, at)


def _carry_with(given: Ruling, at: Names | None) -> str:
    assert given.needed is not None
    said = ngettext(
        "It would carry with {number} more in favour, from among: {members}.",
        "It would carry with {number} more in favour, from among: {members}.",
        given.needed,
    )
    return said.format(number=given.needed, members=_names(at, given.could_give))


def _support(given: Ruling, at: Names) -> str:
    assert given.needed is not None
    said = ngettext(
        "{number} more in favour, from among: {members}",
        "{number} more in favour, from among: {members}",
        given.needed,
    )
    return said.format(number=given.needed, members=_names(at, given.could_give))


def _why(why: str) -> str:
    said = WHY.get(why)
    return gettext(said) if said is not None else f"{why[0].upper()}{why[1:]}."


def _bound(given: Ruling, at: Names | None) -> str:
    if not given.not_bound:
        return ""
    bound = _names(at, given.bound) or pgettext("instead of a name", "nobody")
    return gettext("Binds {bound}; not {free}.").format(
        bound=bound, free=_names(at, given.not_bound)
    )


def _names(at: Names | None, members: Iterable[str]) -> str:
    """The members in their order, cut short where they are many."""
    told = [str(names.party(at, one)) if at is not None else one for one in members]
    if len(told) <= SHOWN:
        return ", ".join(told)
    others = len(told) - SHOWN + 1
    said = ngettext("{names} and {number} other", "{names} and {number} others", others)
    return said.format(names=", ".join(told[: SHOWN - 1]), number=others)
