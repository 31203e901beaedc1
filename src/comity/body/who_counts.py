"""Whether anybody is there whose answer a rule counts: a question is put to somebody, and decided by somebody.

A rule that counts nobody can still come out adopted (``objections: none``). So nothing is put under it, and a question that
has come to that closes without a ruling.
"""

from __future__ import annotations

from collections.abc import Collection

from comity.body.asked import may_answer
from comity.body.ballots import not_counted
from comity.body.occasion import Occasion
from comity.body.state import Question
from comity.hindrances import bad_input
from comity.rules.counting import Ballot


def require_somebody_left(
    on: Occasion, question: Question, rule: Ballot, answers: Collection[str] = ()
) -> None:
    """Raises ``BadInput`` (``count.nobody``) where, at the close, nobody whom the rule counts has answered or still may:
    all of them have left, or their votes are suspended."""
    all_count = rule.ready.entitled == len(question.population)
    if all_count and not (rule.roll.isdisjoint(answers) and rule.roll.isdisjoint(question.choices)):
        return
    there = [m for m in question.population if m in question.choices or m in answers]
    there = there or [m for m in question.population if may_answer(on, m)]
    out = {} if all_count else not_counted(on.state, question)
    if all(m in out for m in there) and not any(
        may_answer(on, m) for m in question.population if m not in out
    ):
        raise bad_input("count.nobody", name=question.rule)
