"""Clauses of one question that contradict each other or its rule, or of which one makes the other pointless.

>>> from datetime import date
>>> from comity.charter.law import law
>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: both, adopted when: {in favour: all}}]
... procedures:
...   - procedure: p
...     opened by: any member
...     steps: [{step: v, question: agree, put to: each member, rule: both, closes: {after: 3 days},
...              form: signature, positions: [against, abstaining]}]
... ''')
>>> for finding in of_questions(law(charter, date.max)):
...     print(finding.case)
nobody signs
never in favour
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.charter.clauses_of_rules import CONTRADICTS, IDLE, needs
from comity.charter.findings import Finding, Values
from comity.charter.law import Law
from comity.charter.model import AGAIN, END, Procedure, Puts, RolePhrase, Step
from comity.charter.possible import answers_in, outlook_of
from comity.rules.gauges import names_needed
from comity.rules.terms import Count, Nobody, Rule, Share, Test

OF_THE_RULE = (
    "never in favour",
    "never met",
    "binds nobody here",
    "no values",
    "tie ends",
    "tie leads on",
    "nobody counted here",
    "no weight",
    "no weight named",
)
"""The cases that say something of the rule as well as of the question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a step, under its rule."""

    on: Law
    procedure: Procedure
    step: Step
    puts: Puts
    rule: Rule

    def found(
        self, code: str, case: str, key: str, sentence: str, remedy: str, **more: str
    ) -> Finding:
        """What is told of the question; by its rule, too, where the sentence names it."""
        name, step, rule = self.procedure.procedure, self.step.step, self.rule
        values: Values = {"step": step, "procedure": name, **more}
        if case in OF_THE_RULE:
            values = {"rule": rule.name, **values}
        article = self.step.article or rule.cites
        where = ("procedure", name, step, key)
        return Finding(code, sentence, article, "", values, case, where, remedy)


def questions(on: Law) -> Iterator[Asked]:
    """Every question of the charter, under its rule."""
    for procedure in on.procedures.values():
        for step in procedure.steps:
            if step.puts is not None and step.puts.rule in on.rules:
                yield Asked(on, procedure, step, step.puts, on.rules[step.puts.rule])


def of_questions(on: Law) -> Iterator[Finding]:
    """What the clauses of each question say against each other and against its rule."""
    for asked in questions(on):
        yield from _silence(asked)
        yield from _session(asked)
        yield from _signature(asked)
        yield from _positions(asked)
        yield from _values(asked)
        yield from _tie(asked)


def _silence(asked: Asked) -> Iterator[Finding]:
    """Particulars of a silence that means nothing, or that has no period; a meaning that nothing asks for."""
    puts, step, name = asked.puts, asked.step.step, asked.procedure.procedure
    if puts.present_only and puts.silence_means != "no answer":
        sentence = (
            f"In {step} of {name} those present vote, and whoever of them says nothing is present and does not vote: "
            f"that silence means {puts.silence_means} never applies."
        )
        remedy = "Leave silence means out, or write who votes: all who are asked."
        yield asked.found(IDLE, "those present", "silence means", sentence, remedy)
    silence = puts.silence
    if silence is None:
        return
    if puts.silence_means == "no answer":
        sentence = (
            f"In {step} of {name} silence means nothing, and particulars say how it is broken."
        )
        remedy = "Write silence means: consent, or leave silence out."
        yield asked.found(CONTRADICTS, "silence of nothing", "silence", sentence, remedy)
    if puts.silence_means == "objection":
        sentence = f"In {step} of {name} silence means an objection, and particulars say how an objection breaks it."
        remedy = "Write silence means: consent, or leave silence out."
        yield asked.found(CONTRADICTS, "silence objects", "silence", sentence, remedy)
    if puts.closes.after is None and not puts.closes.set_by_opener:
        if silence.withdrawn_break == "resumes":
            sentence = f"In {step} of {name} a silence resumes for its full period, and the question has no period."
            remedy = "Write closes: with after, or with set by: opener."
            yield asked.found(CONTRADICTS, "no period", "silence", sentence, remedy)
        if silence.counts_when == "sent":
            sentence = f"In {step} of {name} an objection counts if it was sent by the deadline, and the question has none."
            remedy = "Write closes: with after, or with set by: opener."
            yield asked.found(CONTRADICTS, "no deadline", "silence", sentence, remedy)
    if silence.new_member == "counted" and not _asks_members(asked.on, puts.to):
        sentence = f"In {step} of {name} a new member is asked as well, and the question is not put to the members."
        remedy = "Leave new member out, or put the question to the members."
        yield asked.found(IDLE, "no new member", "silence", sentence, remedy)


def _session(asked: Asked) -> Iterator[Finding]:
    """A question that is closed in its session, and has a deadline until which it is answered after it; not one that those
    present vote on, who are in no room then."""
    puts = asked.puts
    if puts.closes.at_session and puts.closes.has_deadline and not puts.present_only:
        step, name = asked.step.step, asked.procedure.procedure
        sentence = (
            f"In {step} of {name} the question closes in its session, and has a deadline as well: if it is not closed "
            "there, answers count after the session."
        )
        remedy = "Leave out at: session, or after and set by under closes."
        yield asked.found(CONTRADICTS, "session and deadline", "closes", sentence, remedy)


def _asks_members(on: Law, to: RolePhrase) -> bool:
    """Whether members are asked, or may be: not an organ without seats, an office, or a single party."""
    if to.kind == "any":
        return any(_asks_members(on, one) for one in to.of)
    if to.kind == "organ":
        return to.name not in on.organs or bool(on.organs[to.name].one_for_each)
    return to.kind in ("member", "several", "parameter")


def _signature(asked: Asked) -> Iterator[Finding]:
    puts, step, name = asked.puts, asked.step.step, asked.procedure.procedure
    if puts.form != "signature":
        return
    if puts.allowed and "in favour" not in puts.allowed:
        sentence = (
            f"In {step} of {name} those who are asked sign, and none of them may be in favour."
        )
        remedy = "Add in favour to positions, or leave form out."
        yield asked.found(CONTRADICTS, "nobody signs", "positions", sentence, remedy)
    if puts.silence_means == "consent":
        sentence = f"In {step} of {name} members sign, and nobody signs by saying nothing: silence means consent."
        remedy = "Leave silence means out, or form."
        yield asked.found(CONTRADICTS, "signed by silence", "silence means", sentence, remedy)


def _positions(asked: Asked) -> Iterator[Finding]:
    """Positions that leave out what the rule needs, or whom it binds."""
    puts, step, name, rule = asked.puts, asked.step.step, asked.procedure.procedure, asked.rule
    said = answers_in(asked.on, puts)
    if not puts.allowed:
        return
    if "in favour" not in said and needs(rule.adopted_when, _is_some_in_favour):
        sentence = f"In {step} of {name} nobody may be in favour, and {rule.name} needs members in favour: it is never met."
        remedy = "Add in favour to positions, or name another rule."
        yield asked.found(CONTRADICTS, "never in favour", "positions", sentence, remedy)
    elif _prevented(asked):
        sentence = f"In {step} of {name} the positions leave out what {rule.name} needs: with them it is never met."
        remedy = "Add what is missing to positions, or name another rule."
        yield asked.found(CONTRADICTS, "never met", "positions", sentence, remedy)
    elif rule.binds == "those in favour" and "in favour" not in said:
        sentence = f"In {step} of {name} nobody may be in favour, and {rule.name} binds those in favour alone."
        remedy = "Add in favour to positions, or name another rule."
        yield asked.found(CONTRADICTS, "binds nobody here", "positions", sentence, remedy)


def _is_some_in_favour(test: Test) -> bool:
    """Whether the test fails while nobody is in favour."""
    if test.side != "in favour" or isinstance(test.quantity, Nobody):
        return False
    quantity = test.quantity
    number = quantity.fraction if isinstance(quantity, Share) else 1
    number = quantity.number if isinstance(quantity, Count) else number
    upwards = test.op in (None, "at least", "exactly")
    return test.op == "more than" or (upwards and number > 0)


def _prevented(asked: Asked) -> bool:
    """Whether the rule can be met by what may be answered elsewhere, and by what may be answered here never."""
    here, anywhere = outlook_of(asked.on, asked.puts), outlook_of(asked.on, asked.puts, True)
    if here is None or anywhere is None or asked.puts.without_a_vote:
        return False
    return here.can_come("adopted") is False and anywhere.can_come("adopted") is True


def _values(asked: Asked) -> Iterator[Finding]:
    puts, names = asked.puts, names_needed(asked.rule)
    if puts.values_as_at and not names.groups and not names.weights:
        sentence = (
            f"In {asked.step.step} of {asked.procedure.procedure} it is said of which day weights and groups count, "
            f"and {asked.rule.name} counts none."
        )
        remedy = "Leave values as at out, or name a rule with weights or groups."
        yield asked.found(IDLE, "no values", "values as at", sentence, remedy)


def _tie(asked: Asked) -> Iterator[Finding]:
    """A tie that the rule would have put again, and that leads elsewhere."""
    rule, step, procedure = asked.rule, asked.step, asked.procedure
    following = procedure.after(step, "tied")
    if rule.tie not in ("revote", "further discussion") or following in (AGAIN, step.step):
        return
    if following != END and (rule.tie == "further discussion" or procedure.at(following).puts):
        return  # the discussion, or the second vote, has a step of its own
    key = "if tied" if "tied" in step.then else "if not adopted"
    sentence = (
        f"Under {rule.name} a tie leads to a {rule.tie}, and after {step.step} of {procedure.procedure} it leads to "
        f"{following}: the question is not put again."
    )
    remedy = "Leave that out, or tie; or name a step that puts the question again."
    case = "tie ends" if following == END else "tie leads on"
    yield asked.found(CONTRADICTS, case, key, sentence, remedy)
