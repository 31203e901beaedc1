"""Records: what a body did, as sources report it, in one file that a person writes and a program replays.

::

    comity: 1
    record: league                          # the body's name in the register
    title: {en: "The League, 2025"}
    charter: ../../charters/league/charter.yaml
    clerk: {person: p1, name: The editors, organ: bureau}
    licence: ...                            # of the facts and of their wording
    acts:                                   # one act an item, as in docs/formats/acts.md
      - {kind: source.file/1, source: s1, title: Gazette, sha256: ...}
      - {kind: attest/1, held: 2025-03-01, cites: [{source: s1, paragraph: 2}], facts: [...]}
    rollcalls:                              # beside or instead of acts: two tables of votes (see ``votes``)
      folder: .
      annotations: annotations.yaml
      read as: [{member: BURMA, as: MM, from: 1948-01-04, until: 1989-06-18, says: The name until 1989.}]
      sources: [{kind: source.file/1, source: votes, title: Votes, sha256: ...}]

Strings only, as in charters. An act that does not say by and for whom is the clerk's. Every act that cannot be read is a
fault with its place, its number and its field. A replay founds the body and records the acts in order; where the body's
rules refuse one, everything before it stands and the refusal names the act.

>>> head = "comity: 1\\nrecord: league\\ncharter: c.yaml\\nclerk: {person: p1, name: A, organ: b}\\n"
>>> acts = "acts: [{kind: session.close/1}, {kind: attest/1, facts: [{kind: session.closed/1, sesion: s1, on: 2025}]}]"
>>> read_record_text(head + acts)
Traceback (most recent call last):
comity.errors.Faulty: record.yaml:5:8: Act 1 (session.close/1): Object missing required field `session`. Expected session.
record.yaml:5:83: Act 2 (attest/1): facts[0]: Object contains unknown field `sesion`. Expected session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from comity.body.acts import AnyAct, FileSource, FoundBody, PassDeadline
from comity.body.effects import Text
from comity.charter.nodes import Listing, Node, Pairs, parse, read_text
from comity.charter.reading import read_charter
from comity.errors import BadInput, ComityError, Fault, Faulty, Message, Refused
from comity.exchange.annotations import read_annotations
from comity.exchange.converting import (
    CLERK,
    check_in,
    convert,
    kind_of,
    unfit_day,
)
from comity.exchange.placing import placed
from comity.exchange.rollcalls import Tables, files_of
from comity.exchange.seats import ReadAs
from comity.exchange.tables import digest_of
from comity.grammar import unfit_line, unfit_new_id
from comity.register.keys import SigningKey
from comity.registrar import Clock, Registrar, clock_of_the_machine, found
from comity.store.protocol import Store

GROUP = 50

Progress = Callable[[int], None]
"""Told how many acts have been recorded so far."""


class Clerk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who keeps a record: a person with a name, for an organ with the power to record."""

    person: str
    name: Text
    organ: str


class _RollCalls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    folder: str
    annotations: str = ""
    read_as: list[ReadAs] = msgspec.field(default_factory=list, name="read as")
    sources: list[FileSource] = []


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    comity: Literal["1"]
    record: str
    charter: str
    clerk: Clerk
    title: Text = ""
    licence: str = ""
    acts: list[object] = []
    rollcalls: _RollCalls | None = None


HEAD = {
    "record": unfit_new_id,
    **CLERK,
    "rollcalls, read as, member": unfit_line,
    "rollcalls, read as, as": unfit_line,
    "rollcalls, read as, from": unfit_day,
    "rollcalls, read as, until": unfit_day,
    "rollcalls, read as, says": unfit_line,
}
"""What is looked at in the head of a record."""


