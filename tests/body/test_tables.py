"""The closed sets: every act is decided, every effect applied, and every stored name is one of a kind."""

from __future__ import annotations

import re
from typing import get_args

from comity.body.acts import AnyAct, FoundBody
from comity.body.decide import DECIDE
from comity.body.effects import AnyEffect
from comity.body.evolve import EVOLVE

NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?/[1-9]")


def test_every_act_has_one_decider() -> None:
    assert set(DECIDE) | {FoundBody} == set(get_args(AnyAct))


def test_every_effect_is_applied() -> None:
    assert set(EVOLVE) == set(get_args(AnyEffect))


def test_stored_names_are_versioned_and_never_shared() -> None:
    for kinds in (get_args(AnyAct), get_args(AnyEffect)):
        names = [str(kind.__struct_config__.tag) for kind in kinds]
        assert all(NAME.fullmatch(name) for name in names)
        assert len(set(names)) == len(names)


def test_no_default_can_change_unseen() -> None:
    """A field left out of the bytes has its default for ever: only empty values and ``False`` are defaults."""
    for kind in (*get_args(AnyAct), *get_args(AnyEffect)):
        for default in kind.__struct_defaults__:
            value = default.factory() if hasattr(default, "factory") else default
            assert value in ("", None, False, [], {}), f"{kind.__name__}: {value!r}"
