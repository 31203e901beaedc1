"""What is typed to move a matter on: the thing that its step asks for, the particulars of a question, a roll.

Each form knows how to say its act's fields (``fields_of_act``); whether the act is permitted the kernel says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.periods import local_instant
from comity.charter.model import Seat
from comity.errors import BadInput
from comity.web.forms import one_of_many
from comity.web.forms.answers import paper_fields
from comity.web.forms.languages import InLanguages
from comity.web.readmodel.things import Sort
from comity.web.told import called, names, words
from comity.web.told.names import Names

LONGEST = 20_000
WHOLE_CHARTER = 400_000


class Moment(forms.CharField):
    """A day and a time by the clock of the seat, as acts write it."""

    def __init__(self, seat: Seat, **named: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(widget=widget, max_length=40, **named)
        self.seat = seat

    def clean(self, value: Any) -> str:
        """The time as typed. ``ValidationError`` for what is no time at the seat."""
        text = str(super().clean(value))
        if text:
            try:
                local_instant(text, self.seat)
            except BadInput as error:
                said = gettext("Write the day and the time, such as 2026-12-18T18:00.")
                raise forms.ValidationError(said) from error
        return text


class Stale(forms.Form):
    """What every form of a step carries: the step and the version of the text that its sender saw."""

    step = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class ProvideForm(InLanguages, Stale):
    """The thing that a step asks for: of the sort that the procedure makes of it, with a note where one is of use."""

    texts: ClassVar = {}

    def __init__(
        self,
        at: Names,
        thing: str,
        sort: Sort,
        earlier: Iterable[str] = (),
        entered_only: bool = False,
        data: Any = None,
        **named: Any,
    ) -> None:
        self.texts = {"note": (_("Note: why, and how the criteria are met"), False)}  # type: ignore[misc]
        if sort == "person" and not entered_only:
            self.texts = {"name": (_("Name of the person"), False), **self.texts}  # type: ignore[misc]
        super().__init__(at.languages, data, auto_id="provide_%s", **named)
        self.thing, self.sort = thing, sort
        label = called.thing(at.law, thing)
        self.fields["value"] = value_field(at, sort, label[:1].upper() + label[1:], entered_only)
        if sort == "person" and not entered_only:
            self.fields["titles"] = forms.CharField(
                label=_("Titles before the name, with commas between"), required=False
            )
        for code in at.languages:
            self.fields[f"note_{code}"].widget = forms.Textarea(attrs={"rows": 3})
        preferred = [(one, str(names.anything(at, one))) for one in earlier]
        if preferred:
            self.fields["preferred_to"] = forms.MultipleChoiceField(
                label=_("Preferred to"),
                choices=preferred,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        named_first = ["value", *(f for f in self.fields if f.startswith(("name_", "titles")))]
        self.order_fields(["step", "version", *named_first])

    def clean(self) -> dict[str, Any]:
        """A person is chosen, or named."""
        cleaned = super().clean()
        if self.sort == "person" and not cleaned.get("value") and not self.new_name:
            self.add_error("value", gettext("Choose a person, or give a name."))
        return cleaned

    @property
    def new_name(self) -> Any:
        """The name of a person to be entered; empty where one was chosen."""
        return self.text("name") if "name" in self.texts else ""

    @property
    def titles(self) -> list[str]:
        """The titles of a person to be entered."""
        typed = str(self.cleaned_data.get("titles", ""))
        return [one.strip() for one in typed.split(",") if one.strip()]

    @property
    def value(self) -> str:
        """The value as acts have it."""
        given = self.cleaned_data.get("value", "")
        if self.sort == "day":
            return given.isoformat() if given else ""
        return " ".join(given) if self.sort == "parties" else str(given)


def value_field(at: Names, sort: Sort, label: str, entered_only: bool = False) -> forms.Field:
    """The field in which a thing of that sort is given."""
    match sort:
        case "day":
            return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))
        case "person":
            first = gettext("Choose a person") if entered_only else gettext("Somebody new: below")
            known = one_of_many.persons(at)
            return one_of_many.one_of(known, label=label, blank=first, required=entered_only)
        case "party" | "parties":
            parties = one_of_many.parties(at, {*at.law.parties, *at.state.parties})
            if sort == "party":
                return one_of_many.one_of(parties, label=label, blank="—")
            return one_of_many.several_of(parties, label=label)
        case "office":
            offices = [(one, str(names.office(at, one))) for one in at.law.offices]
            return forms.ChoiceField(label=label, choices=[("", "—"), *offices])
        case "charter":
            area = forms.Textarea(attrs={"rows": 20, "spellcheck": "false", "class": "code"})
            hint = _(
                "The whole charter as it would read, in the notation. Faults are told by line."
            )
            return forms.CharField(
                label=label, widget=area, max_length=WHOLE_CHARTER, help_text=hint, strip=False
            )
        case "number":
            return forms.CharField(label=label, max_length=100)
        case _:
            area = forms.Textarea(attrs={"rows": 5})
            return forms.CharField(label=label, widget=area, max_length=LONGEST)


class PutForm(Stale):
    """The particulars of a question about to be put: until when, in which session, for whom the rule counts apart."""

    def __init__(
        self,
        at: Names,
        seat: Seat,
        sessions: Mapping[str, str],
        purposes: Iterable[str],
        groups: Mapping[str, bool],
        deadline: bool | None,
        data: Any = None,
        **named: Any,
    ) -> None:
        """``deadline``: whether one must be given; None where the charter sets it. ``groups``: which must be named."""
        super().__init__(data, auto_id="put_%s", **named)
        if deadline is not None:
            self.fields["deadline"] = Moment(
                seat,
                label=_("Answers are in time until, by the clock of the seat"),
                required=deadline,
            )
        if sessions:
            self.fields["session"] = forms.ChoiceField(
                label=_("Session"),
                choices=[("", gettext("None")), *sessions.items()],
                required=False,
                initial=next(iter(sessions)),
            )
        allowed = [(one, one) for one in purposes]
        if allowed:
            self.fields["purpose"] = forms.ChoiceField(label=_("Purpose"), choices=allowed)
        members = one_of_many.parties(at, at.law.parties)
        self.groups = tuple(groups)
        for name, must in groups.items():
            label = called.group(at.law, name)
            self.fields[f"group_{name}"] = one_of_many.several_of(
                members, label=label[:1].upper() + label[1:], required=must
            )

    def fields_of_act(self) -> dict[str, Any]:
        """The fields of the act that puts the question."""
        given = self.cleaned_data
        groups = {name: list(given[f"group_{name}"]) for name in self.groups}
        return {
            "deadline": given.get("deadline", ""),
            "session": given.get("session", ""),
            "purpose": given.get("purpose", ""),
            "groups": {name: members for name, members in groups.items() if members},
        }


class ExtendForm(InLanguages, Stale):
    """A later deadline, and why."""

    texts: ClassVar = {"reason": (_("Why"), False)}

    def __init__(self, at: Names, seat: Seat, data: Any = None, **named: Any) -> None:
        super().__init__(at.languages, data, auto_id="extend_%s", **named)
        self.fields["deadline"] = Moment(seat, label=_("Until, by the clock of the seat"))
        self.order_fields(["step", "version", "deadline"])


class ReasonForm(InLanguages, Stale):
    """Why, in each of the body's languages; it may be left out."""

    texts: ClassVar = {"reason": (_("Why"), False)}

    def __init__(self, at: Names, data: Any = None, **named: Any) -> None:
        super().__init__(at.languages, data, auto_id="reason_%s", **named)


