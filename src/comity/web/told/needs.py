"""What an open question still waits for, so that nothing is missing from "Still needed: ...".

Everybody who has not answered, whoever must lift a reservation or a bracket, whoever objects where that blocks, and the
support that is short, each in words and with the ids of those who can do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext

from comity.body.state import Matter, Question
from comity.charter.law import Law
from comity.rules.ruling import Finding, Ruling
from comity.rules.terms import Nobody
from comity.web.told import names
from comity.web.told.names import Names
from comity.web.told.versions import paragraphs


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a question still waits for: an ``answer``, a ``lift`` of what stands in the way, or more ``support``;
    by whom (ids), and in words."""

    kind: Literal["answer", "lift", "support"]
    parties: tuple[str, ...]
    sentence: str


def still_needed(given: Ruling, question: Question, matter: Matter, at: Names) -> list[Need]:
    """All that an open question waits for, so that nothing is missing from "Still needed: ...": everybody who has not
    answered, whoever must lift a reservation or a bracket, whoever objects where that blocks, and support that is short."""
    needs = []
    if given.pending:
        said = gettext("an answer from {parties}").format(
            parties=names.members_named(at, given.pending)
        )
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
        said = gettext("{parties}: to withdraw the objection").format(
            parties=names.members_named(at, barred)
        )
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
            gettext("{party}: to lift its reservation ({type}) on {paragraphs}")
            if remark.nature == "reservation"
            else gettext("{party}: to lift its bracket on {paragraphs}")
        )
        told = said.format(
            party=names.who(at, remark.by),
            type=names.reservation(at, remark.type),
            paragraphs=paragraphs(at, matter.matter, remark.paragraphs),
        )
        yield Need("lift", (remark.by,), told)


def _blocks(law: Law, reservation: str) -> bool:
    known = law.reservations.get(reservation)
    return known is not None and known.blocks


def _support(given: Ruling, at: Names) -> str:
    assert given.needed is not None
    said = ngettext(
        "{number} more in favour, from among: {members}",
        "{number} more in favour, from among: {members}",
        given.needed,
    )
    return said.format(number=given.needed, members=names.members_named(at, given.could_give))
