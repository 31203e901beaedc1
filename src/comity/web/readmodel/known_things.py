"""What a field of a fact may name, as lists to choose from: members and persons, matters, words of the charter.

The lists come from what is said of the field itself (``comity.body.fields``): an ``Id`` of parties offers the parties that
the body knows, a ``Label`` of statuses the statuses of its charter. Lists are in the order in which readers look: parties
by name, what was recorded with the newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from itertools import islice
from typing import get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.body.fields import Choice, Holds, Id, Label
from comity.body.state import AgendaItem, State, find_matter
from comity.charter.model import POWERS
from comity.charter.things import AT_OPENING
from comity.hindrances import HINDRANCES
from comity.rules.terms import Position
from comity.web.told import called, names, words
from comity.web.told.names import Names
from comity.web.told.refusals import hindrance_title

Offered = list[tuple[str, str]]
MOST = 300
"""So many things are listed to choose from; of more, the id is typed."""
KINDS: Mapping[str, Promise] = {
    "party": _("Members and others"),
    "organ": _("Organs"),
    "office": _("Offices"),
    "rota": _("Chair and other turns"),
    "person": _("Persons"),
    "matter": _("Matters"),
    "question": _("Questions"),
    "decision": _("Decisions"),
    "session": _("Sessions"),
    "item": _("Items of agendas"),
    "meeting": _("Meetings and visits"),
    "instruction": _("Instructions"),
    "inquiry": _("Questions on progress"),
    "event": _("Joint events"),
    "measures": _("Measures"),
    "priority": _("Priorities"),
    "plan_item": _("Items of plans"),
    "review": _("Reviews"),
    "source": _("Sources"),
    "conflict": _("Conflicts between sources"),
    "tenure": _("Terms of office"),
    "credential": _("Credentials"),
    "key": _("Keys"),
    "relation": _("Relations"),
    "introduction": _("Introductions"),
    "remark": _("Remarks"),
    "paragraph": _("Paragraphs"),
    "procedure": _("Procedures"),
    "rule": _("Rules"),
    "entry": _("Records"),
}
"""What each kind of thing is called as the heading of a list."""


def offered(at: Names, holds: Holds | None) -> dict[str, Offered] | None:
    """What there is to choose from, by heading (empty where there is one list). None where it is typed: nothing lists it,
    or there is too much of it."""
    match holds:
        case Id(of=kinds) if kinds:
            if sum(_at_least(at, kind) for kind in kinds) > MOST:
                return None
            found = {str(KINDS.get(kind, kind)): _of_kind(at, kind) for kind in kinds}
            lists = {heading: some for heading, some in found.items() if some}
            return lists if sum(map(len, lists.values())) <= MOST else None
        case Label(of=of) if of in LABELS:
            return {"": sorted(LABELS[of](at), key=lambda one: one[1].casefold())}
        case Choice(of=of) if of in CHOICES:
            return {"": CHOICES[of]()}
        case _:
            return None


def _at_least(at: Names, kind: str) -> int:
    """How many there are of a kind of which there may be very many, before all are named; 0 of the others."""
    match kind:
        case "party":
            return len(at.law.parties)
        case "person":
            return len(at.state.persons) - len(at.unmet)
        case _ if kind in KEPT:
            found = KEPT[kind](at.state)
            return len(found) if isinstance(found, Sized) else 0
        case _:
            return 0


def _of_kind(at: Names, kind: str) -> Offered:
    state, law = at.state, at.law
    match kind:
        case "party":
            return [(one.id, str(one.name)) for one in names.parties(at, _parties(at))]
        case "organ":
            return [(one, str(names.organ(at, one))) for one in law.organs]
        case "office":
            return [(one, str(names.office(at, one))) for one in law.offices]
        case "rota":
            return [(one, str(names.rota(at, one))) for one in law.rotas]
        case "procedure":
            return [(one, str(names.procedure(at, one))) for one in law.procedures]
        case "rule":
            return [(one, str(names.rule(at, one))) for one in law.rules]
        case "person":
            return [(one, str(names.person(at, one))) for one in at.persons]
        case "matter":
            return [(one, str(names.matter(at, one))) for one in _newest(_matters(state))]
        case "question":
            return [(one, str(names.question(at, one))) for one in _newest(_questions(state))]
        case "remark":
            return [(one, f"{one} ({names.matter(at, m)})") for one, m in _remarks(state)]
        case "item":
            return [(one.item, str(names.text(at, one.title)) or one.item) for one in _items(state)]
        case _ if kind in KEPT:
            return [(one, _said(at, one)) for one in _newest(KEPT[kind](state))]
        case _:
            return []


KEPT: Mapping[str, Callable[[State], Iterable[str]]] = {
    "decision": lambda state: state.decisions,
    "session": lambda state: state.sessions,
    "meeting": lambda state: state.meetings,
    "instruction": lambda state: state.instructions,
    "inquiry": lambda state: state.inquiries,
    "event": lambda state: state.events,
    "measures": lambda state: state.measures,
    "priority": lambda state: state.priorities,
    "plan_item": lambda state: state.plan_items,
    "review": lambda state: state.reviews,
    "source": lambda state: state.sources,
    "conflict": lambda state: state.conflicts,
    "tenure": lambda state: state.tenures,
    "credential": lambda state: state.credentials,
    "key": lambda state: state.keys,
    "relation": lambda state: state.relations,
    "introduction": lambda state: state.introductions,
}
LABELS: Mapping[str, Callable[[Names], Offered]] = {
    "status": lambda at: [(one, str(names.status(at, one))) for one in at.law.statuses],
    "step": lambda at: [(one, str(names.any_step(at, one))) for one in _steps(at)],
    "thing": lambda at: [(one, called.thing(at.law, one)) for one in _asked_for(at)],
    "reservation": lambda at: [
        (one, str(names.reservation(at, one))) for one in at.law.reservations
    ],
    "format": lambda at: [
        (one.format, str(names.session_format(at, organ, one.format)))
        for organ, of in at.law.organs.items()
        for one in of.formats
    ],
    "group": lambda at: [
        (one, called.group(at.law, one)) for one in (*at.law.groups, *at.law.charter.parameters)
    ],
}
CHOICES: Mapping[str, Callable[[], Offered]] = {
    "positions": lambda: [(p, words.choice(p)) for p in get_args(Position) if p != "pending"],
    "outcomes": lambda: [(one, str(said)) for one, said in words.OUTCOMES.items()],
    "powers": lambda: [(one, words.power(one)) for one in (*POWERS, "all")],
    "rights": lambda: [(one, str(said)) for one, said in words.RIGHTS.items()],
    "dispositions": lambda: [(one, str(said)) for one, said in words.DISPOSITIONS.items()],
    "hindrances": lambda: [(one, hindrance_title(one)) for one in HINDRANCES],
}


def _parties(at: Names) -> dict[str, None]:
    return dict.fromkeys((*at.law.parties, *at.state.parties))


def _newest(found: Iterable[str]) -> list[str]:
    return list(islice(reversed(list(found)), MOST + 1))


def _matters(state: State) -> list[str]:
    return [*state.cards, *state.matters]


def _questions(state: State) -> Iterator[str]:
    for name in reversed(_newest(_matters(state))):
        matter = find_matter(state, name)
        yield from (one.question for one in (matter.questions if matter is not None else ()))


def _remarks(state: State) -> list[tuple[str, str]]:
    found = [(one, m.matter) for m in state.matters.values() for one in m.remarks]
    return found[: -MOST - 2 : -1]


def _items(state: State) -> list[AgendaItem]:
    return [one for session in reversed(state.sessions.values()) for one in session.items][
        : MOST + 1
    ]


def _steps(at: Names) -> dict[str, None]:
    return dict.fromkeys(s.step for one in at.law.procedures.values() for s in one.steps)


def _asked_for(at: Names) -> dict[str, None]:
    """What the procedures ask for, and what an opening may name."""
    asked = (
        s.asks.thing for one in at.law.procedures.values() for s in one.steps if s.asks is not None
    )
    return dict.fromkeys((*asked, "office", *AT_OPENING))


def _said(at: Names, name: str) -> str:
    """What it is called, with its id where that tells nobody which."""
    said = str(names.anything(at, name))
    return said if len(said) <= 90 else f"{said[:89]}…"
