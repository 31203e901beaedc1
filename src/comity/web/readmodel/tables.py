"""Every table of a body as rows for other programs: members, credentials, offices, matters, questions, positions.

A table is read in portions, each under the body's lock, so that ten thousand matters hold nobody up. What the reader may
not see is not in it; a value that is sealed is said to be in confidence. A cell that a spreadsheet would take for a formula
begins with an apostrophe.

>>> cell("=1+1"), cell({"ru": "Совет"}), cell(["AR", "BE"]), cell(True), cell("-"), cell(-3)
("'=1+1", 'Совет', 'AR; BE', 'yes', "'-", '-3')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.occasion import law_on
from comity.body.standing import status_of
from comity.body.state import Matter, Question, find_matter
from comity.exchange.spreadsheets import as_written, harmless, joined
from comity.store.sealing import COMMITTED
from comity.web.readmodel.confidence import Hidden, hidden_from
from comity.web.told import names
from comity.web.told.names import Names
from comity.web.visibility import may_see
from comity.web.visits import Visit

PORTION = 200
Row = Mapping[str, Any]
WHO = frozenset(
    {"party", "person", "by", "to", "member", "organ", "office", "host", "nominated_by"}
)
"""The columns that hold somebody's id, and have the name beside it."""


@dataclass(frozen=True, slots=True)
class Table:
    """``keys`` gives what the table goes through, ``rows`` the rows of one of them."""

    name: str
    title: str | Promise
    columns: tuple[str, ...]
    keys: Callable[[Visit], Sequence[str]]
    rows: Callable[[Visit, Hidden, str], Iterable[Row]]

    @property
    def header(self) -> list[str]:
        """The names of the columns, in their order."""
        return [h for c in self.columns for h in ((c, f"{c}_name") if c in WHO else (c,))]


def lines(visit: Visit, table: Table) -> Iterator[str]:
    """The table as CSV: whence and when, the header, the rows. Streams: what comes is worked out a portion at a time."""
    with visit.body.reading() as state, translation.override(visit.reader.language):
        keys = list(table.keys(replace(visit, state=state)))
        first = "\ufeff" + joined(_whence(visit, table)) + joined(table.header)
    yield first
    for start in range(0, len(keys), PORTION):
        with visit.body.reading() as state, translation.override(visit.reader.language):
            portion = "".join(
                _portion(replace(visit, state=state), table, keys[start : start + PORTION])
            )
        yield portion


def _whence(visit: Visit, table: Table) -> list[str]:
    said = gettext("the record has {size} entries").format(size=visit.state.size)
    return [f"# {visit.name}: {table.name}", visit.now, said]


def _portion(visit: Visit, table: Table, keys: Sequence[str]) -> Iterator[str]:
    hidden, at = hidden_from(visit), visit.names()
    for key in keys:
        for row in table.rows(visit, hidden, key):
            yield joined([c for column in table.columns for c in _cells(at, column, row)])


def _cells(at: Names, column: str, row: Row) -> list[str]:
    value = row.get(column, "")
    if column not in WHO:
        return [cell(value)]
    said = value if isinstance(value, list) else [value]
    called = [
        str(names.who(at, one)) if one and not COMMITTED.fullmatch(one) else one for one in said
    ]
    return [cell(value), cell(called if isinstance(value, list) else called[0])]


def cell(value: Any) -> str:
    """The value in one cell."""
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case int():
            return str(value)
        case dict():
            return harmless(_text(value))
        case list() | tuple():
            return harmless("; ".join(as_written(cell(one)) for one in value))
        case _:
            return harmless(_text(str(value)))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return gettext("in confidence") if COMMITTED.fullmatch(value) else value
    return str(names.worded(value))


# --- the tables -------------------------------------------------------------------------------------------------------


def _struct(one: Any, **more: Any) -> Row:
    return {**{name: getattr(one, name) for name in one.__struct_fields__}, **more}


