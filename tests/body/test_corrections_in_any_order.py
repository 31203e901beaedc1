"""Facts about one matter are attested, then corrected, taken back and given again in any order.

The body must then be what it would be had only the facts that are left ever been attested, each in its place and as
corrected. A second body is attested just that, and compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from comity.body.acts import AnyAct, Correct, FoundBody
from comity.body.ballots import ruled_again
from comity.body.decide import decide
from comity.body.effects import FactVoided, Paragraph, RulingRevised
from comity.body.entry import Entry
from comity.body.evolve import evolve
from comity.body.state import Question, State, find_matter, joined_later
from comity.body.texts import digest
from comity.errors import ComityError, Refused

CHARTER = """
comity: 1
body: body
title: Harbour League
seat: {place: Tallinn, zone: Europe/Tallinn}
languages: [en]
credentials: {cites: Rules 1}
members:
  - {member: ANSE, name: Anse}
  - {member: BRIM, name: Brim}
  - {member: COVE, name: Cove}
  - {member: DOCK, name: Dock}
reservations:
  - {type: substance, blocks: yes, at deadline: stands, cites: Rules 4}
organs:
  - {organ: bureau, powers: [record], cites: Compact 5}
rules:
  - {rule: half, cites: Compact 6, adopted when: {in favour: more than 1/2 of voting}}
  - {rule: consent, cites: Compact 8, fails when: {objections: at least 1}}
procedures:
  - procedure: motion
    about: decision
    opened by: any member
    cites: Rules 9
    steps:
      - {step: tabling, asks for: text, from: any member}
      - {step: cooling, waits for: {period: 30 days}}
      - step: vote
        question: adopt the text
        put to: each member
        rule: half
        on text: yes
        closes: {after: 24 hours}
      - {step: rest, waits for: {period: 10 days}}
      - step: silence
        question: agree
        put to: each member
        rule: consent
        closes: {after: 24 hours}
        silence: {counts when: received, amendment breaks: no, withdrawn break: resumes, new member: counted}
        silence means: consent
      - {step: issue, takes effect: {issues: decision}}
