"""Interim: said plainly until told/ is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from comity.body.state import State
from comity.charter.law import Law
from comity.charter.model import Seat
from comity.errors import ComityError, Refused


@dataclass(frozen=True)
class Words:
    text: str
    lang: str = ""


@dataclass(frozen=True)
class Told:
    sentence: str
    remedy: str
    article: str
    code: str


class names:  # noqa: N801
    @staticmethod
    def words(text: str | Mapping[str, str], language: str) -> Words:
        if isinstance(text, str):
            return Words(text)
        if language in text:
            return Words(text[language])
        first = next(iter(text), "")
        return Words(text.get(first, ""), first)

    @staticmethod
    def named(state: State, law: Law, known: str, language: str) -> str:
        for table in (law.organs, law.offices, law.rotas):
            if known in table:
                return names.words(table[known].title, language).text
        if known in state.persons:
            return names.words(state.persons[known].name, language).text
        if known in state.parties and state.parties[known].name:
            return names.words(state.parties[known].name, language).text
        if known in law.parties:
            return names.words(law.parties[known].name, language).text
        return known

    @staticmethod
    def title(as_: str) -> str:
        return as_


class times:  # noqa: N801
    @staticmethod
    def moment(instant: str, seat: Seat, zone: str, city: str) -> str:
        at = datetime.fromisoformat(instant).astimezone(ZoneInfo(seat.zone))
        return f"{at:%d %B %Y, %H:%M} in {seat.place}"

    @staticmethod
    def left(instant: str, now: str) -> str:
        return str(datetime.fromisoformat(instant) - datetime.fromisoformat(now))

    @staticmethod
    def day(edtf: str) -> str:
        return edtf


class refusals:  # noqa: N801
    @staticmethod
    def refusal(error: ComityError, state: State | None, law: Law | None) -> Told:
        article = error.article if isinstance(error, Refused) else ""
        return Told(error.sentence, error.remedy, article, error.code)
