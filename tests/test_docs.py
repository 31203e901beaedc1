"""What the documents must say of the project, read from the project itself."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path
from textwrap import indent
from types import UnionType
from typing import Any, get_args

import click
import msgspec
import pytest

from comity.body.acts import Act, AnyAct
from comity.body.effects import AnyEffect
from comity.charter.cases import read_cases_text
from comity.charter.reading import read_charter_text
from comity.charter.running import run_case
from comity.cli.main import comity
from comity.web.logs import without_secrets

ROOT = Path(__file__).parent.parent
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
FORMATS = ROOT / "docs/formats"
ENVELOPE = {field.encode_name for field in msgspec.structs.fields(Act)}  # of every act
FILES = {
    "db",
    "dump",
    "gz",
    "json",
    "proof",
    "txt",
    "yaml",
}  # endings of what has the form of a code and is a file


def page(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def documented() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in PAGES)


# --- links and dependencies -------------------------------------------------------------------------------------------


def packages() -> list[str]:
    project = tomllib.loads(page("pyproject.toml"))
    groups = [project["project"]["dependencies"], project["dependency-groups"]["dev"]]
    groups += project["project"]["optional-dependencies"].values()
    return sorted({re.split(r"[<>=!~ \[;]", text)[0] for group in groups for text in group})


@pytest.mark.parametrize("package", packages())
def test_every_dependency_is_argued_for(package: str) -> None:
    decision = page("docs/decisions/dependencies.md")
    assert re.search(rf"(?<![\w-]){re.escape(package)}(?![\w-])", decision)


@pytest.mark.parametrize(
    "path",
    [*PAGES, ROOT / "charters/README.md", *sorted((ROOT / "records").rglob("*.md"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!\w+:)([^)\s]+)\)", text)
    broken = [link for link in links if not leads_somewhere(path, *link.partition("#")[::2])]
    assert broken == []


def leads_somewhere(page: Path, file: str, anchor: str) -> bool:
    target = page.parent / file if file else page
    if not target.exists():
        return False
    headings = re.findall(r"(?m)^#+ (.+)$", target.read_text(encoding="utf-8")) if anchor else []
    slugs = [re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings]
    return not anchor or anchor in slugs


@pytest.mark.parametrize("folder", ["docs/decisions", "docs/formats", "docs/guide"])
def test_every_page_can_be_reached_from_the_entrance(folder: str) -> None:
    entrance = page("README.md") if folder == "docs/formats" else page(f"{folder}/README.md")
    pages = {path.name for path in (ROOT / folder).glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"{name})" not in entrance} == set()


def test_every_folder_that_the_readme_maps_is_there() -> None:
    block = page("README.md").partition("## The tree")[2].partition("```\n")[2].partition("```")[0]
    named = [line.split()[0] for line in block.splitlines() if line and not line.startswith(" ")]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


# --- acts and effects -------------------------------------------------------------------------------------------------


def kinds(union: UnionType) -> dict[str, type[Any]]:
    return {str(one.__struct_config__.tag): one for one in get_args(union)}


def sections(name: str) -> dict[str, str]:
    """The part of a page of formats about each kind, by its kind."""
    parts = re.split(r"(?m)^### `(.+)`$", (FORMATS / name).read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


KINDS = [
    pytest.param(name, kind, one, union, id=f"{name}:{kind}")
    for name, union in (("acts.md", AnyAct), ("effects.md", AnyEffect))
    for kind, one in kinds(union).items()
]


@pytest.mark.parametrize(("name", "union"), [("acts.md", AnyAct), ("effects.md", AnyEffect)])
def test_the_page_has_each_stored_name_once_and_no_other(name: str, union: UnionType) -> None:
    headings = re.findall(r"(?m)^### `(.+)`$", page(f"docs/formats/{name}"))
    assert sorted(headings) == sorted(kinds(union))


@pytest.mark.parametrize(("name", "kind", "one", "union"), KINDS)
def test_each_kind_is_documented_with_its_fields(
    name: str, kind: str, one: type[Any], union: UnionType
) -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| (required)? ?\|", sections(name)[kind])
    own = msgspec.structs.fields(one)
    inherited = ENVELOPE if union is AnyAct else set()
    assert [(field, bool(required)) for field, required in rows] == [
        (field.encode_name, field.required) for field in own if field.encode_name not in inherited
    ]


@pytest.mark.parametrize(("name", "kind", "one", "union"), KINDS)
def test_each_kind_has_an_example_that_is_read_and_written_alike(
    name: str, kind: str, one: type[Any], union: UnionType
) -> None:
    example = sections(name)[kind].partition("```json\n")[2].partition("\n```")[0]
    read = msgspec.json.decode(example, type=union)
    assert type(read) is one
    assert json.loads(msgspec.json.encode(read)) == json.loads(example)


@pytest.mark.parametrize("kind", kinds(AnyAct))
def test_each_act_says_by_whom_it_is_done(kind: str) -> None:
    assert re.search(r"(?m)^By: \S", sections("acts.md")[kind])


# --- codes ------------------------------------------------------------------------------------------------------------


CODE = re.compile(r"(?!comity\.)[a-z]+\.[a-z0-9]+(?:[_-][a-z0-9]+)*")
WEB = ROOT / "src/comity/web"


@cache
def codes() -> frozenset[str]:
    """Every text in the sources that has the form of a code, but for names of files and modules. The pages name templates
    and applications in that form too: of theirs count those that stand before the sentence of an error."""
    kernel = (path for path in (ROOT / "src").rglob("*.py") if not path.is_relative_to(WEB))
    texts = {
        node.value for path in kernel for node in nodes(path) if isinstance(node, ast.Constant)
    }
    texts |= {
        node.args[0].value
        for path in WEB.rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Call) and is_error(node) and isinstance(node.args[0], ast.Constant)
    }
    return frozenset(
        text
        for text in texts
        if isinstance(text, str) and CODE.fullmatch(text) and text.partition(".")[2] not in FILES
    )


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_bytes()))


def is_error(call: ast.Call) -> bool:
    """Whether a call makes an error: a code, then a sentence, then what else there is to say."""
    return len(call.args) > 1 and isinstance(call.args[1], ast.Constant | ast.JoinedStr)


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_is_explained(code: str) -> None:
    assert f"`{code}`" in page("docs/formats/errors.md"), "explain it in docs/formats/errors.md"


def test_no_code_is_explained_that_nothing_raises() -> None:
    explained = {*re.findall(r"`([a-z]+\.[a-z0-9_-]+)`", page("docs/formats/errors.md"))}
    raised = {*codes(), *re.findall(r"`(register\.\w+)`", page("docs/formats/register.md"))}
    assert explained - raised == {"comity.errors"}


@pytest.mark.parametrize("kind", kinds(AnyAct))
def test_each_act_names_refusals_that_there_are(kind: str) -> None:
    refused = sections("acts.md")[kind].partition("Refused: ")[2].partition("```")[0]
    named = re.findall(r"`([a-z0-9]+\.[a-z0-9_]+)`", refused)
    assert named
    assert set(named) <= codes()


# --- verbs ------------------------------------------------------------------------------------------------------------


def verbs(group: click.Group, name: str = "comity") -> Iterator[str]:
    context = click.Context(group)
    for word in group.list_commands(context):
        yield f"{name} {word}"
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from verbs(command, f"{name} {word}")


@pytest.mark.parametrize("verb", [*verbs(comity)])
def test_every_verb_is_documented(verb: str) -> None:
    group, _, word = verb.rpartition(" ")
    lines = page("docs/guide/command-line.md").splitlines()
    assert [line for line in lines if group in line and re.search(rf"\b{word}\b", line)]


# --- the charter ------------------------------------------------------------------------------------------------------


def keys(schema: Any) -> Iterator[str]:
    """Every key that the published schema of charters names, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys(value)


