"""Scripts: what a body does around the day on which it is played, so that clocks run whenever it is looked at.

A record reports what was; a script is acted. Its acts are those of ``docs/formats/acts.md``, decided by the registrar at
moments that count from the day of playing, and nothing in it is attested. The format is ``docs/formats/script.md``::

    comity: 1
    script: league                          # the body's name in the register
    charter: ../../charters/league/charter.yaml
    clerk: {person: p1, name: Ada, organ: bureau}
    founded: {days: -40, time: 09:00}
    items:
      - at: {days: -2, time: 10:00}         # at the seat; or {hours: -52}
        by: p2                              # who acts, and for whom, where an act does not say: else the clerk
        for: OAK
        acts:
          - {kind: question.put/1, matter: m1, deadline: <+3 days 18:00>, label: {q1: question}}
          - {kind: position.state/1, question: <q1>, choice: in favour}

>>> head = "comity: 1\\nscript: league\\ncharter: c.yaml\\nclerk: {person: p1, name: A, organ: b}\\nfounded: {hours: -9}\\n"
>>> read_script_text(head + "items:\\n- at: {hours: -1}\\n  acts: [{kind: session.close/1, session: <s1>}]")
Traceback (most recent call last):
comity.errors.Faulty: script.yaml:8:43: Act 1 (session.close/1): Nothing is called <s1> here. Expected a label given \
before, or a moment such as <+3 days 18:00>.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Literal

import msgspec

from comity.body.acts import AnyAct, FoundBody
from comity.body.effects import Text
from comity.body.occasion import day_at, instant, law_on
from comity.body.state import State
from comity.body.turns import slot_to_fill
from comity.charter.nodes import Listing, Node, Pair, Pairs, parse, read_text
from comity.charter.reading import read_charter
from comity.errors import BadInput, Fault, Faulty, Refused
from comity.exchange.converting import CLERK, check_in, convert, kind_of
from comity.exchange.moments import At, Calendar, filled, labels_in, time_fault
from comity.exchange.placing import placed
from comity.exchange.records import Clerk, Progress
from comity.grammar import unfit_new_id
from comity.register.keys import SigningKey
from comity.registrar import Answer, Clock, Registrar, clock_of_the_machine, found
from comity.store.protocol import Store

HEAD = {"script": unfit_new_id, **CLERK}
"""What is looked at in the head of a script."""
LABELLED = "a label given before, or a moment such as <+3 days 18:00>"


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    at: At
    acts: list[object]
    by: str = ""
    for_: str = ""
    slot: dict[str, str] = {}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    comity: Literal["1"]
    items: list[object]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    comity: Literal["1"]
    script: str
    charter: str
    clerk: Clerk
    founded: At
    title: Text = ""
    names: dict[str, str] = {}
    parts: list[str] = []
    items: list[object] = []


@dataclass(frozen=True, slots=True)
class Line:
    """An act as written, its references not yet filled in: its number in the script, where it stands, who acts where
    nobody is named, and the labels that it gives: for each the field of what it brings whose value is so called."""

    number: int
    file: str
    node: Pairs
    actor: Mapping[str, str]
    labels: Mapping[str, str]

    @property
    def what(self) -> str:
        """How the act is named in faults."""
        kind = kind_of(self.node)
        return f"Act {self.number} ({kind})" if kind else f"Act {self.number}"


@dataclass(frozen=True, slots=True)
class Item:
    """Acts at one moment; ``slot``: labels for the parties whose slot of an office is next to be filled then."""

    file: str
    node: Node
    at: At
    lines: tuple[Line, ...]
    slot: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Script:
    """A script as read: the body's name, its title, its charter's file, who founds it and when, and the items in order."""

    file: Path
    script: str
    title: Text
    charter: Path
    clerk: Clerk
    founded: At
    names: Mapping[str, str]
    items: tuple[Item, ...]

    @property
    def size(self) -> int:
        """How many acts there are."""
        return sum(len(item.lines) for item in self.items)


# --- reading ------------------------------------------------------------------------------------------------------------


def read_script(path: Path) -> Script:
    """The script in the file, or in ``script.yaml`` of the folder, with its parts. ``Faulty`` with every fault found."""
    file = path / "script.yaml" if path.is_dir() else path
    return read_script_text(read_text(file), str(file))


def read_script_text(text: str, file: str = "script.yaml") -> Script:
    """The script in the text; ``file`` names it in faults, and its parts and its charter lie beside it."""
    faults: list[Fault] = []
    root = parse(text, file, faults)
    head = convert(root, _File, "The script", file)
    if isinstance(head, Fault):
        raise Faulty([*faults, head])
    beside = Path(file).parent
    nodes = [(file, node) for node in _listed(root, "items")]
    for part in head.parts:
        nodes += _of_part(beside / part, faults)
    items = _items(nodes, head, faults)
    fault = time_fault(head.founded, root, "The founding", file)
    faults += [fault] if fault is not None else []
    check_in(faults, root, HEAD, "The script", file)
    faults += _unlabelled(items, head.names)
    if faults:
        raise Faulty(faults)
    return Script(
        file=Path(file),
        script=head.script,
        title=head.title,
        charter=beside / head.charter,
        clerk=head.clerk,
        founded=head.founded,
        names=head.names,
        items=tuple(items),
    )


def _listed(root: Node, key: str) -> list[Node]:
    pair = root.pairs.get(key) if isinstance(root, Pairs) else None
    return pair.value.items if pair is not None and isinstance(pair.value, Listing) else []


def _of_part(path: Path, faults: list[Fault]) -> list[tuple[str, Node]]:
    root = parse(read_text(path), str(path), faults)
    read = convert(root, _Part, "The part", str(path))
    if isinstance(read, Fault):
        faults.append(read)
        return []
    return [(str(path), node) for node in _listed(root, "items")]


def _items(nodes: list[tuple[str, Node]], head: _File, faults: list[Fault]) -> list[Item]:
    items: list[Item] = []
    acts = count(1)
    for number, (file, node) in enumerate(nodes, 1):
        read = convert(node, _Item, f"Item {number}", file)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        if (fault := time_fault(read.at, node, f"Item {number}", file)) is not None:
            faults.append(fault)
        lines = [_line(next(acts), file, one, node, head.clerk) for one in _listed(node, "acts")]
        faults += [line for line in lines if isinstance(line, Fault)]
        acts_of = tuple(line for line in lines if isinstance(line, Line))
        items.append(Item(file, node, read.at, acts_of, read.slot))
    return items


def _line(number: int, file: str, node: Node, item: Node, clerk: Clerk) -> Line | Fault:
    """The act, once it would be one with anything at all in the place of its references."""
    if not isinstance(node, Pairs):
        read = convert(node, AnyAct, f"Act {number}", file)
        assert isinstance(read, Fault), "an act is a mapping"
        return read
    said = node.pairs.get("label")
    labels = convert(said.value, dict[str, str], f"Act {number}: label", file) if said else {}
    if isinstance(labels, Fault):
        return labels
    bare = {key: pair for key, pair in node.pairs.items() if key != "label"}
    actor = {"by": clerk.person, "for": clerk.organ}
    whole = Pairs({**_acting(item), **bare}, node.line, node.column)
    line = Line(number, file, whole, actor, labels)
    tried = convert(filled(line.node, lambda name: "0"), AnyAct, line.what, file, actor)
    return tried if isinstance(tried, Fault) else line


def _acting(item: Node) -> dict[str, Pair]:
    """Who acts, and for whom, in the acts of the item that do not say."""
    pairs = item.pairs if isinstance(item, Pairs) else {}
    return {key: pairs[key] for key in ("by", "for") if key in pairs}


def _unlabelled(items: list[Item], names: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for every reference to what is not called so by then, and for every label that is given twice."""
    known = set(names)
    for item in items:
        known |= item.slot.keys()
        for line in item.lines:
            for name, place in labels_in(line.node, known, names):
                said = f"{line.what}: Nothing is called <{name}> here."
                yield _fault(line.file, place, said, LABELLED)
            for label in sorted(known & line.labels.keys()):
                said = f"{line.what}: Something is called <{label}> already."
                yield _fault(line.file, line.node, said, "a new label")
            known |= line.labels.keys()


