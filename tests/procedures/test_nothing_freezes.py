"""Whatever a charter says and whatever members do, something can still be recorded and every deadline still passes.

Charters are put together from rules and steps, acts are offered at random; most are refused. From every state that is
reached, time goes on, the record-keeper records, the last entry can be taken back, and the register replays to the same
state. ``FREEZE_EXAMPLES`` says how many charters are tried (30).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.body.occasion import law_on
from comity.charter.reading import read_charter_text
from comity.errors import ComityError
from comity.registrar import Registrar

EXAMPLES = int(os.environ.get("FREEZE_EXAMPLES", "30"))
MEMBERS = ("A", "B", "C")
CONDITIONS = (
    "in favour: more than 1/2 of voting", "in favour: at least 2/3 of members", "objections: none", "in favour: all",
    "in favour by votes: more than 1/2 of members", "in favour by votes: at least 1/3 of world",
    "objections: at least 2", "against: at most 1/3 of voting", "in favour: at least 2/3 of members less those abstaining",
    "in favour among inner: all", "in favour: at least 1/2 of concerned", "ballots: at least 1/2 of attending",
)  # fmt: skip
EXTRAS = (
    "", "tie: chair decides", "tie: revote", "tie: further discussion", "discard: [abstentions]",
    "quorum: {present: at least 2}",
    "quorum: {present by votes: at least 1/2 of members}",
    "void unless: {ballots: at least 1/2 of attending}", "defer when: {against: at least 2}", "may not vote: concerned",
    "remove from count: concerned", "among: inner", "binds: those in favour",
)  # fmt: skip
POPULATIONS = (
    "each member",
    "floor",
    "{each member through: first grower}",
    "concerned",
    "the applicant",
    "each observer",
    "gavel",
)
CLOSES = (
    "{after: 3 days}",
    "{when: all have answered}",
    "{after: 2 days, when: all have answered}",
    "{set by: opener}",
)
SILENCE = ("no answer", "consent", "objection", "non-participation")
BREAKS = (
    "",
    ", silence: {new member: counted, withdrawn break: resumes}",
    ", silence: {withdrawn break: stays broken}",
)
NEXT = (
    "",
    "if not adopted: end",
    "if not adopted: v",
    "if not adopted: e",
    "if tied: end",
    "if no quorum: e",
    "if void: end",
)
EFFECTS = (
    "issues: decision", "grants: member, to: applicant", "ends status: member, of: applicant",
    "suspends: vote, of: applicant", "suspends: vote, of: inner", "suspends: break silence, of: A",
    "amends charter: yes, with: revision", "fills: head, with: person",
    "amends charter: yes, with: revision, from: first", "fills: head, with: person, from: first, until: last",
    "grants: observer, to: applicant, from: first, until: last", "passes: turn, to: applicant", "approves: text",
)  # fmt: skip
GOOD = {
    "revision": "CHARTER", "applicant": "D", "person": "clerk", "concerned": "B", "first": "2026-03-09",
    "last": "2026-03-10", "text": "Forty crowns.",
}  # fmt: skip
ASKED = tuple(GOOD)
KEEPERS = (
    "powers: [all]",
    "versions: [{from: 2020-01-01, powers: [all]}, {from: 2026-03-12, powers: [propose]}]",
)
"""The office keeps the record for good, or until a day from which on the charter gives that power to nobody."""
NEEDS = {
    "amends": "revision",
    "fills": "person",
    "grants": "applicant",
    "ends": "applicant",
    "suspends": "applicant",
    "passes": "applicant",
    "approves": "text",
}
VALUES = ("A", "B", "D", "clerk", "a", "A B", "nobody", "2026-03-09", "2026-03-01", "CHARTER", "x")
KINDS = (
    "open", "provide", "provide", "put", "put", "state", "state", "all", "all", "close", "break", "resume", "withdraw",
    "room", "wait", "submit", "back",
)  # fmt: skip
one_of = st.sampled_from


@st.composite
def charters(draw: Callable[..., Any]) -> str:
    """A charter that reads without a fault."""
    rules = []
    for name in ("r1", "r2"):
        word = draw(one_of(("adopted when", "adopted when", "fails when")))
        extra = draw(one_of(EXTRAS))
        said = f", {extra}" if extra else ""
        rules.append(f"  - {{rule: {name}, {word}: {{{draw(one_of(CONDITIONS))}}}{said}}}")
    effect = draw(one_of(EFFECTS))
    needed = [NEEDS.get(effect.partition(" ")[0].rstrip(":"), "")]
    needed += [day for day in ("first", "last") if f": {day}" in effect]
    asks = list(dict.fromkeys([*draw(st.lists(one_of(ASKED), max_size=1)), *filter(None, needed)]))
    steps = [
        f"      - {{step: a{n}, asks for: {thing}, from: any member}}"
        for n, thing in enumerate(asks)
    ]
    for name in draw(one_of((("v",), ("v", "w")))):
        by, at = draw(one_of(("", ", put by: any member"))), draw(one_of(("", ", at: session")))
        present = ", who votes: those present" if by and at and draw(st.booleans()) else ""
        unvoted = ", without a vote: yes" if at and draw(st.booleans()) else ""
        silence = (
            f", silence means: {draw(one_of(SILENCE))}{draw(one_of(BREAKS))}" if not unvoted else ""
        )
        asked = draw(one_of(POPULATIONS))
        own = (
            ""
            if asked == "floor" and draw(st.booleans())
            else f", rule: {draw(one_of(('r1', 'r2')))}"
        )
        text = ", on text: yes" if "text" in asks and draw(st.booleans()) else ""
        nexts = draw(one_of(NEXT))
        steps.append(
            f"      - {{step: {name}, question: q, put to: {asked}{own}"
            f"{by}{at}{present}{unvoted}{text}, closes: {draw(one_of(CLOSES))}{silence}{', ' + nexts if nexts else ''}}}"
        )
    if draw(st.booleans()):
        steps.append("      - {step: wait, waits for: {period: 2 days}}")
    steps.append(f"      - {{step: e, takes effect: {{{effect}}}}}")
    world = draw(one_of((", world: 100", "")))
    return (
        "comity: 1\nbody: r\ntitle: R\nreservations: [{type: held, blocks: yes, at deadline: travels}]\n"
        "statuses: [{status: observer, title: O, rights: [attend]}]\n"
        "members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]\n"
        f"weights: {{votes: {{values: {{A: 3, B: 4, C: 6}}{world}}}}}\ngroups: {{inner: [A, B]}}\nparameters: [concerned]\n"
        f"organs: [{{organ: office, {draw(one_of(KEEPERS))}}}, {{organ: floor, title: F, "
        "seats: {one for each: member}, decides by: r1, quorum: {present: at least 2}}]\n"
        "rotas: [{rota: turn, of: members, order: {alphabet: en}, starting with: A, passes: {by: decision}}]\n"
        "offices: [{office: gavel, title: G, filled by: p, powers: [all]}, "
        "{office: head, title: H, filled by: p, powers: [all]}]\n"
        "rules:\n" + "\n".join(rules) + "\nprocedures:\n  - procedure: p\n    opened by: any member\n    steps:\n"
        + "\n".join(steps) + "\n"
    )  # fmt: skip


@st.composite
def acts(draw: Callable[..., Any]) -> tuple[str, dict[str, Any]]:
    """An act of somebody about one of two matters; what it names is found when it is offered."""
    member = draw(one_of(MEMBERS))
    matter = draw(one_of(("m", "m", "n")))
    mine = {"by": member.lower(), "for_": member}
    kind = draw(one_of(KINDS))
    match kind:
        case "open":
            return "matter.open/1", {**mine, "matter": matter, "procedure": "p", "title": "T"}
        case "provide":
            return "matter.provide/1", {
                **mine,
                "matter": matter,
                "value": draw(one_of(("", "", *VALUES))),
            }
        case "put":
            more = {"groups": {"concerned": ["B"]}} if draw(st.booleans()) else {}
            more |= {"session": "s"} if draw(st.booleans()) else {}
            more |= {"deadline": "2026-03-20T12:00"} if draw(st.booleans()) else {}
            return "question.put/1", {**mine, "matter": matter, **more}
        case "all":
            choice = draw(one_of(("in favour", "against", "abstaining", "does not object")))
            return "all", {"question": matter, "choice": choice}
        case "state":
            choice = draw(one_of(("in favour", "against", "abstaining", "does not object")))
            reserved = {"reservation": "held"} if draw(st.booleans()) else {}
            return "position.state/1", {**mine, "question": matter, "choice": choice, **reserved}
        case "close":
            return "question.close/1", {"question": matter}
        case "break":
            return "silence.break/1", {
                **mine,
                "question": matter,
                "form": "objection",
                "reason": "no",
            }
        case "room":
            present = draw(st.lists(one_of(MEMBERS), unique=True))
            return "attendance.record/1", {"session": "s", "present": present}
        case "submit":
            words = draw(one_of(("Forty crowns.", "Fifty crowns.")))
            paragraphs = [{"id": "a", "number": "1", "text": {"en": words}}]
            return "text.submit/1", {**mine, "matter": matter, "paragraphs": paragraphs}
        case "back":
            return "silence.withdraw_break/1", {**mine, "question": matter}
        case "resume":
            return "matter.resume/1", {"matter": matter}
        case "withdraw":
            return "matter.withdraw/1", {**mine, "matter": matter}
    return "wait", {"days": draw(st.integers(1, 10))}


def offer(body: Any, kind: str, fields: dict[str, Any], charter: str) -> None:
    """The act is recorded or refused; nothing else may happen."""
    if kind == "wait":
        body.now += timedelta(days=fields["days"])
        return
    named = fields.get("question", fields.get("matter", ""))
    matter = body.state.matters.get(named)
    if "question" in fields:
        if matter is None or not matter.questions:
            return
        fields = {**fields, "question": matter.questions[-1].question}
    if kind == "all":
        for member in MEMBERS:
            offer(
                body,
                "position.state/1",
                {**fields, "question": named, "by": member.lower()},
                charter,
            )
        return
    if kind == "matter.provide/1":
        step = law_on(body.state, "2026-03-02").procedures["p"].at(matter.step) if matter else None
        thing = step.asks.thing if step is not None and step.asks is not None else "person"
        fields = {**fields, "thing": thing, "value": fields["value"] or GOOD.get(thing, "x")}
    if fields.get("value") == "CHARTER":
        fields = {**fields, "value": charter.replace("title: R", "title: Amended")}
    try:
        body.do(kind, **fields)
    except ComityError:
        return


A = {"by": "a", "for_": "A", "matter": "m"}
BEGINNING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("matter.open/1", {**A, "procedure": "p", "title": "T"}),
    ("matter.provide/1", {**A, "value": ""}),
    ("matter.provide/1", {**A, "value": ""}),
    ("question.put/1", {**A, "groups": {"concerned": ["B"]}, "session": "s"}),
)
"""Brings the matter to its question, in most charters."""


def keeps(body: Any, kind: str, **fields: Any) -> None:
    """The act of whoever keeps the record now, under the charter of the day."""
    keepers = law_on(body.state, body.now.date().isoformat()).keepers
    refusals = []
    for by, for_ in product(("clerk", "a", "b", "c"), keepers):
        try:
            body.do(kind, by=by, for_=for_, **fields)
        except ComityError as refusal:
            refusals.append(refusal)
        else:
            return
    raise AssertionError(f"nobody keeps the record: {refusals}")


def goes_on(body: Any) -> None:
    """From here something can be recorded, and whatever was due has passed."""
    keeps(body, "person.enter/1", person=f"z{body.state.size}", name="Z")
    moment = body.state.at
    assert [due for due in body.state.due.values() if due.instant < moment] == []


@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip
@given(charter=charters(), done=st.lists(acts(), min_size=4, max_size=20))
def test_from_every_state_something_can_be_recorded_and_every_deadline_passes(
    orchard: Callable[..., Any], charter: str, done: list[tuple[str, dict[str, Any]]]
) -> None:
    try:
        read_charter_text(charter)
    except ComityError:
        return
    body = orchard(charter, body="r", organ="office", members=MEMBERS)
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=["A", "B"])
    offer(
        body, "matter.open/1", {"by": "a", "matter": "m", "procedure": "p", "title": "T"}, charter
    )
    for kind, fields in (*BEGINNING, *done):
        offer(body, kind, fields, charter)
    goes_on(body)
    keeps(body, "correct/1", entry=body.state.size - 1, reason="Not so.", void=True)
    body.now += timedelta(days=400)
    goes_on(body)
    for matter in list(body.state.matters.values()):
        if matter.hindered:
            offer(body, "matter.resume/1", {"matter": matter.matter}, charter)
    assert body.findings() == []
    again = Registrar(body.registrar.store, "r", body.registrar.key, clock=lambda: body.now)
    mine, theirs = body.state, again.state
    mine.memo, theirs.memo = {}, {}
    assert mine == theirs
