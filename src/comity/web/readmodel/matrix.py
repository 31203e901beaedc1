"""The comment matrix: every remark in a row, in the columns of the ISO template, and the same as a table to take away.

Member, paragraph, type, comment, proposed change, observation of the secretariat: so the template has them; before them
stands the record number, and texts have a column for each of the body's languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.body.acts import LiftRemark
from comity.body.state import Matter
from comity.charter.languages import said_in
from comity.exchange import spreadsheets
from comity.web import acting, drafting
from comity.web.asked import one_of
from comity.web.readmodel import remarks as reading
from comity.web.readmodel.remarks import RemarkRead, VersionRead
from comity.web.sheets import Settled
from comity.web.told import names, words
from comity.web.visits import Visit

SORTS = ("paragraph", "member", "kind", "round", "record")
STATES = ("open", "answered")
"""What a cell must not begin with: a table opened in a spreadsheet would be reckoned."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A remark. ``number`` is that of the paragraph in the round it was made in; ``now`` its paragraphs in the version that
    stands; ``planned`` what the reader's own draft is to do with it. ``may_lift``: the reader may take it back."""

    read: RemarkRead
    number: str
    now: tuple[str, ...]
    member: str
    observation: str
    planned: Settled | None
    may_lift: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters (empty: all), and the order."""

    member: str = ""
    paragraph: str = ""
    kind: str = ""
    state: str = ""
    round: str = ""
    sort: str = "paragraph"

    @property
    def filtered(self) -> bool:
        return any((self.member, self.paragraph, self.kind, self.state, self.round))


@dataclass(frozen=True, slots=True)
class Matrix:
    """``total`` is the number without filters; the choices are what the filters can be set to."""

    rows: tuple[MatrixRow, ...]
    total: int
    asked: Asked
    members: tuple[names.Named, ...]
    kinds: tuple[str, ...]
    versions: tuple[VersionRead, ...]


def asked_for(visit: Visit, matter: Matter) -> Asked:
    """What the address asks for. ``Unanswerable`` for what no remark can have."""
    query = visit.request.GET
    known = reading.versions(visit.body, matter) if query else ()
    parties = [*visit.law.parties, *visit.state.parties, *visit.law.actors]
    numbers = {p.id: None for one in known for p in one.paragraphs}
    return Asked(
        member=one_of(query, "member", set(parties), listed=visit.law.parties),
        paragraph=one_of(query, "paragraph", numbers),
        kind=one_of(query, "kind", words.NATURES),
        state=one_of(query, "state", STATES),
        round=one_of(query, "round", [str(one.version) for one in known]),
        sort=one_of(query, "sort", SORTS, "paragraph"),
    )


def matrix(visit: Visit, matter: Matter, asked: Asked) -> Matrix:
    """The rows asked for, in the order asked for."""
    known = reading.versions(visit.body, matter)
    remarks = reading.remarks(visit.body, matter)
    at = visit.names()
    members = names.parties(at, dict.fromkeys(one.by for one in remarks))
    rows = list(_rows(visit, matter, known, remarks, {one.id: str(one.name) for one in members}))
    chosen = [row for row in rows if _fits(row, asked)]
    chosen.sort(key=_order(asked.sort, known, [one.id for one in members]))
    return Matrix(
        rows=tuple(chosen),
        total=len(rows),
        asked=asked,
        members=tuple(members),
        kinds=tuple(dict.fromkeys(one.nature for one in remarks)),
        versions=known,
    )


def _rows(
    visit: Visit,
    matter: Matter,
    known: Sequence[VersionRead],
    remarks: Sequence[RemarkRead],
    members: Mapping[str, str],
) -> Iterator[MatrixRow]:
    observed = drafting.observations(visit, matter.matter)
    draft = drafting.find(visit, matter.matter) if visit.reader.capacity is not None else None
    planned = drafting.sheet_of(draft).settled if draft is not None else {}
    for one in remarks:
        made_on = next((v for v in known if v.version == one.version), None)
        paragraph = made_on.paragraph(one.paragraph) if made_on is not None else None
        yield MatrixRow(
            read=one,
            number=paragraph.number if paragraph is not None else one.paragraph,
            now=tuple(one.on.get(known[-1].version, ())) if known and one.stands else (),
            member=members[one.by],
            observation=observed.get(one.remark, ""),
            planned=planned.get(one.remark) if one.stands else None,
            may_lift=one.stands and _may_lift(visit, one),
        )


def _may_lift(visit: Visit, one: RemarkRead) -> bool:
    if one.by not in (visit.reader.party, visit.reader.acts_for):
        return False
    return acting.refusal(visit, acting.made(visit, LiftRemark, remark=one.remark)) is None


def _fits(row: MatrixRow, asked: Asked) -> bool:
    one = row.read
    return (
        asked.member in ("", one.by)
        and (not asked.paragraph or asked.paragraph in (one.paragraph, *row.now))
        and asked.kind in ("", one.nature)
        and asked.round in ("", str(one.version))
        and asked.state in ("", "open" if one.stands else "answered")
    )


def _order(
    sort: str, known: Sequence[VersionRead], members: Sequence[str]
) -> Callable[[MatrixRow], tuple[object, ...]]:
    places = {(v.version, p.id): n for v in known for n, p in enumerate(v.paragraphs)}

    def key(row: MatrixRow) -> tuple[object, ...]:
        one = row.read
        place = places.get((one.version, one.paragraph), 0)
        first: dict[str, tuple[object, ...]] = {
            "paragraph": (place,),
            "member": (members.index(one.by), place),
            "kind": (one.nature, one.type, place),
            "round": (one.version, place),
            "record": (),
        }
        return (*first[sort], one.entry, one.remark)

    return key


# --- the table to take away -------------------------------------------------------------------------------------------


def columns(languages: Sequence[str]) -> list[str]:
    """The heads of the table."""
    texts = [
        f"{column}_{lang}" if lang else column
        for column in ("comment", "proposed")
        for lang in languages
    ]
    return [
        "remark",
        "member",
        "version",
        "paragraph",
        "kind",
        "type",
        *texts,
        "disposition",
        "observation",
    ]


def as_csv(rows: Sequence[MatrixRow], languages: Sequence[str]) -> str:
    """The rows as a table in CSV (RFC 4180)."""
    written = [spreadsheets.row(columns(languages))]
    for row in rows:
        one = row.read
        texts = [
            said_in(text, lang, lang == languages[0])
            for text in (one.text, one.proposed)
            for lang in languages
        ]
        cells = [one.remark, one.by, str(one.version), row.number, one.nature, one.type]
        cells += [*texts, one.disposition, row.observation]
        written.append(spreadsheets.row(cells))
    return "".join(written)
