"""Strange acts and facts for a body: mutations of real ones, of which only those that are accepted matter.

``Fuzzer`` starts from a body that has lived: the six rivers, or a record of attested facts. At each step it takes an act or
a fact that was once recorded somewhere, changes some of its fields by their types, and offers it to the registrar. What is
refused with one of our errors is forgotten. Whatever is accepted has to hold: the state folds again to the same value, the
audit agrees, and nothing raises anything but a ``ComityError``. Now and then an entry is corrected or taken back.

A test of the pages gives ``after``, a function that is called with the registrar after each accepted act, and renders what
it will. Every choice comes from one seed; ``case`` is the list of what was offered so far, refused acts as well, each with
its moment; ``offer`` takes one again.
"""

from __future__ import annotations

import random  # noqa: TID251 - seeded, so that every case can be played again
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec

from comity.audit import audit
from comity.body.acts import AnyAct, Attest, Citation, Correct, FoundBody, PassDeadline
from comity.body.effects import AnyEffect
from comity.body.evolve import fold
from comity.body.fields import (
    Choice,
    Code,
    Field,
    Flag,
    Id,
    Label,
    Line,
    Prose,
    Time,
    Value,
    Whole,
    fields_of,
)
from comity.body.references import CHOICES
from comity.body.state import State, snapshot
from comity.errors import ComityError
from comity.exchange.records import read_record, replay_record
from comity.exchange.scripts import found_body, play, read_script
from comity.register.keys import SigningKey
from comity.registrar import Registrar
from comity.store.memory import MemoryStore

ROOT = Path(__file__).parents[2]
KEY = SigningKey("example.org/fuzz", bytes(32))
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
STRANGE = (
    *(
        "",
        " ",
        "a/b",
        "..",
        "m1.q1",
        "\u200b",
        "\u202e",
        "a\u202eb",
        "\x00",
        "\x07",
        "\n",
        "\u2028",
        "\ud800",
        "\ufffe",
    ),
    *(
        "e\u0301",
        "\U0001f600",
        "=1+1",
        "x;=1+1",
        "<b>",
        "{{7*7}}",
        "%s",
        "'\";--",
        "sealed:" + "0" * 64,
        "x" * 200,
        "0",
        "-1",
    ),
)
TIMES = (
    *(
        "2020-03-05",
        "2018",
        "2018-11~",
        "[..2020-03-04]",
        "2018/2020",
        "../2020",
        "2020/..",
        "0001-01-01",
        "9999-12-31",
    ),
    *(
        "2026-11-30T09:00:00.000Z",
        "2027-01-01T00:00:00.000Z",
        "2026-12-01T18:00",
        "2020-02-30",
        "soon",
        "2019-XX",
        "1984?",
    ),
)


