"""``comity charter``: faults with their places, cases, the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHARTERS = sorted(path for path in (ROOT / "charters").iterdir() if path.is_dir())
GOOD = "{comity: 1, body: b, title: B, rules: [{rule: r, adopted when: {in favour: at least 2}}]}"
CASE = "[{case: %s, rule: r, members: 3, positions: {in favour: 2}, outcome: %s}]"


@pytest.mark.parametrize("charter", CHARTERS, ids=lambda path: path.name)
def test_every_charter_here_reads_and_passes_its_cases(charter: Path, cli: Any) -> None:
    assert cli("charter", "check", charter).exit_code == 0
    done = cli("charter", "test", charter)
    assert done.exit_code == 0
    passed, rest = done.stdout.splitlines()[-1].split(" ", 1)
    assert int(passed) > 0
    assert rest == "passed, 0 failed"


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    (tmp_path / "charter.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "own.yaml").write_text(CASE % ("own", "adopted"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", ["", "charter.yaml"])
def test_a_folder_and_its_file_are_the_same_charter(path: str, charter: Path, cli: Any) -> None:
    done = cli("charter", "test", charter / path)
    assert (done.exit_code, done.stdout) == (0, "1 passed, 0 failed\n")


def test_a_case_that_comes_out_otherwise_is_one_line_with_its_place(
    charter: Path, cli: Any
) -> None:
    other = charter / "other.yaml"
    other.write_text(CASE % ("wrong on purpose", "rejected"), encoding="utf-8")
    done = cli("charter", "test", charter, "--cases", other)
    assert done.exit_code == 1
    line, last = done.stdout.splitlines()
    assert line.startswith(f"{other}:1: wrong on purpose (r): expected outcome rejected; got")
    assert last == "0 passed, 1 failed"
    (differs,) = cli.json("charter", "test", charter, "--cases", other, code=1)["charters"][0][
        "differ"
    ]
    assert (differs["case"], differs["ruling"]["outcome"]) == ("wrong on purpose", "adopted")


def test_a_case_of_a_rule_that_there_is_not_counts_as_failed(charter: Path, cli: Any) -> None:
    stray = charter / "stray.yaml"
    stray.write_text((CASE % ("stray", "adopted")).replace("rule: r", "rule: s"), encoding="utf-8")
    done = cli("charter", "test", charter, "--cases", stray, "--cases", charter / "cases")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == "1 passed, 1 failed"


def test_every_fault_of_a_case_is_a_line(charter: Path, cli: Any) -> None:
    stray = charter / "stray.yaml"
    stray.write_text(
        "- case: stray\n  rule: s\n  members: 3\n  positions:\n    in favour: [m1, m8]\n"
        "    against: [m1, m9]\n  outcome: adopted\n",
        encoding="utf-8",
    )
    done = cli("charter", "test", charter, "--cases", stray)
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    for line, said in [(2, 'no rule "s"'), (5, 'no member "m8"'), (6, '"m1" has two positions')]:
        assert f"{stray}:{line}:" in told.replace("- ", "-")
        assert said in told
    assert 'no member "m9"' in told
    assert done.stdout.splitlines()[-1] == "0 passed, 1 failed"


def test_a_ruling_on_several_strangers_names_them_all(charter: Path, cli: Any) -> None:
    said = "in favour: m1, m8; against: m1, m9"
    done = cli("ruling", charter, "r", "--members", "3", "--positions", said)
    told = " ".join(done.output.split())
    for part in ('no member "m8"', '"m1" has two positions', 'no member "m9"'):
        assert part in told


def test_a_rule_that_begins_later_is_said_to(charter: Path, cli: Any) -> None:
    versions = "versions: [{from: 2000-01-01, adopted when: {in favour: at least 2}}]"
    text = GOOD.replace("adopted when: {in favour: at least 2}", versions)
    (charter / "charter.yaml").write_text(text, encoding="utf-8")
    where = ("ruling", charter, "r", "--members", "3", "--positions", "in favour: 2", "--as-at")
    done = cli(*where, "1999-12-31")
    assert "On that day the charter has no rule 'r'." in done.output
    assert "It begins on 2000-01-01" in " ".join(done.output.split())
    assert cli(*where, "2000-01-01").exit_code == 0


def test_several_charters_are_added_up(charter: Path, cli: Any) -> None:
    assert cli("charter", "test", charter, charter).stdout == "2 passed, 0 failed\n"


BAD = {
    "unknown key": ("comity: 1\nbody: b\ntitle: B\nruels: []\n", ":4:1:", "rules"),
    "twice": ("comity: 1\nbody: b\nbody: c\ntitle: B\n", ":3:1:", "once"),
    "decimal": (GOOD.replace("at least 2", "at least 0.5 of members"), ":1:", "decimal"),
    "empty": ("", ":1:1:", "empty"),
    "no text": (b"\xff\xfe", ":", "UTF-8"),
    "deep": ("[" * 10_000, ":", "deep"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_faulty_charter_is_told_by_place_and_remedy(name: str, tmp_path: Path, cli: Any) -> None:
    text, place, told = BAD[name]
    path = tmp_path / "charter.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = cli("charter", "check", path)
    assert done.exit_code == 1
    shown = " ".join(done.stdout.split())
    assert f"{path}{place}" in shown
    assert told.lower() in shown.lower()
    assert done.stdout.splitlines()[-1].endswith(("1 fault.", "faults."))
    (examined,) = cli.json("charter", "check", path, code=1)
    first = examined["faults"][0]
    assert first["file"] == str(path)
    assert [*first] == ["code", "file", "line", "column", "sentence", "expected"]
    assert isinstance(first["sentence"], str)


def test_a_charter_too_large_is_refused_before_it_is_read(tmp_path: Path, cli: Any) -> None:
    path = tmp_path / "charter.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert cli("charter", "check", path).exit_code == 1


def test_a_charter_that_is_missing_is_a_fault(cli: Any) -> None:
    done = cli("charter", "check", "nowhere")
    assert done.exit_code == 1
    assert "nowhere" in done.stdout


def test_findings_are_no_fault_and_an_open_veto_is_told(tmp_path: Path, cli: Any) -> None:
    path = tmp_path / "charter.yaml"
    members = "members: [{member: A}, {member: B}]"
    path.write_text(GOOD.replace("rules:", f"{members}, rules:"), encoding="utf-8")
    done = cli("charter", "check", path)
    assert done.exit_code == 0
    assert "Any member can block r alone" in done.stdout


def test_the_schema_is_the_one_that_is_published(cli: Any) -> None:
    published = (ROOT / "docs" / "formats" / "charter.schema.json").read_text(encoding="utf-8")
    assert json.loads(cli("charter", "schema").stdout) == json.loads(published)


def test_check_says_of_a_contradiction_its_line_and_what_to_write(tmp_path: Path, cli: Any) -> None:
    text = (
        "comity: 1\nbody: b\ntitle: B\nmembers: [{member: A}, {member: B}]\nrules:\n  - rule: r\n    cites: Pact 1\n"
        "    fails when: {objections: at least 1}\n    binds: those in favour\n"
    )
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    said = " ".join(cli("charter", "check", tmp_path).output.split())
    assert (
        "Line 9: r needs nobody in favour, and binds those in favour alone: a decision under it may bind nobody. "
        "[Pact 1] Write binds: members, or members except objectors; or adopted when in place of fails when."
    ) in said
    (one,) = cli.json("charter", "check", tmp_path)
    (found,) = (each for each in one["findings"] if each["code"] == "clause.contradicts")
    assert (found["line"], found["where"]) == (9, ["rules", "r", "binds"])