def test_every_key_of_a_charter_is_documented() -> None:
    schema = json.loads(page("docs/formats/charter.schema.json"))
    text = page("docs/formats/charter.md")
    sides = re.compile(
        r"^(in favour|against|objections|abstaining|absent|not in favour|voting|ballots|present)\b"
    )
    missing = {
        key
        for key in keys(schema)
        if not sides.match(key)
        and not re.search(rf"`{re.escape(key)}[`:]|\b{re.escape(key)}:", text)
    }
    assert missing == set()


# --- what a reader types ----------------------------------------------------------------------------------------------


FENCE = re.compile(r"(?ms)^```(\S[^\n]*)\n(.*?)^```$")
SECRET = re.compile(
    r"(?:(?<=\+)[0-9a-f]{8}\+)?[A-Za-z0-9+/=]{43,}"
)  # keys and hashes differ from time to time


def followed(text: str, folder: Path) -> str:
    """The page after one has done in ``folder`` what it says: written its files, typed its commands. What it shows of
    their output stays where it fits, ``...`` standing for anything; elsewhere stands what was printed."""

    def block(match: re.Match[str]) -> str:
        language, _, name = match[1].partition(" ")
        if language == "console":
            lines = [
                line for one in re.split(r"(?m)^\$ ", match[2])[1:] for line in typed(one, folder)
            ]
            return "\n".join([f"```{match[1]}", *lines, "```"])
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(match[2], encoding="utf-8")
        return match[0]

    return FENCE.sub(block, text)


