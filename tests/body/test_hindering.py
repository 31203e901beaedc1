"""What hinders a matter: every code has one sentence with one set of values, and the register keeps no sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.body.effects import AnyEffect, MatterHindered
from comity.body.hindering import LISTS, ROLES, as_hindered, why
from comity.charter.model import RolePhrase
from comity.charter.reading import read_charter, read_charter_text
from comity.charter.roles import role_of_text, role_text
from comity.errors import BadInput, Faulty, Message, Refused
from comity.grammar import LONGEST_LINE
from comity.hindrances import HINDRANCES, bad_input, holes, refused

ROOT = Path(__file__).parents[2]
KERNEL = ("body", "rules", "charter/law.py", "charter/known.py", "charter/model.py")
"""Where the walk looks: the reading of a charter raises ``Faulty`` alone, which has a code of its own here."""
STARTS = {
    ("body/matters.py", "go_on"),
    ("body/questions.py", "ruled_on"),
    ("body/putting.py", "put"),
    ("body/course.py", "course_of"),
}
"""What is tried before a matter is hindered."""
WRAPPER = "question.uncountable"
"""A refusal that holds another error, which is what is kept."""
BY_AN_ACT = {"session.none"}
"""Raised on account of what an act names, and so never where a matter goes on without one."""


# --- every error that can hinder a matter has its sentence ------------------------------------------------------------


class Walk:
    """The functions and methods that may run when a matter goes on, found by their names in the source. A method is taken
    for every method of that name in the kernel, so that the walk finds too much rather than too little."""

    def __init__(self) -> None:
        files = [
            file
            for part in KERNEL
            for file in sorted((ROOT / "src/comity" / part).rglob("*.py") or [])
        ]
        files += [ROOT / "src/comity" / part for part in KERNEL if part.endswith(".py")]
        self.modules = {
            str(f.relative_to(ROOT / "src/comity")): ast.parse(f.read_text("utf-8")) for f in files
        }
        self.top: dict[tuple[str, str], ast.AST] = {}
        self.methods: dict[str, list[tuple[str, ast.AST]]] = {}
        self.imported: dict[tuple[str, str], tuple[str, str]] = {}
        for name, module in self.modules.items():
            for node in module.body:
                self._declare(name, node)
        self.reached: dict[int, tuple[str, ast.AST]] = {}
        for start in STARTS:
            self._reach(start[0], self.top[start])

    def _declare(self, module: str, node: ast.stmt) -> None:
        match node:
            case ast.ImportFrom(module=str(source)) if source.startswith("comity."):
                file = source.removeprefix("comity.").replace(".", "/") + ".py"
                for one in node.names:
                    self.imported[module, one.asname or one.name] = (file, one.name)
            case ast.FunctionDef(name=name):
                self.top[module, name] = node
            case ast.ClassDef(name=name):
                self.top[module, name] = node
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        self.methods.setdefault(inner.name, []).append((module, inner))
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                self.top[module, name] = node
            case _:
                pass

    def _reach(self, module: str, node: ast.AST) -> None:
        if id(node) in self.reached:
            return
        self.reached[id(node)] = (module, node)
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                where = self.imported.get((module, one.id), (module, one.id))
                if where in self.top:
                    self._reach(where[0], self.top[where])
            elif isinstance(one, ast.Attribute):
                for file, method in self.methods.get(one.attr, ()):
                    self._reach(file, method)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call in what was reached, by the name of what it calls."""
        for _, node in self.reached.values():
            for one in ast.walk(node):
                if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
                    yield one.func.id, one


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def test_the_walk_finds_what_is_known_to_hinder(walk: Walk) -> None:
    found = {
        ast.literal_eval(call.args[0])
        for name, call in walk.calls()
        if name in ("refused", "bad_input")
    }
    assert {
        "thing.missing",
        "role.nobody",
        "weight.missing",
        "values.day",
        "session.needed",
    } <= found
    assert len(walk.reached) > 200


def test_every_error_that_can_hinder_a_matter_is_taken_from_the_table(walk: Walk) -> None:
    """What is raised otherwise is told neither from the register nor in Russian: each such place is named here."""
    otherwise = set()
    for name, call in walk.calls():
        if name in ("Refused", "BadInput", "_refused"):
            code = next(
                (
                    one.value
                    for one in call.args
                    if isinstance(one, ast.Constant) and "." in str(one.value)
                ),
                ast.unparse(call.args[0]),
            )
            otherwise.add(code)
    assert otherwise - {"code"} == {WRAPPER, *BY_AN_ACT}


def test_where_it_is_raised_it_has_the_values_of_its_sentence(walk: Walk) -> None:
    other = {"article", "remedy", "where"}
    for name, call in walk.calls():
        if name in ("refused", "bad_input"):
            code = ast.literal_eval(call.args[0])
            given = {one.arg for one in call.keywords} - other
            assert given == holes(code), code


