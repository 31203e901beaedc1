from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.audit import audit
from comity.body.acts import PassDeadline
from comity.errors import Faulty, Refused
from comity.exchange.scripts import Script, found_body, play, read_script, read_script_text
from comity.register.keys import SigningKey
from comity.registrar import Registrar
from comity.store.memory import MemoryStore

CHARTER = """
comity: 1
body: league
title: League
seat: {place: Riga, zone: Europe/Riga, holidays: [2026-11-23]}
credentials: {cites: Rules 1}
members: [{member: A}, {member: B}]
organs:
  - {organ: bureau, powers: [record, propose, convene]}
  - {organ: assembly, seats: {one for each: member}, powers: [convene]}
offices:
  - office: warden
    slots: {length: 12 months, from: 2026-01-01, rota: {of: members, order: [A, B], starting with: A}}
    filled by: motion
rules: [{rule: both, cites: Compact 8, adopted when: {in favour: all}}]
procedures:
  - procedure: motion
    opened by: {any of: [any member, bureau]}
    steps:
      - {step: vote, question: adopt it, put to: each member, rule: both, closes: {after: 5 days, when: all have answered}}
"""
HEAD = """comity: 1
script: league
title: {en: The League}
charter: charter.yaml
clerk: {person: p1, name: Ada, organ: bureau}
founded: {days: -30, time: 09:00}
"""
# A Friday; the Monday after it is a holiday of the seat.
TODAY = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
KEY = SigningKey("example.org/league", bytes(32))
PEOPLE = """
- at: {days: -29, time: 10:00}
  acts:
    - {kind: person.enter/1, name: Bela, label: {bela: person}}
    - {kind: credential.issue/1, person: <bela>, party: A, powers: [all]}
"""


def written(folder: Path, items: str, head: str = HEAD) -> Script:
    (folder / "charter.yaml").write_text(CHARTER)
    (folder / "script.yaml").write_text(head + "items:" + items)
    return read_script(folder)


def begun(script: Script, today: datetime = TODAY) -> Registrar:
    return found_body(script, MemoryStore(), KEY, today, clock=lambda: today)


def acted(folder: Path, items: str, today: datetime = TODAY) -> Registrar:
    script = written(folder, items)
    registrar = begun(script, today)
    assert play(script, registrar, today) == script.size
    return registrar


def moments(registrar: Registrar) -> list[str]:
    return [entry.at for entry in registrar.entries()]


def faults_of(text: str) -> list[str]:
    with pytest.raises(Faulty) as error:
        read_script_text(text)
    return [str(fault) for fault in error.value.faults]


# --- moments ------------------------------------------------------------------------------------------------------------


def test_the_body_is_founded_and_each_act_decided_at_its_moment(tmp_path: Path) -> None:
    # Riga is three hours ahead of UTC in October and two in November, since 25 October 2026.
    registrar = acted(tmp_path, PEOPLE + "- {at: {hours: -1}, acts: []}\n")
    assert moments(registrar) == [
        "2026-10-21T06:00:00.000Z",
        "2026-10-22T07:00:00.000Z",
        "2026-10-22T07:00:00.000Z",
    ]
    assert list(audit(registrar.entries(), registrar.entry)) == []
    assert registrar.clock() == TODAY


def test_an_item_is_dated_neither_before_the_one_in_front_nor_after_the_playing(
    tmp_path: Path,
) -> None:
    items = """
- {at: {hours: -2}, acts: [{kind: person.enter/1, name: Bela}]}
- {at: {days: -3, time: 10:00}, acts: [{kind: person.enter/1, name: Cecil}]}
- {at: {days: 0, time: 23:00}, acts: [{kind: person.enter/1, name: Dora}]}
"""
    assert moments(acted(tmp_path, items))[1:] == [
        "2026-11-20T10:30:00.000Z",
        "2026-11-20T10:30:00.000Z",
        "2026-11-20T12:30:00.000Z",
    ]


def test_deadlines_between_the_items_and_up_to_the_playing_are_recorded(tmp_path: Path) -> None:
    items = """
- {at: {days: -20, time: 10:00}, acts: [{kind: matter.open/1, procedure: motion, title: One, matter: one}]}
- {at: {days: -10, time: 10:00}, acts: [{kind: matter.open/1, procedure: motion, title: Two, matter: two}]}
"""
    registrar = acted(tmp_path, items)
    passed = [e.act.what for e in registrar.entries() if isinstance(e.act, PassDeadline)]
    assert [one.partition(".")[0] for one in passed] == ["one", "two"]
    assert [e.n for e in registrar.entries() if isinstance(e.act, PassDeadline)] == [2, 4]


