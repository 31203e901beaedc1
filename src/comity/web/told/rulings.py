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

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from comity.rules.carrying import NO_NUMBER
from comity.rules.ruling import Ruling
from comity.rules.searching import TOO_MANY
from comity.web.told import called, names, words
from comity.web.told.arithmetic import Row as Row
from comity.web.told.arithmetic import rows
from comity.web.told.names import Names
from comity.web.told.needs import Need as Need
from comity.web.told.needs import needed_sentence as needed_sentence
from comity.web.told.needs import still_needed as still_needed

WHY = {
    TOO_MANY: gettext_noop("There are too many combinations to find the fewest."),
    NO_NUMBER: gettext_noop("No number of members changing to in favour would carry it."),
    "positions are not known": gettext_noop("Positions are not known."),
}
"""Why it is not said how many more are needed, by the words of the engine."""


@dataclass(frozen=True, slots=True)
class RulingTold:
    """``outcome`` is the word of the notation, for styles; ``word`` the same for a reader. ``doubt`` is said beside the
    article while nobody has confirmed it. ``waiting``: who is still to answer, and whether that can change anything."""

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


def ruling(given: Ruling, at: Names | None = None) -> RulingTold:
    """The ruling in the reader's language; members by their names where ``at`` says whose body it is."""
    group = str if at is None else partial(called.group, at.law)
    counted = given.counts["members"]
    return RulingTold(
        outcome=given.outcome,
        word=words.outcome(given.outcome),
        head=_head(given, at),
        article=given.article,
        doubt=gettext("not yet confirmed by the lawyer") if given.to_verify else "",
        rows=tuple(row for one in given.reasons for row in rows(one, counted, group)),
        blocked_by=given.blocked_by,
        waiting=_waiting(given, at),
        needed=_needed(given, at),
        bound=_bound(given, at),
    )


# --- the sentences ----------------------------------------------------------------------------------------------------


def _head(given: Ruling, at: Names | None) -> str:
    counts = given.counts
    match given.outcome:
        case "blocked":
            return gettext("Not adopted: blocked by {members}.").format(
                members=names.members_named(at, given.blocked_by)
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


def _waiting(given: Ruling, at: Names | None) -> str:
    if given.could_change:
        said = gettext("Could still change the outcome: {members}.")
        return said.format(members=names.members_named(at, given.could_change))
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
        return said.format(members=names.members_named(at, given.could_give))
    return _carry_with(given, at)


def _carry_with(given: Ruling, at: Names | None) -> str:
    assert given.needed is not None
    said = ngettext(
        "It would carry with {number} more in favour, from among: {members}.",
        "It would carry with {number} more in favour, from among: {members}.",
        given.needed,
    )
    return said.format(number=given.needed, members=names.members_named(at, given.could_give))


def _why(why: str) -> str:
    said = WHY.get(why)
    return gettext(said) if said is not None else f"{why[0].upper()}{why[1:]}."


def _bound(given: Ruling, at: Names | None) -> str:
    if not given.not_bound:
        return ""
    bound = names.members_named(at, given.bound) or pgettext("instead of a name", "nobody")
    return gettext("Binds {bound}; not {free}.").format(
        bound=bound, free=names.members_named(at, given.not_bound)
    )