@pytest.mark.parametrize("code", HINDRANCES)
def test_a_sentence_says_its_values_and_says_them_again_from_the_register(code: str) -> None:
    given: dict[str, object] = {name: f"x{name}x" for name in holes(code)}
    given |= {name: ["A1", "B2"] for name in holes(code) & LISTS}
    given |= {name: RolePhrase("member", "observer") for name in holes(code) & ROLES}
    error = bad_input(code, **given)
    kept = as_hindered("m", error)
    assert kept.code == code
    assert str(why(kept)) == " ".join(filter(None, (error.sentence, error.remedy)))
    for name in holes(code) - LISTS - ROLES:
        assert f"x{name}x" in str(why(kept))


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_counted_is_kept_as_what_is_missing() -> None:
    missing = bad_input("weight.missing", by="votes", lacking=["D"])
    said = Message("It cannot be counted: {sentence}", sentence=missing.message)
    refusal = Refused(WRAPPER, said, article="Rules 9", remedy=missing.advice)
    refusal.__cause__ = missing
    kept = as_hindered("m", refusal)
    assert (kept.code, kept.values, kept.article) == (
        "weight.missing",
        {"by": "votes", "lacking": "D"},
        "Rules 9",
    )


def test_a_faulty_charter_is_kept_by_its_first_fault() -> None:
    with pytest.raises(Faulty) as faulty:
        read_charter_text(
            "comity: 1\nbody: duo\ntitle: Duo\nmembers: [{member: A, since: never}]\n"
        )
    kept = as_hindered("m", faulty.value)
    first = faulty.value.faults[0]
    assert kept.values == {
        "line": str(first.line),
        "column": str(first.column),
        "fault": first.code,
    }
    assert first.code in str(why(kept))


def test_an_error_that_no_procedure_meets_is_one_of_the_record() -> None:
    assert as_hindered("m", BadInput("some.code", "Something else.")).code == "deadline.strange"


def test_no_value_is_longer_than_a_line_may_be() -> None:
    kept = as_hindered("m", refused("candidate.unknown", article="", person="x" * 100_000))
    assert len(kept.values["person"]) == LONGEST_LINE


def test_no_article_is_kept_where_the_charter_gives_none() -> None:
    assert as_hindered("m", refused("thing.missing", article="", thing="x")).article == ""


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("never.heard_of", {"a": "b"}),
        ("thing.missing", {}),
        ("thing.missing", {"thing": "x", "other": "y"}),
        ("deadline.strange", {"words": "x"}),
    ],
)
def test_a_hindrance_that_is_not_known_here_is_told_by_its_code(code: str, values: Any) -> None:
    """A newer engine, or an entry that nobody decided, may bring one: pages and commands show it all the same."""
    kept = MatterHindered(matter="m", code=code, values=values)
    assert str(why(kept)) == f"What stands in the way has the code {code}."


@pytest.mark.parametrize("text", ["", "{", "{}", '{"any of":[]}', '{"a":1,"b":2}', "{" * 9000])
def test_a_role_that_cannot_be_read_is_told_as_it_is(text: str) -> None:
    kept = MatterHindered(
        matter="m", code="role.nobody", values={"role": text, "day": "2026-05-20"}
    )
    assert str(why(kept)).startswith(f"Nobody is {text} on 2026-05-20.")


def _roles(value: object) -> Iterator[RolePhrase]:
    """Every role in the charter, wherever it is."""
    if isinstance(value, RolePhrase):
        yield value
    elif isinstance(value, list | tuple | frozenset):
        for one in value:
            yield from _roles(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _roles(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _roles(getattr(value, one.name))


CHARTERS = sorted((ROOT / "charters").glob("*/charter.yaml"))


@pytest.mark.parametrize("file", CHARTERS, ids=[one.parent.name for one in CHARTERS])
def test_every_role_of_a_charter_is_kept_and_said_as_before(file: Path) -> None:
    charter = read_charter(file)
    found = list(_roles([charter.procedures, charter.organs]))
    assert found or file.parent.name == "law", "the law has rules alone"
    for role in found:
        again = role_of_text(role_text(role))
        assert again is not None
        assert (str(again), role_of_text(role_text(again))) == (str(role), again)


# --- reported by a source ---------------------------------------------------------------------------------------------


def test_the_stored_form_holds_no_sentence() -> None:
    kept = as_hindered("m30", refused("thing.missing", article="Rules 53", thing="candidate"))
    assert msgspec.json.decode(msgspec.json.encode(kept)) == {
        "kind": "matter.hindered/1",
        "matter": "m30",
        "code": "thing.missing",
        "values": {"thing": "candidate"},
        "article": "Rules 53",
    }
    assert re.search(rb"provided", msgspec.json.encode(kept)) is None
    assert msgspec.json.decode(msgspec.json.encode(kept), type=AnyEffect) == kept
