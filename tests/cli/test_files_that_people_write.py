"""What comes in through files: every fault has its file, row and column, whichever reader finds it, and nothing that
somebody wrote is passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from comity.cli.main import comity

RECORD = """
comity: 1
record: small
charter: charter.yaml
clerk: {person: p0, name: Ada, organ: bureau}
rollcalls: {folder: rows, annotations: notes.yaml}
"""
COUNCIL = """
comity: 1
body: five
title: The Five
statuses: [{status: member, rights: [attend, vote], cites: Pact 2}]
members: [{member: FRANCE}, {member: NORWAY}]
organs: [{organ: bureau, powers: [record]}]
rules: [{rule: plain, cites: Pact 4, adopted when: {in favour: at least 1}}]
procedures:
  - procedure: draft
    opened by: any member
    steps: [{step: vote, question: adopt, put to: each member, rule: plain, at: session}]
"""
NOTES = "comity: 1\nannotations: [{event: 9, symbol: S/9, says: Said., cites: Pact 1}]\n"
WIDE = "Draft ID,Date,Result,Title,FRANCE,NORWAY\n"
EVENTS = "id,symbol,resolution,date,outcome,yes,no,abstain,non_voting,seats,title\n"
VOTES = "id,member,vote,permanent\n"
BOM = "\ufeff"
ENTER = '{"kind": "person.enter/1", "person": "p2", "name": "Bela"}'


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of roll calls whose tables a test writes in ``rows``."""
    (tmp_path / "rows").mkdir()
    (tmp_path / "charter.yaml").write_text(COUNCIL)
    (tmp_path / "notes.yaml").write_text(NOTES)
    (tmp_path / "record.yaml").write_text(RECORD)
    return tmp_path / "record.yaml"


def replay(record: Path, cli: Any) -> Any:
    return cli("replay", record, "--register", record.with_name("new.db"), "--at", cli.now)


def refused(done: Any) -> str:
    """The message, in one line."""
    assert done.exit_code in (3, 4), done.output
    return " ".join(done.stderr.split())


def rows(record: Path, **tables: str) -> None:
    for name, text in tables.items():
        (record.parent / "rows" / f"{name}.csv").write_text(text, encoding="utf-8")


# --- roll calls ---------------------------------------------------------------------------------------------------------


def test_a_roll_call_without_symbols_is_replayed(record: Path, cli: Any) -> None:
    rows(record, council=f"{WIDE}a1,1990-06-01,Adopted,On grain,Yes,No\n")
    done = replay(record, cli)
    assert done.exit_code == 0, done.stderr
    assert "1  rulings agree" in done.stdout


def test_two_tables_with_an_empty_symbol_are_replayed(record: Path, cli: Any) -> None:
    rows(record, events=f"{EVENTS}1,,1,1990-06-01,adopted,2,0,0,0,2,Grain\n")
    rows(record, votes=f"{VOTES}1,FRANCE,Y,0\n1,NORWAY,Y,0\n")
    assert replay(record, cli).exit_code == 0


def test_members_with_names_in_another_script_are_replayed(record: Path, cli: Any) -> None:
    rows(record, council="Number,Date,Result,Россия,Côte d'Ivoire\na1,1990-06-01,Adopted,Yes,No\n")
    assert replay(record, cli).exit_code == 0


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("a/1,1990-06-01,Adopted,Grain,Yes,No", "council.csv:3: Draft ID: An id has no such"),
        ("a2,1990-06-01,Adopted,\u202eGrain,Yes,No", "council.csv:3: Title: The direction"),
        ("a2,1990-06-01,Adopted,\u200b,Yes,No", "council.csv:3: Title: Nothing in the text"),
        ("a2,1990-06-31,Adopted,Grain,Yes,No", "council.csv:3: Date: '1990-06-31' is no day"),
        ("a2,1990-06-01,Perhaps,Grain,Yes,No", "council.csv:3: Result: 'Perhaps' is none of"),
        ("a1,1990-06-01,Adopted,Grain,Yes,No", "council.csv:3: Draft ID: The draft 'a1' is"),
        ("a2,2990-06-01,Adopted,Grain,Yes,No", "council.csv:3: event a2: The act cannot"),
    ],
)
def test_what_is_wrong_in_a_wide_table_is_named_with_its_row_and_the_name_of_its_column(
    record: Path, cli: Any, row: str, where: str
) -> None:
    rows(record, council=f"{WIDE}a1,1990-06-01,Adopted,On grain,Yes,No\n{row}\n")
    assert f"{record.parent}/rows/{where}" in refused(replay(record, cli))