class RollForm(Stale):
    """Every member's position, as called in the room; a member left out stays as it was. Where it was called in no session,
    the paper that says so. Of very many members those of each position are written, by name or id."""

    def __init__(
        self,
        at: Names,
        population: Iterable[str],
        allowed: Iterable[str],
        standing: Mapping[str, str],
        data: Any = None,
        **named: Any,
    ) -> None:
        super().__init__(data, auto_id="roll_%s", **named)
        self.called: list[tuple[str, str, str]] = []
        """The fields: of a member, or of a position."""
        asked, offered = list(population), [(one, words.choice(one)) for one in allowed]
        offer = one_of_many.parties(at, asked)
        if one_of_many.are_many([offer]):
            self._write(offer, offered)
        else:
            self._list(at, asked, offered, standing)
        self.fields["paper"], self.fields["source"] = paper_fields()
        self.fields["paper"].label = gettext("The paper, if the roll was not called in a session")

    def _list(
        self,
        at: Names,
        asked: list[str],
        offered: list[tuple[str, str]],
        standing: Mapping[str, str],
    ) -> None:
        for one in names.parties(at, asked):
            self.called.append((f"of_{one.id}", one.id, ""))
            self.fields[f"of_{one.id}"] = forms.ChoiceField(
                label=str(one.name),
                choices=[("", gettext("not called")), *offered],
                required=False,
                initial=standing.get(one.id, ""),
            )

    def _write(self, offer: one_of_many.Offer, offered: list[tuple[str, str]]) -> None:
        for number, (choice, said) in enumerate(offered):
            self.called.append((f"those_{number}", "", choice))
            self.fields[f"those_{number}"] = one_of_many.several_of(
                offer, label=said[:1].upper() + said[1:], required=False
            )

    def clean(self) -> dict[str, Any]:
        """Somebody is called."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name, _, _ in self.called):
            raise forms.ValidationError(gettext("Nobody is called: choose a position for each."))
        return cleaned

    def positions(self) -> dict[str, list[str]]:
        """The members by their position."""
        found: dict[str, list[str]] = {}
        for name, member, position in self.called:
            given = self.cleaned_data.get(name)
            if given and position:
                found[position] = given
            elif given:
                found.setdefault(given, []).append(member)
        return found
