"""Members and other parties: statuses, members with their statuses by date, groups, weights.

Each may vary by date. A weight is an exact number for each member; with ``world`` it has a total outside the membership.

>>> from comity.charter.nodes import parse
>>> notes = Notes("charter.yaml")
>>> notes.declare("member", "CN")
>>> text = "{permanent: {versions: [{from: 1946-01-01, members: [CN], cites: UN Charter 23}]}}"
>>> GROUPS.read(parse(text, "", []), notes)["permanent"].members.on(date(1946, 1, 17))
frozenset({'CN'})
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from comity.charter.items import FROM, in_versions, items, undated
from comity.charter.kinds import (
    Key,
    Kind,
    Table,
    distinct,
    listing,
    mapping,
    one_of,
    read_table,
    record,
    table_schema,
)
from comity.charter.model import RIGHTS, Charter, Cited, Dated, Member, Status, StatusPeriod, Weight
from comity.charter.nodes import Listing, Node, Pairs
from comity.charter.notes import Notes
from comity.charter.values import (
    ACTOR,
    CITES,
    CITING,
    DATE,
    EXACT,
    LABELS,
    LENGTH,
    LINE,
    NAME,
    NAMES,
    YES_NO,
    given,
    print_cites,
    print_period,
    reference,
)
from comity.charter.wordings import WORDING
from comity.rules.terms import BASES

T = TypeVar("T")
COUNTED = "member"  # the status that is counted unless the charter says otherwise


def _status(status: str, counted: bool | None = None, **values: Any) -> Status:
    title = values.pop("title", {})
    rights = values.pop("rights", ())
    counts = status == COUNTED if counted is None else counted
    return Status(status, title, rights, counts, **values)


def _period(status: str, first: date = date.min, **values: Any) -> StatusPeriod:
    return StatusPeriod(first, status, **values)


def _member(member: str, name: Mapping[str, str] | None = None, **values: Any) -> Member:
    names = name or {}
    sort_name = {**names, **values.pop("sort_name", {})}
    statuses = values.pop("statuses", (StatusPeriod(date.min, COUNTED),))
    return Member(member, names, sort_name, statuses, **values)


STATUS_KEYS: Table = {
    "status": Key(LABELS, required=True),
    "title": Key(NAMES),
    "rights": Key(listing(one_of(RIGHTS, "a right"))),
    "counted": Key(YES_NO),
    "notice": Key(LENGTH),
    "cites": Key(CITES),
}
PERIOD_KEYS: Table = {
    "from": Key(DATE, into="first"),
    "is": Key(reference("status"), required=True, into="status"),
    "until": Key(DATE),
    "source": Key(LINE),
}


def _read_periods(node: Node, notes: Notes) -> tuple[StatusPeriod, ...] | None:
    before = len(notes.faults)
    periods = _PERIODS.read(node, notes)
    if periods is None or len(notes.faults) > before or not isinstance(node, Listing):
        return None
    begun = date.min
    for period, place in zip(periods, node.items, strict=True):
        if period.first < begun:
            sentence = f"The status from {period.first} stands after a later one."
            notes.fault("versions.order", place, sentence, "statuses in the order of their dates")
        if period.until is not None and period.until < period.first:
            sentence = f"The status ends on {period.until}, before it begins."
            notes.fault("versions.order", place, sentence, f"a day from {period.first} on")
        begun = period.first
    return periods


_PERIODS = listing(record(PERIOD_KEYS, _period, "status of a member"))
MEMBER_KEYS: Table = {
    "member": Key(ACTOR, required=True),
    "name": Key(NAMES),
    "sort name": Key(NAMES),
    "capital": Key(WORDING),
    "status": Key(Kind(_PERIODS.expected, _read_periods, _PERIODS.schema), into="statuses"),
    "cites": Key(CITES),
}
STATUSES = undated("status", STATUS_KEYS, _status)
MEMBERS = items("member", MEMBER_KEYS, _member)


@dataclass(frozen=True, slots=True)
class Group:
    """The members of a group by date, and the article of each version."""

    members: Dated[frozenset[str]]
    cites: Dated[Cited]


MEMBER_LIST = distinct(reference("member"))
GROUP_KEYS: Table = {"members": Key(MEMBER_LIST, required=True), **CITING}
VALUES = mapping(reference("member"), EXACT)
WEIGHT_VERSION_KEYS: Table = {
    "source": Key(LINE),
    "values": Key(VALUES, required=True),
    "world": Key(EXACT),
}
WEIGHT_KEYS: Table = {**WEIGHT_VERSION_KEYS, **CITING}


def _read_group(name: str, node: Node, notes: Notes) -> Group | None:
    if isinstance(node, Listing):
        members = MEMBER_LIST.read(node, notes)
        return None if members is None else _group([(date.min, {"members": members})])
    versions = _versions(node, GROUP_KEYS, notes, "group")
    return None if versions is None else _group(versions)


def _group(versions: list[tuple[date, dict[str, Any]]]) -> Group:
    members = tuple((first, frozenset(values["members"])) for first, values in versions)
    cites = tuple((first, values.get("cites", Cited())) for first, values in versions)
    return Group(Dated(members), Dated(cites))


def _read_weight(name: str, node: Node, notes: Notes) -> Weight | None:
    versions = _versions(node, WEIGHT_KEYS, notes, "weight")
    if versions is None:
        return None
    values = Dated(tuple((first, each["values"]) for first, each in versions))
    world = tuple((first, each["world"]) for first, each in versions if "world" in each)
    sources = tuple((first, each["source"]) for first, each in versions if "source" in each)
    cites = versions[-1][1].get("cites", Cited())
    return Weight(name, values, Dated(world) if world else None, cites, Dated(sources))


def _versions(
    node: Node, table: Table, notes: Notes, what: str
) -> list[tuple[date, dict[str, Any]]] | None:
    """The versions of a group or weight; what stands beside ``versions`` holds for all of them."""
    if not isinstance(node, Pairs):
        notes.wrong("value.wrong", node, f"the values of a {what}, or versions of them")
        return None
    if "versions" not in node.pairs:
        values = read_table(node, table, notes, what)
        return None if values is None else [(date.min, values)]
    beside = {word: pair for word, pair in node.pairs.items() if word != "versions"}
    found = []
    for first, version in in_versions(node.pairs["versions"].value, notes):
        if what == "weight" and "cites" in version.pairs:
            sentence = "The article of a weight holds for all its versions."
            place = version.pairs["cites"].key
            notes.fault(
                "key.unknown", place, sentence, "cites beside versions; source in a version"
            )
        merged = Pairs(beside | version.pairs, version.line, version.column)
        values = read_table(merged, table, notes, what)
        if values is not None:
            found.append((first, values))
    return found or None


def _by_name(what: str, read: Callable[[str, Node, Notes], T | None]) -> Callable[..., Any]:
    def read_all(node: Node, notes: Notes) -> dict[str, T] | None:
        if not isinstance(node, Pairs):
            notes.wrong("value.wrong", node, f"the name of each {what}, with its values")
            return None
        found = {}
        for name, pair in node.pairs.items():
            notes.subject = f"{what} {name}"
            if name in BASES:
                sentence = f'"{name}" is a word of the notation.'
                notes.fault("name.reserved", pair.key, sentence, "another name")
            NAME.read(pair.key, notes)
            value = read(name, pair.value, notes)
            if value is not None:
                found[name] = value
        return found

    return read_all


def _schema(table: Table, in_version: Table, plain: list[object]) -> dict[str, object]:
    loose = {word: Key(key.kind) for word, key in table.items()}
    version = table_schema({**FROM, **{word: Key(key.kind) for word, key in in_version.items()}})
    by_date = table_schema(loose)
    properties = by_date["properties"]
    assert isinstance(properties, dict)
    properties["versions"] = {"type": "array", "minItems": 1, "items": version}
    by_date["required"] = ["versions"]
    value = {"anyOf": [*plain, table_schema(table), by_date]}
    return {"type": "object", "propertyNames": NAME.schema, "additionalProperties": value}


GROUPS: Kind[dict[str, Group]] = Kind(
    "groups by name",
    _by_name("group", _read_group),
    _schema(GROUP_KEYS, GROUP_KEYS, [MEMBER_LIST.schema]),
)
WEIGHTS: Kind[dict[str, Weight]] = Kind(
    "weights by name",
    _by_name("weight", _read_weight),
    _schema(WEIGHT_KEYS, WEIGHT_VERSION_KEYS, []),
)


# --- printing ---------------------------------------------------------------------------------------------------------


def print_status(each: Status) -> dict[str, Any]:
    """A status."""
    rights = {"rights": list(each.rights)} if each.rights else {}
    values = {"status": each.status, "title": dict(each.title), **rights}
    counted = "yes" if each.counted else "no"
    notice = print_period(each.notice)
    return given({**values, "counted": counted, "notice": notice, **print_cites(each.cites)})


def print_member(member: Member) -> dict[str, Any]:
    """A member without its code."""
    name = dict(member.name)
    sorted_under = {k: v for k, v in member.sort_name.items() if name.get(k) != v}
    return {
        "name": name,
        "sort name": sorted_under,
        "capital": dict(member.capital),
        "status": [_printed_status_period(period) for period in member.statuses],
        **print_cites(member.cites),
    }


def _printed_status_period(period: StatusPeriod) -> dict[str, Any]:
    return given(
        {
            "from": "" if period.first == date.min else str(period.first),
            "is": period.status,
            "until": str(period.until or ""),
            "source": period.source,
        }
    )


def print_group(name: str, charter: Charter) -> dict[str, Any]:
    """A group of the charter, by date where it has dates."""
    cites = charter.group_cites.get(name)
    versions = [
        {
            "from": str(first),
            "members": sorted(members),
            **print_cites(cites.on(first) or Cited() if cites else Cited()),
        }
        for first, members in charter.groups[name].versions
    ]
    if versions[0]["from"] == str(date.min):
        return {word: value for word, value in versions[0].items() if word != "from"}
    return {"versions": versions}


def print_weight(weight: Weight) -> dict[str, Any]:
    """A weight, by date where it has dates."""
    versions = [
        {"from": str(first), **_printed_weight_version(weight, first, values)}
        for first, values in weight.values.versions
    ]
    if versions[0]["from"] == str(date.min):
        return {
            **{w: v for w, v in versions[0].items() if w != "from"},
            **print_cites(weight.cites),
        }
    return {**print_cites(weight.cites), "versions": versions}


def _printed_weight_version(
    weight: Weight, first: date, values: Mapping[str, Fraction]
) -> dict[str, Any]:
    worlds = dict(weight.world.versions) if weight.world is not None else {}
    sources = dict(weight.sources.versions)
    return {
        **given({"source": sources.get(first, ""), "world": str(worlds.get(first, ""))}),
        "values": {member: str(value) for member, value in values.items()},
    }
