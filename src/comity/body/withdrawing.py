"""Withdrawing a matter: by whoever opened it, or, where nobody can act for them any more, by whoever keeps the record."""

from __future__ import annotations

from comity.body.acts import WithdrawMatter
from comity.body.ballots import stalled
from comity.body.course import course_of
from comity.body.effects import AnyEffect, MatterEnded
from comity.body.matters import running, wrong_step
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import recorder
from comity.body.rights import capacity
from comity.body.state import Matter
from comity.body.stopped import can_act, closed_by_nothing
from comity.errors import Refused

ANSWERED_FIRST = "Matter {matter} is in the step {step!r}, which has a question before the members, who must answer first."


def decide_withdraw(on: Occasion, act: WithdrawMatter) -> list[AnyEffect]:
    """The matter ends, withdrawn by whoever opened it, or by the record-keeper where nobody can act for whoever did.

    Refused while a question on it is open; one that nothing can close any more closes with it, without a ruling."""
    matter, step = running(on, act.matter)
    _require_right_to_withdraw(on, act, matter)
    question = matter.question()
    ended = MatterEnded(matter=matter.matter, outcome="withdrawn", on=on.day)
    if question is None:
        return [ended]
    if closed_by_nothing(on, matter, question) is None:
        raise wrong_step(matter, step, ANSWERED_FIRST)
    return [stalled(question, on.day), ended]


def _require_right_to_withdraw(on: Occasion, act: WithdrawMatter, matter: Matter) -> None:
    able, kept_by = can_act(on, matter.by), on.law.keepers
    if not able and act.for_ in kept_by:
        recorder(on, act)
        return
    who = capacity(on, act, "propose")
    if who.name == matter.by:
        return
    article = course_of(on, matter).procedure.cites.article
    if able:
        raise Refused(
            "matter.not_yours",
            "{by} opened the matter and alone may withdraw it.",
            article=article,
            remedy="Ask {by} to withdraw it.",
            by=matter.by,
        )
    raise Refused(
        "matter.not_yours",
        "{by} opened the matter, and nobody can act for {by} any more.",
        article=article,
        remedy="Whoever keeps the record may withdraw it: {keepers}.",
        by=matter.by,
        keepers=list(kept_by),
    )


DECIDE: Deciders = {WithdrawMatter: decide_withdraw}
