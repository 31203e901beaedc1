"""Cases say what their authors meant, or are refused at their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.charter.cases import read_case_file, read_cases, read_cases_text
from comity.charter.examination import try_charter
from comity.charter.reading import read_charter_text
from comity.charter.running import CaseResult, run_case
from comity.errors import Fault, Faulty

CHARTER = read_charter_text(
    """
comity: 1
body: five
title: Five
members:
  - {member: AA}
  - {member: BB}
  - {member: CC}
  - {member: DD}
  - {member: EE, status: [{from: 2020-01-01, is: member}]}
groups: {large: [AA, BB]}
weights: {shares: {values: {AA: 40, BB: 30, CC: 20, DD: 5, EE: 5}}}
parameters: [concerned, tonnage]
rules:
  - rule: three
    versions:
      - {from: 2000-01-01, adopted when: {in favour: at least 2}}
      - {from: 2020-01-01, adopted when: {in favour: at least 3}}
  - {rule: consensus, adopted when: {objections: none}, binds: members except objectors}
  - {rule: silent, fails when: {objections by tonnage: at least 50% of world}, binds: members except objectors}
  - {rule: shares, adopted when: {in favour by shares: at least 2/3 of members}}
  - {rule: chamber, adopted when: {in favour among large: all}}
  - {rule: without, remove from count: concerned, adopted when: {in favour: more than 1/2 of members}}
  - {rule: attended, adopted when: {in favour: at least 1/2 of attending}}
