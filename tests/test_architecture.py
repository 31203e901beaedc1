"""What the house rules say of the tree itself, where neither ruff nor import-linter looks."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from comity.charter.reading import read_charter

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
NOBODYS_NAMES = {"utils", "util", "helpers", "common", "manager", "services", "core", "misc"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60  # lines

# Longer than a module should be, and why it is one all the same.
LONGER = {
    "src/comity/body/acts.py": "the closed list of acts: declarations, one after another",
    "src/comity/body/effects.py": "the closed list of effects: declarations, one after another",
    "src/comity/body/facts.py": "what each kind of fact must fit: a table, one function after another",
    "src/comity/web/forms/facts.py": "a form for any fact: how each kind of field is asked for, one function after another",
    "src/comity/web/readmodel/waiting.py": "what waits for a reader: one kind of duty after another",
    "src/comity/body/state.py": "what a body is at a moment: declarations, one after another",
    "src/comity/charter/model.py": "what a charter says: declarations, one after another",
    "src/comity/registrar.py": "the single writer: deciding and committing share its state and its locks",
    "src/comity/store/postgres.py": "a store: the methods of one protocol, one after another",
    "src/comity/store/sqlite.py": "a store: the methods of one protocol, one after another",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_written(path: Path) -> bool:
    """Whether somebody wrote it: Django writes the migrations."""
    return path.parent.name != "migrations"


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def texts() -> Iterator[Path]:
    """Every file of ours: the root's, and those under the folders that are kept in the repository."""
    kept = ["src", "tests", "docs", "charters", "records", "benchmarks", ".ci"]
    for path in [*ROOT.iterdir(), *(p for folder in kept for p in (ROOT / folder).rglob("*"))]:
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".git":
            yield path


def test_no_module_is_longer_than_400_lines_without_a_reason() -> None:
    long = {name(p) for p in SOURCES if is_written(p) and lines(p) > LONGEST_MODULE}
    assert long <= LONGER.keys()


def test_no_reason_outlives_its_long_module() -> None:
    assert [path for path in LONGER if lines(ROOT / path) <= LONGEST_MODULE] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_function_is_longer_than_60_lines(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [f.name for f in functions if f.end_lineno - f.lineno >= LONGEST_FUNCTION]
    assert long == []


def test_every_module_is_named_after_its_subject() -> None:
    parts = {part for p in SOURCES for part in p.relative_to(ROOT / "src").with_suffix("").parts}
    assert parts & NOBODYS_NAMES == set()


def test_every_module_begins_with_its_specification() -> None:
    silent = [
        name(path)
        for path in SOURCES
        if (text := path.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


@pytest.mark.parametrize("path", sorted((ROOT / "src/comity/rules").glob("*.py")), ids=name)
def test_the_arithmetic_of_rules_is_exact(path: Path) -> None:
    inexact = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_bytes()))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    ]
    assert inexact == [], "lines with a float"


def test_no_two_test_files_have_one_name() -> None:
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    folder = re.compile(rb"(?<![\w.])/(?:work|root|home/\w+)/")
    assert [name(path) for path in texts() if folder.search(path.read_bytes())] == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    # A mirror or a closed network decides where packages come from, not the project.
    hosts = re.compile(rb"(?:pypi|pythonhosted|npmjs|debian|anaconda|crates)\.(?:org|com|io)\b")
    assert [name(path) for path in texts() if hosts.search(path.read_bytes())] == []


def test_the_licence_that_the_project_states_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / project["license-files"][0]).read_text(encoding="utf-8")


def wanted() -> list[tuple[str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = [("requirements.lock", text) for text in project["project"]["dependencies"]]
    extras = [*project["dependency-groups"]["dev"], *project["build-system"]["requires"]]
    extras += [t for group in project["project"]["optional-dependencies"].values() for t in group]
    return runtime + [
        ("requirements-dev.lock", text) for text in [*extras, *(t for _, t in runtime)]
    ]


@pytest.mark.parametrize(("lock", "text"), wanted())
def test_every_dependency_is_locked_with_hashes_at_a_version_it_allows(
    lock: str, text: str
) -> None:
    requirement = Requirement(text)
    pattern = rf"(?m)^{re.escape(requirement.name)}==([^\s;]+)[^\n]*\\\n +--hash=sha256:"
    locked = re.search(pattern, (ROOT / lock).read_text(encoding="utf-8"))
    assert locked, "run make lock"
    assert requirement.specifier.contains(locked[1])


def names_of_institutions() -> set[str]:
    """What the charters of this repository call their bodies, offices and rotas."""
    charters = [read_charter(path) for path in sorted(ROOT.glob("charters/*/charter.yaml"))]
    return {name for c in charters for name in (c.body, *c.offices, *c.rotas)}


@pytest.mark.parametrize("room", ["rules", "body", "register", "store"])
def test_the_mechanism_names_no_body_office_or_rota(room: str) -> None:
    """One mechanism, many charters: a body that is not here yet must not need a line of code."""
    names = names_of_institutions()
    assert {"csto", "secretary_general", "chairmanship"} <= names
    for path in sorted((ROOT / "src/comity" / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not said & names, path