"""
Fact = dict[str, Any]
MEMBERS = ("ANSE", "BRIM", "COVE")
OPENED: Fact = {"kind": "matter.opened/1", "matter": "m", "procedure": "motion", "title": "X"}
OPENED |= {"by": "ANSE", "on": "2026-01-01", "things": {"about": "piers"}}
GONE_FOR_GOOD = ("matter.opened/1", "text.versioned/1", "remark.made/1", "question.put/1")
"""What hangs on these is gone with them, and is not there again where they are given again."""
IDENTITY = ("kind", "matter", "question", "member", "remark", "step", "thing", "version")


def instant(day: int) -> str:
    return f"2026-04-{day:02}T10:00:00.000Z"


def version(number: int, *ids: str) -> Fact:
    paragraphs = [{"id": one, "number": one, "text": f"{one} {number}"} for one in ids]
    bare = [Paragraph(**one) for one in paragraphs]
    made = {"version": number, "digest": digest(bare), "paragraphs": paragraphs, "by": "ANSE"}
    return {"kind": "text.versioned/1", "matter": "m", **made}


TEXTS = [version(1, "a", "b"), version(2, "a"), version(3, "a", "b")]


def put(question: str, step: str, population: list[str], day: int, text: str = "") -> Fact:
    rule = "half" if step == "vote" else "consent"
    said = {"question": question, "matter": "m", "step": step, "rule": rule, "charter": 0}
    opened = "2026-03-01T10:00:00.000Z"
    asked = {"population": population, "opened": opened, "text": text}
    return {
        "kind": "question.put/1",
        **said,
        **asked,
        **({"deadline": instant(day)} if day else {}),
    }


# --- facts drawn ------------------------------------------------------------------------------------------------------

questions = st.sampled_from(["m.q1", "m.q2"])
members = st.sampled_from(MEMBERS)
days = st.integers(1, 28)
choices = st.sampled_from(["in favour", "against", "abstaining"])
asked = st.sampled_from([[*MEMBERS], ["ANSE", "BRIM"], ["BRIM", "COVE"]])


def fact(kind: str, **fields: Any) -> st.SearchStrategy[Fact]:
    held = {n: f if isinstance(f, st.SearchStrategy) else st.just(f) for n, f in fields.items()}
    return st.fixed_dictionaries({"kind": st.just(kind), **held}).map(without_empty)


def without_empty(one: Fact) -> Fact:
    return {name: value for name, value in one.items() if value not in ("", False)}


def rolls(said: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for member, choice in said.items():
        found.setdefault(choice, []).append(member)
    return found


steps = st.one_of(
    fact("step.entered/1", matter="m", step="cooling", on="2026-03", deadline=days.map(instant)),
    fact("step.entered/1", matter="m", step="rest", on="2026-03", deadline=days.map(instant)),
    fact("step.entered/1", matter="m", step="vote", on="2026-03"),
)
about_the_matter = st.one_of(
    steps,
    fact(
        "matter.hindered/1",
        matter="m",
        code=st.just("thing.missing"),
        values=st.sampled_from([{"thing": "plan"}, {"thing": "about"}]),
    ),
    fact(
        "thing.provided/1",
        matter="m",
        thing=st.sampled_from(["about", "plan"]),
        value=st.sampled_from(["x", "y"]),
        by=members,
    ),
    fact("matter.ended/1", matter="m", outcome="completed", on="2026-03"),
)
about_the_text = st.one_of(
    st.sampled_from(TEXTS),
    fact(
        "remark.made/1",
        remark=st.sampled_from(["k1", "k2"]),
        matter="m",
        version=st.integers(1, 2),
        paragraph="a",
        by=members,
        nature=st.sampled_from(["bracket", "comment"]),
    ),
    fact(
        "remark.settled/1",
        remark=st.sampled_from(["k1", "k2"]),
        disposition=st.sampled_from(["taken", "not taken"]),
    ),
    fact(
        "remark.followed/1",
        remark=st.sampled_from(["k1", "k2"]),
        version=st.integers(2, 3),
        paragraphs=st.just(["a"]),
    ),
)
about_a_question = st.one_of(
    st.builds(put, st.just("m.q1"), st.just("vote"), asked, st.integers(0, 5)),
    st.builds(put, st.just("m.q2"), st.just("silence"), asked, st.integers(0, 5)),
    fact("deadline.moved/1", question=questions, deadline=days.map(instant)),
    fact("population.joined/1", question=questions, member="DOCK"),
    fact(
        "position.stated/1",
        question=questions,
        member=st.sampled_from([*MEMBERS, "DOCK"]),
        choice=choices,
        on="2026-03",
        late=st.sampled_from([False, False, False, True]),
        joined_later=st.sampled_from([False, False, False, True]),
        reservation=st.sampled_from(["", "", "substance"]),
    ),
    fact(
        "roll.called/1",
        question=questions,
        positions=st.dictionaries(members, choices, min_size=1).map(rolls),
        on="2026-03",
    ),
    fact("position.contested/1", question=questions, member=members, reason="Not ours."),
    fact("silence.broken/1", question="m.q2", member=members, form="objection", on="2026-03"),
    fact("break.associated/1", question="m.q2", member=members),
    fact(
        "break.withdrawn/1",
        question="m.q2",
        member=members,
        deadline=st.one_of(st.just(""), days.map(instant)),
    ),
    fact(
        "question.closed/1",
        question=questions,
        outcome=st.sampled_from(["adopted", "rejected"]),
        on="2026-03",
        bound=st.sampled_from([[], ["BRIM"]]),
    ),
)
facts = st.one_of(about_a_question, about_a_question, about_the_matter, about_the_text)
entries = st.lists(st.lists(facts, min_size=1, max_size=3), min_size=2, max_size=12)
BEGINNING = [
    [OPENED],
    [{"kind": "step.entered/1", "matter": "m", "step": "tabling", "on": "2026-01-01"}],
    [TEXTS[0]],
    [put("m.q1", "vote", [*MEMBERS], 20, str(TEXTS[0]["digest"]))],
    [put("m.q2", "silence", [*MEMBERS], 21)],
]


# --- bodies -----------------------------------------------------------------------------------------------------------


class Body:
    """A body under the charter, with one source filed."""

    def __init__(self) -> None:
        self.state = State()
        self.entries: list[Entry] = []
        founding = FoundBody(charter=CHARTER, clerk="clerk", clerk_name="Clerk", organ="bureau")
        self._fold(founding)
        self.do({"kind": "source.file/1", "source": "doc", "title": "G", "sha256": "0" * 64})

    def do(self, act: Fact) -> None:
        self._fold(msgspec.convert({"by": "clerk", "for": "bureau", **act}, AnyAct))

    def attest(self, *facts: Fact) -> None:
        self.do({"kind": "attest/1", "facts": facts, "cites": [{"source": "doc"}]})

    def _fold(self, act: Any) -> None:
        n, at = len(self.entries), "2026-03-02T09:00:00.000Z"
        earlier = self.entries[act.entry] if isinstance(act, Correct) else None
        effects = decide(self.state, act, at, n, earlier)
        entry = Entry(n=n, body="body", at=at, charter=0, engine=1, act=act, effects=effects)
        evolve(self.state, entry)
        self.entries.append(entry)


# --- corrections ------------------------------------------------------------------------------------------------------


@dataclass
class Recorded:
    """An entry with its facts as they are now (None: taken back); the last entry that corrected it, which of the facts that
    one recorded, and which it took back."""

    facts: list[Fact | None]
    entry: int
    own: list[int]
    gone: list[int] = field(default_factory=list)


def identity(one: Fact) -> tuple[Any, ...]:
    kind = one["kind"]
    if kind in ("question.put/1", "remark.made/1"):
        return (kind, one.get("question"), one.get("remark"))
    return tuple(one.get(name) if name != "version" or "text" in kind else 0 for name in IDENTITY)


def correct(body: Body, recorded: Recorded, void: bool, given: dict[int, Fact]) -> None:
    """The given facts in the places of those that the entry recorded, or took back. Nothing changes where it is refused."""
    number = len(body.entries)
    said = list(given.values())
    try:
        body.do(
            {"kind": "correct/1", "entry": recorded.entry, "reason": "misread", "facts": said}
            | ({"void": True} if void else {})
        )
    except ComityError:
        return
    gone = [at for at in recorded.own if void and at not in given]
    recorded.facts = [
        given.get(at, None if at in gone else f) for at, f in enumerate(recorded.facts)
    ]
    recorded.entry, recorded.own = number, sorted(given)
    recorded.gone = gone


def corrected(body: Body, recorded: Recorded, data: st.DataObject) -> None:
    """One correction of the entry, drawn."""
    own = {at: recorded.facts[at] for at in recorded.own}
    match data.draw(st.sampled_from(["void", "void", "replace", "some", "again"])):
        case "void" if own:
            correct(body, recorded, True, {})
        case "replace" if own:
            correct(body, recorded, False, {at: changed(f, data) for at, f in own.items() if f})
        case "some" if len({identity(f) for f in own.values() if f}) == len(own) > 1:
            chosen = data.draw(st.sets(st.sampled_from(sorted(own)), min_size=1))
            given = {at: changed(f, data) for at, f in own.items() if f and at in chosen}
            correct(body, recorded, True, given)
        case "again" if recorded.gone and not own and not any(recorded.facts):
            if not any(f["kind"] in GONE_FOR_GOOD for f in taken_back(body, recorded)):
                given = dict(zip(sorted(recorded.gone), taken_back(body, recorded), strict=True))
                correct(body, recorded, False, given)


def taken_back(body: Body, recorded: Recorded) -> list[Fact]:
    """The facts that the last correction of the entry took back, in their order."""
    said = reversed(body.entries[recorded.entry].effects)
    return [msgspec.to_builtins(one.fact) for one in said if isinstance(one, FactVoided)]


def changed(one: Fact, data: st.DataObject) -> Fact:
    """The fact, or another about the same thing."""
    others = (
        facts if one["kind"] != "matter.opened/1" else st.just(OPENED | {"title": "Y"})
    ).filter(lambda other: identity(other) == identity(one))
    return data.draw(st.one_of(st.just(one), similar(one), others if rare(one) else st.just(one)))


def rare(one: Fact) -> bool:
    return one["kind"] == "matter.opened/1"


def similar(one: Fact) -> st.SearchStrategy[Fact]:
    other: dict[str, st.SearchStrategy[Any]] = {
        "deadline": days.map(instant),
        "choice": choices,
        "why": st.just("No boat."),
        "value": st.just("z"),
        "disposition": st.just("lifted"),
        "population": asked,
        "outcome": st.sampled_from(["adopted", "rejected"]),
        "positions": st.dictionaries(members, choices, min_size=1).map(rolls),
    }
    held = {name: strategy for name, strategy in other.items() if name in one}
    return st.fixed_dictionaries(held).map(lambda said: one | said)


# --- what is compared -------------------------------------------------------------------------------------------------


def view(state: State) -> dict[str, Any]:
    """What the body says of the matter, without the numbers of entries."""
    matter = find_matter(state, "m")
    if matter is None:
        return {}
    return {
        "due": dict(state.due),
        "step": (matter.step, [(one.step, one.on) for one in matter.path]),
        "is": (matter.title, matter.things, matter.hindered, matter.ended, matter.outcome),
        "versions": [(one.version, one.digest) for one in matter.versions],
        "remarks": {
            name: (one.nature, one.version, one.paragraphs, one.disposition)
            for name, one in matter.remarks.items()
        },
        "questions": {one.question: question_view(one) for one in matter.questions},
    }


def question_view(one: Question) -> dict[str, Any]:
    return {
        "asked": one.population,
        "until": one.deadline,
        "choices": one.choices,
        "stated": {
            member: [(s.choice, s.reservation, s.late, s.joined_later, s.contested) for s in said]
            for member, said in one.stated.items()
        },
        "breaks": [(b.member, b.withdrawn, b.associates) for b in one.breaks],
        "closed": one.closed,
        "ruling": (one.outcome, one.bound),
    }


def attested(recorded: list[Recorded]) -> Body | None:
    """A body in which the facts that are left were attested; None where one of them would have been refused because the
    question was closed by then, or the matter had ended."""
    body = Body()
    for one in recorded:
        for said in one.facts:
            try:
                if said is not None:
                    body.attest(said)
            except Refused as refusal:
                if refusal.code in ("question.closed", "matter.ended"):
                    return None
    return body


def as_revised(body: Body, seen: dict[str, Any], other: State) -> dict[str, Any]:
    """What is seen in the other body, with the rulings that a correction has made again: that is the ruling on what is
    left where the last correction made it, and is not compared where an earlier one did."""
    mine, there = find_matter(body.state, "m"), find_matter(other, "m")
    for one in mine.questions if mine is not None else ():
        same = (
            next((q for q in there.questions if q.question == one.question), None)
            if there
            else None
        )
        if not one.rulings or same is None or there is None:
            continue
        ruling = (one.outcome, one.bound)
        last = body.entries[-1].effects
        if any(isinstance(e, RulingRevised) and e.question == one.question for e in last):
            again = ruled_again(other, there, same, {}, 0)
            ruling = (again.outcome, [*again.bound, *joined_later(same)])
        seen["questions"][one.question]["ruling"] = ruling
    return seen


SEEN: Counter[str] = Counter()


@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_what_is_left_is_as_if_nothing_else_had_been_recorded(data: st.DataObject) -> None:
    body = Body()
    recorded: list[Recorded] = []
    for one in [*BEGINNING, *data.draw(entries)]:
        try:
            body.attest(*one)
        except ComityError:
            continue
        recorded.append(Recorded([*one], len(body.entries) - 1, [*range(len(one))]))
    weights = [*range(len(recorded)), *range(3, len(recorded)), *range(5, len(recorded))]
    for at in data.draw(st.lists(st.sampled_from(weights), min_size=1, max_size=8)):
        corrected(body, recorded[at], data)
    other = attested(recorded)
    SEEN["all"] += 1
    if other is None:
        return
    SEEN["compared"] += 1
    assert view(body.state) == as_revised(body, view(other.state), other.state)


def test_most_of_what_was_drawn_was_compared() -> None:
    if not SEEN:
        pytest.skip("the facts were not drawn in this process")
    assert SEEN["compared"] > SEEN["all"] * 0.6
