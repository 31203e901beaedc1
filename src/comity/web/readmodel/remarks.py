"""Versions and remarks with their words, as the register has them, and what became of each remark in which round.

The state knows a version by the digests of its paragraphs and a remark without its words: both are read from the entries
that brought them, once for each process. A round is what is said on one version: it begins with the version's entry and
ends with that of the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from comity.body.effects import (
    Paragraph,
    RemarkFollowed,
    RemarkMade,
    RemarkSettled,
    Text,
    TextVersioned,
)
from comity.body.entry import Entry
from comity.body.state import Matter, RemarkKept
from comity.web.bodies import RunningBody

MANY = 2_000
"""How many entries' texts are kept in memory for each body: of the oldest read, some are let go."""
_read: WeakKeyDictionary[RunningBody, dict[int, Brought]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Brought:
    """What of an entry concerns texts, and when it was recorded."""

    at: str
    by: str
    versions: tuple[TextVersioned, ...] = ()
    made: tuple[RemarkMade, ...] = ()
    settled: tuple[RemarkSettled, ...] = ()
    followed: tuple[RemarkFollowed, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRead:
    """A version with its words. ``by`` submitted it; ``entry`` is its record number, ``at`` when it was recorded."""

    version: int
    digest: str
    paragraphs: tuple[Paragraph, ...]
    by: str
    entry: int
    at: str
    attested: bool = False

    def paragraph(self, known: str) -> Paragraph | None:
        """The paragraph of that id; None where there is none."""
        return next((p for p in self.paragraphs if p.id == known), None)


@dataclass(frozen=True, slots=True)
class RemarkRead:
    """A remark with its words. ``on`` has the paragraphs that it is on in each version through which it stood;
    ``settled_in`` is the round in which it was settled, with the disposition; ``version`` the round it was made in."""

    remark: str
    matter: str
    version: int
    paragraph: str
    by: str
    nature: str
    type: str
    text: Text
    proposed: Text
    entry: int
    at: str
    attested: bool = False
    disposition: str = ""
    settled_in: int | None = None
    on: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether nothing has become of it so far."""
        return not self.disposition

    def stood_in(self, version: int) -> bool:
        """Whether it stood at the end of that round."""
        return version in self.on and not self.settled_by(version)

    def settled_by(self, version: int) -> bool:
        """Whether it had been settled by the end of that round."""
        return self.settled_in is not None and self.settled_in <= version


def versions(body: RunningBody, matter: Matter) -> tuple[VersionRead, ...]:
    """All versions of the matter's text, the first first."""
    return tuple(
        VersionRead(
            version=kept.version,
            digest=kept.digest,
            paragraphs=tuple(brought.paragraphs),
            by=kept.by,
            entry=kept.entry,
            at=_entry(body, kept.entry).at,
            attested=kept.attested,
        )
        for kept in matter.versions
        for brought in _entry(body, kept.entry).versions
        if brought.matter == matter.matter and brought.version == kept.version
    )


def remarks(body: RunningBody, matter: Matter) -> tuple[RemarkRead, ...]:
    """All remarks ever made on the matter's text, in the order of the record."""
    return tuple(
        _remark(body, matter, kept, made)
        for kept in matter.remarks.values()
        for made in _entry(body, kept.entry).made
        if made.remark == kept.remark
    )


def _remark(body: RunningBody, matter: Matter, kept: RemarkKept, made: RemarkMade) -> RemarkRead:
    on, settled_in = _course(body, matter, kept.remark, made)
    return RemarkRead(
        remark=kept.remark,
        matter=matter.matter,
        version=made.version,
        paragraph=made.paragraph,
        by=made.by,
        nature=made.nature,
        type=made.type,
        text=made.text,
        proposed=made.proposed,
        entry=kept.entry,
        at=_entry(body, kept.entry).at,
        attested=kept.attested,
        disposition=kept.disposition,
        settled_in=settled_in if kept.disposition else None,
        on=on,
    )


def _course(
    body: RunningBody, matter: Matter, remark: str, made: RemarkMade
) -> tuple[dict[int, tuple[str, ...]], int]:
    """The paragraphs it was on in each round, and the last round it stood in: what is settled with the next version, and
    what is lifted before it, was settled in that round."""
    on: dict[int, tuple[str, ...]] = {made.version: (made.paragraph,)}
    last = made.version
    for version in matter.versions:
        if version.version <= made.version:
            continue
        followed = [f for f in _entry(body, version.entry).followed if f.remark == remark]
        if not followed:
            break
        last = version.version
        on[last] = tuple(followed[-1].paragraphs)
    return on, last


def _entry(body: RunningBody, number: int) -> Brought:
    kept = _read.setdefault(body, {})
    if number not in kept:
        while len(kept) >= MANY:
            kept.pop(next(iter(kept)))
        kept[number] = _brought(body.registrar.entry(number))
    return kept[number]


def _brought(entry: Entry | None) -> Brought:
    if entry is None:
        return Brought("", "")
    return Brought(
        at=entry.at,
        by=entry.act.by,
        versions=tuple(e for e in entry.effects if isinstance(e, TextVersioned)),
        made=tuple(e for e in entry.effects if isinstance(e, RemarkMade)),
        settled=tuple(e for e in entry.effects if isinstance(e, RemarkSettled)),
        followed=tuple(e for e in entry.effects if isinstance(e, RemarkFollowed)),
    )


def on_paragraph(
    known: Iterable[RemarkRead],
    paragraph: str,
    version: int,
    came_from: Mapping[int, frozenset[str]],
) -> tuple[RemarkRead, ...]:
    """The remarks made by that round which concern the paragraph: on it, or, settled before, on those that it was made of
    (``came_from``, by version)."""
    return tuple(
        one
        for one in known
        if one.version <= version and _concerns(one, paragraph, version, came_from)
    )


def _concerns(
    one: RemarkRead, paragraph: str, version: int, came_from: Mapping[int, frozenset[str]]
) -> bool:
    if version in one.on:
        return paragraph in one.on[version]
    last = max((v for v in one.on if v <= version), default=0)
    return bool(came_from.get(last, frozenset()) & set(one.on.get(last, ())))
