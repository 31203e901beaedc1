"""The shipped charters with something struck out, exchanged, doubled or moved: each is examined without a crash, and a body
under one that passes does not freeze.

``MUTATED_CHARTERS`` says how many are tried of each (15).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that every charter can be played again
from typing import Any

import pytest
import yaml

from comity.body.occasion import law_on
from comity.body.state import find_matter
from comity.charter.analysis import analyse
from comity.charter.law import law
from comity.charter.model import Charter, Procedure
from comity.charter.reading import read_charter_text
from comity.errors import ComityError, Faulty

TRIED = int(os.environ.get("MUTATED_CHARTERS", "15"))
SHIPPED = sorted((Path(__file__).parents[2] / "charters").glob("*/charter.yaml"))
VALUES = ("clerk", "2026-05-01", "1", "A text", "")
CHOICES = ("in favour", "against", "abstaining", "does not object")


def mutated(text: str, chance: Random) -> str:
    """The charter with up to three changes in its tree."""
    tree = yaml.load(text, yaml.BaseLoader)
    for _ in range(chance.randint(1, 3)):
        where, key = chance.choice(list(places(tree)))
        match chance.choice(("strike", "exchange", "exchange", "double", "move")):
            case "strike":
                del where[key]
            case "exchange":
                other, at = chance.choice(list(places(tree)))
                where[key] = deepcopy(other[at])
            case "double" if isinstance(where, list):
                where.insert(key, deepcopy(where[key]))
            case "move" if isinstance(where, list):
                where.append(where.pop(key))
            case _:
                where[key] = chance.choice(VALUES)
    return yaml.dump(tree, Dumper=Plain, allow_unicode=True, sort_keys=False)


class Plain(yaml.SafeDumper):
    """Without anchors, which charters do not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in the tree that may be changed: what it is in, and where there."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in inside if isinstance(tree, dict | list) else ():
        yield tree, key
        yield from places(value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_mutated_charter_is_examined_and_freezes_no_body(
    orchard: Callable[..., Any], path: Path
) -> None:
    text, passed = path.read_text(encoding="utf-8"), 0
    for seed in range(TRIED):
        chance = Random(f"{path.parent.name} {seed}")
        changed = mutated(text, chance)
        try:
            charter = read_charter_text(changed)
        except Faulty:
            continue
        assert all(one.sentence for one in analyse(charter))
        if charter.keeping_organs:
            played(orchard, charter, changed, chance)
            passed += 1
    assert passed or path.parent.name == "law", "too many are faulty to show anything"


def played(orchard: Callable[..., Any], charter: Charter, text: str, chance: Random) -> None:
    """A body under the charter, at whose procedures its clerk and some members try their hands; it goes on all the same."""
    on = law(charter, date(2026, 3, 2))
    body = orchard(text, body=charter.body, organ=charter.keeping_organs[0], members=())
    members = on.members[:3]
    for member in members:
        tried(body, "person.enter/1", person=f"of-{member}", name=member)
        tried(body, "credential.issue/1", person=f"of-{member}", party=member, powers=["all"])
    for number, procedure in enumerate(
        chance.sample(sorted(on.procedures), min(3, len(on.procedures)))
    ):
        pushed(body, on.procedures[procedure], f"m{number}", members, chance)
    body.now += timedelta(days=900)
    body.do("person.enter/1", person="last", name="Last")
    assert [due for due in body.state.due.values() if due.instant < body.state.at] == []
    body.do("correct/1", entry=body.state.size - 1, reason="Not so.", void=True)
    assert body.findings() == []


def pushed(
    body: Any, procedure: Procedure, matter: str, members: tuple[str, ...], chance: Random
) -> None:
    """The matter is pushed through its steps as far as it goes."""
    who = [("clerk", body.organ), *[(f"of-{member}", member) for member in members]]
    for by, for_ in who:
        opening = {"matter": matter, "procedure": procedure.procedure, "title": "T"}
        tried(body, "matter.open/1", by=by, for_=for_, **opening)
    for _ in range(8):
        found = find_matter(body.state, matter)
        if found is None or found.ended:
            return
        here = law_on(body.state, body.now.date().isoformat()).procedures.get(procedure.procedure)
        step = next((one for one in here.steps if one.step == found.step), None) if here else None
        question = found.question()
        for by, for_ in who:
            if step is not None and step.asks is not None:
                given = {"thing": step.asks.thing, "value": chance.choice((*members, *VALUES))}
                tried(body, "matter.provide/1", by=by, for_=for_, matter=matter, **given)
            elif question is None:
                tried(body, "question.put/1", by=by, for_=for_, matter=matter)
            elif for_ != body.organ:
                said = {"question": question.question, "choice": chance.choice(CHOICES)}
                tried(body, "position.state/1", by=by, for_=for_, **said)
        body.now += timedelta(days=chance.choice((1, 15, 40)))
        tried(body, "matter.resume/1", matter=matter)


def tried(body: Any, kind: str, **fields: Any) -> None:
    """Recorded or refused; nothing else may happen."""
    with suppress(ComityError):
        body.do(kind, **fields)