# --- labels -------------------------------------------------------------------------------------------------------------


def test_a_label_stands_for_what_the_act_brought(tmp_path: Path) -> None:
    items = (
        PEOPLE
        + """
- at: {days: -2, time: 10:00}
  by: <bela>
  for: A
  acts:
    - {kind: matter.open/1, procedure: motion, title: "Budget of <+1 year>", label: {m: matter, q: question, n: entry}}
    - {kind: position.state/1, question: <q>, choice: in favour, statement: "On <m>, entry <n>."}
"""
    )
    registrar = acted(tmp_path, items)
    (opened,) = registrar.state.matters.values()
    assert opened.title == "Budget of 2027"
    (question,) = opened.questions
    assert question.choices == {"A": "in favour"}
    last = list(registrar.entries())[-1].effects[0]
    assert last.statement == f"On {opened.matter}, entry {opened.entry}."  # type: ignore[union-attr]


@pytest.mark.parametrize(("year", "name"), [(2026, "Anna"), (2027, "Boris"), (2028, "Anna")])
def test_a_slot_is_that_of_the_day_and_a_label_may_be_named_after_it(
    tmp_path: Path, year: int, name: str
) -> None:
    head = HEAD + "names: {A-head: Anna, B-head: Boris}\n"
    items = """
- at: {hours: -1}
  slot: {turn: warden}
  acts: [{kind: person.enter/1, name: <<turn>-head>, person: p9}]
"""
    script = written(tmp_path, items, head)
    today = TODAY.replace(year=year)
    registrar = begun(script, today)
    play(script, registrar, today)
    assert registrar.state.persons["p9"].name == name


def test_what_is_named_after_a_slot_and_is_not_there_is_told_when_it_is_played(
    tmp_path: Path,
) -> None:
    items = """
- {at: {hours: -1}, slot: {turn: warden}, acts: [{kind: person.enter/1, name: <<turn>-head>}]}
"""
    script = written(tmp_path, items, HEAD + "names: {B-head: Boris}\n")
    registrar = begun(script)
    with pytest.raises(Faulty, match=r"script\.yaml:9:\d+: Act 1 .*Nothing is called <A-head>"):
        play(script, registrar, TODAY)


def test_an_office_without_slots_is_told_with_its_place(tmp_path: Path) -> None:
    script = written(tmp_path, "\n- {at: {hours: -1}, slot: {turn: porter}, acts: []}\n")
    with pytest.raises(Faulty, match=r"script\.yaml:8:3: .*no office 'porter' with slots"):
        play(script, begun(script), TODAY)


def test_a_label_of_what_the_act_does_not_bring_is_told(tmp_path: Path) -> None:
    item = (
        "\n- {at: {hours: -1}, acts: [{kind: person.enter/1, name: Bela, label: {q: question}}]}\n"
    )
    script = written(tmp_path, item)
    with pytest.raises(Faulty, match=r"script\.yaml:8:\d+: Act 1 .*nothing with a 'question'"):
        play(script, begun(script), TODAY)


