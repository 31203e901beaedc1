"""The published JSON Schema is the reader's own tables, accepts charters and refuses what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.charter.nodes import parse, plain
from comity.charter.schema import charter_schema, print_schema

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "formats" / "charter.schema.json"
CHARTERS = [Path(__file__).parent / "example.yaml", *sorted(ROOT.glob("charters/*/charter.yaml"))]
HEAD = "comity: 1\nbody: duo\ntitle: Duo\n"


def errors(text: str) -> list[Any]:
    validator = Draft202012Validator(charter_schema())
    return list(validator.iter_errors(plain(parse(text, "charter.yaml", []))))


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == print_schema(), (
        "run: python -c 'from comity.charter.schema import print_schema; print(print_schema(), end=\"\")'"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(print_schema()))


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.parent.name)
def test_the_schema_accepts_every_charter(path: Path) -> None:
    assert errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "comity: 1\nbody: duo\n",
        "comity: 2\nbody: duo\ntitle: Duo\n",
        HEAD + "rule: []\n",
        HEAD + "rules: [{rule: a, adoptd when: {objections: none}}]\n",
        HEAD + "rules: [{rule: a, adopted when: {in favor: at least 1}}]\n",
        HEAD + "rules: [{rule: a, adopted when: {in favour: 9}}]\n",
        HEAD + "rules: [{rule: a, adopted when: {first: {objections: none}}}]\n",
        HEAD + "rules: [{rule: a, tie: coin, adopted when: {objections: none}}]\n",
        HEAD + "rules: [{rule: a, versions: [{adopted when: {absent: none}}]}]\n",
        HEAD + "members: [{name: {en: A}}]\n",
        HEAD + "seat: {holidays: [1 May]}\n",
        HEAD + "statuses: [{status: member, rights: [votes]}]\n",
        HEAD + "offices: [{office: o, holds over: maybe}]\n",
        HEAD + "organs: [{organ: o, formats: [{admits: []}]}]\n",
        HEAD + "rotas: [{rota: r, of: members, order: {alphabet: es}, passes: {by: decision}}]\n",
        HEAD + "procedures: [{procedure: p, opened by: {nobody: x}, steps: []}]\n",
        HEAD
        + "procedures: [{procedure: p, opened by: any member, steps: [{step: s, takes effect: {fill: o}}]}]\n",
        HEAD + "weights: {w: {values: {A: 0.5}}}\n",
    ],
)
def test_the_schema_refuses_what_is_no_charter(text: str) -> None:
    assert errors(text) != []