def _fault(file: str, node: Node, said: str, expected: str) -> Fault:
    return Fault("value.wrong", file, node.line, node.column, said, expected)


# --- playing ------------------------------------------------------------------------------------------------------------


def found_body(
    script: Script,
    store: Store,
    key: SigningKey,
    today: datetime,
    *,
    body: str = "",
    clock: Clock = clock_of_the_machine,
) -> Registrar:
    """The registrar of a new body in ``store``, founded on the script's day before ``today``, called as the script says or
    ``body``. ``Faulty`` where the charter is at fault, and nothing is founded."""
    charter = read_charter(script.charter)
    founding = FoundBody(
        charter=charter.text,
        clerk=script.clerk.person,
        clerk_name=script.clerk.name,
        organ=script.clerk.organ,
    )
    moment = Calendar(today, charter.seat).moment(script.founded)
    try:
        registrar = found(store, body or script.script, founding, key, clock=lambda: moment)
    except (Refused, BadInput) as error:
        raise placed(f"{script.file}: the founding", error) from error
    registrar.clock = clock
    return registrar


def play(
    script: Script, registrar: Registrar, today: datetime, progress: Progress = lambda acts: None
) -> int:
    """How many acts were recorded: all, each decided at its moment before ``today``, and the deadlines in between.

    No act is dated before the one in front of it, nor after ``today``. ``Refused``, ``BadInput`` or ``Faulty`` for an act,
    naming its line and number, and everything before it stands."""
    calendar = Calendar(today, read_charter(script.charter).seat)
    labels = dict(script.names)
    moment = datetime.min.replace(tzinfo=UTC)
    played = 0
    for item in script.items:
        moment = min(max(moment, calendar.moment(item.at)), today)
        for label, office in item.slot.items():
            labels[label] = _whose_slot(item, registrar.state, office, moment)
        for line in item.lines:
            _played(line, registrar, labels, calendar, moment)
            played += 1
            progress(played)
    registrar.pass_deadlines(now=today)
    return played


