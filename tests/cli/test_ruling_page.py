"""``comity ruling``: what is read, what is printed, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from comity.cli.main import comity

ROOT = Path(__file__).parents[2]
CSTO = ROOT / "charters" / "csto"
LAW = ROOT / "charters" / "law"
CONSENSUS = ("ruling", CSTO, "csto.consensus", "--as-at", "2022-11-23", "--positions")
COUNCIL = ("ruling", LAW, "unsc.substantive", "--as-at", "2022-11-23")
MANY = ("ruling", LAW, "unga.important", "--as-at", "2022-11-23", "--members", "193", "--positions")
FIVE = ("--members", "15", "--group", "permanent: m1..m5")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ruling/consensus", (*CONSENSUS, "in favour: AM, BY, KG, KZ, TJ; against: RU")),
        ("ruling/adopted", (*CONSENSUS, "in favour: rest")),
        ("ruling/open", (*CONSENSUS, "in favour: AM, BY, KG; rest: pending")),
        ("ruling/veto", (*COUNCIL, *FIVE, "--positions", "against: m1; in favour: rest")),
        ("ruling/many", (*MANY, "in favour: 80; against: 41; pending: 10; abstaining: 3")),
    ],
)
def test_the_page_is_the_one_that_was_looked_at(
    name: str, words: tuple[Any, ...], cli: Any
) -> None:
    cli.golden(name, *words)


def test_one_objection_prevents_consensus_and_the_ruling_names_whose(cli: Any) -> None:
    # Charter 12 of the CSTO: decisions by consensus.
    ruling = cli.json(*CONSENSUS, "in favour: AM, BY, KG, KZ, TJ; against: RU")
    assert (ruling["outcome"], ruling["blocked_by"]) == ("blocked", ["RU"])
    assert ruling["article"] == "Charter 12"
    assert ruling["positions"]["RU"] == "against"
    assert ruling["certified"] is False


@pytest.mark.parametrize(
    "positions",
    [
        "in favour: AM, BY; against: RU; absent: rest",
        "in favour: AM, BY; against: RU; rest: absent",
        "in favour: AM; in favour: BY; against: RU",
        '{"in favour": ["AM", "BY"], "against": ["RU"]}',
        "{in favour: [AM, BY], against: [RU], absent: rest}",
    ],
)
def test_the_same_positions_are_read_however_they_are_said(positions: str, cli: Any) -> None:
    stood = cli.json(*CONSENSUS, positions)["positions"]
    assert stood == {
        "AM": "in favour",
        "BY": "in favour",
        "KZ": "absent",
        "KG": "absent",
        "RU": "against",
        "TJ": "absent",
    }


def test_in_a_library_of_rules_those_mentioned_are_the_members(cli: Any) -> None:
    rule = ("ruling", LAW, "unga.important", "--positions")
    assert cli.json(*rule, "in favour: A, B; against: C")["counts"]["members"] == 3
    assert cli.json(*rule, "in favour: 80; against: 40")["counts"]["members"] == 120


def test_a_weight_is_given_for_the_question_and_counted_exactly(cli: Any, tmp_path: Path) -> None:
    charter = tmp_path / "charter.yaml"
    rule = "{rule: r, adopted when: {in favour by shares: more than 1/2 of members}}"
    charter.write_text(f"{{comity: 1, body: b, title: B, rules: [{rule}]}}", encoding="utf-8")
    words = ("ruling", charter, "r", "--members", "A, B, C", "--weight", "shares: A=1/2, each=1/4")
    assert cli.json(*words, "--positions", "in favour: A")["outcome"] == "rejected"
    assert cli.json(*words, "--positions", "in favour: A, B")["outcome"] == "adopted"


@pytest.mark.parametrize(
    ("words", "code", "sentence", "remedy"),
    [
        ((CSTO, "csto.konsensus"), "rule.unknown", "no rule 'csto.konsensus'", "csto.consensus"),
        ((CSTO, "csto.consensus", "XX"), "member.unknown", 'no member "XX"', "Expected"),
        ((CSTO, "csto.consensus", "AM, AM"), "member.twice", "named twice", "once"),
        ((LAW, "unga.important", "rest"), "case.members", "Nobody is a member", "--members"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    words: tuple[Any, ...], code: str, sentence: str, remedy: str, cli: Any
) -> None:
    charter, rule, *who = words
    said = ("ruling", charter, rule, "--positions", f"in favour: {who[0] if who else 'AM'}")
    error = cli.json(*said, code=4)["error"]
    assert error["code"] == code
    assert sentence in error["sentence"]
    assert remedy in error["remedy"]


@pytest.mark.parametrize(
    "positions", ["", "AM, BY", "in favour", "in favour:", "{in favour", "rest: rest; rest: 3"]
)
def test_positions_that_cannot_be_read_say_how_they_are_written(positions: str, cli: Any) -> None:
    done = cli("ruling", CSTO, "csto.consensus", "--positions", positions or ";:")
    assert done.exit_code == 4
    assert "What helps: Expected" in done.stderr


def test_a_position_that_there_is_not_brings_the_nearest(cli: Any) -> None:
    done = cli(*CONSENSUS, "in favor: AM")
    assert done.exit_code == 4
    assert "in favour" in done.stderr


def coloured(words: tuple[Any, ...], env: dict[str, str]) -> str:
    """The page as a terminal gets it."""
    done = CliRunner().invoke(comity, [str(word) for word in words], color=True, env=env)
    return done.stdout


def test_colour_is_for_a_terminal_and_for_nobody_who_declines_it(cli: Any) -> None:
    words = (*CONSENSUS, "in favour: rest")
    plain = cli(*words).stdout
    assert "\x1b" not in plain
    assert coloured(words, {}) != plain
    assert click.unstyle(coloured(words, {})) == plain
    assert coloured(words, {"NO_COLOR": "1"}) == plain
