"""Charters examined and tried, as values."""

from __future__ import annotations

from pathlib import Path

from comity.charter.examination import examine, try_charter

LAW = Path(__file__).parents[2] / "charters" / "law"
TEXT = "comity: 1\nbody: duo\ntitle: Duo\nrules: [{rule: a, cites: X, status: to verify, adopted when: {absent: none}}]\n"
CASE = "- {{case: {0}, rule: a, members: 2, positions: {{in favour: {1}}}, outcome: adopted}}\n"


def test_a_charter_without_faults_is_given_with_its_findings(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(TEXT, encoding="utf-8")
    found = examine(tmp_path)
    assert found.charter is not None
    codes = [finding.code for finding in found.findings]
    assert codes == ["to-verify", "organ.no-record", "procedure.none"]
    assert found.faults == ()


def test_a_charter_with_faults_is_given_as_its_faults(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(TEXT + "rulez: 1\nrulex: 2\n", encoding="utf-8")
    found = examine(tmp_path)
    assert found.charter is None
    assert [fault.line for fault in found.faults] == [5, 6]


def test_the_cases_beside_the_charter_are_tried_unless_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text(CASE.format("one", 2), encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(CASE.format("two", 1) + CASE.format("three", 3), encoding="utf-8")
    beside, named = try_charter(tmp_path), try_charter(tmp_path / "charter.yaml", [other])
    assert (beside.passed, beside.failed, beside.faults) == (1, (), ())
    assert (named.passed, len(named.failed), len(named.faults)) == (0, 1, 1)


def test_a_charter_without_cases_has_no_case_that_passed(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(TEXT, encoding="utf-8")
    trial = try_charter(tmp_path)
    assert trial.passed == 0
    assert "cases" in trial.faults[0].file


def test_a_bad_file_of_cases_is_a_fault_and_not_a_pass(tmp_path: Path) -> None:
    """Its rule is none of that charter's, which is told as well."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(CASE.format("one", 2).replace("outcome", "outcom"), encoding="utf-8")
    trial = try_charter(LAW, [bad])
    assert trial.passed == 0
    assert {fault.code for fault in trial.faults} == {"key.unknown", "key.missing", "rule.unknown"}


def test_cases_at_fault_are_each_named_with_the_reason_and_the_rest_are_run(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    good = "".join(CASE.format(f"good{n}", 2) for n in range(4))
    bad = [
        CASE.format("misspelt", 2).replace("outcome", "outcom"),
        CASE.format("too many", 3),
        CASE.format("stranger", "[m3]"),
        "- {rule: a, rule: a, members: 2, positions: {}, outcome: adopted}\n",
    ]
    file.write_text(bad[0] + good + "".join(bad[1:]) + CASE.format("differs", 1), encoding="utf-8")
    (tmp_path / "charter.yaml").write_text(TEXT, encoding="utf-8")
    trial = try_charter(tmp_path, [file])
    assert (trial.passed, len(trial.failed), trial.not_run) == (4, 1, 4)
    said = [str(fault) for fault in trial.faults]
    for part in (
        'cases.yaml:1:68: Case "misspelt": Case has no key "outcom". Expected "outcome".',
        'Case "too many": 3 in favour: only 2 members are left.',
        'Case "stranger": There is no member "m3".',
        'Case 8: The key "rule" is given twice, first in line 8.',
        'Case 8: Case lacks the key "case".',
    ):
        assert any(part in each for each in said), part


def test_a_file_that_is_no_list_of_cases_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "charter.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text("case: [", encoding="utf-8")
    (tmp_path / "cases" / "b.yaml").write_text(CASE.format("one", 2), encoding="utf-8")
    trial = try_charter(tmp_path)
    assert (trial.passed, trial.not_run, len(trial.faults)) == (1, 1, 1)


def test_the_whole_law_passes() -> None:
    trial = try_charter(LAW)
    assert (trial.failed, trial.faults) == ((), ())
    assert trial.passed > 100