def typed(shown: str, folder: Path) -> list[str]:
    """A command and its output: ``$`` begins one, ``>`` goes on with it."""
    first, *rest = shown.splitlines()
    more = list(takewhile(lambda line: line.startswith("> "), rest))
    printed = printed_by("\n".join([first, *(line[2:] for line in more)]), folder)
    pattern = re.escape("\n".join(rest[len(more) :])).replace(r"\.\.\.", r"[\s\S]*?")
    fits = re.fullmatch(pattern, printed)
    return [f"$ {first}", *(rest if fits else more + SECRET.sub("...", printed).splitlines())]


def printed_by(command: str, folder: Path) -> str:
    """What the command prints, and how it ends where that is not well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COMITY")}
    done = subprocess.run(
        ["bash", "-c", command.replace(".venv/bin/", "")],
        cwd=folder,
        env={**kept, "PATH": path, "NO_COLOR": "1", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ending = f"\n(exit code {done.returncode})" if done.returncode else ""
    return done.stdout.rstrip() + ending


@pytest.mark.parametrize("path", ["README.md", "docs/guide/first-body.md"])
def test_whoever_types_what_the_page_says_sees_what_it_shows(path: str, tmp_path: Path) -> None:
    text = page(path)
    assert "\n$ " in text
    now = followed(text, ROOT if path == "README.md" else tmp_path)
    if os.environ.get("COMITY_RECORD"):
        (ROOT / path).write_text(now, encoding="utf-8")
    assert now == text, "read it; COMITY_RECORD=1 keeps it anew"


def test_the_rule_and_the_case_that_contributing_adds_fit_the_charter() -> None:
    rule, case = [
        block for info, block in FENCE.findall(dedent_lists("CONTRIBUTING.md")) if info == "yaml"
    ]
    charter = page("charters/csto/charter.yaml").replace(
        "\nrules:\n", "\nrules:\n" + indent(rule, "  ")
    )
    read = read_charter_text(charter)
    assert [run_case(one, read).passed for one in read_cases_text(case)] == [True]


def dedent_lists(path: str) -> str:
    """The page with the blocks of its numbered lists at the margin."""
    return re.sub(r"(?m)^   ", "", page(path))


OPENING = (
    "/setup?token=x1y2",
    "/invitation/x1y2",
    "/recovery/x1y2",
    "/new-address/x1y2",
    "/account/confirm-email/x1y2/",
    "/account/password/reset/key/x1y2/",
)
"""Addresses that open something."""


@pytest.mark.parametrize("address", OPENING)
def test_an_address_that_opens_something_is_in_no_log(address: str) -> None:
    assert "x1y2" not in without_secrets(f"GET {address} HTTP/1.1")
    found = re.search(r"(?m)^    ~(\S+) 0;$", page("docs/guide/operations.md"))
    assert found is not None, "the map of the guide for a proxy's log"
    assert re.match(found[1], address)


def test_the_guide_installs_what_is_locked_and_makes_the_user_that_it_needs() -> None:
    text = page("docs/guide/operations.md")
    for needed in (
        "useradd --system",
        "--require-hashes -r requirements.lock",
        "crontab -u comity",
    ):
        assert needed in text
    for line in re.findall(
        r"(?m)^(?:0 3 \* \* \*  )?(?:/opt/comity/bin/)?comity (?:backup|doctor|upgrade).*$", text
    ):
        assert "--home" in line, "a command that is copied finds the place"
