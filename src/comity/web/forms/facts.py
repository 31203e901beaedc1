"""A fact as a form: each field of an effect is asked for by what it holds (``comity.body.fields``).

=====================  ==============================================================================================
an id                  a list of what the body has of that kind; the id itself where there is too much to list
a word of the charter  a list of them
a title, a text        a field for each language of the body
a date                 a line, which takes uncertain dates; an instant by the clock of the seat
a list                 boxes to tick, or a line for each
a map                  rows of two fields; a roll call has a row for each who is asked
paragraphs             a text for each language, with an empty line between paragraphs
=====================  ==============================================================================================

A fact that is corrected keeps its ids: they are shown and not asked for. What a field has today is always offered, known
to the body or not, so that any fact can be shown and put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.dates import when
from comity.body.effects import AnyEffect, Effect, Paragraph, Text
from comity.body.fields import Code, Field, Flag, Holds, Id, Prose, Time, Value, Whole, fields_of
from comity.body.occasion import instant
from comity.body.periods import local_instant, read_instant
from comity.body.state import find_question
from comity.body.texts import digest
from comity.body.wellformed import wrong
from comity.charter.model import Seat
from comity.errors import BadInput
from comity.web.forms import one_of_many
from comity.web.forms.languages import as_text, attributes, in_language, missing
from comity.web.readmodel.fact_kinds import IDS
from comity.web.readmodel.known_things import Offered, offered
from comity.web.told import names, words
from comity.web.told.labels import label
from comity.web.told.names import Names

LONGEST = 20_000
ROWS = 3
"""So many empty rows stand below those of a map."""
FEW = 12
"""So many things are boxes to tick; more are a list."""
NOT_ASKED = (("text.versioned/1", "digest"), ("position.stated/1", "signature"))
"""What follows from other fields, and what no source can report."""
Brought = Mapping[str, Sequence[tuple[str, str]]]
"""What earlier facts of the same form bring, by its kind: ids with what each is called."""


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of the form that one field of the fact has, how to read them, and the heading over them where they are
    several."""

    name: str
    names: tuple[str, ...]
    read: Callable[[Mapping[str, Any]], Any]
    heading: str = ""