def _plain(
    kept: str,
) -> tuple[Callable[[Visit], Sequence[str]], Callable[[Visit, Hidden, str], Iterable[Row]]]:
    """A table of the state's own: a row for each thing that is kept there under its id."""

    def keys(visit: Visit) -> Sequence[str]:
        return list(getattr(visit.state, kept))

    def rows(visit: Visit, hidden: Hidden, key: str) -> Iterable[Row]:
        one = getattr(visit.state, kept).get(key)
        if one is None or key in hidden.names or _names_hidden(hidden, one):
            return ()
        return (_struct(one),)

    return keys, rows


def _names_hidden(hidden: Hidden, one: Any) -> bool:
    values = (getattr(one, name) for name in one.__struct_fields__)
    texts = (v for value in values for v in (value if isinstance(value, list) else (value,)))
    return any(isinstance(text, str) and text in hidden.names for text in texts)


def _parties(visit: Visit) -> Sequence[str]:
    return list(dict.fromkeys([*visit.law.parties, *visit.state.parties]))


def _party(visit: Visit, hidden: Hidden, party: str) -> Iterable[Row]:
    law = law_on(visit.state, visit.day)
    kept = visit.state.parties.get(party)
    held = status_of(visit.state, law, party, visit.day) or ""
    suspended = [s.right for s in kept.suspensions if not s.ended] if kept is not None else []
    entry = kept.entry if kept is not None else ""
    withdraws = kept.withdraws_on if kept is not None else ""
    yield {
        "party": party,
        "status": held,
        "suspended": suspended,
        "withdraws_on": withdraws,
        "entry": entry,
    }


def _matters(visit: Visit) -> Sequence[str]:
    return [*visit.state.matters, *visit.state.cards]


def _seen(visit: Visit, name: str) -> Matter | None:
    found = find_matter(visit.state, name)
    seen = found is not None and may_see(visit.state, visit.reader, found, visit.day)
    return found if seen else None


def _of_matters(
    rows: Callable[[Visit, Hidden, Matter], Iterable[Row]],
) -> Callable[[Visit, Hidden, str], Iterable[Row]]:
    def found(visit: Visit, hidden: Hidden, key: str) -> Iterable[Row]:
        matter = _seen(visit, key)
        return rows(visit, hidden, matter) if matter is not None else ()

    return found


