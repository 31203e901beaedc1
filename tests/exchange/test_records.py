from __future__ import annotations

import gzip
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from comity.audit import audit
from comity.body.acts import Attest, FileSource, Speak
from comity.errors import BadInput, Conflict, Faulty, Refused
from comity.exchange.records import Record, read_record, read_record_text, replay_record
from comity.exchange.rollcalls import replay_rollcalls
from comity.register.keys import SigningKey
from comity.registrar import Registrar
from comity.store.evidence import verify
from comity.store.memory import MemoryStore

if TYPE_CHECKING:
    from conftest import Tables

CHARTER = """
comity: 1
body: league
title: League
credentials: {cites: Rules 1}
members: [{member: A}, {member: B}]
organs: [{organ: bureau, powers: [record]}]
rules: [{rule: both, cites: Compact 8, adopted when: {in favour: all}}]
procedures:
  - procedure: motion
    opened by: any member
    steps: [{step: vote, question: adopt it, put to: each member, rule: both, at: session}]
"""
HEAD = """comity: 1
record: league
title: {en: The League}
charter: charter.yaml
clerk: {person: p1, name: Ada, organ: bureau}
licence: ours
"""
SOURCE = "- {kind: source.file/1, source: s1, title: Gazette, sha256: " + "0" * 64 + "}\n"
CITES = "cites: [{source: s1, paragraph: 2}]"
PERSON = (
    "- {kind: attest/1, " + CITES + ", facts: [{kind: person.entered/1, person: p2, name: Bela}]}\n"
)
SPEECH = "- {kind: speech.make/1, gist: Thanks}\n"
CLOCK = datetime(2026, 3, 1, tzinfo=UTC)


def write(folder: Path, acts: str, head: str = HEAD, charter: str = CHARTER) -> Path:
    (folder / "charter.yaml").write_text(charter)
    path = folder / "record.yaml"
    path.write_text(head + "acts:\n" + indent(acts, "  ") if acts else head)
    return path


def replay(record: Record, store: MemoryStore | None = None) -> Registrar:
    key = SigningKey("example.org/league", bytes(32))
    return replay_record(record, store or MemoryStore(), key, clock=lambda: CLOCK)


def faults_of(text: str) -> list[str]:
    with pytest.raises(Faulty) as error:
        read_record_text(text)
    return [str(fault) for fault in error.value.faults]


# --- reading ------------------------------------------------------------------------------------------------------------


def test_a_record_is_read_with_the_line_of_every_act(tmp_path: Path) -> None:
    record = read_record(write(tmp_path, SOURCE + PERSON + SPEECH))
    assert (record.record, record.title, record.licence) == ("league", {"en": "The League"}, "ours")
    assert record.charter == tmp_path / "charter.yaml"
    assert [(row.number, row.line, type(row.act)) for row in record.rows] == [
        (1, 8, FileSource),
        (2, 9, Attest),
        (3, 10, Speak),
    ]
    assert read_record(tmp_path) == record


def test_an_act_that_names_nobody_is_the_clerks(tmp_path: Path) -> None:
    others = "- {kind: speech.make/1, gist: No, by: p7, for: A}\n"
    first, second = read_record(write(tmp_path, SPEECH + others)).rows
    assert (first.act.by, first.act.for_) == ("p1", "bureau")
    assert (second.act.by, second.act.for_) == ("p7", "A")


def test_numbers_and_truth_are_read_out_of_their_strings_and_nothing_else_is(
    tmp_path: Path,
) -> None:
    no = "- {kind: attest/1, facts: [{kind: session.convened/1, session: NO, organ: x, on: 2025, regular: true}]}\n"
    (row,) = read_record(write(tmp_path, no)).rows
    assert isinstance(row.act, Attest)
    fact = row.act.facts[0]
    assert (fact.session, fact.on, fact.regular) == ("NO", "2025", True)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (
            "- {kind: session.close/1}",
            "7:3: Act 1 (session.close/1): Object missing required field `session`.",
        ),
        (
            "- {kind: session.closed/1, session: s}",
            "Invalid value 'session.closed/1'. Expected session.close/1.",
        ),
        ("- {session: s}", "7:3: Act 1: Object missing required field `kind`."),
        (
            "- {kind: session.close/1, session: [s]}",
            "7:36: Act 1 (session.close/1): session: Expected `str`",
        ),
        (
            "- {kind: session.close/1, session: s, when: x}",
            "7:39: Act 1 (session.close/1): Object contains unknown field `when`. "
            "Expected session, by, for, held, cites.",
        ),
        ("- close the session", "7:3: Act 1: Expected `object`, got `str`. Expected object."),
        (
            "- {kind: attest/1, cites: [{source: s1, paragraph: two}], facts: []}",
            "7:52: Act 1 (attest/1): cites[0].paragraph: Expected `int | null`",
        ),
        (
            "- kind: attest/1\n  facts:\n  - {kind: person.entered/1, person: p2, nam: B}",
            "9:42: Act 1 (attest/1): facts[0]: Object contains unknown field `nam`. Expected name.",
        ),
        (
            "- kind: attest/1\n  facts:\n  - {kind: person.enterd/1, person: p2, name: B}",
            "9:12: Act 1 (attest/1): facts[0].kind: Invalid value 'person.enterd/1'. Expected person.entered/1.",
        ),
    ],
)
def test_a_faulty_act_is_named_with_its_place_its_number_and_its_field(
    act: str, fault: str
) -> None:
    (found,) = faults_of(HEAD.replace("licence: ours\n", "acts:\n") + act)
    assert fault in found
    assert found.startswith("record.yaml:")


