"""Choosing one of those whom a body knows: from a list while it is short, else by writing the name or the id.

A body may have a hundred thousand persons. A list of them all is a page of megabytes that nobody reads; so beyond ``MOST``
the field takes what is written. A part of a name that several have is answered with those whom it fits, by name and id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext

from comity.web.readmodel.known_things import MOST
from comity.web.told import names
from comity.web.told.lists import either
from comity.web.told.names import Names

Choices = Sequence[tuple[str, str]]
NAMED = 8
"""How many are named of those whom a part of a name fits."""
LONGEST_NAME = 2_000


@dataclass(frozen=True, slots=True)
class Offer:
    """Some of those who can be chosen: their ``ids``, what each is ``called``, and all as they are ``listed``."""

    ids: Collection[str]
    called: Callable[[str], str]
    listed: Callable[[], Choices]


def persons(at: Names, ids: Collection[str] | None = None) -> Offer:
    """The persons of the register whom the reader may meet, or those of ``ids``."""
    known = at.persons if ids is None else ids
    return Offer(
        known,
        lambda one: str(names.person(at, one)),
        lambda: [(one, str(names.person(at, one))) for one in known],
    )


def parties(at: Names, ids: Collection[str]) -> Offer:
    """The parties, in alphabetical order where they are listed."""
    return Offer(
        ids,
        lambda one: str(names.who(at, one)),
        lambda: [(one.id, str(one.name)) for one in names.parties(at, ids)],
    )


def these(choices: Choices) -> Offer:
    """The choices as they are given."""
    called = dict(choices)
    return Offer(called, lambda one: called[one], lambda: choices)


def are_many(offers: Iterable[Offer]) -> bool:
    """Whether they are too many for a list."""
    return sum(len(one.ids) for one in offers) > MOST


def one_of(
    *offers: Offer, label: Any, blank: str | None = None, required: bool = True, **named: Any
) -> forms.Field:
    """The field in which one of them is chosen. ``blank`` is what the list says for nobody, where it says so."""
    if are_many(offers):
        return OneWritten(offers, label=label, required=required, **named)
    listed = [choice for one in offers for choice in one.listed()]
    first = [("", blank)] if blank is not None else []
    return forms.ChoiceField(label=label, choices=[*first, *listed], required=required, **named)


def several_of(*offers: Offer, label: Any, required: bool = True, **named: Any) -> forms.Field:
    """The field in which several of them are chosen."""
    if are_many(offers):
        return SeveralWritten(offers, label=label, required=required, **named)
    return forms.MultipleChoiceField(
        label=label,
        choices=[choice for one in offers for choice in one.listed()],
        widget=forms.CheckboxSelectMultiple,
        required=required,
        **named,
    )


def is_written(field: forms.Field) -> bool:
    """Whether those whom the field takes are written, because they are too many for a list."""
    return isinstance(field, OneWritten)


class OneWritten(forms.CharField):
    """One of many, written by name or id; its value is the id."""

    def __init__(self, offers: Sequence[Offer], **named: Any) -> None:
        number = sum(len(one.ids) for one in offers)
        hint = ngettext(
            "Write the name or the id; there is {number} to choose from.",
            "Write the name or the id; there are {number} to choose from.",
            number,
        ).format(number=number)
        said = f"{hint} {named.pop('help_text', '')}".strip()
        widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        super().__init__(
            **{"widget": widget, "max_length": LONGEST_NAME, "help_text": said, **named}
        )
        self.offers = offers

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        return found_by(self.offers, text) if text else ""


class SeveralWritten(OneWritten):
    """Several of many, one a line; the value is the list of their ids."""

    def __init__(self, offers: Sequence[Offer], **named: Any) -> None:
        super().__init__(
            offers,
            widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
            max_length=None,
            **named,
        )
        self.help_text = f"{self.help_text} {gettext('One a line.')}"

    def clean(self, value: Any) -> Any:
        text = str(forms.CharField.clean(self, value))
        written = dict.fromkeys(line.strip() for line in text.splitlines())
        known = Known(self.offers)
        return list(dict.fromkeys(known.found_by(one) for one in written if one))


def found_by(offers: Sequence[Offer], text: str) -> str:
    """The id of whoever is meant, as ``Known.found_by``."""
    return Known(offers).found_by(text)


class Known:
    """Those of the offers by id and by name. Each is named once at most, however many lines are looked up: a roll may have
    as many lines as the body has members."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._ids = dict.fromkeys(id_ for one in offers for id_ in one.ids)
        self._offers = offers

    @cached_property
    def _names(self) -> list[tuple[str, str, str]]:
        """The id of each, the name, and the name as it is compared."""
        called = ((id_, one.called(id_)) for one in self._offers for id_ in one.ids)
        return [(id_, name, name.casefold()) for id_, name in called]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_, _name, compared in self._names:
            found.setdefault(compared, []).append(id_)
        return found

    def found_by(self, text: str) -> str:
        """An id, a name that one alone has, or a part of a name that fits one alone. ``ValidationError`` that names those
        whom it fits, for any other."""
        if text in self._ids:
            return text
        wanted = text.casefold()
        exact = self._by_name.get(wanted, [])
        if len(exact) == 1:
            return exact[0]
        fitting = {
            id_: name
            for id_, name, compared in self._names
            if wanted in compared or wanted == id_.casefold()
        }
        return _the_one(text, exact or list(fitting), fitting)


def _the_one(text: str, meant: Sequence[str], called: Mapping[str, str]) -> str:
    if len(meant) == 1:
        return meant[0]
    if not meant:
        said = gettext(
            "Nobody is called “{text}”. Write the name or the id, or a part of the name."
        )
        raise forms.ValidationError(said.format(text=text[:80]))
    some = [f"{called[one]} ({one})" for one in islice(meant, NAMED)]
    said = ngettext(
        "“{text}” fits {number}. Write the id of the one who is meant: {some}.",
        "“{text}” fits {number}. Write the id of the one who is meant: {some}.",
        len(meant),
    )
    if len(meant) > NAMED:
        some = [*some, gettext("another")]
    raise forms.ValidationError(said.format(text=text[:80], number=len(meant), some=either(some)))
