"""Whatever is asked, in whatever order: it is recorded or refused, and the record always says what the state is."""

from __future__ import annotations

from datetime import timedelta
from random import Random  # noqa: TID251 - driven by hypothesis, which replays it
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.body.acts import AnyAct
from comity.body.state import Matter
from comity.errors import BadInput, Refused
from comity.registrar import Registrar

MEMBERS = ("APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
PARTIES = (*MEMBERS, "FIG", "BANANA")
PROCEDURES = (
    "pruning",
    "hushing",
    "hush_at_a_meeting",
    "long_hush",
    "choosing",
    "joining",
    "ringing",
    "fencing_off",
)
CHOICES = (
    "in favour",
    "in favour",
    "in favour",
    "does not object",
    "abstaining",
    "against",
    "maybe",
)
THINGS = {
    "candidate": ("plum", "nobody"),
    "applicant": ("FIG", "BANANA"),
    "first day": ("2026-03-09", "2026-04-30", "2026-02-30"),
    "last day": ("2026-03-20", "soon"),
}
PUT = ({}, {"deadline": "2026-03-20T12:00"}, {"deadline": "2026-06-01T12:00"}, {"session": "s"})
CONVENED = {"organ": "grove", "on": "2026-03-20", "format": "hedge", "session": "s"}
Act = dict[str, Any]


def paragraphs(chance: Random) -> list[Act]:
    return [
        {"id": i, "number": i, "text": str(chance.random())} for i in "abc"[: chance.randint(1, 3)]
    ]


def on_a_matter(chance: Random, matter: Matter) -> Act:
    """Something that somebody might do about a running matter, fitting or not."""
    question = matter.questions[-1].question if matter.questions else "none"
    thing = chance.choice([*THINGS])
    remark = chance.choice([*matter.remarks, "k0"])
    about: list[Act] = [
        {"kind": "matter.provide/1", "matter": matter.matter, "thing": thing, "value": chance.choice(THINGS[thing])},
        {"kind": "matter.occur/1", "matter": matter.matter, "event": "thaw"},
        {"kind": "matter.resume/1", "matter": matter.matter},
        {"kind": "text.submit/1", "matter": matter.matter, "paragraphs": paragraphs(chance)},
        {"kind": "remark.make/1", "matter": matter.matter, "paragraph": "a", "nature": "reservation", "type": "scrutiny"},
        {"kind": "remark.lift/1", "remark": remark},
        {"kind": "question.put/1", "matter": matter.matter, "purpose": "dates", **chance.choice(PUT)},
        {"kind": "question.close/1", "question": question},
        {"kind": "question.extend/1", "question": question, "deadline": "2026-07-01T12:00"},
        {"kind": "roll.call/1", "question": question, "positions": {chance.choice(CHOICES): chance.sample(MEMBERS, 3)}},
        {"kind": "silence.break/1", "question": question, "form": chance.choice(["objection", "amendment"])},
        {"kind": "silence.withdraw_break/1", "question": question},
        {"kind": "silence.associate/1", "question": question},
    ]  # fmt: skip
    position = {"kind": "position.state/1", "question": question, "choice": chance.choice(CHOICES)}
    reserved = {**position, "reservation": chance.choice(["general", "ad referendum", "footnote"])}
    return chance.choice([*about, position, position, position, position, reserved])


def at_large(chance: Random) -> Act:
    """Something that is about no matter yet."""
    opened = {
        "kind": "matter.open/1",
        "procedure": chance.choice(PROCEDURES),
        "title": "A matter",
        "things": {"grower_concerned": chance.choice(PARTIES), "office": "steward"},
        "together_with": chance.sample(MEMBERS, 2),
    }
    return chance.choice([
        opened,
        opened,
        {"kind": "session.convene/1", **CONVENED, "regular": True},
        {"kind": "session.open/1", "session": "s", "present": chance.sample(MEMBERS, chance.randint(1, 5))},
        {"kind": "attendance.record/1", "session": "s", "present": chance.sample(MEMBERS, chance.randint(0, 5))},
        {"kind": "session.close/1", "session": "s"},
        {"kind": "office.act_in/1", "office": "steward", "person": "plum"},
        {"kind": "turn.skip/1", "rota": "gavel", "party": chance.choice(PARTIES)},
        {"kind": "correct/1", "entry": chance.randint(0, 40), "reason": "wrong", "void": True},
        {"kind": "credential.revoke/1", "credential": f"c{chance.randint(0, 20)}"},
        {"kind": "withdrawal.notify/1", "party": chance.choice(MEMBERS), "effective": "2026-04-01"},
    ])  # fmt: skip


def somebody(chance: Random, act: Act) -> Act:
    by, for_ = chance.choice(
        [("clerk", "toolshed"), *((m.lower(), m) for m in (*MEMBERS, "FIG")), ("apple", "gavel")]
    )
    if chance.random() < 0.4 and act["kind"].split(".")[0] not in ("position", "silence"):
        by, for_ = "clerk", "toolshed"
    return {"by": by, "for": for_, **act}


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_every_act_is_recorded_or_refused_and_the_record_is_the_state(
    orchard: Any, chance: Random
) -> None:
    union = orchard()
    for _ in range(120):
        union.now += timedelta(hours=chance.choice([0, 0, 0, 0, 1, 24, 100]))
        running = list(union.state.matters.values())
        act = (
            on_a_matter(chance, chance.choice(running))
            if running and chance.random() < 0.85
            else at_large(chance)
        )
        try:
            union.registrar.submit([msgspec.convert(somebody(chance, act), AnyAct)])
        except (Refused, BadInput):
            continue
    union.registrar.pass_deadlines()
    assert union.findings() == []
    again = Registrar(
        union.registrar.store, "orchard", union.registrar.key, clock=lambda: union.now
    )
    mine, theirs = union.state, again.state
    mine.memo, theirs.memo = {}, {}
    assert mine == theirs
