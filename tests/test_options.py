"""Every option and every setting that a message, a docstring or a document names is there, at the command that is meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from comity.cli.main import comity
from comity.web.configuration import NAMES

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src/comity").rglob("*.py"))
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {ROOT / "CHANGELOG.md"})
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+(?![\w-]|:)")
SETTING = re.compile(r"\bCOMITY_[A-Z_]+\b")
LINE = re.compile(r"(?m)(?:\bcomity |^)([a-z][^`\n]*)")
"""What is typed: behind the name of the program, or, in the tour, at the beginning of a text."""
REACHED_FROM = {
    "cli/body_checks.py": ("doctor",),
    "cli/checks.py": ("doctor",),
    "cli/positions.py": ("ruling",),
    "cli/demonstrations.py": ("demo", "tour"),
    "cli/place.py": ("act", "verify", "audit", "log", "prove", "signatures", "show body"),
    "cli/show/view.py": ("show office",),
    "cli/show/matter_page.py": ("show matter",),
    "cli/tour.py": ("replay", "verify", "audit", "show office"),  # the commands that it types
    "store/address.py": ("verify", "act", "serve", "doctor", "backup", "upgrade"),
    "store/postgres_database.py": ("verify", "act", "serve", "doctor", "backup", "upgrade"),
    "web/known_bodies.py": ("serve", "doctor", "backup", "account link"),
    "web/ground.py": ("serve", "doctor"),
    "web/listening.py": ("serve",),
    "web/serving.py": ("serve",),
    "web/on_server.py": ("account link",),
}
"""The commands that say what a module says which is not a command's own."""
FOREIGN = {
    "createdb": {"--owner", "--encoding"},
    "useradd": {"--system", "--home-dir", "--shell"},
    "pip": {"--editable", "--require-hashes", "--no-deps"},
    "systemctl": {"--now"},
    "granian": {"--access-log"},
}
"""Options of other programs that the documents name."""
OF_MODULES = {"--interface", "--missing"}
"""Options of modules that are run by themselves."""
OF_TESTS = {"COMITY_RECORD", "COMITY_TEST_POSTGRES"}
MISSPELT = {"COMITY_ORIGN"}
"""What an example shows to be refused."""


@cache
def commands() -> dict[str, frozenset[str]]:
    """Each command by its words, with its options."""
    return dict(_commands(comity, ""))


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, frozenset[str]]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        yield f"{before}{word}", frozenset(options) | {"--help"}
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{word} ")


def typed(text: str) -> Iterator[tuple[str, str]]:
    """Each line of a command in the text: the command, and an option that the line gives it."""
    for line in LINE.findall(text.replace("\\\n", " ")):
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in commands()), "")
        if name:
            yield from (
                (name, option) for option in OPTION.findall(re.split(r" comity |[;|&]", line)[0])
            )


def texts(path: Path) -> Iterator[tuple[str, bool]]:
    """Each text in a module, and whether it is one that nobody sees but who works on the program."""
    tree = ast.parse(path.read_bytes())
    ours = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inner = {id(part) for node in ast.walk(tree) for part in getattr(node, "values", ())}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                "".join(
                    getattr(part, "value", "") if isinstance(part, ast.Constant) else "..."
                    for part in node.values
                ),
                False,
            )
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner
        ):
            yield node.value, node in ours


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "src/comity").as_posix()


def reached_from(path: Path) -> tuple[str, ...]:
    """The commands of which the module is."""
    name = name_of(path)
    words = (
        name.removeprefix("cli/").removesuffix(".py").replace("/", " ").partition(" __init__")[0]
    )
    own = [one for one in commands() if one == words or one.startswith(f"{words} ")]
    return REACHED_FROM.get(name, tuple(own if name.startswith("cli/") else ()))


@pytest.mark.parametrize("path", [*SOURCES, *DOCUMENTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_an_option_in_a_line_of_a_command_is_one_of_that_command(path: Path) -> None:
    said = [path.read_text()] if path.suffix == ".md" else [text for text, _ in texts(path)]
    wrong = [pair for text in said for pair in typed(text) if pair[1] not in commands()[pair[0]]]
    assert wrong == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_an_option_in_a_message_is_one_of_each_command_that_says_it(path: Path) -> None:
    for text, is_ours in texts(path):
        for option in OPTION.findall(beside_commands(text)):
            if is_ours:  # a docstring may speak of any command
                assert option in known() | OF_MODULES, text
            else:
                assert reached_from(path), f"say in REACHED_FROM which commands say: {text}"
                assert [one for one in reached_from(path) if option not in commands()[one]] == []


def beside_commands(text: str) -> str:
    """The text without lines of commands, variables of a style sheet, and what is itself an option."""
    if text.startswith("--") and " " not in text:
        return ""
    plain = re.sub(r"[{;] --[a-z-]+:", "", text.replace("\\\n", " "))
    return LINE.sub(lambda line: "" if line[1].split()[0] in commands() else line[0], plain)


def known() -> frozenset[str]:
    return frozenset().union(*commands().values())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_an_option_in_a_document_is_one_of_ours_or_of_a_program_that_it_names(path: Path) -> None:
    foreign = frozenset().union(*FOREIGN.values())
    assert set(OPTION.findall(path.read_text())) - known() - foreign - benchmarks() == set()


def benchmarks() -> set[str]:
    """The options of the scripts that measure, and of those that look after translations and drafts of tests."""
    scripts = [*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tests/fuzz").glob("*.py")]
    return {option for path in scripts for option in OPTION.findall(path.read_text())}


@pytest.mark.parametrize("path", [*SOURCES, *DOCUMENTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_a_setting_that_is_named_is_one(path: Path) -> None:
    assert set(SETTING.findall(path.read_text())) - NAMES - OF_TESTS - MISSPELT == set()