@pytest.mark.parametrize(
    ("event", "vote", "where"),
    [
        ("1/2,S,1,1990-06-01,adopted,2,0,0,0,2,x", "1/2,FRANCE,Y,0", "events.csv:2: id: An id has"),
        (
            "1,S\u200f\u202e,1,1990-06-01,adopted,2,0,0,0,2,x",
            "1,FRANCE,Y,0",
            "events.csv:2: symbol: ",
        ),
        ("1,S,\u200b,1990-06-01,adopted,2,0,0,0,2,x", "1,FRANCE,Y,0", "events.csv:2: resolution: "),
        ("1,S,1,1990-06-01,adopted,2,0,0,0,2,\u2066x", "1,FRANCE,Y,0", "events.csv:2: title: "),
        ("1,S,1,1990-06-01,adopted,2,0,0,0,2,x", "1,\u2060,Y,0", "votes.csv:2: member: "),
        ("1,S,1,1990-06-01,adopted,2,0,0,0,4,x", "1,FRANCE,Y,0", "events.csv:2: seats: "),
    ],
)
def test_what_is_wrong_in_the_two_tables_is_named_with_its_row_and_column(
    record: Path, cli: Any, event: str, vote: str, where: str
) -> None:
    rows(record, events=f"{EVENTS}{event}\n", votes=f"{VOTES}{vote}\n")
    assert f"{record.parent}/rows/{where}" in refused(replay(record, cli))


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("\x85", "A control character is at place 4: U+0085."),
        ("\x0b", "A control character is at place 4: U+000B."),
        ("\u2028", "It is in several lines: U+2028 LINE SEPARATOR at place 4."),
        ("\u202e", "The direction"),
    ],
)
def test_the_name_of_a_column_is_a_text_of_one_line(
    record: Path, cli: Any, mark: str, said: str
) -> None:
    wide = WIDE.replace("Title", f"Tit{mark}le")
    rows(record, council=f"{wide}a1,1990-06-01,Adopted,On grain,Yes,No\n")
    where = f"{record.parent}/rows/council.csv:1: The name of column 4: {said}"
    assert where in refused(replay(record, cli))


def test_a_column_without_a_name_is_read(record: Path, cli: Any) -> None:
    rows(record, council=f"{WIDE.strip()},\na1,1990-06-01,Adopted,On grain,Yes,No,\n")
    assert replay(record, cli).exit_code == 0


def test_a_source_that_cannot_be_filed_is_named_by_its_file_and_not_by_a_row(
    record: Path, cli: Any
) -> None:
    import hashlib

    text = f"{WIDE}a1,1990-06-01,Adopted,On grain,Yes,No\n"
    rows(record, council=text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = f'{{kind: source.file/1, source: s1, title: A, publisher: "A\\nB", sha256: {digest}}}'
    record.write_text(RECORD.replace("folder: rows", f"folder: rows, sources: [{source}]"))
    assert f"{record.parent}/rows/council.csv: publisher: It is in several" in refused(
        replay(record, cli)
    )


# --- records, scripts and annotations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("record: small", "record: a/b", "record.yaml:3:9: The record: record: An id has no such"),
        ("person: p0", "person: p/0", "record.yaml:5:17: The record: clerk, person: An id has"),
        ("name: Ada", 'name: {en: "\\u200b"}', "record.yaml:5:32: Nothing in the text"),
        ("organ: bureau", "organ: nobody", "record.yaml: the founding: The charter has no organ"),
        (
            "notes.yaml}",
            "notes.yaml, read as: [{member: A, as: B, from: 1990, until: 1991-01-01, says: S}]}",
            "record.yaml:6:87: The record: rollcalls, read as, from: '1990' names no single day",
        ),
    ],
)
def test_what_is_wrong_in_the_head_of_a_record_is_named_with_its_place(
    record: Path, cli: Any, old: str, new: str, where: str
) -> None:
    rows(record, council=WIDE + "a1,1990-06-01,Adopted,On grain,Yes,No\n")
    record.write_text(RECORD.replace(old, new))
    assert f"{record.parent}/{where}" in refused(replay(record, cli))
    assert old == "organ: bureau" or not record.with_name("new.db.key").exists()