def _played(
    line: Line, registrar: Registrar, labels: dict[str, str], calendar: Calendar, moment: datetime
) -> None:
    def named(name: str) -> str:
        value = labels.get(name) or calendar.named(name)
        if value is None:
            said = f"{line.what}: Nothing is called <{name}> here."
            raise Faulty([_fault(line.file, line.node, said, LABELLED)])
        return value

    node = filled(line.node, named)
    act = convert(node, AnyAct, line.what, line.file, line.actor)
    if isinstance(act, Fault):
        raise Faulty([act])
    try:
        answer = registrar.submit([act], now=moment)
    except (Refused, BadInput) as error:
        raise placed(_where(line), error) from error
    for label, field in line.labels.items():
        labels[label] = _brought(line, answer, field)


def _whose_slot(item: Item, state: State, office: str, moment: datetime) -> str:
    day = day_at(state, instant(moment))
    law = law_on(state, day)
    found = law.offices.get(office)
    if found is None or found.slots is None:
        said = f"The charter has no office {office!r} with slots."
        raise Faulty([_fault(item.file, item.node, said, "an office whose slots go by a rota")])
    return slot_to_fill(state, law, found, day).party


def _brought(line: Line, answer: Answer, field: str) -> str:
    """The value of the field in what the act brought: of the last effect that has one; ``entry`` is its number."""
    entry = answer.entries[-1]
    if field == "entry":
        return str(entry.n)
    values = (getattr(effect, field, "") for effect in reversed(entry.effects))
    value = next((each for each in values if each), "")
    if not value:
        said = f"{line.what}: It brought nothing with a {field!r}."
        raise Faulty([_fault(line.file, line.node, said, "a field of its effects, or entry")])
    return str(value)


def _where(line: Line) -> str:
    return f"{line.file}:{line.node.line}: act {line.number} ({kind_of(line.node)})"