def test_every_faulty_act_is_told_at_once() -> None:
    acts = "acts:\n- {kind: session.close/1}\n" + SPEECH + "- {kind: speech.make/1}\n"
    assert [fault.split(": ")[1] for fault in faults_of(HEAD + acts)] == [
        "Act 1 (session.close/1)",
        "Act 3 (speech.make/1)",
    ]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("clerk:", "clark:"), "field `clark`. Expected clerk."),
        (HEAD.replace("charter: charter.yaml\n", ""), "missing required field `charter`"),
        (HEAD.replace("comity: 1", "comity: 2"), "record.yaml:1:9: The record: comity: Invalid"),
        (HEAD.replace("organ: bureau", "organ: [bureau]"), "clerk.organ: Expected `str`"),
        (HEAD + "acts: none\n", "acts: Expected `array`"),
        (HEAD + "licence: theirs\n", 'The key "licence" is given twice'),
        ("- a\n- b\n", "record.yaml:1:1: The record: Expected `object`"),
    ],
)
def test_a_faulty_head_is_named_with_its_place(head: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(head))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (HEAD.encode() + b"# \xff", "This is not UTF-8."),
        (b"#" * 5_000_000, "The text is too large"),
        (gzip.compress(HEAD.encode()), "This is not UTF-8."),
        (b"acts: " + b"[" * 10_000, "nested too deep"),
        (b"a: &a [x]\nb: *a", "An anchor is not allowed."),
    ],
)
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "record.yaml").write_bytes(data)
    with pytest.raises(Faulty, match=said):
        read_record(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="cannot be read"):
        read_record(tmp_path / "none.yaml")


# --- replaying ----------------------------------------------------------------------------------------------------------


def test_a_replay_founds_the_body_and_records_every_act(tmp_path: Path) -> None:
    told: list[int] = []
    key = SigningKey("example.org/league", bytes(32))
    record = read_record(write(tmp_path, SOURCE + PERSON))
    registrar = replay_record(record, MemoryStore(), key, told.append, clock=lambda: CLOCK)
    assert [type(e.act).__name__ for e in registrar.entries()] == [
        "FoundBody",
        "FileSource",
        "Attest",
    ]
    assert registrar.state.persons["p2"].name == "Bela"
    assert told == [2]
    assert verify(registrar.store, "league", key.verifying).size == 3
    assert list(audit(registrar.entries(), registrar.entry)) == []


def test_a_refused_act_is_named_and_everything_before_it_stands(tmp_path: Path) -> None:
    unfiled = PERSON.replace("s1", "s2").replace("p2", "p3")
    store = MemoryStore()
    record = read_record(write(tmp_path, SOURCE + PERSON + unfiled + PERSON.replace("p2", "p4")))
    with pytest.raises(Refused) as refusal:
        replay(record, store)
    assert refusal.value.sentence == (
        f"{tmp_path}/record.yaml:10: act 3 (attest/1): The source 's2' is not filed."
    )
    assert (refusal.value.code, refusal.value.article) == ("attest.no_source", "Rules 1")
    assert refusal.value.remedy
    assert store.head("league").size == 1 + 2


def test_deadlines_that_pass_in_between_do_not_shift_the_act_that_is_named(tmp_path: Path) -> None:
    # A reported question whose deadline is long past: before the next act the registrar records that it has passed.
    question = (
        "- {kind: attest/1, " + CITES + ", facts: ["
        "{kind: matter.opened/1, matter: m, procedure: motion, title: T, by: A, on: 2025-01-01}, "
        "{kind: step.entered/1, matter: m, step: vote, on: 2025-01-01}, "
        "{kind: question.put/1, question: m.q1, matter: m, step: vote, rule: both, charter: 0, "
        "population: [A, B], opened: '2025-01-01T00:00:00.000Z', deadline: '2025-01-02T00:00:00.000Z'}]}\n"
    )
    record = read_record(write(tmp_path, SOURCE + question + PERSON + PERSON.replace("s1", "s9")))
    with pytest.raises(Refused, match="act 4"):
        replay(record)