def _questions(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    for one in matter.questions:
        closed = one.question in hidden.questions
        shown = _struct(one)
        yield {**shown, "bound": [], "blocked_by": []} if closed else shown


def _positions(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    for question in matter.questions:
        for member in question.population:
            if question.question in hidden.questions and member != visit.reader.party:
                continue
            yield from _stated(matter, question, member)


def _stated(matter: Matter, question: Question, member: str) -> Iterator[Row]:
    told = question.stated.get(member, [])
    base = {"matter": matter.matter, "question": question.question, "member": member}
    for number, one in enumerate(told, 1):
        yield {**_struct(one), **base, "last": number == len(told)}
    if not told and member in question.choices:
        yield base | {"choice": question.choices[member], "last": True, "entry": question.entry}


def _remarks(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    for one in matter.remarks.values():
        yield _struct(one, matter=matter.matter)


def _decisions(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    for one in matter.decisions:
        yield _struct(one)


def _versions(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    for one in matter.versions:
        yield _struct(one, matter=matter.matter)


def _turns(visit: Visit, hidden: Hidden, rota: str) -> Iterator[Row]:
    for one in visit.state.turns[rota]:
        yield _struct(one, rota=rota)


def _items(visit: Visit, hidden: Hidden, session: str) -> Iterator[Row]:
    kept = visit.state.sessions.get(session)
    for one in kept.items if kept is not None else ():
        if one.item not in hidden.names and one.matter not in hidden.names:
            yield _struct(one, session=session)


def _irregularities(visit: Visit, hidden: Hidden, number: str) -> Iterator[Row]:
    one = visit.state.irregularities[int(number)]
    if one.about not in hidden.names:
        yield _struct(one)


def _kept(name: str, title: Any, kept: str, columns: str) -> Table:
    keys, rows = _plain(kept)
    return Table(name, title, (*columns.split(), "entry", "attested"), keys, rows)


def _by_matter(
    name: str, title: Any, columns: str, rows: Callable[[Visit, Hidden, Matter], Iterable[Row]]
) -> Table:
    return Table(name, title, (*columns.split(), "entry", "attested"), _matters, _of_matters(rows))


def _one_matter(visit: Visit, hidden: Hidden, matter: Matter) -> Iterator[Row]:
    yield _struct(matter)


TABLES = {
    table.name: table
    for table in (
        Table(
            "members",
            _("Members and their statuses"),
            ("party", "status", "suspended", "withdraws_on", "entry"),
            _parties,
            _party,
        ),
        _kept("relations", _("Relations"), "relations", "relation party nature since until"),
        _kept("persons", _("Persons"), "persons", "person name titles"),
        _kept(
            "credentials",
            _("Credentials"),
            "credentials",
            "credential person party powers as_ organ since until revoked",
        ),
        _kept(
            "tenures",
            _("Offices: tenures"),
            "tenures",
            "tenure office person since until ended reason nominated_by slot acting matter",
        ),
        Table(
            "turns",
            _("Rotas: turns"),
            ("rota", "to", "on", "session", "place", "over", "owed", "entry", "attested"),
            lambda v: list(v.state.turns),
            _turns,
        ),
        _kept(
            "introductions",
            _("Introductions"),
            "introductions",
            "introduction office person to by on place",
        ),
        _by_matter(
            "matters", _("Matters"), "matter procedure title by on step ended outcome", _one_matter
        ),
        _by_matter(
            "texts", _("Versions of texts"), "matter version digest paragraphs by", _versions
        ),
        _by_matter(
            "questions",
            _("Questions"),
            "question matter step rule asks opened deadline closed outcome reported article needed"
            " population bound blocked_by",
            _questions,
        ),
        _by_matter(
            "positions",
            _("Positions"),
            "matter question member choice on at reservation via sent late joined_later contested signed last",
            _positions,
        ),
        _by_matter(
            "remarks",
            _("Remarks on texts"),
            "remark matter version paragraphs by nature type disposition",
            _remarks,
        ),
        _by_matter(
            "decisions",
            _("Decisions"),
            "decision number matter title organ dated effective",
            _decisions,
        ),
        _kept(
            "sessions",
            _("Sessions"),
            "sessions",
            "session organ title on format regular venue host opened closed quorum present",
        ),
        Table(
            "items",
            _("Items of agendas"),
            ("session", "position", "item", "title", "by", "matter", "entry", "attested"),
            lambda v: list(v.state.sessions),
            _items,
        ),
        _kept(
            "meetings",
            _("Meetings and visits"),
            "meetings",
            "meeting nature by parties on place purpose matter accepted held",
        ),
        _kept(
            "instructions",
            _("Instructions"),
            "instructions",
            "instruction by to what on due matter decision done",
        ),
        _kept(
            "inquiries", _("Questions on progress"), "inquiries", "inquiry by to about on answered"
        ),
        _kept(
            "priorities",
            _("Priorities of the chair"),
            "priorities",
            "priority by contour aim on period rota",
        ),
        _kept("plan", _("Items of plans"), "plan_items", "item plan what owner due carries_out"),
        _kept(
            "programme",
            _("Programme of events"),
            "events",
            "event title nature period host region participants status held moved_from",
        ),
        _kept("reviews", _("Reviews"), "reviews", "review of verdict by on to"),
        _kept("measures", _("Measures"), "measures", "measures matter what since until ended"),
        _kept("sources", _("Sources"), "sources", "source title publisher published sha256 file"),
        _kept(
            "conflicts",
            _("Conflicts between sources"),
            "conflicts",
            "conflict about claims followed",
        ),
        Table(
            "irregularities",
            _("Irregularities"),
            ("about", "article", "entry"),
            lambda v: [str(n) for n in range(len(v.state.irregularities))],
            _irregularities,
        ),
    )
}
"""The tables by their names in addresses."""
