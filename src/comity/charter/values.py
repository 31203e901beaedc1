"""The particular kinds of value: names, dates, periods, fractions, titles, articles; read, and printed back.

>>> from comity.charter.nodes import Scalar
>>> notes = Notes("charter.yaml")
>>> DATE.read(Scalar("2026-02-30", 4, 7), notes)
>>> print(notes.faults[0])
charter.yaml:4:7: "2026-02-30" is no day of the calendar. Expected a date such as 2026-01-31.
>>> print_period(LENGTH.read(Scalar("10 working days", 1, 1), notes))
'10 working days'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from comity.charter.kinds import (
    DOUBT,
    TEXT,
    Key,
    Kind,
    Table,
    defined,
    either,
    mapping,
    read_table,
    scalar,
    table_schema,
)
from comity.charter.languages import LANGUAGES
from comity.charter.model import Cited, Period
from comity.charter.nodes import Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest, shown
from comity.charter.zones import known, packaged
from comity.grammar import (
    FIRST_YEAR,
    ID,
    LAST_YEAR,
    LONGEST_ID,
    LONGEST_PERIOD,
    unfit_id,
    unfit_label,
    unfit_line,
    unfit_new_id,
    unfit_year,
)

LABEL = re.compile(r"[^\W_][\w.\-']*(?: [\w.\-']+)*")
PERIOD = re.compile(r"([1-9]\d{0,4}) (hour|day|working day|week|month|year)s?")
RATIO = re.compile(r"\d{1,18}(?:/\d{1,18})?")
WHOLE = re.compile(r"\d{1,18}")
MONTHS = re.compile(r"([1-9]\d{0,3}) (month|year)s?")
IN_A_YEAR = {"years": 1, "months": 12, "weeks": 52}
"""Of hours and days no number that can be written makes as many years."""


# --- words and numbers ------------------------------------------------------------------------------------------------

NAME = defined(
    "name",
    scalar(
        "a name of letters from A to Z, digits, -, _ and :, with a dot between two names",
        lambda text: None if unfit_id(text) else text,
        {"type": ["string", "integer"], "pattern": f"^{ID.pattern}$", "maxLength": LONGEST_ID},
    ),
)


def _read_actor(node: Node, notes: Notes) -> str | None:
    name = NAME.read(node, notes)
    unfit = unfit_new_id(name, numbers=True) if name is not None else None
    if unfit is not None:
        notes.fault("name.reserved", node, unfit.message, "another name")
    return name


ACTOR: Kind[str] = Kind(NAME.expected, _read_actor, NAME.schema)
"""The name of a member, an organ, an office or a rota: a new id, as those are that acts bring. It may be a number, such as
the code of a country in ISO 3166."""
LABELS = scalar(
    "a name of words",
    lambda text: text if LABEL.fullmatch(text) and not unfit_label(text) else None,
    {"type": ["string", "integer"], "pattern": r"^\S+( \S+)*$", "maxLength": LONGEST_ID},
)
NATURAL = scalar(
    "a whole number",
    lambda text: int(text) if WHOLE.fullmatch(text) else None,
    {"type": ["integer", "string"], "pattern": "^[0-9]+$", "minimum": 0},
)
YES_NO: Kind[bool] = scalar("yes or no", {"yes": True, "no": False}.get, {"enum": ["yes", "no"]})
YES: Kind[str] = scalar("yes", lambda text: "" if text == "yes" else None, {"enum": ["yes"]})


def _read_ratio(node: Node, notes: Notes) -> Fraction | None:
    expected = "an integer or an exact fraction such as 1/10"
    if isinstance(node, Scalar) and re.fullmatch(r"\d*[.,]\d+", node.value):
        sentence = f"{shown(node)} is a decimal fraction."
        notes.fault("number.decimal", node, sentence, expected)
        return None
    if not isinstance(node, Scalar) or not RATIO.fullmatch(node.value):
        notes.wrong("value.wrong", node, expected)
        return None
    above, _, below = node.value.partition("/")
    if below and int(below) == 0:
        notes.fault("number.zero", node, f"{shown(node)} divides by zero.", expected)
        return None
    return Fraction(int(above), int(below or "1"))


EXACT: Kind[Fraction] = Kind(
    "an integer or an exact fraction",
    _read_ratio,
    {"type": ["integer", "string"], "pattern": f"^{RATIO.pattern}$", "minimum": 0},
)


def reference(*kinds: str, also: Iterable[str] = ()) -> Kind[str]:
    """The name of something that the charter declares, of one of ``kinds``, or one of the words ``also``."""
    words = tuple(also)

    def read(node: Node, notes: Notes) -> str | None:
        name = TEXT.read(node, notes)
        if name is not None and isinstance(node, Scalar):
            notes.refer(kinds, node, words)
        return name

    return Kind(f"the name of a {' or '.join(kinds)}", read, TEXT.schema)


# --- time -------------------------------------------------------------------------------------------------------------


def _read_date(node: Node, notes: Notes) -> date | None:
    expected = "a date such as 2026-01-31"
    if not isinstance(node, Scalar) or not re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
        notes.wrong("date.bad", node, expected)
        return None
    try:
        day = date.fromisoformat(node.value)
    except ValueError:
        notes.fault("date.bad", node, f"{shown(node)} is no day of the calendar.", expected)
        return None
    unfit = unfit_year(day.year)
    if unfit is not None:
        years = f"a date in the years {FIRST_YEAR} to {LAST_YEAR}"
        notes.fault(unfit.code, node, unfit.message, years)
        return None
    return day


DATE: Kind[date] = defined(
    "date",
    Kind(
        "a date such as 2026-01-31",
        _read_date,
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    ),
)


def _read_period(phrase: str) -> Period | None:
    found = PERIOD.fullmatch(phrase)
    if found is None:
        return None
    unit, number = found[2].replace(" ", "_") + "s", int(found[1])
    if number > LONGEST_PERIOD * IN_A_YEAR.get(unit, number):
        return None
    return Period(**{unit: number})


LENGTH: Kind[Period] = defined(
    "period",
    scalar(
        "a period such as 72 hours, 10 working days or 3 years, of at most 900 years",
        _read_period,
        {"type": "string", "pattern": f"^{PERIOD.pattern}$"},
    ),
)


def print_period(period: Period | None) -> str:
    """The period as the notation writes it; empty for none."""
    for unit in ("hours", "days", "working_days", "weeks", "months", "years"):
        count = getattr(period, unit, 0)
        if count:
            words = unit.replace("_", " ")
            return f"{count} {words[:-1] if count == 1 else words}"
    return ""


def months_in(phrase: str) -> int | None:
    """The number of months in ``3 years`` or ``18 months``; None where it is neither, or too long."""
    found = MONTHS.fullmatch(phrase)
    months = int(found[1]) * (12 if found[2] == "year" else 1) if found else None
    return months if months is not None and months <= LONGEST_PERIOD * 12 else None


SPAN: Kind[int] = scalar(
    "a number of months or years, 900 years at most",
    months_in,
    {"type": "string", "pattern": f"^{MONTHS.pattern}$"},
)
LIMIT: Kind[int] = scalar(
    "none, or a number of months or years, 900 years at most",
    lambda text: 0 if text == "none" else months_in(text),
    {"type": "string", "pattern": f"^(none|{MONTHS.pattern})$"},
)


def print_months(months: int | None) -> str:
    """As years where it comes out even; empty for none."""
    if not months:
        return ""
    count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _read_zone(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar) and packaged(node.value) is not None:
        return node.value
    written = node.value if isinstance(node, Scalar) else ""
    near = nearest(written, known()) or "a zone such as Europe/Moscow"
    notes.fault("zone.unknown", node, f"{shown(node)} is no time zone.", near)
    return None


ZONE: Kind[str] = Kind(
    "a time zone", _read_zone, {"type": "string", "pattern": "^[A-Za-z0-9_+/-]+$"}
)


# --- texts and articles -----------------------------------------------------------------------------------------------


def _read_language(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar) and node.value in LANGUAGES:
        return node.value
    expected = "a code of ISO 639-1 such as en"
    near = nearest(node.value, LANGUAGES) if isinstance(node, Scalar) else ""
    notes.fault("language.unknown", node, f"{shown(node)} is no language.", near or expected)
    return None


LANGUAGE: Kind[str] = defined(
    "language", Kind("a language", _read_language, {"enum": list(LANGUAGES)})
)


def _read_line(node: Node, notes: Notes) -> str | None:
    text = TEXT.read(node, notes)
    unfit = unfit_line(text.strip("\n")) if text is not None else None
    if unfit is None or unfit.code not in ("text.lines", "text.long"):
        return text  # any other fault has been noted where the text was read
    notes.fault(unfit.code, node, unfit.message, "a text in one line")
    return None


LINE: Kind[str] = Kind(TEXT.expected, _read_line, TEXT.schema)


def _read_passages(node: Node, notes: Notes) -> dict[str, str] | None:
    if isinstance(node, Scalar):
        text = TEXT.read(node, notes)
        return None if text is None else {notes.language: text}
    return _PASSAGES.read(node, notes)


def _read_names(node: Node, notes: Notes) -> dict[str, str] | None:
    if isinstance(node, Scalar):
        text = LINE.read(node, notes)
        return None if text is None else {notes.language: text}
    return _BY_LANGUAGE.read(node, notes)


_PASSAGES = mapping(LANGUAGE, TEXT)
PASSAGES: Kind[dict[str, str]] = Kind(
    "a text, or a text for each language", _read_passages, either(TEXT, _PASSAGES)
)
_BY_LANGUAGE = mapping(LANGUAGE, LINE)
NAMES: Kind[dict[str, str]] = defined(
    "names",
    Kind("a text, or a text for each language", _read_names, either(TEXT, _BY_LANGUAGE)),
)


def _read_cites(node: Node, notes: Notes) -> Cited | None:
    if isinstance(node, Pairs):
        values = read_table(node, CITES_KEYS, notes, "cites")
        if values is None:
            return None
        return Cited(values["text"], values.get("status", False), values.get("compared_with", ""))
    article = LINE.read(node, notes)
    return None if article is None else Cited(article)


CITES_KEYS: Table = {
    "text": Key(LINE, required=True),
    "status": Key(DOUBT),
    "compared with": Key(LINE),
}


CITES: Kind[Cited] = defined(
    "cites", Kind("an article", _read_cites, {"anyOf": [TEXT.schema, table_schema(CITES_KEYS)]})
)
CITING: Table = {"cites": Key(CITES), "status": Key(DOUBT), "compared with": Key(LINE)}


def print_cites(cited: Cited) -> dict[str, Any]:
    """The keys that say the same article, doubt and source, wherever they stand."""
    doubt = {"status": "to verify" if cited.to_verify else "", "compared with": cited.compared_with}
    if not cited.article:
        return given(doubt)
    beside = given(doubt)
    return {"cites": {"text": cited.article, **beside} if beside else cited.article}


def print_yes(value: bool, default: bool = False) -> str:
    """The word, or nothing where it is the default."""
    return "" if value == default else "yes" if value else "no"


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Of what is to be printed, the keys that say something."""
    return {word: value for word, value in values.items() if value not in (None, "", [], {})}