@dataclass(slots=True)
class Fuzzer:
    """A body at work, the seed of its choices, what was offered so far, and how much of it was accepted."""

    registrar: Registrar
    chance: random.Random
    models: list[Any]
    clerks: list[tuple[str, str]]
    after: Callable[[Registrar], None] = lambda registrar: None
    case: list[tuple[str, str]] = field(default_factory=list)
    accepted: int = 0
    now: datetime = NOW

    def step(self) -> bool:
        """Offers one act; whether it was accepted. Raises ``AssertionError`` with what was broken."""
        if self.chance.random() < 0.03:
            self.now += timedelta(hours=self.chance.choice((1, 12, 24 * 8, 24 * 60)))
        try:
            data = msgspec.json.encode(self._act())
        except (msgspec.MsgspecError, UnicodeError):
            return False  # no JSON that the registrar could have been sent
        return self.offer(data.decode(), self.now)

    def offer(self, data: str, moment: datetime) -> bool:
        """Offers the act in the JSON at the moment; whether it was accepted."""
        self.case.append((moment.isoformat(), data))
        try:
            self.registrar.submit([msgspec.json.decode(data, type=AnyAct)], now=moment)
        except (ComityError, msgspec.ValidationError):
            return False
        self.accepted += 1
        self.after(self.registrar)
        return True

    def check(self) -> None:
        """The record folds to the state that it left, the audit finds nothing, and the right deadlines run."""
        entries = list(self.registrar.entries())
        assert snapshot(fold(entries)) == snapshot(self.registrar.state), (
            "another state when folded"
        )
        found = [f"{one.entry}: {one.sentence}" for one in audit(entries, self.registrar.entry)]
        assert not found, found[:3]
        passed = {one.act.what for one in entries if isinstance(one.act, PassDeadline)}
        should = _should_run(self.registrar.state)
        assert {what: due.instant for what, due in self.registrar.state.due.items()} == {
            what: instant for what, instant in should.items() if what not in passed
        }, "other deadlines run than those of open questions and of the steps that wait"

    def _act(self) -> AnyAct:
        kind = self.chance.random()
        if kind < 0.15:
            return self._correction()
        if kind < 0.6:
            return self._attestation()
        model = self.chance.choice(
            [one for one in self.models if isinstance(one, get_args(AnyAct))]
        )
        return self._changed(model)

    def _attestation(self) -> Attest:
        """Facts that some source might report, cited from one that is filed."""
        by, for_ = self.chance.choice(self.clerks)
        effects = [one for one in self.models if isinstance(one, get_args(AnyEffect))]
        facts = [
            self._changed(self.chance.choice(effects))
            for _ in range(self.chance.choice((1, 1, 2, 4)))
        ]
        sources = list(self.registrar.state.sources) or ["none"]
        outcomes = {
            q: "adopted"
            for f in facts
            if (q := getattr(f, "question", "")) and self.chance.random() < 0.3
        }
        cites = [Citation(source=self.chance.choice(sources))]
        return Attest(by=by, for_=for_, facts=facts, cites=cites, outcomes=outcomes)

    def _correction(self) -> Correct:
        by, for_ = self.chance.choice(self.clerks)
        number = self.chance.randrange(self.registrar.state.size)
        entry = self.registrar.entry(number)
        void = self.chance.random() < 0.6
        facts = [] if entry is None or (void and self.chance.random() < 0.7) else entry.effects
        changed = [self._changed(one) for one in facts if self.chance.random() < 0.6]
        return Correct(by=by, for_=for_, entry=number, reason="misread", facts=changed, void=void)

    # --- changing -----------------------------------------------------------------------------------------------------

    def _changed(self, said: Any) -> Any:
        """The act or fact with none, one or several fields changed, each by what it holds."""
        fields = list(fields_of(type(said)))
        count = self.chance.choice((0, 1, 1, 2, 3))
        chosen = self.chance.sample(fields, min(count, len(fields)))
        values = {one.name: getattr(said, one.name) for one in fields}
        for one in chosen:
            values[one.name] = self._field(one, values[one.name])
        return type(said)(**values)

    def _field(self, one: Field, value: Any) -> Any:
        match one.form:
            case "list":
                return [self._value(one, "") for _ in range(self.chance.choice((0, 1, 2, 3)))]
            case "map" if isinstance(value, dict):
                return {
                    self._key(one): self._value(one, "")
                    for _ in range(self.chance.choice((0, 1, 2)))
                }
            case "lists":
                return {self._key(one): [self._value(one, "") for _ in range(2)] for _ in range(2)}
            case "structs" if isinstance(value, list):
                return [self._changed(inner) for inner in value]
            case "struct":
                return self._changed(value)
        return self._value(one, value)

    def _key(self, one: Field) -> str:
        return str(self._held(one.keys, ""))

    def _value(self, one: Field, value: Any) -> Any:
        if one.words:
            return self.chance.choice(one.words)
        return self._held(one.holds, value)

    def _held(self, holds: Any, value: Any) -> Any:
        if self.chance.random() < 0.12 and not isinstance(holds, Whole | Flag):
            return self.chance.choice(STRANGE)
        match holds:
            case Id(of=kinds):
                return self._id(kinds)
            case Choice(of=kind) if kind in CHOICES:
                return self.chance.choice(list(CHOICES[kind]))
            case Time():
                return self.chance.choice(TIMES)
            case Whole():
                return self.chance.choice(
                    (0, 1, 2, 5, -1, 2**53, 10**20, value if value is not None else 3)
                )
            case Flag():
                return not value
            case Line() | Prose():
                return self.chance.choice(
                    ({"en": "Said"}, "Said", {"ru": "Сказано"}, {"xx": "a"}, {}, {"en": ""})
                )
            case Label() | Value() | Code():
                return self._similar(type(holds), value)
        return value

    def _similar(self, holds: type[Any], value: Any) -> Any:
        """What stands in a field of the same kind somewhere else."""
        model = self.chance.choice(self.models)
        found = [
            getattr(model, one.name)
            for one in fields_of(type(model))
            if isinstance(one.holds, holds) and one.form == "one"
        ]
        return self.chance.choice(found) if found else value

    def _id(self, kinds: tuple[str, ...]) -> str:
        names = [*_names(self.registrar.state, self.chance.choice(kinds or ("matter",)))]
        fresh = f"f{len(self.case)}"
        return self.chance.choice([*names[:40], *names[-5:], fresh, "unknown"])


