"""``log``, ``verify``, ``audit`` and ``prove``: what a sceptic gets."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from comity.register.keys import SigningKey


@pytest.fixture
def csto_copy(csto: Path, tmp_path: Path) -> Path:
    for name in ("csto.db", "csto.db.key"):
        shutil.copy(csto.with_name(name), tmp_path)
    return tmp_path / "csto.db"


def test_the_log_has_a_line_for_each_entry_and_narrows_it(csto: Path, cli: Any) -> None:
    lines = cli.page("log", "--register", csto).splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(len(lines)))
    some = cli.page("log", "--register", csto, "--from", 40).splitlines()
    assert some == lines[40:]
    tenures = cli("log", "--register", csto, "--kind", "tenure", "--json").stdout.splitlines()
    kinds = [{fact["kind"] for fact in json.loads(line)["effects"]} for line in tenures]
    assert all({"tenure.began/1", "tenure.ended/1"} & each for each in kinds)
    assert len(kinds) == 2


def test_the_log_of_a_matter_has_its_questions_and_nothing_else(csto: Path, cli: Any) -> None:
    lines = cli("log", "--register", csto, "--matter", "plan-2023", "--json").stdout.splitlines()
    assert lines
    assert all("plan-2023" in line for line in lines)
    assert any("question.put/1" in line for line in lines)


def test_a_register_verifies_and_its_head_can_be_kept(csto: Path, cli: Any) -> None:
    kept = Path("kept.txt")
    found = cli.json("verify", "--register", csto, "--save-checkpoint", kept)
    assert found["verified"]
    assert kept.read_text(encoding="utf-8").startswith(f"csto\n{found['entries']}\n")
    again = cli.json("verify", "--register", csto, "--checkpoint", kept, "--key", found["key"])
    assert (again["checkpoints"], again["own_key"]) == ([found["entries"]], False)


def test_another_key_than_the_one_that_signed_is_told(csto: Path, cli: Any) -> None:
    stranger = SigningKey("csto", bytes(32)).verifying.text()
    done = cli("verify", "--register", csto, "--key", stranger)
    assert done.exit_code == 1
    assert cli("verify", "--register", csto, "--key", "nonsense").exit_code == 4


def test_a_register_cut_short_is_found_against_a_checkpoint_kept_elsewhere(
    league: Path, cli: Any
) -> None:
    shutil.copy(league, "older.db")
    motion = {"kind": "matter.open/1", "by": "an", "for": "AN", "procedure": "motion", "title": "T"}
    assert cli("act", json.dumps(motion), "--at", cli.now).exit_code == 0
    assert cli("verify", "--save-checkpoint", "kept.txt").exit_code == 0
    assert cli("verify", "--register", "older.db").exit_code == 0
    cut = cli("verify", "--register", "older.db", "--checkpoint", "kept.txt")
    assert cut.exit_code == 1


def test_everything_in_the_record_is_lawful_under_its_charter(csto: Path, cli: Any) -> None:
    found = cli.json("audit", "--register", csto)
    size = len(cli("log", "--register", csto).stdout.splitlines())
    assert (found["lawful"], found["findings"]) == (True, [])
    assert found["entries"] == found["decided_again"] == size
    assert 0 < found["attested"] < size


def test_an_act_that_does_not_follow_is_found_though_it_is_signed(
    csto_copy: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity import registrar

    def decided(*_: object) -> list[object]:
        return []  # as a lawless writer would: the person is entered nowhere

    act = json.dumps({"kind": "person.enter/1", "by": "p1", "for": "record", "name": "Nobody"})
    with monkeypatch.context() as lawless:
        lawless.setattr(registrar, "decide", decided)
        assert cli("act", act, "--register", csto_copy, "--at", cli.now).exit_code == 0
    assert cli("verify", "--register", csto_copy).exit_code == 0
    found = cli.json("audit", "--register", csto_copy, code=1)
    assert [each["kind"] for each in found["findings"]] == ["unlawful"]
    assert "unlawful" in cli("audit", "--register", csto_copy).stdout


def test_an_entry_is_proved_and_the_proof_is_checked_without_the_register(
    csto: Path, cli: Any
) -> None:
    made = cli.json("prove", 23, "--register", csto, "--out", "e.proof")
    assert Path("e.proof").read_text(encoding="utf-8") == made["proof"]
    found = cli.json("prove", "--check", "e.proof", "--key", made["key"], "--register", "none.db")
    assert (found["entry"], found["register"], found["content"]["n"]) == (23, "csto", 23)
    assert not Path("none.db").exists()


def test_a_proof_that_was_changed_does_not_check(csto: Path, cli: Any) -> None:
    made = cli.json("prove", 23, "--register", csto)
    Path("e.proof").write_text(made["proof"].replace("index 23", "index 22"), encoding="utf-8")
    assert cli("prove", "--check", "e.proof", "--key", made["key"]).exit_code == 1
    Path("e.proof").write_text("no proof", encoding="utf-8")
    assert cli("prove", "--check", "e.proof", "--key", made["key"]).exit_code == 4


def test_verbs_that_read_change_no_file(csto_copy: Path, cli: Any) -> None:
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    for words in (("show", "body"), ("log",), ("verify",), ("audit",), ("prove", 3)):
        assert cli(*words, "--register", csto_copy).exit_code == 0
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before