@dataclass(frozen=True, slots=True)
class Row:
    """An act with its number in the record, from 1, the line where it begins, and its kind."""

    number: int
    line: int
    act: AnyAct


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read: the body's name, its title, its charter's file, who keeps the record, the acts; and the tables of
    roll calls where it has some."""

    file: Path
    record: str
    title: Text
    charter: Path
    clerk: Clerk
    licence: str
    rows: tuple[Row, ...]
    rollcalls: Tables | None


# --- reading ------------------------------------------------------------------------------------------------------------


def read_record(path: Path) -> Record:
    """The record in the file, or in ``record.yaml`` of the folder. ``Faulty`` with every fault found."""
    file = path / "record.yaml" if path.is_dir() else path
    return read_record_text(read_text(file), str(file))


def read_record_text(text: str, file: str = "record.yaml") -> Record:
    """The record in the text; ``file`` names it in faults, and what it refers to lies beside it."""
    faults: list[Fault] = []
    root = parse(text, file, faults)
    head = convert(root, _File, "The record", file)
    if isinstance(head, Fault):
        raise Faulty([*faults, head])
    rows = [_row(number, node, head.clerk, file) for number, node in enumerate(_acts(root), 1)]
    faults += [row for row in rows if isinstance(row, Fault)]
    check_in(faults, root, HEAD, "The record", file)
    if faults:
        raise Faulty(faults)
    beside = Path(file).parent
    if head.rollcalls is not None:
        faults += _misdescribed(head.rollcalls, beside / head.rollcalls.folder, root, file)
    if faults:
        raise Faulty(faults)
    return Record(
        file=Path(file),
        record=head.record,
        title=head.title,
        charter=beside / head.charter,
        clerk=head.clerk,
        licence=head.licence,
        rows=tuple(row for row in rows if isinstance(row, Row)),
        rollcalls=_tables(head.rollcalls, beside) if head.rollcalls is not None else None,
    )


def _acts(root: Node) -> list[Node]:
    pair = root.pairs.get("acts") if isinstance(root, Pairs) else None
    return pair.value.items if pair is not None and isinstance(pair.value, Listing) else []


def _row(number: int, node: Node, clerk: Clerk, file: str) -> Row | Fault:
    kind = kind_of(node)
    what = f"Act {number} ({kind})" if kind else f"Act {number}"
    act = convert(node, AnyAct, what, file, {"by": clerk.person, "for": clerk.organ})
    return act if isinstance(act, Fault) else Row(number, node.line, act)


def _tables(said: _RollCalls, beside: Path) -> Tables:
    notes = read_annotations(beside / said.annotations) if said.annotations else {}
    return Tables(beside / said.folder, notes, tuple(said.sources), tuple(said.read_as))


def _misdescribed(said: _RollCalls, folder: Path, root: Node, file: str) -> Iterator[Fault]:
    """What is said of a source of roll calls and is not so of the tables in the folder: its file, or its SHA-256. Nothing
    is told of tables that are not there: whoever reads them says so."""
    try:
        digests = {path.name: digest_of(path) for path in files_of(folder).values()}
    except BadInput:
        return
    for number, source in enumerate(said.sources):
        what = f"rollcalls, source {source.source or number + 1}"
        if source.file and source.file not in digests:
            yield _fault_at(
                root,
                number,
                "file",
                file,
                Message("{what}: the folder has no table {name}.", what=what, name=source.file),
                Message("one of {known}", known=list(digests)),
            )
        elif source.sha256 not in (of := _digests(digests, source.file)).values():
            yield _fault_at(
                root,
                number,
                "sha256",
                file,
                Message("{what}: no table has the SHA-256 {said}.", what=what, said=source.sha256),
                Message("one of {known}", known=[f"{of[name]} ({name})" for name in of]),
            )


def _digests(digests: dict[str, str], name: str) -> dict[str, str]:
    return {name: digests[name]} if name else digests


def _fault_at(
    root: Node, number: int, key: str, file: str, said: Message, wanted: Message
) -> Fault:
    """A fault at the field of that source of the roll calls."""
    node = root
    for name in ("rollcalls", "sources"):
        assert isinstance(node, Pairs), "it was read as a mapping"
        node = node.pairs[name].value
    assert isinstance(node, Listing), "it was read as a list"
    source = node.items[number]
    assert isinstance(source, Pairs), "it was read as a mapping"
    place = source.pairs[key].value
    return Fault("rollcalls.source", file, place.line, place.column, said, wanted)


# --- replaying ----------------------------------------------------------------------------------------------------------


def replay_record(
    record: Record,
    store: Store,
    key: SigningKey,
    progress: Progress = lambda acts: None,
    *,
    body: str = "",
    clock: Clock = clock_of_the_machine,
) -> Registrar:
    """The registrar of a new body in ``store``, named as the record says or ``body``, in which every act is recorded.

    Its roll calls are for ``rollcalls.replay_rollcalls``. ``Faulty`` where the charter is at fault, and nothing is
    founded; ``Refused`` or ``BadInput`` for an act, naming its line and number, and everything before it stands."""
    founding = FoundBody(
        charter=read_charter(record.charter).text,
        clerk=record.clerk.person,
        clerk_name=record.clerk.name,
        organ=record.clerk.organ,
    )
    try:
        registrar = found(store, body or record.record, founding, key, clock=clock)
    except (Refused, BadInput) as error:
        raise placed(f"{record.file}: the founding", error) from error
    try:
        for recorded in registrar.submit_many(_each_act(record), GROUP):
            progress(recorded)
    except (Refused, BadInput, Faulty) as error:
        raise _at_row(record, _recorded(registrar), error) from error
    return registrar


def _each_act(record: Record) -> Iterator[AnyAct]:
    return (row.act for row in record.rows)


def _recorded(registrar: Registrar) -> int:
    """How many of the record's acts stand: neither the founding nor the deadlines that passed in between are its."""
    size = registrar.store.head(registrar.body).size
    return sum(not isinstance(entry.act, PassDeadline) for entry in registrar.entries(1, size))


def _at_row(record: Record, recorded: int, error: ComityError) -> ComityError:
    """The error with the place of the first act that does not stand."""
    row = record.rows[recorded]
    kind = type(row.act).__struct_config__.tag
    return placed(f"{record.file}:{row.line}: act {row.number} ({kind})", error)
