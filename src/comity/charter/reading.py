"""Reading a charter: YAML in, ``model.Charter`` out, or every fault with its file, line and column.

The format is ``docs/formats/charter.md``. Reading goes in three passes: the text becomes nodes; the names that it declares
are noted; then each part is read against the tables of keys, and the whole is checked (``checks``).

>>> charter = read_charter_text('''
... comity: 1
... body: duo
... title: {en: Two of us}
... rules: [{rule: both, adopted when: {in favour: all}}]
... ''')
>>> charter.rules["both"].versions[0][1].adopted_when.side
'in favour'
>>> read_charter_text("comity: 1\\nbody: duo\\ntitle: Duo\\nrule: []\\n")
Traceback (most recent call last):
comity.errors.Faulty: charter.yaml:4:1: Charter has no key "rule". Expected "rules".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from comity.charter.checks import check
from comity.charter.clashes import check_clashes
from comity.charter.conflicts import check_conflicts
from comity.charter.institutions import OFFICES, ORGANS, RESERVATIONS, ROTAS
from comity.charter.items import names_in, undated
from comity.charter.kinds import (
    TEXT,
    Key,
    Kind,
    Table,
    distinct,
    listing,
    one_of,
    read_table,
    record,
    scalar,
)
from comity.charter.model import (
    RIGHTS,
    Charter,
    Cited,
    Conflict,
    ConflictingText,
    Dated,
    Instrument,
    Seat,
    Status,
)
from comity.charter.needs import too_early
from comity.charter.nodes import Listing, Node, Pairs, Scalar, parse, read_text
from comity.charter.notes import Notes
from comity.charter.parties import COUNTED, GROUPS, MEMBERS, STATUSES, WEIGHTS
from comity.charter.places import lines_of
from comity.charter.procedures import PROCEDURES
from comity.charter.rulebook import RULES
from comity.charter.sorts import two_sorts
from comity.charter.values import CITES, CITING, DATE, LANGUAGE, LINE, NAME, NAMES, PASSAGES, ZONE
from comity.charter.wordings import NAMED, WORDING, WORDS, check_words

T = TypeVar("T")
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FORMAT = "1"

SEAT_KEYS: Table = {
    "place": Key(WORDING),
    "zone": Key(ZONE),
    "holidays": Key(listing(DATE)),
    "weekend": Key(distinct(one_of(WEEK, "a day of the week"))),
    **CITING,
}
INSTRUMENT_KEYS: Table = {
    "instrument": Key(NAME, required=True),
    "title": Key(NAMES),
    "dated": Key(DATE),
    "in force": Key(DATE),
    **CITING,
}
CONFLICTING_KEYS: Table = {
    "cites": Key(CITES, required=True),
    "status": CITING["status"],
    "compared with": CITING["compared with"],
    "says": Key(PASSAGES, required=True),
}
CONFLICT_KEYS: Table = {
    "conflict": Key(LINE, required=True),
    "about": Key(TEXT, required=True),
    "texts": Key(listing(record(CONFLICTING_KEYS, ConflictingText, "text")), required=True),
    "prevails": Key(LINE),
}


def _seat(
    holidays: Iterable[Any] = (), weekend: Iterable[str] | None = None, **values: Any
) -> Seat:
    resting = WEEK[5:] if weekend is None else tuple(weekend)
    days = frozenset(WEEK.index(day) for day in resting)
    return Seat(holidays=frozenset(holidays), weekend=days, **values)


def _instrument(**values: Any) -> Instrument:
    return Instrument(**{"title": {}, **values})


def _section(table: Table, build: Callable[..., T], what: str) -> Kind[T]:
    """A part of the charter that is one item; what it leaves to be verified is noted under its name."""
    kind = record(table, build, what)

    def read(node: Node, notes: Notes) -> T | None:
        notes.subject = what
        return kind.read(node, notes)

    return Kind(kind.expected, read, kind.schema)


CHARTER_KEYS: Table = {
    "comity": Key(
        scalar(FORMAT, lambda text: FORMAT if text == FORMAT else None, {"enum": [1, FORMAT]}),
        required=True,
    ),
    "body": Key(NAME, required=True),
    "title": Key(NAMES, required=True),
    "seat": Key(_section(SEAT_KEYS, _seat, "seat")),
    "languages": Key(distinct(LANGUAGE)),
    "instruments": Key(undated("instrument", INSTRUMENT_KEYS, _instrument)),
    "statuses": Key(STATUSES),
    "members": Key(MEMBERS),
    "groups": Key(GROUPS),
    "weights": Key(WEIGHTS),
    "parameters": Key(distinct(NAME)),
    WORDS: Key(NAMED),
    "credentials": Key(_section(CITING, dict, "credentials")),
    "reservations": Key(RESERVATIONS),
    "organs": Key(ORGANS),
    "rotas": Key(ROTAS),
    "offices": Key(OFFICES),
    "rules": Key(RULES),
    "procedures": Key(PROCEDURES),
    "conflicts": Key(undated("conflict", CONFLICT_KEYS, Conflict)),
}
# Which key of the charter declares names of which kind, and the key of an item that gives the name.
DECLARING: Mapping[str, str] = {
    "statuses": "status",
    "members": "member",
    "organs": "organ",
    "rotas": "rota",
    "offices": "office",
    "rules": "rule",
    "procedures": "procedure",
}


def read_charter(path: Path | str) -> Charter:
    """The charter in the file, or in ``charter.yaml`` of the folder. Faulty with every fault found."""
    place = Path(path)
    file = place / "charter.yaml" if place.is_dir() else place
    return read_charter_text(read_text(file), str(file))


def read_charter_text(text: str, file: str = "charter.yaml") -> Charter:
    """The charter in the text; ``file`` names it in faults. Faulty with every fault found."""
    notes = Notes(file)
    root = parse(text, file, notes.faults)
    _declare(root, notes)
    check_clashes(notes)
    values = read_table(root, CHARTER_KEYS, notes, "charter")
    if isinstance(root, Pairs):
        check_words(root, notes)
        check_conflicts(root, notes)
    notes.finish()
    assert values is not None
    assert isinstance(root, Pairs)
    charter = _charter(values | {"lines": lines_of(root)}, text, notes)
    check(charter, root, notes)
    too_early(charter, root, notes)
    two_sorts(charter, root, notes)
    notes.finish()
    return charter


def _declare(root: Node, notes: Notes) -> None:
    """Notes every name that the charter declares, so that what stands above may name what stands below."""
    if not isinstance(root, Pairs):
        return
    notes.library = "members" not in root.pairs
    sections = {word: pair.value for word, pair in root.pairs.items()}
    for section, kind in DECLARING.items():
        for name in names_in(sections[section], kind) if section in sections else ():
            notes.declare(kind, name.value, name)
    for section, kind in (("groups", "group"), ("weights", "weight")):
        found = sections.get(section)
        for pair in found.pairs.values() if isinstance(found, Pairs) else ():
            notes.declare(kind, pair.key.value, pair.key)
    parameters = sections.get("parameters")
    for item in parameters.items if isinstance(parameters, Listing) else ():
        if isinstance(item, Scalar):
            notes.declare("parameter", item.value, item)
    notes.declare("status", COUNTED)
    _declare_chairs(sections.get("organs"), notes)
    languages = sections.get("languages")
    listed = languages.items if isinstance(languages, Listing) else []
    notes.languages = tuple(item.value for item in listed if isinstance(item, Scalar))
    notes.language = next(iter(notes.languages), notes.language)


def _declare_chairs(organs: Node | None, notes: Notes) -> None:
    for organ in organs.items if isinstance(organs, Listing) else ():
        chair = organ.pairs.get("chaired by") if isinstance(organ, Pairs) else None
        if chair is not None and isinstance(chair.value, Scalar):
            notes.declare("chair", chair.value.value, chair.value)


def _charter(values: dict[str, Any], text: str, notes: Notes) -> Charter:
    values.pop("comity")
    groups = values.pop("groups", {})
    credentials = values.pop("credentials", {}).get("cites", Cited())
    return Charter(
        text=text,
        digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        groups={name: group.members for name, group in groups.items()},
        group_cites=_cited_groups(groups),
        credentials=credentials,
        instruments=tuple(values.pop("instruments", {}).values()),
        statuses=_statuses(values.pop("statuses", {}), "members" in values),
        to_verify=tuple(notes.doubts),
        second_hand={doubt: source for doubt, source in notes.doubts.items() if source},
        **values,
    )


def _cited_groups(groups: Mapping[str, Any]) -> dict[str, Dated[Cited]]:
    cited = {name: group.cites for name, group in groups.items()}
    return {
        name: dated for name, dated in cited.items() if any(c != Cited() for _, c in dated.versions)
    }


def _statuses(given: dict[str, Status], has_members: bool) -> dict[str, Status]:
    """A charter that has members and declares no status of that name has it all the same, with every right."""
    if COUNTED in given or not has_members:
        return given
    return {COUNTED: Status(COUNTED, {}, RIGHTS, counted=True), **given}
