"""Extensions: how often, and by how much in all, the deadline of a question may still be extended.

The charter says it beside the deadline (``extended``); where it does not, nothing limits it. A question that is put again
is a new question, for which nothing has been extended yet. A silence that resumes is the same question: its new deadline is
no extension and takes the place of the first, from which ``by at most`` is counted; extensions made before it still count
among the ``times``. An extension that a source reports counts like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from comity.body.occasion import Occasion, instant
from comity.body.periods import further, read_instant
from comity.body.state import Question, order
from comity.charter.model import Closing, Seat, Step
from comity.errors import Refused

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Extensions:
    """What is left: so many more ``times``, and no further than ``until``, an instant. None and empty: without limit."""

    times: int | None = None
    until: str = ""


def extensions_left(question: Question, closing: Closing, seat: Seat) -> Extensions:
    """How far the deadline of the question may still be extended."""
    limit = closing.extended
    if limit is None:
        return Extensions()
    resumed = {order(one) for one in question.withdrawals}
    first, extended = "", 0
    for at, one in enumerate(question.deadlines):
        if at == 0 or order(one) in resumed:
            first = one.deadline
        else:
            extended += 1
    times = max(limit.times - extended, 0) if limit.times is not None else None
    if limit.by_at_most is None or not first:
        return Extensions(times)
    return Extensions(times, instant(further(read_instant(first), limit.by_at_most, seat)))


def require_extension(on: Occasion, question: Question, step: Step, moment: str) -> None:
    """Refused (``question.extended_enough``, ``question.extended_too_far``) where the charter does not let the deadline be
    extended to ``moment``."""
    assert step.puts is not None
    closing = step.puts.closes
    if closing.extended is None or not question.deadline:
        return
    left = extensions_left(question, closing, on.law.charter.seat)
    article = closing.extended.cites.article or closing.cites.article or step.article
    if closing.extended.times == 0:
        raise Refused(
            "question.extended_enough",
            "The charter does not let the deadline of this question be extended.",
            article=article,
            remedy="The question closes at its deadline, {deadline}.",
            deadline=question.deadline,
        )
    until = read_instant(left.until) if left.until else FOREVER
    if left.times == 0 or until <= read_instant(question.deadline):
        raise Refused(
            "question.extended_enough",
            "The deadline has been extended as far as the charter lets it be.",
            article=article,
            remedy="The question closes at its deadline, {deadline}.",
            deadline=question.deadline,
        )
    if read_instant(moment) > until:
        raise Refused(
            "question.extended_too_far",
            "The charter does not let the deadline be extended as far as {moment}.",
            article=article,
            remedy="It may be extended to {until} at the latest.",
            moment=moment,
            until=left.until,
        )