def _should_run(state: State) -> dict[str, str]:
    """The deadlines of the open questions, and of the steps that the matters wait in."""
    found = {}
    for matter in state.matters.values():
        if matter.path and not matter.hindered:
            found[matter.matter] = matter.path[-1].deadline
        found |= {one.question: one.deadline for one in matter.questions if not one.closed}
    return {what: instant for what, instant in found.items() if instant}


def _names(state: State, kind: str) -> Iterator[str]:
    plural = {
        "party": "parties",
        "inquiry": "inquiries",
        "priority": "priorities",
        "measures": "measures",
    }
    if kind in ("question", "remark", "paragraph"):
        for matter in state.matters.values():
            yield from {
                "question": (q.question for q in matter.questions),
                "remark": iter(matter.remarks),
                "paragraph": (p for v in matter.versions[-1:] for p in v.paragraphs),
            }[kind]
        return
    if kind == "matter":
        yield from [*list(state.matters)[:30], *list(state.cards)[:10]]
        return
    yield from list(getattr(state, plural.get(kind, f"{kind}s"), {}))


# --- bodies to begin with ---------------------------------------------------------------------------------------------


def rivers() -> Registrar:
    """The practice body: a year of a chair, decided act by act."""
    script = read_script(ROOT / "records" / "six-rivers")
    registrar = found_body(script, MemoryStore(), KEY, NOW)
    play(script, registrar, NOW)
    return registrar


def reported() -> Registrar:
    """A body of which everything is attested from newspapers."""
    return replay_record(
        read_record(ROOT / "records" / "csto"), MemoryStore(), KEY, clock=lambda: NOW
    )


BODIES: dict[str, Callable[[], Registrar]] = {"rivers": rivers, "reported": reported}


def fuzzer(
    body: str, seed: int, after: Callable[[Registrar], None] = lambda registrar: None
) -> Fuzzer:
    """A fuzzer of one of ``BODIES``; its models are the acts and effects of all of them."""
    registrar = BODIES[body]()
    registrar.clock = lambda: NOW
    others = [registrar, *(make() for name, make in BODIES.items() if name != body)]
    entries = [entry for one in others for entry in one.entries(1)]
    acts = [entry.act for entry in entries if not isinstance(entry.act, FoundBody | PassDeadline)]
    models = [*acts, *(effect for entry in entries for effect in entry.effects)]
    founding = registrar.entry(0)
    assert founding is not None
    assert isinstance(founding.act, FoundBody)
    clerks = [(founding.act.clerk, founding.act.organ)]
    return Fuzzer(registrar, random.Random(seed), models, clerks, after)