def test_an_unreadable_date_is_named_with_its_act(tmp_path: Path) -> None:
    fact = "{kind: session.convened/1, session: s, organ: bureau, on: 30.2.2025}"
    act = "- {kind: attest/1, " + CITES + ", facts: [" + fact + "]}\n"
    with pytest.raises(
        BadInput, match=r"record\.yaml:9: act 2 \(attest/1\): facts 1 \(session\.convened/1\), on: "
    ):
        replay(read_record(write(tmp_path, SOURCE + act)))


def test_a_faulty_charter_is_refused_in_its_own_file_and_nothing_is_founded(tmp_path: Path) -> None:
    store = MemoryStore()
    path = write(tmp_path, SOURCE, charter=CHARTER.replace("in favour: all", "in favor: all"))
    with pytest.raises(Faulty, match=r"charter\.yaml:8:"):
        replay(read_record(path), store)
    assert store.bodies() == ()


def test_an_organ_that_keeps_no_record_founds_nothing(tmp_path: Path) -> None:
    store = MemoryStore()
    path = write(tmp_path, SOURCE, head=HEAD.replace("bureau", "buro"))
    with pytest.raises(Refused, match="no organ 'buro'"):
        replay(read_record(path), store)
    assert store.bodies() == ()


def test_a_body_that_exists_is_not_founded_again(tmp_path: Path) -> None:
    store = MemoryStore()
    record = read_record(write(tmp_path, SOURCE))
    replay(record, store)
    with pytest.raises(Conflict):
        replay(record, store)
    assert store.head("league").size == 2


# --- roll calls ---------------------------------------------------------------------------------------------------------


def test_a_record_may_consist_of_roll_calls_alone(tmp_path: Path, tables: Tables) -> None:
    tables.event("1", "adopted", "YY", names="A,B", permanent="", seats="2")
    (tables.write() / "notes.yaml").write_text(
        "comity: 1\nannotations:\n- {event: 1, symbol: S/1, says: Both., cites: Compact 8}\n"
    )
    head = HEAD + "rollcalls: {folder: ., annotations: notes.yaml}\n"
    record = read_record(write(tmp_path, "", head))
    assert record.rows == ()
    assert record.rollcalls is not None
    report = replay_rollcalls(record.rollcalls, replay(record))
    assert (report.drafts, report.agreed) == (1, 1)


def test_annotations_at_fault_are_refused_with_the_record(tmp_path: Path) -> None:
    (tmp_path / "notes.yaml").write_text("comity: 1\nannotations:\n- {event: 1}\n")
    path = write(tmp_path, "", HEAD + "rollcalls: {folder: ., annotations: notes.yaml}\n")
    with pytest.raises(Faulty, match=r"notes\.yaml:3:3: Annotation 1: .* `symbol`"):
        read_record(path)


def test_two_annotations_of_one_event_are_refused(tmp_path: Path) -> None:
    one = "- {event: 1, symbol: S/1, says: Both., cites: Compact 8}\n"
    (tmp_path / "notes.yaml").write_text("comity: 1\nannotations:\n" + one + one)
    path = write(tmp_path, "", HEAD + "rollcalls: {folder: ., annotations: notes.yaml}\n")
    with pytest.raises(Faulty, match=r"notes\.yaml:4:3: .* already"):
        read_record(path)


def described(**fields: str) -> str:
    said = ", ".join(f"{key}: {value}" for key, value in fields.items())
    source = f"{{kind: source.file/1, source: v, title: Votes, {said}}}"
    return HEAD + f"rollcalls: {{folder: ., sources: [{source}]}}\n"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"file": "votes.csv", "sha256": "of events"}, "no table has the SHA-256"),
        ({"sha256": "0" * 64}, "no table has the SHA-256"),
        ({"file": "vote.csv", "sha256": "of votes"}, "the folder has no table vote.csv"),
    ],
)
def test_a_source_of_roll_calls_that_is_said_to_be_what_no_table_is_founds_nothing(
    tmp_path: Path, tables: Tables, said: dict[str, str], told: str
) -> None:
    tables.event("1", "adopted", "YY", names="A,B", permanent="", seats="2")
    tables.write()
    digests = {
        f"of {name}": sha256((tmp_path / f"{name}.csv").read_bytes()).hexdigest()
        for name in ("events", "votes")
    }
    right = {"file": "votes.csv", "sha256": digests["of votes"]}
    assert read_record(write(tmp_path, "", described(**right))).rollcalls is not None
    wrong = said | {"sha256": digests.get(said["sha256"], said["sha256"])}
    with pytest.raises(Faulty, match=told) as faulty:
        read_record(write(tmp_path, "", described(**wrong)))
    (fault,) = faulty.value.faults
    assert (fault.code, fault.line) == ("rollcalls.source", len(HEAD.splitlines()) + 1)
    assert "votes.csv" in fault.expected
