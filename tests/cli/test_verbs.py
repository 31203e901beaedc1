"""The group of verbs: what starting costs, what help says, what a slip of the finger brings."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import click
import pytest

from comity import __version__
from comity.cli.main import VERBS, comity
from comity.cli.show import NOUNS
from comity.cli.verbs import Verbs

HEAVY = ("msgspec", "yaml", "cryptography", "sqlite3", "edtf", "feruca", "dateutil", "tzdata")
LOADED = """
import sys
sys.argv = ["comity", *{words!r}]
from comity.cli.main import main
try:
    main()
except SystemExit:
    pass
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["show", "--help"], ["nonsense"]])
def test_what_touches_no_register_loads_no_library(words: list[str]) -> None:
    code = LOADED.format(words=words, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_reading_a_register_loads_no_cryptography(csto: object) -> None:
    words = ["show", "body", "--register", str(csto)]
    code = LOADED.format(words=words, heavy=["cryptography", "edtf"])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package(cli: Any) -> None:
    assert cli("--version").stdout == f"comity {__version__}\n"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command there is, by its words."""
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("words", [(), *commands(comity)], ids=" ".join)
def test_every_help_fits_eighty_columns_and_shows_an_example(
    words: tuple[str, ...], cli: Any
) -> None:
    shown = cli(*words, "--help")
    assert shown.exit_code == 0
    assert cli.narrow(shown.stdout)
    assert "Begin with: comity demo" in shown.stdout or "Example:\n" in shown.stdout


@pytest.mark.parametrize("words", commands(comity), ids=" ".join)
def test_every_example_begins_with_the_verb_itself(words: tuple[str, ...], cli: Any) -> None:
    example = cli(*words, "--help").stdout.partition("Example:\n")[2]
    assert f"comity {' '.join(words)}" in example


@pytest.mark.parametrize("words", commands(comity), ids=" ".join)
def test_every_verb_that_prints_a_result_prints_json_as_well(
    words: tuple[str, ...], cli: Any
) -> None:
    without = {
        ("demo",),
        ("tour",),
        ("serve",),
        ("account",),
        ("show",),
        ("charter",),
        ("completion",),
        ("charter", "schema"),
    }
    assert ("--json" in cli(*words, "--help").stdout) == (words not in without)


@pytest.mark.parametrize("verbs", [VERBS, NOUNS])
def test_each_module_of_a_verb_is_called_as_the_verb_is(verbs: dict[str, tuple[str, str]]) -> None:
    assert [name for name, (module, _) in verbs.items() if module.split(".")[-1] != name] == []


def test_a_verb_mistyped_brings_the_nearest(cli: Any) -> None:
    done = cli("verfy")
    assert done.exit_code == 2
    assert "Did you mean verify?" in done.stderr
    assert "Did you mean office?" in cli("show", "ofice").stderr


def test_a_verb_far_from_any_brings_the_list(cli: Any) -> None:
    assert "There are: demo, tour" in cli("xyzzy").stderr


def test_verbs_are_completed_without_importing_them() -> None:
    assert isinstance(comity, Verbs)
    found = comity.shell_complete(click.Context(comity), "pro")
    assert [(item.value, item.help) for item in found] == [("prove", VERBS["prove"][1])]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_names_the_program(shell: str, cli: Any) -> None:
    done = cli("completion", shell)
    assert done.exit_code == 0
    assert "_COMITY_COMPLETE" in done.stdout