class FactForm(forms.Form):
    """One fact of ``kind``. ``fact`` is what stands today, ``fixed`` the fields of it that stay; ``brought`` what earlier
    facts of the same attestation bring; ``number`` makes the ids of new things."""

    def __init__(
        self,
        at: Names,
        kind: type[Effect],
        fact: Effect | None = None,
        fixed: Sequence[str] = (),
        data: Any = None,
        *,
        brought: Brought | None = None,
        number: str = "",
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.at, self.kind, self.fact, self.fixed = at, kind, fact, tuple(fixed)
        self.brought, self.number = brought or {}, number
        self.texts = {n for n, hint in get_type_hints(kind).items() if hint == Text}
        self.of_texts = {n for n, hint in get_type_hints(kind).items() if hint == list[Text]}
        self.parts: list[Part] = []
        for one in fields_of(kind):
            if one.name not in fixed and is_asked(kind, one.name):
                self.parts.append(self._part(one, self._today(one)))

    # --- shown ----------------------------------------------------------------------------------------------------------

    @property
    def kept(self) -> list[tuple[Any, str]]:
        """The values that stay, with what they are called."""
        if self.fact is None:
            return []
        said = [(label(name), getattr(self.fact, name)) for name in self.fixed]
        return [(called, _plain(self.at, value)) for called, value in said if value]

    @property
    def asked(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields in their order, those of one part together under its heading."""
        for part in self.parts:
            yield part.heading, [self[name] for name in part.names]

    # --- read -----------------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Refused beside the field that cannot be read; ``self.made`` is the fact."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        values = {part.name: self._read(part, cleaned) for part in self.parts}
        if self.errors:
            return cleaned
        self._derive(values)
        if self.fact is not None:
            values |= {name: getattr(self.fact, name) for name in self.fixed}
        try:
            self.made: AnyEffect = self.kind(**values)  # type: ignore[assignment]
        except TypeError as error:  # something that every fact of the kind has is missing
            raise forms.ValidationError(gettext("Something is missing.")) from error
        found = wrong(self.made, self.at.law.charter.languages)
        if found is not None:
            where, unfit = found
            self.add_error(self._at(where), f"{unfit.sentence} {unfit.remedy}".strip())
        return cleaned

    def _read(self, part: Part, cleaned: Mapping[str, Any]) -> Any:
        try:
            return part.read(cleaned)
        except forms.ValidationError as error:
            self.add_error(part.names[0], error)
            return None

    def _derive(self, values: dict[str, Any]) -> None:
        """Gives what nobody types: the id of something new, the digest of a text."""
        for one in fields_of(self.kind):
            new = isinstance(one.holds, Id) and one.holds.new and one.name not in self.fixed
            if new and not values.get(one.name) and isinstance(one.holds, Id):
                values[one.name] = self._new_id(one.holds, values)
        if not is_asked(self.kind, "digest"):
            values["digest"] = digest(values["paragraphs"])

    def _new_id(self, holds: Id, values: Mapping[str, Any]) -> str:
        if holds.of == ("question",):
            matter = values.get("matter", "")
            known = {
                *self.at.state.question_of,
                *(one for one, _said in self.brought.get("question", ())),
            }
            numbers = (f"{matter}.q{self.number}{tail}" for tail in ("", *"abcdefgh"))
            return next(one for one in numbers if one not in known)
        return f"{IDS.get(holds.of[0], 'x')}{self.number}"

    def _at(self, where: str) -> str | None:
        """The field of the form that shows what is wrong at that place of the fact."""
        name = where.replace("[", ".").partition(".")[0]
        found = next((part for part in self.parts if part.name == name), None)
        return found.names[0] if found is not None else None

    # --- the fields -----------------------------------------------------------------------------------------------------

    def _today(self, one: Field) -> Any:
        if self.fact is None:
            return self.at.state.charters[-1].entry if one.name == "charter" else None
        return getattr(self.fact, one.name)

    def _part(self, one: Field, today: Any) -> Part:
        if one.name in self.texts:
            return self._text(one, today)
        if one.name in self.of_texts:
            return self._texts(one, today)
        match one.form:
            case "structs":
                return self._paragraphs(one, today)
            case "lists" if one.name == "positions":
                return self._roll(one, today)
            case "map" | "lists":
                return self._rows(one, today)
            case "list":
                return self._list(one, today)
            case _:
                return self._one(one, today)

    def _one(self, one: Field, today: Any) -> Part:
        required = one.required and not self._is_new(one)
        self.fields[one.name] = self._field(one, one.holds, today, required)
        return Part(one.name, (one.name,), lambda given: self._value(one, given[one.name]))

    def _is_new(self, one: Field) -> bool:
        return isinstance(one.holds, Id) and one.holds.new

    def _value(self, one: Field, given: Any) -> Any:
        if given in (None, "") and not one.required:
            return one.default
        return given if given is not None else ""

    def _field(self, one: Field, holds: Holds | None, today: Any, required: bool) -> forms.Field:
        called = label(one.name)
        if isinstance(holds, Flag):
            return forms.BooleanField(label=called, required=False, initial=bool(today))
        if isinstance(holds, Whole):
            return forms.IntegerField(
                label=called, required=required, initial=today, min_value=holds.least
            )
        if isinstance(holds, Time):
            return Moment(self.at, holds, label=called, required=required, initial=today or "")
        if self._is_new(one):
            return forms.CharField(
                label=called, required=False, initial=today or "", max_length=200,
                help_text=_("Leave empty: the next one is taken."), widget=_short(),
            )  # fmt: skip
        lists = self._lists(holds) if not one.words else {"": _literals(one)}
        if lists is not None:
            choices = _choices(lists, [today] if today else [], blank=not (required and today))
            return forms.ChoiceField(
                label=called, required=required, choices=choices, initial=today
            )
        widget = forms.Textarea({"rows": 3}) if isinstance(holds, Prose | Value) else _line(holds)
        return forms.CharField(
            label=called, required=required, initial=today or "", max_length=LONGEST, widget=widget
        )

    def _lists(self, holds: Holds | None) -> dict[str, Offered] | None:
        """What there is to choose from, what earlier facts bring first."""
        lists = offered(self.at, holds)
        if lists is None or not isinstance(holds, Id):
            return lists
        new = [one for kind in holds.of for one in self.brought.get(kind, ())]
        return {gettext("In the facts above"): new, **lists} if new else lists

    def _text(self, one: Field, today: Any) -> Part:
        said = dict(today) if isinstance(today, Mapping) else {self.at.languages[0]: today or ""}
        area = isinstance(one.holds, Prose)
        codes = list(dict.fromkeys((*self.at.languages, *said)))
        for code in codes:
            widget = (
                forms.Textarea({"rows": 3, **attributes(code)})
                if area
                else forms.TextInput(attributes(code))
            )
            self.fields[f"{one.name}_{code}"] = forms.CharField(
                label=in_language(label(one.name), code), required=False, max_length=LONGEST,
                initial=said.get(code, ""), widget=widget,
            )  # fmt: skip

        def read(given: Mapping[str, Any]) -> Text:
            found = as_text({code: given.get(f"{one.name}_{code}", "") for code in codes})
            if one.required and not found:
                raise forms.ValidationError(missing(codes))
            if isinstance(today, str) and isinstance(found, dict) and list(found) == [codes[0]]:
                return found[codes[0]]
            return found

        return Part(one.name, tuple(f"{one.name}_{code}" for code in codes), read)

    def _texts(self, one: Field, today: Any) -> Part:
        """A list of texts: a line for each, in each language."""
        known: list[Text] = list(today or [])
        plain = bool(known) and all(isinstance(text, str) for text in known)
        codes = self.at.languages if not plain else self.at.languages[:1]
        for code in codes:
            lines = [text if isinstance(text, str) else text.get(code, "") for text in known]
            self.fields[f"{one.name}_{code}"] = forms.CharField(
                label=in_language(label(one.name), code), required=False, max_length=LONGEST,
                initial="\n".join(lines), help_text=_("One a line."),
                widget=forms.Textarea({"rows": 3, **attributes(code)}),
            )  # fmt: skip

        def read(given: Mapping[str, Any]) -> list[Text]:
            columns = {code: _lines(given[f"{one.name}_{code}"]) for code in codes}
            columns = {code: lines for code, lines in columns.items() if lines}
            if len({len(lines) for lines in columns.values()}) > 1:
                raise forms.ValidationError(gettext("Every language needs as many lines."))
            rows = list(zip(*columns.values(), strict=True))
            return [
                row[0] if plain else as_text(dict(zip(columns, row, strict=True))) for row in rows
            ]

        return Part(one.name, tuple(f"{one.name}_{code}" for code in codes), read)

    def _list(self, one: Field, today: Any) -> Part:
        known = [str(value) for value in today or []]
        lists = self._lists(one.holds)
        if lists is None:
            self.fields[one.name] = forms.CharField(
                label=label(one.name), required=False, initial="\n".join(known), max_length=LONGEST,
                help_text=_("One a line."), widget=forms.Textarea({"rows": 3}),
            )  # fmt: skip
            return Part(one.name, (one.name,), lambda given: _lines(given[one.name]))
        choices = _choices(lists, known, blank=False)
        many = sum(map(len, lists.values())) > FEW
        self.fields[one.name] = forms.MultipleChoiceField(
            label=label(one.name), required=False, choices=choices, initial=known,
            widget=forms.SelectMultiple({"size": 8}) if many else forms.CheckboxSelectMultiple,
            help_text=_("Several: hold Ctrl, or Command on a Mac.") if many else "",
        )  # fmt: skip
        return Part(one.name, (one.name,), lambda given: _in_order(known, given[one.name]))

    def _rows(self, one: Field, today: Any) -> Part:
        """A map: rows of what, and what of it."""
        known = list((today or {}).items())
        names = []
        for row in range(len(known) + ROWS):
            key, value = known[row] if row < len(known) else ("", "" if one.form == "map" else [])
            of, is_ = f"{one.name}_{row}_of", f"{one.name}_{row}_is"
            self.fields[of] = self._cell(one.keys, key, gettext("{row}. What").format(row=row + 1))
            self.fields[is_] = self._cell(
                one.holds, value, gettext("{row}. Which").format(row=row + 1)
            )
            names += [of, is_]

        def read(given: Mapping[str, Any]) -> dict[str, Any]:
            pairs = [
                (given[of], given[is_]) for of, is_ in zip(names[::2], names[1::2], strict=True)
            ]
            return {key: value for key, value in pairs if key and value not in ("", [], None)}

        return Part(one.name, tuple(names), read, str(label(one.name)))

    def _cell(self, holds: Holds | None, today: Any, called: str) -> forms.Field:
        several = isinstance(today, list)
        if isinstance(holds, Whole):
            return forms.IntegerField(
                label=called, required=False, initial=today or None, min_value=0
            )
        lists = self._lists(holds)
        if lists is None:
            return forms.CharField(label=called, required=False, initial=today, max_length=400_000)
        choices = _choices(lists, today if several else [today] if today else [], blank=not several)
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        return kind(label=called, required=False, choices=choices, initial=today)

    def _roll(self, one: Field, today: Any) -> Part:
        """A roll call: the position of each who was asked."""
        stands = {member: position for position, all_ in (today or {}).items() for member in all_}
        asked = [*self._population(), *stands] if today or self._population() else []
        members = dict.fromkeys(asked or [id_ for id_, _said in offered_flat(self.at, one.holds)])
        offer = one_of_many.parties(self.at, members)
        if one_of_many.are_many([offer]):
            return self._written_roll(one, today, offer)
        positions = [("", gettext("not called")), *offered_flat(self.at, one.keys)]
        for member in members:
            self.fields[f"{one.name}_{member}"] = forms.ChoiceField(
                label=_called(self.at, member), required=False, initial=stands.get(member, ""),
                choices=_choices({"": positions}, [stands[member]] if member in stands else [], blank=False),
            )  # fmt: skip

        def read(given: Mapping[str, Any]) -> dict[str, list[str]]:
            found: dict[str, list[str]] = {position: [] for position in today or {}}
            for member in (*stands, *(one for one in members if one not in stands)):
                position = given.get(f"{one.name}_{member}", "")
                if position:
                    found.setdefault(position, []).append(member)
            called = {position: all_ for position, all_ in found.items() if all_}
            if not called:
                raise forms.ValidationError(
                    gettext("Nobody is called: choose a position for each.")
                )
            return called

        return Part(one.name, tuple(f"{one.name}_{m}" for m in members), read, str(label(one.name)))

    def _written_roll(self, one: Field, today: Any, offer: one_of_many.Offer) -> Part:
        """Of very many, those of each position are written, by name or id."""
        fields: dict[str, str] = {}
        for number, (position, said) in enumerate(offered_flat(self.at, one.keys)):
            fields[f"{one.name}_{number}"] = position
            self.fields[f"{one.name}_{number}"] = one_of_many.several_of(
                offer,
                label=said,
                required=False,
                initial="\n".join((today or {}).get(position, ())),
            )

        def read(given: Mapping[str, Any]) -> dict[str, list[str]]:
            called = {fields[name]: given[name] for name in fields if given.get(name)}
            if not called:
                raise forms.ValidationError(gettext("Nobody is called: write who took a position."))
            return called

        return Part(one.name, tuple(fields), read, str(label(one.name)))

    def _population(self) -> list[str]:
        found = find_question(self.at.state, getattr(self.fact, "question", ""))
        return list(found[1].population) if found is not None else []

    def _paragraphs(self, one: Field, today: Any) -> Part:
        known: list[Paragraph] = list(today or [])
        codes = self.at.languages
        for code in codes:
            said = [p.text if isinstance(p.text, str) else p.text.get(code, "") for p in known]
            self.fields[f"{one.name}_{code}"] = forms.CharField(
                label=in_language(label(one.name), code), required=False, max_length=400_000,
                initial="\n\n".join(said), help_text=_("An empty line between paragraphs."),
                widget=forms.Textarea({"rows": 8, **attributes(code)}),
            )  # fmt: skip

        def read(given: Mapping[str, Any]) -> list[Paragraph]:
            columns = {code: _blocks(given[f"{one.name}_{code}"]) for code in codes}
            columns = {code: blocks for code, blocks in columns.items() if blocks}
            if not columns:
                raise forms.ValidationError(missing(codes))
            if len({len(blocks) for blocks in columns.values()}) > 1:
                raise forms.ValidationError(gettext("Every language needs as many paragraphs."))
            texts = [
                as_text(dict(zip(columns, row, strict=True)))
                for row in zip(*columns.values(), strict=True)
            ]
            if len(texts) == len(known):
                return [
                    msgspec.structs.replace(was, text=text)
                    for was, text in zip(known, texts, strict=True)
                ]
            return [
                Paragraph(id=f"t{n}", number=str(n), text=text) for n, text in enumerate(texts, 1)
            ]

        return Part(one.name, tuple(f"{one.name}_{code}" for code in codes), read)


class Moment(forms.CharField):
    """A date as exactly as it is known, a day, or an instant by the clock of the seat: what of these the field takes."""

    def __init__(self, at: Names, holds: Time, **named: Any) -> None:
        self.forms, self.seat = holds.forms, at.law.charter.seat
        only_day = holds.forms == ("day",)
        widget = forms.DateInput({"type": "date"}) if only_day else _short()
        super().__init__(max_length=60, widget=widget, help_text=self._help(), **named)

    def _help(self) -> Any:
        if "date" in self.forms and "instant" in self.forms:
            return _(
                "A day such as 2020-03-05, or a day and a time by the clock of the seat: 2020-03-05T15:00."
            )
        if "date" in self.forms:
            return _(
                "As exactly as it is known: 2020-03-05, 2018-11, 2018, 2018-11~ (about), [..2020-03-04] (before the 5th)."
            )
        return (
            ""
            if self.forms == ("day",)
            else _("A day and a time by the clock of the seat: 2020-03-05T15:00.")
        )

    def clean(self, value: Any) -> str:
        """The date or instant as the register has it. ``ValidationError`` for what is none."""
        text = str(super().clean(value)).strip()
        if not text or text == self.initial:
            return text
        try:
            if "T" in text and {"instant", "local"} & set(self.forms):
                return _instant(text, self.seat)
            if self.forms == ("instant",):
                raise forms.ValidationError(self.help_text)
            when(text)
        except BadInput as error:
            raise forms.ValidationError(f"{error.sentence} {error.remedy}".strip()) from error
        return text


def is_asked(kind: type[Effect], name: str) -> bool:
    """Whether the form of that kind asks for the field."""
    return (str(kind.__struct_config__.tag), name) not in NOT_ASKED


def offered_flat(at: Names, holds: Holds | None) -> Offered:
    """What there is to choose from in one list; empty where it is typed."""
    return [one for some in (offered(at, holds) or {}).values() for one in some]


def _instant(text: str, seat: Seat) -> str:
    return instant(read_instant(text) if _has_offset(text) else local_instant(text, seat))


def _has_offset(text: str) -> bool:
    clock = text.partition("T")[2]
    return clock.endswith("Z") or "+" in clock or "-" in clock


def _choices(lists: Mapping[str, Offered], today: Iterable[Any], *, blank: bool) -> list[Any]:
    """The lists as a select has them. What is chosen today stands among them, known or not."""
    known = {one for some in lists.values() for one, _said in some}
    strange = [str(one) for one in today if str(one) not in known]
    choices: list[Any] = [("", "—")] if blank and "" not in known else []
    choices += [(one, gettext("{id} (not known)").format(id=one)) for one in strange]
    if len(lists) == 1:
        return [*choices, *next(iter(lists.values()))]
    return [*choices, *((heading, some) for heading, some in lists.items() if some)]


def _literals(one: Field) -> Offered:
    return [(said, words.any_word(said) or said or "—") for said in one.words]


def _line(holds: Holds | None) -> forms.TextInput:
    return _short() if isinstance(holds, Id | Code) else forms.TextInput()


def _short() -> forms.TextInput:
    return forms.TextInput({"class": "short"})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _blocks(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _in_order(known: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """What is chosen: what stood before in its order, then what is new."""
    return [*(one for one in known if one in chosen), *(one for one in chosen if one not in known)]


def _called(at: Names, member: str) -> str:
    return str(names.who(at, member))


def _plain(at: Names, value: Any) -> str:
    return str(names.anything(at, value)) if isinstance(value, str) else str(value)
