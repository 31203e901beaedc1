"""A trial of facts on a body: the state as it would be, without touching the state that is.

Facts that a source reports come in lists, each in the state that the ones before it left; a correction takes facts back
before it puts others in their place. ``trial`` gives a state that reads through to the real one and keeps what is changed
to itself, so that each fact can be checked, and applied, where it will be.

>>> real = State(credentials_of={"ann": ["ELM"]})
>>> tried = trial(real)
>>> tried.credentials_of["ann"].append("OAK")
>>> tried.credentials_of["ann"], real.credentials_of["ann"]
(['ELM', 'OAK'], ['ELM'])
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec

from comity.body.state import Card, State
from comity.charter.law import Law


def trial(state: State) -> State:
    """A state with the contents of ``state``, without ``reported``, which is about entries and not about facts. What is
    changed in it is changed nowhere else."""
    fields = {
        name: _through(getattr(state, name))
        for name in state.__struct_fields__
        if name not in ("memo", "reported")
    }
    laws = {key: value for key, value in state.memo.items() if isinstance(value, Law)}
    return State(**fields, memo=laws)


def _through(value: Any) -> Any:
    return Through(value) if isinstance(value, dict) else copied(value)


class Through(MutableMapping[Any, Any]):
    """A mapping that reads through to another; what is read from it may be changed, and what is changed stays here."""

    def __init__(self, base: MutableMapping[Any, Any]) -> None:
        self.base = base
        self.own: dict[Any, Any] = {}
        self.gone: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        if key in self.own:
            return self.own[key]
        if key in self.gone:
            raise KeyError(key)
        value = self.own[key] = copied(self.base[key])
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        self.own[key] = value
        self.gone.discard(key)

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self.own.pop(key, None)
        self.gone.add(key)

    def __contains__(self, key: object) -> bool:
        return key in self.own or (key not in self.gone and key in self.base)

    def __iter__(self) -> Iterator[Any]:
        yield from (key for key in self.base if key not in self.gone)
        yield from (key for key in list(self.own) if key not in self.base)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def copied(value: Any) -> Any:
    """A copy of something that the state keeps, down to its lists and mappings."""
    match value:
        case Card():
            return value  # its bytes are replaced as a whole
        case msgspec.Struct() if not value.__struct_config__.frozen:
            fields = {name: copied(getattr(value, name)) for name in value.__struct_fields__}
            return type(value)(**fields)
        case list():
            return [copied(one) for one in value]
        case dict():
            return {key: copied(one) for key, one in value.items()}
        case bytearray():
            return bytearray(value)
        case _:
            return value
