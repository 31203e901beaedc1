"""A body without some of the things in it, for readers who cannot show them; and finding which things those are.

A register may hold anything: it may be old, or another program's. Where a page fails on a thing (a matter whose id fits in
no address, an answer with an unknown reservation), the page is made of the body without that thing, and names it. A *thing*
is a path into the state: ``("matters", "m3")``, ``("matters", "m3", "questions", 0, "stated", "AR", 1)``.

>>> from comity.body.state import Person
>>> state = State(persons={n: Person(entry=at, person=n, name=n) for at, n in enumerate("abc")})
>>> def works(state):
...     return "b" not in state.persons
>>> found = culprits(state, works)
>>> found, entries_of(state, found), list(without(state, found).persons)
((('persons', 'b'),), (1,), ['a', 'c'])
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from comity.body.state import Card, Question, State, find_matter, folded

Thing = tuple[str | int, ...]
Works = Callable[[State], bool]
OF_THE_BODY = (
    "due", "speeches", "irregularities", "skipped", "turns", "conflicts", "sources", "measures", "reviews", "events",
    "plan_items", "priorities", "inquiries", "instructions", "meetings", "sessions", "matters", "cards", "introductions",
    "relations", "keys", "tenures", "credentials", "persons", "parties",
)  # fmt: skip
"""What of the state may be set aside: what others refer to comes last, so that it is set aside last."""
MOST_TRIALS = 400
"""So many times a page is tried before everything that is still in doubt is set aside."""


def without(state: State, things: Iterable[Thing]) -> State:
    """The state without those things and whatever is nothing without them. The state itself stays as it is."""
    tree: dict[Any, Any] = {}
    for thing in things:
        _mark(tree, thing)
    less: State = _less(state, tree)
    less.memo = {}
    less.question_of = {q: m for q, m in state.question_of.items() if _is_there(less, m)}
    less.decisions = {d: m for d, m in state.decisions.items() if _is_there(less, m)}
    less.due = {
        w: due for w, due in less.due.items() if not due.matter or _is_there(less, due.matter)
    }
    less.credentials_of = _known(state.credentials_of, less.credentials)
    less.keys_of = _known(state.keys_of, less.keys)
    return less


def unapplied(state: State) -> list[int]:
    """The numbers of the entries of which something could not be applied to the body, without those corrected since."""
    return [number for number in state.unapplied if number not in state.corrected]


def culprits(state: State, works: Works, first: Sequence[Thing] = ()) -> tuple[Thing, ...]:
    """Things without which ``works`` is true, as few as halving finds; ``first`` are tried as they are, before any search.

    Empty where it is not the things of the body that ``works`` fails on: it fails without any of them too."""
    tries = _Trials(state, works)
    known = [one for one in first if _object(state, one) is not None]
    if known and tries.works(known):
        return tuple(known)
    return tuple(tries.among([], list(_things(state))))


def entries_of(state: State, things: Iterable[Thing]) -> tuple[int, ...]:
    """The numbers of the entries that the things came from, each once, in order."""
    found: set[int] = set()
    for thing in things:
        for length in range(len(thing), 0, -1):
            entry = getattr(_object(state, thing[:length]), "entry", None)
            if entry is not None:
                found.add(entry)
                break
    return tuple(sorted(found))


class _Trials:
    """Trying a page on the body without some things, a bounded number of times."""

    def __init__(self, state: State, works: Works) -> None:
        self.state = state
        self.left = MOST_TRIALS
        self._works = works

    def works(self, aside: Sequence[Thing]) -> bool:
        self.left -= 1
        return self._works(without(self.state, aside))

    def among(self, aside: list[Thing], things: list[Thing]) -> list[Thing]:
        """Which of the things must go besides ``aside``; none where it fails without all of them too."""
        if not things or not self.works([*aside, *things]):
            return []
        found: list[Thing] = []
        while not self.works([*aside, *found]):
            most = self._fewest([*aside, *found], things)
            if self.left <= 0:
                return [*found, *things[:most]]
            one = things[most - 1]
            found += self.among([*aside, *found], _inside(self.state, one)) or [one]
        return found

    def _fewest(self, aside: list[Thing], things: list[Thing]) -> int:
        """How many of the things must go, from the first on, so that it works: the last of them is one that it fails on."""
        low, high = 0, len(things)
        while high - low > 1:
            middle = (low + high) // 2
            if self.works([*aside, *things[:middle]]):
                high = middle
            else:
                low = middle
        return high


# --- paths into the state ---------------------------------------------------------------------------------------------


def _things(state: State) -> Iterator[Thing]:
    for name in OF_THE_BODY:
        for key, value in _items(getattr(state, name)):
            parts = value if isinstance(value, list) and name == "turns" else None
            if parts is None:
                yield (name, key)
            else:
                yield from ((name, key, at) for at in range(len(parts)))


def _inside(state: State, thing: Thing) -> list[Thing]:
    """The things inside of one: the questions of a matter, the answers to a question."""
    one = _object(state, thing)
    if not isinstance(one, Struct):
        return []
    found: list[Thing] = []
    for name in one.__struct_fields__:
        for key, value in _items(getattr(one, name)):
            if isinstance(value, Struct):
                found.append((*thing, name, key))
            elif isinstance(value, list) and value and isinstance(value[0], Struct):
                found += [(*thing, name, key, at) for at in range(len(value))]
    return found


def _items(collection: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(collection, dict):
        yield from collection.items()
    elif isinstance(collection, list):
        yield from enumerate(collection)


def _object(state: State, thing: Thing) -> Any:
    """What is at the path; None where nothing is."""
    found: Any = state
    for part in thing:
        if isinstance(found, Card):
            found = find_matter(state, found.matter)
        try:
            found = getattr(found, str(part)) if isinstance(found, Struct) else found[part]
        except (LookupError, AttributeError):
            return None
    return find_matter(state, found.matter) if isinstance(found, Card) else found


def _mark(tree: dict[Any, Any], thing: Thing) -> None:
    """Marks the thing in the tree: None for what goes whole, a tree for what goes in part."""
    for part in thing[:-1]:
        inner = tree.setdefault(part, {})
        if inner is None:
            return
        tree = inner
    tree[thing[-1]] = None


def _less(value: Any, tree: dict[Any, Any]) -> Any:
    if isinstance(value, Card):
        return folded(_less(find_matter(State(cards={value.matter: value}), value.matter), tree))
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if tree.get(k, tree) is not None}
        return {k: _less(v, tree[k]) if k in tree else v for k, v in kept.items()}
    if isinstance(value, list):
        numbered = [(at, one) for at, one in enumerate(value) if tree.get(at, tree) is not None]
        return [_less(one, tree[at]) if at in tree else one for at, one in numbered]
    less = copy.copy(value)
    for name, inner in tree.items():
        setattr(less, name, _less(getattr(value, name), inner))
    if isinstance(less, Question) and "stated" in tree:
        less.stated = {member: said for member, said in less.stated.items() if said}
        less.choices = {
            m: c for m, c in less.choices.items() if m in less.stated or m not in value.stated
        }
    return less


def _is_there(state: State, matter: str) -> bool:
    return matter in state.matters or matter in state.cards


def _known(of: dict[str, list[str]], known: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [one for one in some if one in known] for name, some in of.items()}
