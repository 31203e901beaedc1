"""A filter that names what is not there is told what is there; one that finds nothing says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--matter", "nonesuch"), "There is no matter 'nonesuch'. What helps: There are: m-1."),
        (("--matter", "m-2"), "Did you mean m-1?"),
        (("--kind", "matter.opn"), "Did you mean matter.open?"),
        (("--kind", "nonesuch", "--matter", "m-1"), "There is no kind 'nonesuch'."),
        (("--from", "8"), "There is no entry 8. What helps: Entries are numbered 0 to 7."),
        (("--from", "9999"), "There is no entry 9999."),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_those_that_are(
    words: tuple[str, ...], said: str, cli: Any, league: Path
) -> None:
    opened = '{"kind": "matter.open/1", "matter": "m-1", "procedure": "motion", "title": "One"}'
    assert cli("act", opened, "--by", "an", "--for", "AN", "--at", cli.now).exit_code == 0
    assert len(cli("log").stdout.splitlines()) == 8
    done = cli("log", *words)
    assert done.exit_code == 4
    assert said in " ".join(done.stderr.split())
    assert cli.json("log", *words, code=4)["error"]["code"] == "show.unknown"


@pytest.mark.parametrize("words", [("--kind", "session"), ("--kind", "person", "--from", "7")])
def test_what_is_known_and_has_no_entry_is_said_and_is_no_fault(
    words: tuple[str, ...], cli: Any, league: Path
) -> None:
    opened = '{"kind": "matter.open/1", "matter": "m-1", "procedure": "motion", "title": "One"}'
    assert cli("act", opened, "--by", "an", "--for", "AN", "--at", cli.now).exit_code == 0
    done = cli("log", *words)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert f"There is no entry of the kind {words[1]}" in done.stderr
    done = cli("log", "--matter", "m-1", "--kind", "session")
    assert (done.exit_code, done.stderr) == (
        0,
        "There is no entry of the kind session about m-1.\n",
    )


def test_an_empty_filter_leaves_nothing_out(cli: Any, league: Path) -> None:
    assert cli("log", "--kind", "", "--matter", "").stdout == cli("log").stdout


@pytest.mark.parametrize(
    "address",
    [
        "office.example.org",
        "ftp://a.example",
        "https://a.example/office",
        "https://127.0.0.1",
        "",
        "javascript:x",
    ],
)
def test_the_address_of_a_link_is_held_to_the_rules_of_the_public_address(
    address: str, cli: Any, tmp_path: Path
) -> None:
    words = ("--by", "Bo", "--reason", "lost", "--address", address, "--home", tmp_path)
    done = cli("account", "link", "ada@league.example", *words)
    assert done.exit_code == 4
    assert f"--address is “{address}”, and " in " ".join(done.stderr.split())
    assert (
        cli.json("account", "link", "a@b.c", *words, code=4)["error"]["code"]
        == "setting.unreadable"
    )
