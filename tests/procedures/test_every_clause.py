"""Every clause binds: for each key that a charter may have there is a procedure in which it alone changes what happens.

The tests stand in ``test_clauses_of_*.py`` beside this one. Each is marked with the clause that it is about; ``"*"`` stands
for every word of a closed set, where the test takes its parameters from the set itself::

    @pytest.mark.clause("rules", "tie", "revote")

and plays the same procedure under two charters that differ in nothing else. The keys are those that the document of the
format names and the reader reads; a key or a word of a closed set that has no such test fails here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.charter.schema import charter_schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "charter.md"
SECTIONS = {
    "seat": "### seat",
    "statuses": "### statuses",
    "members": "### members",
    "reservations": "### reservations",
    "organs": "### organs",
    "rotas": "### rotas",
    "offices": "### offices",
    "rules": "## Rules",
    "procedures": "## Procedures",
}
"""Where the document names the keys of each list of a charter."""
SAID = {
    "title", "name", "cites", "status", "compared with", "place", "capital", "source", "about", "versions",
}  # fmt: skip
"""What is printed, shown and cited, or says where something is known from: it decides nothing. ``versions`` holds the other
keys by date (``tests/charter/test_law.py``)."""
NAMES = {"member", "organ", "office", "type", "procedure", "step", "format"}
"""What something is called, by which other clauses name it."""
GRAMMAR = {"all of", "any of", "first", "failing which"}
"""The parts of a condition or a role, each with tests of its own (``tests/rules``)."""
BIND = {("members", "status"), ("procedures", "steps", "rule"), ("offices", "slots", "rota")}
"""Keys that have the name of one that binds nothing, and bind."""
ALSO = {("rules", "rule"), ("rotas", "rota")}
"""Names that are keys elsewhere."""
ONE_SET = {
    "steps: takes effect: suspends": ("statuses", "rights"), "steps: takes effect: restores": ("statuses", "rights"),
    "slots: rota: order: alphabet": ("rotas", "order: alphabet"), "slots: rota: order: by": ("rotas", "order: by"),
}  # fmt: skip
"""Closed sets that stand in two places: the words are tested at one, the key at both."""
AS_WITHOUT = {
    ("statuses", "counted", "no"), ("reservations", "blocks", "no"), ("offices", "holds over", "no"),
    ("organs", "powers", "speak"), ("rules", "binds", "members"), ("procedures", "steps: who votes", "all who are asked"),
    ("procedures", "steps: silence means", "no answer"), ("procedures", "steps: form", "position"),
    ("procedures", "steps: confidential", "no"), ("procedures", "steps: on text", "no"),
    ("procedures", "steps: silence: counts when", "received"), ("procedures", "steps: silence: amendment breaks", "yes"),
    ("procedures", "steps: silence: withdrawn break", "stays broken"),
    ("procedures", "steps: silence: new member", "not counted"),
}  # fmt: skip
"""Words that say what holds without the key: the test of the other word has them on its other side."""
Clause = tuple[str, str, str]
"""The list of the charter, the key with those above it, and a word of its closed set or nothing."""


def clauses() -> list[Clause]:
    """Every clause that must bind. A key that has words or keys of its own is tested by these."""
    schema = charter_schema()
    found = {
        clause: None
        for section in SECTIONS
        for clause in _in(schema["properties"][section], (section,), schema["$defs"], ())
    }
    above = {(section, key) for section, key, word in found if word}
    for section, key, _ in found:
        parts = key.split(": ")
        above |= {(section, ": ".join(parts[:n])) for n in range(1, len(parts))}
    return sorted(c for c in found if c not in AS_WITHOUT and (c[2] or c[:2] not in above))


def _in(
    schema: Any, path: tuple[str, ...], definitions: Any, within: tuple[str, ...]
) -> Iterator[Clause]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in within:
            yield from _in(definitions[name], path, definitions, (*within, name))
        return
    key = ": ".join(path[1:])
    if "enum" in schema and key and key not in ONE_SET:
        yield from ((path[0], key, str(word)) for word in schema["enum"])
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    for part in (*parts, schema.get("then"), schema.get("else"), schema.get("items")):
        if isinstance(part, dict):
            yield from _in(part, path, definitions, within)
    for name, value in schema.get("properties", {}).items():
        further = (*path, name)
        said_only = name in SAID | NAMES | GRAMMAR or further in ALSO
        if said_only and further not in BIND:
            continue
        yield path[0], ": ".join(further[1:]), ""
        yield from _in(value, further, definitions, within)


def clauses_tested() -> dict[Clause, str]:
    found = {}
    for file in Path(__file__).parent.glob("test_clauses_of_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", ()):
                match mark:
                    case ast.Call(func=ast.Attribute(attr="clause"), args=args):
                        said = [ast.literal_eval(one) for one in args]
                        found[(said[0], said[1], said[2] if len(said) > 2 else "")] = node.name
    return found


def section_of(section: str) -> str:
    """What the document says under the heading of those keys."""
    text = DOCUMENT.read_text(encoding="utf-8")
    heading = SECTIONS[section]
    level = heading.split(" ")[0]
    _, _, after = text.partition(f"\n{heading}\n")
    return re.split(rf"\n#{{2,{len(level)}}} ", after, maxsplit=1)[0]


@pytest.mark.parametrize("clause", clauses(), ids=" / ".join)
def test_the_clause_binds(clause: Clause) -> None:
    section, key, word = clause
    found = clauses_tested()
    assert clause in found or (word and (section, key, "*") in found), (
        f"No procedure in which {key} {word} of {section} alone changes what happens."
    )


@pytest.mark.parametrize(
    "clause", sorted({c[:2] for c in clauses() if c[1] not in ONE_SET}), ids=" / ".join
)
def test_the_document_names_the_key_where_it_belongs(clause: tuple[str, str]) -> None:
    section, key = clause
    name = key.rsplit(": ", 1)[-1]
    assert re.search(rf"`[^`\n]*\b{re.escape(name)}\b[^`\n]*`", section_of(section))


def test_every_clause_that_is_tested_is_one() -> None:
    known = set(clauses())
    keys = {clause[:2] for clause in known}
    assert {
        c for c in clauses_tested() if c not in known and not (c[2] in ("", "*") and c[:2] in keys)
    } == set()