def test_what_is_wrong_in_an_annotation_is_named_with_its_place(record: Path, cli: Any) -> None:
    rows(record, council=WIDE + "a1,1990-06-01,Adopted,On grain,Yes,No\n")
    (record.parent / "notes.yaml").write_text(NOTES.replace("Pact 1", '"A\\nB"'))
    said = refused(replay(record, cli))
    assert f"{record.parent}/notes.yaml:2:59: Annotation 1: cites: It is in several lines" in said


# --- JSON ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"name": "A", "kind": "person.enter/1", "name": "B"}', "line 1, column 41"),
        (f'[{ENTER},\n {{"name": "A", "name": "B"}}]', "line 2, column 16"),
        (f'{ENTER}\n{{"name": {{"en": "A", "en": "B"}}}}', "line 2, column 22"),
        ('{"n\\u0061me": "A", "name": "B"}', "line 1, column 20"),
    ],
)
@pytest.mark.parametrize("door", ["inline", "file", "standard input"])
def test_a_key_given_twice_is_refused_with_its_place_and_nothing_is_recorded(
    league: Path, cli: Any, tmp_path: Path, text: str, place: str, door: str
) -> None:
    file = tmp_path / "acts.json"
    file.write_text(text)
    before = league.read_bytes()
    given = {"inline": (text,), "file": (file,), "standard input": ("-",)}[door]
    done = cli("act", *given, *cli.clerk, input=text.encode() if door == "standard input" else None)
    said = refused(done)
    key = '"en"' if '"en"' in text else '"name"'
    assert f"{place}: The key {key} is given twice" in said
    assert league.read_bytes() == before


@pytest.mark.parametrize("door", ["file", "standard input"])
def test_the_mark_before_a_text_is_no_part_of_it(
    league: Path, cli: Any, tmp_path: Path, door: str
) -> None:
    file = tmp_path / "acts.json"
    file.write_text(BOM + ENTER, encoding="utf-8")
    given, data = (file, None) if door == "file" else ("-", (BOM + ENTER).encode())
    done = cli("act", given, *cli.clerk, "--at", cli.now, input=data)
    assert done.exit_code == 0, done.stderr


def test_charters_records_tables_and_keys_may_have_the_mark_as_well(record: Path, cli: Any) -> None:
    rows(record, council=WIDE + "a1,1990-06-01,Adopted,On grain,Yes,No\n")
    for path in record.parent.rglob("*.*"):
        path.write_text(BOM + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert replay(record, cli).exit_code == 0
    key = record.with_name("new.db.key")
    key.write_text(BOM + key.read_text(), encoding="utf-8")
    register = record.with_name("new.db")
    act = json.dumps({"kind": "person.enter/1", "person": "p2", "name": "Bela"})
    words = ("--by", "p0", "--for", "bureau", "--register", register)
    assert cli("act", act, *words).exit_code == 0


@pytest.mark.parametrize("text", ["{,}", "[" * 5000, '{"a": NaN}', '{"a": "\\ud800"}', '{"a" 1}'])
def test_what_is_no_json_is_said_in_plain_words(league: Path, cli: Any, text: str) -> None:
    said = refused(cli("act", text, *cli.clerk))
    assert "This is not JSON: " in said
    assert "Expecting" not in said
    assert "char " not in said


# --- empty paths --------------------------------------------------------------------------------------------------------


def _verbs(
    group: click.Group, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from _verbs(command, (*words, name))
        else:
            yield (*words, name), command


PATHS = [
    (words, param)
    for words, command in _verbs(comity)
    for param in command.params
    if isinstance(param.type, click.Path)
]


@pytest.mark.parametrize(("words", "param"), PATHS, ids=[f"{w}-{p.name}" for w, p in PATHS])
def test_an_empty_path_is_refused_and_the_words_say_what_is_expected(
    words: tuple[str, ...], param: click.Parameter, cli: Any
) -> None:
    given = ("",) if isinstance(param, click.Argument) else (param.opts[0], "")
    done = cli(*words, *given)
    assert done.exit_code in (2, 4)
    assert "The path is empty. Give the path of a fi" in done.stderr or "a folder" in done.stderr


@pytest.mark.parametrize("given", ["", "  ", "[]"])
def test_no_act_at_all_is_refused_and_the_words_say_what_is_expected(
    league: Path, cli: Any, given: str
) -> None:
    said = refused(cli("act", given, *cli.clerk))
    assert "No act is given. What helps: Give one object of JSON" in said
