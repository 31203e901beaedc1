"""``comity found`` and ``comity act``: what is recorded, what is left behind, and what is not."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

FOUND = ("found", "charter.yaml", "--clerk", "Ada", "--organ", "bureau")
MOTION = {"kind": "matter.open/1", "by": "an", "for": "AN", "procedure": "motion", "title": "Roads"}


def position(member: str, choice: str, question: str) -> dict[str, str]:
    return {
        "kind": "position.state/1",
        "by": member.lower(),
        "for": member,
        "question": question,
        "choice": choice,
    }


@pytest.fixture
def question(league: Path, cli: Any) -> str:
    """A motion is before the members: the id of its question."""
    answer = cli.json("act", json.dumps(MOTION), "--at", cli.now)
    effects = [effect for entry in answer["entries"] for effect in entry["effects"]]
    return next(e["question"] for e in effects if e["kind"] == "question.put/1")


# --- founding ---------------------------------------------------------------------------------------------------------


def test_the_key_is_its_owners_alone_and_stands_for_what_was_printed(
    league: Path, cli: Any
) -> None:
    key = Path("comity.db.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    founded = cli.json(*FOUND, "--name", "second", "--at", cli.now)
    assert len(key.read_text().splitlines()) == 2
    assert founded["verifying_key"].startswith("second+")
    assert cli("verify", "--body", "second", "--key", founded["verifying_key"]).exit_code == 0


def test_with_two_bodies_a_verb_asks_which(league: Path, cli: Any) -> None:
    assert cli(*FOUND, "--name", "second", "--at", cli.now).exit_code == 0
    error = cli.json("show", "body", code=4)["error"]
    assert error["remedy"] == "Say --body NAME, of: league, second."
    assert cli("show", "body", "--body", "second").exit_code == 0


@pytest.mark.parametrize("wrong", [("--organ", "kitchen"), ("--origin", "two words")])
def test_a_founding_refused_leaves_nothing_behind(
    wrong: tuple[str, str], league: Path, cli: Any
) -> None:
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    assert cli(*FOUND, "--name", "second", *wrong, "--at", cli.now).exit_code in (3, 4)
    assert cli(*FOUND, *wrong, "--register", "new.db", "--at", cli.now).exit_code in (3, 4)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_a_body_is_not_founded_twice_and_keeps_its_key(league: Path, cli: Any) -> None:
    key = Path("comity.db.key").read_bytes()
    assert cli(*FOUND, "--at", cli.now).exit_code == 5
    assert Path("comity.db.key").read_bytes() == key
    assert cli("act", json.dumps(MOTION), "--at", cli.now).exit_code == 0


def test_a_charter_at_fault_founds_nothing(tmp_path: Path, cli: Any) -> None:
    Path("charter.yaml").write_text("comity: 1\nbody: b\n", encoding="utf-8")
    done = cli(*FOUND)
    assert done.exit_code == 4
    assert "charter.yaml:1:1" in done.stderr
    assert os.listdir() == ["charter.yaml"]


# --- recording --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["inline", "file", "lines", "stdin", "pretty"])
def test_acts_are_read_wherever_they_stand(
    form: str, league: Path, question: str, cli: Any
) -> None:
    acts = [position("AN", "in favour", question), position("BR", "in favour", question)]
    lines = "\n".join(map(json.dumps, acts))
    given, text = {
        "inline": (json.dumps(acts), None),
        "file": ("acts.json", json.dumps(acts)),
        "lines": ("acts.jsonl", lines),
        "stdin": ("-", lines),
        "pretty": ("acts.json", json.dumps(acts, indent=2)),
    }[form]
    if text is not None and given != "-":
        Path(given).write_text(text, encoding="utf-8")
    done = cli("act", given, "--at", cli.now, input=text if given == "-" else None)
    assert done.exit_code == 0, done.output
    grid = cli.json("show", "matter", question.rpartition(".")[0])["questions"][0]["positions"]
    assert grid == {"AN": "in favour", "BR": "in favour", "CO": "pending"}


def test_of_several_acts_all_are_recorded_or_none(league: Path, question: str, cli: Any) -> None:
    before = cli("log").stdout
    acts = [position("AN", "in favour", question), position("XX", "in favour", question)]
    assert cli("act", json.dumps(acts), "--at", cli.now).exit_code == 3
    assert cli("log").stdout == before


def test_the_act_that_closes_a_question_prints_the_ruling_with_its_article(
    league: Path, question: str, cli: Any
) -> None:
    acts = [position(member, "in favour", question) for member in ("AN", "BR", "CO")]
    page = cli.page("act", json.dumps(acts), "--at", cli.now)
    assert "Adopted. [Pact 7]" in page
    assert "decision issued: decision " in page


def test_an_objection_is_told_with_who_made_it(league: Path, question: str, cli: Any) -> None:
    acts = [position("AN", "in favour", question), position("BR", "against", question)]
    page = cli.page(
        "act", json.dumps([*acts, position("CO", "in favour", question)]), "--at", cli.now
    )
    assert "Not adopted: blocked by BR. [Pact 7]" in page


def test_deadlines_that_passed_are_recorded_before_the_act(
    league: Path, question: str, cli: Any
) -> None:
    speech = json.dumps({"kind": "speech.make/1", "by": "an", "for": "AN", "gist": "At last."})
    answer = cli.json("act", speech, "--at", "2026-02-05T09:00:00Z")
    assert [entry["act"]["kind"] for entry in answer["entries"]] == ["clock/1", "speech.make/1"]


def test_before_it_is_recorded_a_reader_is_told_that_the_deadline_is_due(
    league: Path, question: str, cli: Any
) -> None:
    # The deadline was ten days after 5 January 2026, and this test is run later than that.
    page = cli.page("show", "matter", question.rpartition(".")[0])
    assert "Due, not yet recorded: its deadline was 15 January 2026, 24:00" in page


def test_without_the_key_nothing_is_recorded(league: Path, cli: Any) -> None:
    Path("comity.db.key").rename("elsewhere.key")
    done = cli("act", json.dumps(MOTION), "--at", cli.now)
    assert done.exit_code == 4
    assert "COMITY_KEY" in done.stderr
    assert cli("act", json.dumps(MOTION), "--key", "elsewhere.key", "--at", cli.now).exit_code == 0


def test_a_field_that_is_sealed_is_in_no_entry_and_shown_to_who_has_the_content(
    league: Path, cli: Any
) -> None:
    speech = json.dumps({"kind": "speech.make/1", "by": "an", "for": "AN", "gist": "Between us."})
    assert cli("act", speech, "--seal", "gist", "--at", cli.now).exit_code == 0
    assert cli("verify").exit_code == 0
    assert "Between us." in cli("log", "--json").stdout
    assert b"Between us." not in b"".join(entries(cli))


def entries(cli: Any) -> list[bytes]:
    """The bytes of every entry, as a proof holds them."""
    from comity.register.proof import parse

    size = len(cli("log").stdout.splitlines())
    return [parse(cli("prove", number).stdout).entry or b"" for number in range(size)]


@pytest.mark.parametrize("data", [b"\xff\xfe{", b"", b"[", b"{} {}", b'{"kind": 7}', b"[[]]"])
def test_what_is_no_act_is_refused_with_its_place(data: bytes, league: Path, cli: Any) -> None:
    done = cli("act", "-", "--at", cli.now, input=data)
    assert done.exit_code == 4
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize("field", ["gists", "kind", "gist.en", "GIST", "article", ""])
def test_a_field_to_seal_that_no_act_has_is_refused_and_nothing_recorded(
    league: Path, cli: Any, field: str
) -> None:
    speech = '{"kind": "speech.make/1", "by": "p0", "for": "record", "gist": "a secret word"}'
    before = league.read_bytes()
    done = cli("act", speech, "--seal", field, "--at", cli.now)
    assert done.exit_code == 4
    assert "--seal" in done.output
    assert "gist" in done.output
    assert league.read_bytes() == before


def test_a_field_to_seal_in_which_an_act_says_nothing_is_refused(league: Path, cli: Any) -> None:
    """A person has titles too: whoever meant the name would have it recorded in the clear."""
    person = '{"kind": "person.enter/1", "by": "p0", "for": "record", "name": "Secret"}'
    done = cli("act", person, "--seal", "titles", "--at", cli.now)
    assert done.exit_code == 4
    assert "Give one of: name." in " ".join(done.output.split())
