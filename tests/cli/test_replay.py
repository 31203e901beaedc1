"""``comity replay``: what it came to, and that everything before a bad row stands."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COUNCIL = ROOT / "records" / "security-council"
RECORD = """
comity: 1
record: small
charter: charter.yaml
clerk: {person: p0, name: Ada, organ: bureau}
acts:
  - {kind: person.enter/1, person: p2, name: Bela}
  - {kind: person.enter/1, person: p3, name: Cecil}
"""


@pytest.fixture
def record(league: Path) -> Path:
    """A small record, beside the charter of the League."""
    path = league.with_name("record.yaml")
    path.write_text(RECORD, encoding="utf-8")
    return path


def test_the_acts_of_a_record_are_recorded_in_a_new_body(record: Path, cli: Any) -> None:
    done = cli("replay", record, "--register", "new.db", "--at", cli.now)
    assert done.exit_code == 0
    assert "small: replayed into small." in done.stdout
    log = cli("log", "--register", "new.db").stdout.splitlines()
    assert [line.split()[3] for line in log] == ["body.found", "person.enter", "person.enter"]


def test_an_act_that_is_refused_is_named_and_all_before_it_stands(record: Path, cli: Any) -> None:
    record.write_text(RECORD + "  - {kind: session.close/1, session: s9}\n", encoding="utf-8")
    done = cli("replay", record, "--register", "new.db", "--at", cli.now)
    assert done.exit_code == 3
    shown = " ".join(done.stderr.split())
    assert f"{record}:9: act 3 (session.close/1)" in shown
    assert len(cli("log", "--register", "new.db").stdout.splitlines()) == 3
    # The body stands, and so does its key.
    act = '{"kind": "person.enter/1", "person": "p4", "name": "D"}'
    assert cli("act", act, *cli.clerk, "--register", "new.db").exit_code == 0


def test_a_record_that_cannot_be_read_founds_nothing(record: Path, cli: Any) -> None:
    record.write_text(RECORD + "  - {kind: nonsense/1}\n", encoding="utf-8")
    assert cli("replay", record, "--register", "new.db").exit_code == 4
    assert not Path("new.db.key").exists()


def test_other_roll_calls_with_the_same_columns_are_replayed_in_place_of_its_own(
    tmp_path: Path, cli: Any
) -> None:
    folder = tmp_path / "years"
    folder.mkdir()
    for name in ("events", "votes"):
        with gzip.open(COUNCIL / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as all_rows:
            rows = all_rows.read().splitlines(keepends=True)
        kept = rows[:1] + [row for row in rows[1:] if row.split(",")[0] in ("1", "2", "3")]
        (folder / f"{name}.csv").write_text("".join(kept), encoding="utf-8", newline="")
    words = ("replay", COUNCIL, "--data", folder, "--register", "years.db", "--at", cli.now)
    report = cli.json(*words)["report"]
    assert report["drafts"] == 3
    assert report["agreed"] + len(report["disagreements"]) + len(report["undetermined"]) == 3


def test_a_record_without_roll_calls_takes_no_others(
    record: Path, tmp_path: Path, cli: Any
) -> None:
    done = cli("replay", record, "--data", tmp_path, "--register", "new.db")
    assert done.exit_code == 4
    assert not Path("new.db").exists()


def test_a_record_is_not_replayed_twice_into_one_register(record: Path, cli: Any) -> None:
    words = ("replay", record, "--register", "new.db", "--at", cli.now)
    assert cli(*words).exit_code == 0
    assert cli(*words).exit_code == 5
    assert cli(*words, "--name", "again").exit_code == 0
    shutil.copy("new.db", "copy.db")
    assert cli("verify", "--register", "copy.db", "--body", "again").exit_code == 0
