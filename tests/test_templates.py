"""Every template of an error has what fills its holes: where it is written, the call gives each value by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "comity"
LAYERS = ("body", "rules", "charter", "register", "signatures", "store")
MODULES = [
    *(SOURCE.glob("*.py")),
    *(path for layer in LAYERS for path in (SOURCE / layer).rglob("*.py")),
]
GIVEN = {"wrong_step": {"matter", "step"}}
"""The values that a function which makes an error gives itself."""
NO_ERROR = ("format", "compile", "hindrance")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield name, node


def templates(call: ast.Call) -> Iterator[str]:
    """The texts with holes among what the call is given, on either side of a condition too."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    while given:
        match given.pop():
            case ast.Constant(value=str(text)) if "{" in text:
                yield text
            case ast.IfExp(body=one, orelse=other):
                given += [one, other]


def holes(template: str) -> set[str]:
    try:
        return {
            name for _, name, _, _ in Formatter().parse(template) if name and name.isidentifier()
        }
    except ValueError:  # a text with braces of its own
        return set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_each_hole_of_a_template_is_filled_where_it_is_written(path: Path) -> None:
    for name, call in calls(path):
        if name not in NO_ERROR:
            values = {keyword.arg for keyword in call.keywords} | GIVEN.get(name, set())
            for template in templates(call):
                assert holes(template) <= values, f"{path.name}:{call.lineno}: {template}"
