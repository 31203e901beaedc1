"""Each kind of effect can be put right: it is taken back, or another act undoes it, and the document says which."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from comity.body.correcting import BOOKKEEPING, STEP_BY_STEP, identity_fields
from comity.body.effects import AnyEffect
from comity.body.undoing import NEVER, UNDO
from comity.errors import Refused

EFFECTS = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyEffect)}
ACTS = Path(__file__).parents[2] / "docs" / "formats" / "acts.md"
PERSON = {"kind": "person.entered/1", "person": "x", "name": "X"}
PLANNED = {
    "kind": "event.planned/1",
    "event": "x",
    "title": "X",
    "nature": "drill",
    "period": "2026",
}
SESSION = {
    "kind": "session.convened/1",
    "session": "x",
    "organ": "assembly",
    "on": "2026-03-01",
    "format": "plenary",
}
MEETING = {
    "kind": "meeting.proposed/1",
    "meeting": "x",
    "nature": "visit",
    "by": "ANSE",
    "parties": ["BRIM"],
    "on": "2026",
}
MATTER = {
    "kind": "matter.opened/1",
    "matter": "x",
    "procedure": "motion",
    "title": "X",
    "by": "ANSE",
    "on": "2026",
}
ASKED = {
    "kind": "progress.asked/1",
    "inquiry": "x",
    "by": "ANSE",
    "to": "bureau",
    "about": "x",
    "on": "2026",
}
GIVEN = {
    "kind": "instruction.given/1",
    "instruction": "x",
    "by": "helm",
    "to": "bureau",
    "what": "Do",
    "on": "2026",
}
TENURE = {
    "kind": "tenure.began/1",
    "tenure": "x",
    "office": "harbour_master",
    "person": "ann",
    "since": "2025",
}
ISSUED = {
    "kind": "credential.issued/1",
    "credential": "x",
    "person": "ann",
    "party": "ANSE",
    "powers": ["all"],
    "since": "2026",
}
REPORTED: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    ([], PERSON),
    ([], {"kind": "party.named/1", "party": "EDDY", "name": "Eddy"}),
    ([], {"kind": "status.granted/1", "party": "ANSE", "status": "associate", "since": "2026"}),
    ([], {"kind": "status.ended/1", "party": "ANSE", "status": "member", "on": "2026-01-01"}),
    ([], {"kind": "status.applied_for/1", "party": "ANSE", "status": "associate", "on": "2026"}),
    ([], {"kind": "right.suspended/1", "party": "ANSE", "right": "vote", "since": "2026"}),
    (
        [],
        {
            "kind": "relation.entered/1",
            "relation": "x",
            "party": "ANSE",
            "nature": "kin",
            "since": "2026",
        },
    ),
    ([], ISSUED),
    ([ISSUED], {"kind": "credential.revoked/1", "credential": "x", "on": "2026-01-01"}),
    ([], TENURE),
    ([TENURE], {"kind": "tenure.ended/1", "tenure": "x", "on": "2026-01-01", "reason": "death"}),
    ([], {"kind": "turn.passed/1", "rota": "helm", "to": "BRIM", "on": "2026-01-01"}),
    ([], {"kind": "turn.skipped/1", "rota": "helm", "party": "BRIM", "on": "2026-01-01"}),
    ([], SESSION),
    ([SESSION], {"kind": "session.moved/1", "session": "x", "on": "2026-03-09"}),
    ([SESSION], {"kind": "session.opened/1", "session": "x", "on": "2026-03-01", "quorum": True}),
    ([SESSION], {"kind": "session.closed/1", "session": "x", "on": "2026-03-01"}),
    ([SESSION], {"kind": "attendance.recorded/1", "session": "x", "present": ["ANSE"]}),
    (
        [SESSION],
        {"kind": "item.requested/1", "session": "x", "item": "i", "by": "ANSE", "title": "I"},
    ),
    (
        [SESSION],
        {"kind": "item.placed/1", "session": "x", "item": "i", "position": 1, "title": "I"},
    ),
    ([], {"kind": "speech.made/1", "speech": "x", "by": "ANSE", "on": "2026", "gist": "Aye"}),
    ([], MEETING),
    ([MEETING], {"kind": "meeting.accepted/1", "meeting": "x", "by": "BRIM", "on": "2026-04"}),
    ([MEETING], {"kind": "meeting.held/1", "meeting": "x", "on": "2026-02"}),
    ([], GIVEN),
    (
        [GIVEN],
        {
            "kind": "instruction.reported/1",
            "instruction": "x",
            "by": "bureau",
            "report": "Done",
            "on": "2026",
        },
    ),
    ([MATTER], {**ASKED, "inquiry": "j"}),
    (
        [MATTER, ASKED],
        {
            "kind": "progress.answered/1",
            "inquiry": "x",
            "by": "bureau",
            "answer": "Soon",
            "on": "2026",
        },
    ),
    ([], MATTER),
    ([MATTER], {"kind": "step.entered/1", "matter": "x", "step": "tabling", "on": "2026"}),
    (
        [MATTER],
        {
            "kind": "thing.provided/1",
            "matter": "x",
            "thing": "proposal",
            "value": "dredge",
            "by": "ANSE",
        },
    ),
    (
        [MATTER],
        {
            "kind": "matter.hindered/1",
            "matter": "x",
            "code": "thing.missing",
            "values": {"thing": "plan"},
        },
    ),
    ([MATTER], {"kind": "matter.ended/1", "matter": "x", "outcome": "completed", "on": "2026"}),
    (
        [MATTER],
        {
            "kind": "decision.issued/1",
            "decision": "d",
            "matter": "x",
            "title": "D",
            "dated": "2026",
            "effective": "2026",
        },
    ),
    (
        [],
        {
            "kind": "priority.set/1",
            "priority": "x",
            "by": "ANSE",
            "contour": "inner",
            "aim": "Calm",
            "on": "2026",
        },
    ),
    ([], {"kind": "plan_item.set/1", "item": "x", "plan": "p", "what": "Do"}),
    ([], PLANNED),
    ([PLANNED], {"kind": "event.moved/1", "event": "x", "period": "2027"}),
    ([PLANNED], {"kind": "event.held/1", "event": "x", "on": "2026"}),
    ([PLANNED], {"kind": "event.cancelled/1", "event": "x", "on": "2026"}),
    (
        [PLANNED],
        {"kind": "forces.contributed/1", "to": "x", "party": "ANSE", "forces": "Two boats"},
    ),
    (
        [MATTER],
        {
            "kind": "measures.set/1",
            "measures": "m",
            "matter": "x",
            "what": "Boats",
            "since": "2026",
        },
    ),
    ([], {"kind": "conflict.noted/1", "conflict": "x", "about": "venue", "claims": ["A", "B"]}),
    (
        [],
        {
            "kind": "irregularity.flagged/1",
            "about": "0",
            "article": "Rules 1",
            "authority": "A",
            "what": "W",
        },
    ),
]


def test_each_kind_is_taken_back_in_some_way_and_has_an_identity() -> None:
    assert set(UNDO) == set(EFFECTS.values())
    for kind in EFFECTS.values():
        assert kind in NEVER or kind in BOOKKEEPING or identity_fields(kind), kind


def test_the_document_says_of_each_kind_what_a_correction_does() -> None:
    page = ACTS.read_text(encoding="utf-8")
    table = page.partition("What a correction does to each kind of effect:")[2].partition(
        "\nRefused:"
    )[0]
    assert set(re.findall(r"`([a-z_]+\.[a-z_]+/1)`", table)) >= set(EFFECTS)


@pytest.mark.parametrize(
    ("before", "fact"), REPORTED, ids=[str(fact["kind"]) for _, fact in REPORTED]
)
def test_a_fact_taken_back_leaves_the_body_as_it_was(
    league: Any, before: list[dict[str, Any]], fact: dict[str, Any]
) -> None:
    """And it may be given again by a correction of that correction."""
    if before:
        league.attest(*before)
    else:
        league.attest(PERSON | {"person": "other"})
    was = kept(league)
    league.attest(fact)
    with_it = kept(league)
    assert with_it != was, "the fact changed nothing"
    league.do("correct/1", entry=len(league.entries) - 1, reason="misread", void=True)
    assert kept(league) == was
    league.do("correct/1", entry=len(league.entries) - 1, reason="it was right", facts=[fact])
    assert without_entries(kept(league)) == without_entries(with_it)


def kept(league: Any) -> dict[str, str]:
    """What the state keeps, in words, without the counts of entries and what is worked out again."""
    state, passing = league.state, ("memo", "size", "at", "corrected", "reported", "changes")
    fields = {n: getattr(state, n) for n in state.__struct_fields__ if n not in passing}
    return {name: repr(value) for name, value in fields.items() if value}


def without_entries(said: dict[str, str]) -> dict[str, str]:
    """The same whichever entry brought it, and whether by attesting or by correcting."""
    bare = {
        k: re.sub(
            r"(?:entry|place|nth)=\d+|attested=\w+|\(\d+, |(?:reports|answers)=\[\d+\]", "", v
        )
        for k, v in said.items()
        if k != "speeches"
    }
    return {k: v for k, v in bare.items() if v not in ("{}", "[]")}


@pytest.mark.parametrize("kind", [*STEP_BY_STEP, *NEVER], ids=lambda kind: kind.__name__)
def test_what_stands_names_an_act_that_there_is(kind: type[Any]) -> None:
    page = ACTS.read_text(encoding="utf-8")
    assert f"### `{STEP_BY_STEP.get(kind) or NEVER[kind]}`" in page


def test_what_a_member_said_for_itself_stands_and_the_correction_says_so(league: Any) -> None:
    league.matter()
    league.do("matter.provide/1", by="ann", matter="dredging", thing="proposal", value="dredge")
    entry = len(league.entries) - 1
    fact = {
        "kind": "thing.provided/1",
        "matter": "dredging",
        "thing": "proposal",
        "value": "fill",
        "by": "ANSE",
    }
    with pytest.raises(Refused) as refusal:
        league.correct(entry, fact)
    assert refusal.value.code == "correct.stands"
    head, *rest = league.do("correct/1", entry=entry, reason="No quorum of pilots.", void=True)
    assert rest == []
    assert head.stands["decision.issued/1"] == "matter.open/1"
    assert league.state.corrected[entry] == entry + 1