"""
)


def result_of(case: str) -> CaseResult:
    (read,) = read_cases_text(f"- {{case: one, {case}}}")
    return run_case(read, CHARTER)


def marked(text: str) -> tuple[str, int, int]:
    before, _, after = text.partition("§")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def run_all(text: str) -> list[CaseResult]:
    return [run_case(case, CHARTER) for case in read_cases_text(text, "bad.yaml")]


def fault_of(text: str) -> Fault:
    with pytest.raises(Faulty) as caught:
        run_all(text)
    return caught.value.faults[0]


@pytest.mark.parametrize("mark", ["\\n", "\\u2028", "\\x85"])
def test_the_name_of_a_case_is_in_one_line(mark: str) -> None:
    fault = fault_of(
        f'- {{case: "one {mark}two", rule: three, positions: {{}}, outcome: rejected}}'
    )
    assert fault.code in ("text.lines", "text.control")
    assert (fault.line, fault.column) == (1, 10)


def test_the_charter_has_the_members_unless_the_case_names_others() -> None:
    assert result_of("rule: three, positions: {in favour: [AA, BB, EE]}, outcome: adopted").passed
    assert result_of(
        "rule: three, members: [X, Y, Z], positions: {in favour: rest}, outcome: adopted"
    ).passed


def test_the_values_are_those_of_the_day_of_the_case() -> None:
    two = "rule: three, positions: {in favour: [AA, BB]}"
    assert result_of(f"{two}, as at: 2019-12-31, outcome: adopted").passed
    assert result_of(f"{two}, as at: 2020-01-01, outcome: rejected").passed
    assert result_of(f"{two}, outcome: rejected").passed


def test_numbers_go_to_the_members_in_order_and_the_rest_to_rest() -> None:
    ruling = result_of(
        "rule: consensus, members: 10, positions: {in favour: 3, against: 2, abstaining: rest}, outcome: blocked"
    ).ruling
    assert ruling.blocked_by == ("m4", "m5")
    assert ruling.counts["abstaining"] == 5


def test_numbers_pass_over_members_that_are_named() -> None:
    ruling = result_of(
        "rule: consensus, members: 5, positions: {against: 2, in favour: [m1, m3]}, outcome: blocked"
    ).ruling
    assert ruling.blocked_by == ("m2", "m4")


def test_a_range_is_its_members() -> None:
    ruling = result_of(
        "rule: consensus, members: 9, positions: {against: m7..m9}, outcome: blocked"
    ).ruling
    assert ruling.blocked_by == ("m7", "m8", "m9")


def test_whom_a_decision_binds_and_who_blocks_it_may_be_given_as_ranges() -> None:
    text = "rule: consensus, members: 19, positions: {in favour: rest}, outcome: adopted, binds: m1..m19"
    assert result_of(text).passed
    other = result_of(text.replace("m1..m19", "[m1..m17, m19]"))
    assert (other.passed, other.expected.startswith("binds m1, m2")) == (False, True)
    blocked = "rule: consensus, members: 9, positions: {against: m7..m9}, outcome: blocked"
    assert result_of(f"{blocked}, blocked by: m7..m9").passed
    assert not result_of(f"{blocked}, blocked by: m6..m9").passed


def test_who_is_not_mentioned_is_absent() -> None:
    assert (
        result_of("rule: consensus, positions: {}, outcome: adopted").ruling.counts["absent"] == 5
    )


def test_groups_and_weights_of_the_case_go_before_those_of_the_charter() -> None:
    assert result_of("rule: chamber, positions: {in favour: [AA]}, outcome: rejected").passed
    assert result_of(
        "rule: chamber, groups: {large: [AA]}, positions: {in favour: [AA]}, outcome: adopted"
    ).passed
    assert result_of("rule: shares, positions: {in favour: [AA, CC, DD]}, outcome: rejected").passed
    shares = "weights: {shares: {each: 1, AA: 10}}"
    assert result_of(
        f"rule: shares, {shares}, positions: {{in favour: [AA]}}, outcome: adopted"
    ).passed


def test_not_adopted_is_rejected_or_blocked_and_nothing_else() -> None:
    assert result_of("rule: consensus, positions: {against: [AA]}, outcome: not adopted").passed
    assert result_of("rule: three, positions: {}, outcome: not adopted").passed
    assert not result_of("rule: three, positions: {pending: rest}, outcome: not adopted").passed
    assert not result_of("rule: consensus, positions: {}, outcome: not adopted").passed


@pytest.mark.parametrize(
    ("case", "expected", "got"),
    [
        ("rule: consensus, positions: {}, outcome: blocked", "outcome blocked", "outcome adopted"),
        (
            "rule: consensus, positions: {against: [AA]}, outcome: blocked, blocked by: [BB]",
            "blocked by BB",
            "blocked by AA",
        ),
        (
            "rule: three, positions: {in favour: [AA]}, outcome: rejected, needed: 1",
            "needed 1",
            "needed 2",
        ),
        (
            "rule: three, positions: {in favour: rest}, outcome: adopted, binds: [AA]",
            "binds AA",
            "binds AA, BB, CC, DD, EE",
        ),
    ],
)
def test_a_case_that_differs_says_how(case: str, expected: str, got: str) -> None:
    result = result_of(case)
    assert not result.passed
    assert (result.expected, result.got) == (expected, got)


HEAD = "- {case: one, rule: three, "
BAD = {
    "unknown key": (
        HEAD + "positions: {}, §outcom: adopted, outcome: adopted}",
        'no key "outcom"',
        '"outcome"',
    ),
    "no outcome": (
        "- §{case: one, rule: three, positions: {}}",
        'lacks the key "outcome"',
        "outcome",
    ),
    "unknown outcome": (HEAD + "positions: {}, outcome: §adoptd}", '"adoptd"', '"adopted"'),
    "unknown position": (
        HEAD + "positions: {§in favor: [AA]}, outcome: adopted}",
        "in favor",
        '"in favour"',
    ),
    "unknown rule": (
        "- {case: one, rule: §thre, positions: {}, outcome: adopted}",
        'no rule "thre"',
        '"three"',
    ),
    "unknown member": (
        HEAD + "positions: {in favour: [AA, §AB]}, outcome: adopted}",
        'no member "AB"',
        "AA",
    ),
    "member twice in one position": (
        HEAD + "positions: {in favour: [AA, §AA]}, outcome: adopted}",
        "named twice",
        "once",
    ),
    "member in two positions": (
        HEAD + "positions: {in favour: [AA], against: [§AA]}, outcome: adopted}",
        "two positions",
        "one position",
    ),
    "more than there are": (
        HEAD + "positions: {in favour: 3, §against: 3}, outcome: adopted}",
        "only 2 members are left",
        "at most 2",
    ),
    "rest twice": (
        HEAD + "positions: {in favour: rest, §against: rest}, outcome: adopted}",
        "twice",
        "once",
    ),
    "range beyond the members in whom it binds": (
        HEAD + "members: 9, positions: {in favour: rest}, outcome: adopted, binds: §m8..m10}",
        'no member "m10"',
        "m",
    ),
    "a stranger who blocks": (
        HEAD + "positions: {}, outcome: rejected, blocked by: [§AB]}",
        'no member "AB"',
        "AA",
    ),
    "range backwards": (
        HEAD + "members: 9, positions: {in favour: §m5..m1}, outcome: adopted}",
        "m5..m1",
        "m1..m20",
    ),
    "range beyond the members": (
        HEAD + "members: 9, positions: {in favour: §m8..m10}, outcome: adopted}",
        'no member "m10"',
        "m",
    ),
    "member of a group unknown": (
        "- {case: one, rule: chamber, groups: {large: [§ZZ]}, positions: {}, outcome: adopted}",
        'no member "ZZ"',
        "AA",
    ),
    "group not given": (
        "- {case: §one, rule: without, positions: {}, outcome: adopted}",
        "concerned",
        "",
    ),
    "weight not given": (
        "- {case: §one, rule: silent, positions: {}, outcome: adopted}",
        "tonnage",
        "",
    ),
    "attending not given": (
        "- {case: §one, rule: attended, positions: {}, outcome: adopted}",
        "attending",
        "",
    ),
    "weight of somebody unknown": (
        "- {case: §one, rule: shares, weights: {shares: {each: 1, ZZ: 2}}, positions: {}, outcome: adopted}",
        'no member "ZZ"',
        "AA",
    ),
    "no members": (HEAD + "members: §0, positions: {}, outcome: adopted}", "0", "from 1"),
    "a billion members": (
        HEAD + "members: §1000000000, positions: {}, outcome: adopted}",
        "1000000000",
        "100000",
    ),
    "bad date": (
        HEAD + "as at: §2026-02-30, positions: {}, outcome: adopted}",
        "no day of the calendar",
        "2026-01-31",
    ),
    "decimal weight": (
        HEAD + "weights: {shares: {each: §0.1}}, positions: {}, outcome: adopted}",
        "decimal",
        "1/10",
    ),
    "two cases of one name": (
        HEAD
        + "positions: {}, outcome: rejected}\n- {case: §one, rule: three, positions: {}, outcome: rejected}",
        "two cases",
        "one of each",
    ),
    "no list": ("§case: one", "A mapping", "a list of cases"),
    "an empty list": ("§[]", "A list", "a list of cases"),
}


@pytest.mark.parametrize("label", BAD)
def test_a_bad_case_is_refused_at_its_place(label: str) -> None:
    written, sentence, expected = BAD[label]
    text, line, column = marked(written)
    fault = fault_of(text)
    assert sentence in fault.sentence
    assert expected in fault.expected
    assert (fault.file, fault.line, fault.column) == ("bad.yaml", line, column)


def test_a_library_without_members_asks_the_case_for_them() -> None:
    library = read_charter_text(
        "{comity: 1, body: l, title: L, rules: [{rule: a, adopted when: {absent: none}}]}"
    )
    (case,) = read_cases_text("- {case: one, rule: a, positions: {}, outcome: adopted}")
    with pytest.raises(Faulty, match="Nobody is a member"):
        run_case(case, library)


def test_all_the_files_of_a_folder_are_read_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        text = f"- {{case: {name}, rule: three, positions: {{}}, outcome: rejected}}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert [case.case for case in read_cases(tmp_path)] == ["a", "b"]


THREE = "- {case: one, rule: three, "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{THREE}positions: {{}}, outcome: rejected}}\n- {{case: two}}\n{THREE}positions: {{}}, outcome: void}}\n",
         {'Case "two"': {("key.missing", 2)}, 'Case "one"': {("name.twice", 3)}}),
        ("- {case: one}\n- two\n- {rule: three}\n",
         {'Case "one"': {("key.missing", 1)}, "Case 2": {("value.wrong", 2)}, "Case 3": {("key.missing", 3)}}),
        ("- {case: one, rule: a, rule: b, positions: {}, outcome: void}\n"
         "- {case: two, rule: a, positions: {}, outcome: void, outcome: void}\n",
         {'Case "one"': {("key.duplicate", 1)}, 'Case "two"': {("key.duplicate", 2)}}),
        ("- case: one\n  rule: a\n  rule: b\n  positions: {}\n  outcome: void\n"
         "- case: two\n  rule: a\n  positions: {}\n  outcome: void\n",
         {'Case "one"': {("key.duplicate", 3)}}),
        ("- {case: one, rule: [three], positions: {}, outcome: void}\n", {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, positions: [AA], outcome: void}\n", {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: some}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: 1234567}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: 12345678}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
        ("- case: one\n  rule: three\n  positions:\n    in favor: 1\n    absent: 1\n    agianst: 1\n  outcome: void\n",
         {'Case "one"': {("key.unknown", 4), ("key.unknown", 6)}}),
        ("- {case: one, rule: three, positions: {in favour: 2..3}, outcome: void}\n",
         {'Case "one"': {("range.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: m1..n3}, outcome: void}\n",
         {'Case "one"': {("range.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: n1..m3}, outcome: void}\n",
         {'Case "one"': {("range.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: m3..m1}, outcome: void}\n",
         {'Case "one"': {("range.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {in favour: {a: b}}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, positions: {pending: rest, absent: 1, unknown: rest}, outcome: void}\n",
         {'Case "one"': {("rest.twice", 1)}}),
        ("- {case: one, rule: three, members: 100001, positions: {}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
        ("- {case: one, rule: three, members: all, positions: {}, outcome: void}\n",
         {'Case "one"': {("value.wrong", 1)}}),
    ],
)  # fmt: skip
def test_each_faulty_case_is_told_by_itself_with_its_faults_and_the_others_can_be_run(
    text: str, told: dict[str, set[tuple[str, int]]]
) -> None:
    read = read_case_file(text)
    found = {one.name: {(fault.code, fault.line) for fault in one.faults} for one in read.faulty}
    assert found == told
    assert all(
        fault.sentence.startswith(f"{one.name}: ") for one in read.faulty for fault in one.faults
    )
    assert len(read.cases) + len(read.faulty) == text.count("\n- ") + 1
    with pytest.raises(Faulty) as caught:
        read_cases_text(text)
    lines = [fault.line for fault in caught.value.faults]
    assert lines == sorted(lines)


@pytest.mark.parametrize("members", ["1", "100000", "m7..m7"])
def test_a_case_has_from_one_member_to_a_hundred_thousand(members: str) -> None:
    (case,) = read_cases_text(f"{THREE}members: {members}, positions: {{}}, outcome: rejected}}\n")
    assert case.members is not None
    number = 1 if ".." in members else int(members)
    assert (case.members[0], len(case.members)) == ("m7" if ".." in members else "m1", number)
    assert case.members[-1] == ("m7" if ".." in members else f"m{number}")


def test_a_range_has_as_many_members_as_a_case_may_have() -> None:
    text = (
        f"{THREE}members: 100000, positions: {{in favour: m99999..m999999}}, outcome: adopted}}\n"
    )
    (case,) = read_cases_text(text)
    assert [name.value for name in case.positions[0].named] == ["m99999", "m100000"]
    (one,) = read_cases_text(f"{THREE}positions: {{in favour: m5..m5}}, outcome: adopted}}\n")
    assert [name.value for name in one.positions[0].named] == ["m5"]


def test_what_a_case_says_of_needed_is_a_number_and_zero_is_one() -> None:
    adopted = "rule: three, positions: {in favour: rest}, outcome: adopted"
    assert result_of(f"{adopted}, needed: 0").passed
    assert not result_of(f"{adopted}, needed: 1").passed
    other = result_of(f"{adopted.replace('adopted', 'rejected')}, needed: 1, binds: []")
    assert (other.expected, other.got) == (
        "outcome rejected; binds nobody; needed 1",
        "outcome adopted; binds AA, BB, CC, DD, EE; needed 0",
    )


def test_as_many_as_there_are_is_not_too_many() -> None:
    ruling = result_of(
        "rule: three, positions: {against: [AA], in favour: 3, abstaining: 1}, outcome: adopted"
    ).ruling
    assert (ruling.counts["in favour"], ruling.counts["abstaining"], ruling.counts["absent"]) == (
        3,
        1,
        0,
    )


def test_the_last_of_very_many_cases_has_its_faults() -> None:
    good = "- {case: c%s, rule: three, positions: {}, outcome: void}\n"
    text = "".join(good % number for number in range(300)) + "- {case: last, rule: a, rule: b}\n"
    (faulty,) = read_case_file(text).faulty
    assert faulty.name == 'Case "last"'
    assert "key.duplicate" in {fault.code for fault in faulty.faults}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            "rule: thre, positions: {in favour: [AA, ZZ], against: [AA, YY]}, outcome: adopted, blocked by: [XX]",
            ['"AA" has two positions.', 'There is no member "XX".', 'There is no member "YY".',
             'There is no member "ZZ".', 'There is no rule "thre".'],
        ),
        (
            "rule: three, positions: {in favour: 9, against: 8}, outcome: adopted, binds: [XX, YY]",
            ["8 against: only 0 members are left.", "9 in favour: only 5 members are left.",
             'There is no member "XX".', 'There is no member "YY".'],
        ),
        (
            "rule: silent, groups: {large: [XX]}, weights: {shares: {each: 1, YY: 2}}, positions: {}, outcome: void",
            ['The rule silent needs the weight "tonnage", which is not given. Give tonnage for every member.',
             'The world total of "tonnage" is not given. Give world: {tonnage: NUMBER}.',
             'There is no member "XX".', 'There is no member "YY".'],
        ),
    ],
)  # fmt: skip
def test_of_a_case_every_fault_is_told(keys: str, told: list[str]) -> None:
    with pytest.raises(Faulty) as caught:
        run_all(f"- {{case: one, {keys}}}")
    faults = caught.value.faults
    assert sorted(fault.sentence.removeprefix('Case "one": ') for fault in faults) == told
    assert [fault.column for fault in faults] == sorted(fault.column for fault in faults)


def test_what_begins_later_than_the_day_of_the_case_is_said_to() -> None:
    early = fault_of("- {case: one, rule: three, as at: 1999-12-31, positions: {}, outcome: void}")
    expected = 'The rule "three" begins on 2000-01-01, and the day asked about is 1999-12-31.'
    assert (early.code, early.sentence) == ("rule.not_in_force", f'Case "one": {expected}')
    assert early.expected == "as at: 2000-01-01, or a later day"
    assert run_all(
        "- {case: one, rule: three, as at: 2000-01-01, positions: {}, outcome: rejected}"
    )
    member = fault_of(
        "- {case: one, rule: three, as at: 2019-12-31, positions: {in favour: [EE]}, outcome: void}"
    )
    assert '"EE" is not counted as a member on the day asked about.' in member.sentence


def test_a_group_or_weight_that_begins_later_is_said_to() -> None:
    charter = read_charter_text(
        "comity: 1\nbody: b\ntitle: B\nmembers: [{member: A}]\n"
        "groups: {g: {versions: [{from: 2000-01-01, members: [A]}]}}\n"
        "weights: {w: {versions: [{from: 2001-01-01, values: {A: 1}}]}}\n"
        "rules: [{rule: r, adopted when: {in favour among g by w: at least 1}}]\n"
    )
    (case,) = read_cases_text(
        "[{case: one, rule: r, as at: 1990-01-01, positions: {}, outcome: void}]"
    )
    with pytest.raises(Faulty) as caught:
        run_case(case, charter)
    told = " ".join(fault.sentence for fault in caught.value.faults)
    assert 'The group "g" begins on 2000-01-01, and the day asked about is 1990-01-01.' in told
    assert 'The weight "w" begins on 2001-01-01, and the day asked about is 1990-01-01.' in told


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            "rule: three, positions: {in favour: [AA, ZZ], agianst: [BB]}, outcome: adoptd",
            ["ZZ", "adoptd", "agianst"],
        ),
        ("rule: thre, colour: red, positions: {in favour: [AA, ZZ]}, outcome: void", ["ZZ", "colour", "thre"]),
        ("rule: three, positions: {in favour: [ZZ, a b]}, outcome: void, needed: x", ["ZZ", "a b", "x"]),
        # of which members or of which day is not known
        ("rule: three, membres: [ZZ], positions: {in favour: [ZZ]}, outcome: void", ["membres"]),
        ("rule: three, members: [ZZ, ZZ], positions: {in favour: [QQ]}, outcome: void", ["ZZ"]),
        ("rule: thre, as at: soon, positions: {in favour: [QQ]}, outcome: void", ["soon"]),
    ],
)  # fmt: skip
def test_what_else_is_wrong_with_a_case_at_fault_is_told_with_it(
    tmp_path: Path, keys: str, told: list[str]
) -> None:
    (tmp_path / "charter.yaml").write_text(CHARTER.text, encoding="utf-8")
    cases = tmp_path / "cases.yaml"
    cases.write_text(f"- {{case: one, {keys}}}\n", encoding="utf-8")
    tried = try_charter(tmp_path / "charter.yaml", [cases])
    named = sorted(word for fault in tried.faults for word in told if f'"{word}"' in fault.sentence)
    assert (named, len(tried.faults), tried.not_run) == (told, len(told), 1)