# --- faults and refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("- {at: {days: -2}, acts: []}", "8:3: Item 1: This is no moment."),
        ("- {at: {days: 9999999, time: 10:00}, acts: []}", "8:3: Item 1: This is no moment."),
        ("- {at: {hours: -99999999999}, acts: []}", "8:3: Item 1: This is no moment."),
        ("- {at: {days: -2, time: 25:00}, acts: []}", "8:3: Item 1: This is no moment."),
        ("- {at: {days: -2, hours: 1, time: 10:00}, acts: []}", "Item 1: This is no moment."),
        ("- {at: {hours: -2, on: a working day}, acts: []}", "Item 1: This is no moment."),
        ("- {at: {hours: soon}, acts: []}", "8:16: Item 1: at.hours: Expected `int | null`"),
        ("- {acts: []}", "8:3: Item 1: Object missing required field `at`."),
        ("- {at: {hours: -2}, act: []}", "unknown field `act`. Expected acts."),
        ("- {at: {hours: -2}, acts: [close]}", "8:28: Act 1: Expected `object`, got `str`."),
        (
            "- {at: {hours: -2}, acts: [{kind: session.close/1}]}",
            "8:28: Act 1 (session.close/1): Object missing required field `session`.",
        ),
        (
            "- {at: {hours: -2}, acts: [{kind: session.close/1, session: s, label: x}]}",
            "Act 1: label: Expected `object`",
        ),
        (
            "- {at: {hours: -2}, acts: [{kind: session.close/1, session: <s1>}]}",
            "8:61: Act 1 (session.close/1): Nothing is called <s1> here.",
        ),
        (
            "- {at: {hours: -2}, acts: [{kind: session.close/1, session: <+3 weeks>}]}",
            "Nothing is called <+3 weeks> here. Expected a label given before, or a moment",
        ),
        (
            "- {at: {hours: -2}, acts: [{kind: person.enter/1, name: B, label: {b: person}},"
            " {kind: person.enter/1, name: C, label: {b: person}}]}",
            "Act 2 (person.enter/1): Something is called <b> already.",
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_column(items: str, said: str) -> None:
    (fault,) = faults_of(HEAD + "items:\n" + items)
    assert fault.startswith("script.yaml:")
    assert said in fault


def test_every_fault_is_told_at_once_and_acts_are_counted_through(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "comity: 1\nitems: [{at: {hours: -1}, acts: [{kind: session.close/1}]}]\n"
    )
    item = "items: [{at: {hours: -1}, acts: [{kind: session.close/1}, {kind: x/1}]}]\n"
    path = tmp_path / "script.yaml"
    path.write_text(HEAD + "parts: [more.yaml]\n" + item)
    with pytest.raises(Faulty) as error:
        read_script(path)
    told = [(Path(one.file).name, one.line, one.sentence) for one in error.value.faults]
    assert [(file, line, said.split(" (")[0].split(":")[0]) for file, line, said in told] == [
        ("script.yaml", 8, "Act 1"),
        ("script.yaml", 8, "Act 2"),
        ("more.yaml", 2, "Act 3"),
    ]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("founded:", "found:"), "field `found`. Expected founded."),
        (HEAD.replace("time: 09:00", "time: nine"), "The founding: This is no moment."),
        (HEAD + "parts: more.yaml\n", "parts: Expected `array`"),
    ],
)
def test_a_faulty_head_is_told_with_its_place(head: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(head))


def test_a_missing_part_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.yaml").write_text(HEAD + "parts: [none.yaml]\n")
    with pytest.raises(Faulty, match=r"none\.yaml:1:1: The file cannot be read"):
        read_script(tmp_path)


def test_a_part_is_played_after_the_items_of_the_script(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "comity: 1\nitems: [{at: {hours: -1}, acts: [{kind: person.enter/1, name: Zoe}]}]\n"
    )
    script = written(tmp_path, PEOPLE, HEAD + "parts: [more.yaml]\n")
    registrar = begun(script)
    told: list[int] = []
    assert play(script, registrar, TODAY, told.append) == 3
    assert told == [1, 2, 3]
    assert [one.name for one in registrar.state.persons.values()] == ["Ada", "Bela", "Zoe"]


def test_a_refused_act_is_named_and_everything_before_it_stands(tmp_path: Path) -> None:
    items = (
        PEOPLE
        + "- {at: {hours: -1}, by: <bela>, for: B, acts: [{kind: speech.make/1, gist: No}]}\n"
    )
    script = written(tmp_path, items)
    registrar = begun(script)
    with pytest.raises(Refused) as refusal:
        play(script, registrar, TODAY)
    where = f"{tmp_path}/script.yaml:12: act 3 (speech.make/1): "
    assert refusal.value.sentence.startswith(where)
    assert (refusal.value.code, refusal.value.article) == ("credential.none", "Rules 1")
    assert registrar.state.size == 3


def test_a_faulty_charter_founds_nothing(tmp_path: Path) -> None:
    script = written(tmp_path, PEOPLE)
    (tmp_path / "charter.yaml").write_text(CHARTER.replace("in favour: all", "in favor: all"))
    store = MemoryStore()
    with pytest.raises(Faulty, match=r"charter\.yaml:"):
        found_body(script, store, KEY, TODAY)
    assert store.bodies() == ()
