"""Facts as forms: every field of an effect as something to be typed, and back. For corrections and attestations.

A fact that is corrected keeps its ids: they are shown and not typed. What is no text (a roll call) is typed as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.effects import AnyEffect, Effect, Text
from comity.rules.terms import Position
from comity.web.told import words
from comity.web.typed import read_json

LABELS = {
    "acting": _("Acting in a vacant office"),
    "about": _("About"),
    "agrees": _("Agrees"),
    "at": _("At"),
    "by": _("By"),
    "choice": _("Position"),
    "dated": _("Dated"),
    "due": _("Due"),
    "effective": _("In effect from"),
    "file": _("Address or file"),
    "format": _("Format"),
    "gist": _("What was said, in short"),
    "host": _("Host"),
    "late": _("Came late: kept, not counted"),
    "matter": _("Matter (its id)"),
    "member": _("Member (its code)"),
    "name": _("Name"),
    "nature": _("Kind"),
    "nominated_by": _("Nominated by (code)"),
    "number": _("Number"),
    "office": _("Office (its id)"),
    "on": _("On (a date as exactly as it is known)"),
    "organ": _("Organ (its id)"),
    "parties": _("Parties (codes, one a line)"),
    "party": _("Party (its code)"),
    "period": _("Period"),
    "person": _("Person (id)"),
    "persons": _("Persons (ids, one a line)"),
    "place": _("Place"),
    "positions": _("Positions"),
    "publisher": _("Published by"),
    "published": _("Published"),
    "purpose": _("Purpose"),
    "quorum": _("There was a quorum"),
    "reason": _("Reason"),
    "question": _("Question"),
    "refrains": _("Does not take part in (one a line)"),
    "proxy": _("By proxy of (code)"),
    "joined_later": _("Joined after the close: not counted"),
    "sent": _("Sent (the instant on it)"),
    "topics": _("Topics"),
    "meeting": _("Meeting (its id)"),
    "speech": _("Speech (its id)"),
    "tenure": _("Tenure (its id)"),
    "introduction": _("Introduction (its id)"),
    "relation": _("Relation (its id)"),
    "decision": _("Decision (its id)"),
    "event": _("Event (its id)"),
    "stage": _("Stage"),
    "report": _("Report"),
    "stance": _("Where it stands"),
    "slot": _("Slot"),
    "upon": _("Upon"),
    "thing": _("Thing"),
    "text": _("Text"),
    "procedure": _("Procedure (its id)"),
    "things": _("What is given with it"),
    "sort_name": _("Name by which it is sorted"),
    "regular": _("A regular session"),
    "reservation": _("Type of reservation"),
    "reservation_text": _("Reservation in words"),
    "session": _("Session (its id)"),
    "since": _("From (a date as exactly as it is known)"),
    "statement": _("Statement"),
    "status": _("Status"),
    "title": _("Title"),
    "titles": _("Titles (one a line)"),
    "to": _("To"),
    "until": _("Until"),
    "venue": _("Venue"),
    "via": _("It came by"),
    "what": _("What"),
}


def label(field: str) -> Any:
    """What the field is called on a form."""
    return LABELS.get(field, field.replace("_", " "))


class ReasonForm(forms.Form):
    """Why an entry is corrected, and whether it is taken back altogether."""

    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who reads the record reads this."),
    )
    void = forms.BooleanField(
        label=_("Take the whole entry back: its facts never happened"), required=False
    )


class FactForm(forms.Form):
    """One fact. ``fixed``: the fields that keep their values, by name."""

    def __init__(
        self,
        kind: type[Effect],
        languages: Sequence[str],
        fact: Effect | None = None,
        fixed: Sequence[str] = (),
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages, self.fact, self.fixed = kind, languages, fact, fixed
        self.shapes: dict[str, str] = {}
        for one in msgspec.structs.fields(kind):
            if one.name in fixed:
                continue
            self._add(one, getattr(fact, one.name) if fact is not None else None)

    @property
    def kept(self) -> list[tuple[Any, Any]]:
        """The values that stay, with what they are called."""
        return [(label(name), getattr(self.fact, name)) for name in self.fixed if self.fact]

    def _add(self, one: msgspec.structs.FieldInfo, value: Any) -> None:
        shape = self.shapes[one.name] = _shape(get_type_hints(self.kind)[one.name])
        required = one.required and shape not in ("yes or no", "lines", "json")
        if shape == "text":
            said = value if isinstance(value, Mapping) else {self.languages[0]: value or ""}
            for code in dict.fromkeys([*self.languages, *said]):
                called = gettext("{field} ({language})").format(
                    field=label(one.name), language=code
                )
                self.fields[f"{one.name}_{code}"] = forms.CharField(
                    label=called,
                    required=False,
                    initial=said.get(code, ""),
                    max_length=20_000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
            return
        self.fields[one.name] = _field(one, shape, value, required)

    def clean(self) -> dict[str, Any]:
        """Refused where the values together make no fact of the kind; ``self.made`` is the fact."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        plain = {"kind": str(self.kind.__struct_config__.tag)}
        if self.fact is not None:
            kept = msgspec.to_builtins(self.fact)
            plain |= {name: kept[name] for name in self.fixed if name in kept}
        for name, shape in self.shapes.items():
            value = self._value(name, shape)
            if value not in ("", None, [], {}, False):
                plain[_encoded(self.kind, name)] = value
        try:
            self.made: AnyEffect = msgspec.convert(plain, AnyEffect)
        except msgspec.ValidationError as error:
            said = gettext("This makes no fact that can be recorded: {fault}")
            raise forms.ValidationError(said.format(fault=error)) from error
        return cleaned

    def _value(self, name: str, shape: str) -> Any:
        given = self.cleaned_data
        match shape:
            case "text":
                said = {c: given.get(f"{name}_{c}", "") for c in self._codes(name)}
                found = {code: text for code, text in said.items() if text}
                was = getattr(self.fact, name, "") if self.fact is not None else ""
                single = len(found) == 1 and not isinstance(was, Mapping)
                return next(iter(found.values())) if single else found or ""
            case "lines":
                return [line.strip() for line in given[name].splitlines() if line.strip()]
            case "json":
                return given[name] or {}
            case _:
                return given[name]

    def _codes(self, name: str) -> list[str]:
        prefix = f"{name}_"
        return [f[len(prefix) :] for f in self.fields if f.startswith(prefix)]


class JsonField(forms.JSONField):
    """JSON as somebody typed it: also what is nested too deeply is told beside the field."""

    def to_python(self, value: Any) -> Any:
        try:
            if isinstance(value, str) and value:
                read_json(value)
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value[:200]}
            ) from None
        return super().to_python(value)


class FactsForm(forms.Form):
    """Facts as JSON: a list of effects, as docs/formats/effects.md has them."""

    facts = forms.CharField(
        label=_("Facts, as JSON"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("A list of facts in the form of the register, each with its kind."),
    )

    def clean_facts(self) -> list[AnyEffect]:
        """The facts. Refused with the place in the text, or in the list, where they cannot be read."""
        text = self.cleaned_data["facts"]
        try:
            plain = read_json(text)
        except ValueError as error:
            said = gettext("This is no JSON: {fault}")
            raise forms.ValidationError(said.format(fault=error)) from error
        if not isinstance(plain, list) or not plain:
            raise forms.ValidationError(gettext("Give a list of one fact at least: [ … ]."))
        return [_read_fact(number, one) for number, one in enumerate(plain, 1)]


class SourceForm(forms.Form):
    """The source on which something is attested: one that is filed, or a paper filed with it."""

    source = forms.ChoiceField(label=_("Source that is filed already"), required=False)
    paragraph = forms.IntegerField(
        label=_("Paragraph in it"), required=False, min_value=1, max_value=1_000_000
    )
    paper = forms.FileField(label=_("Or a paper, filed with this"), required=False)
    paper_title = forms.CharField(label=_("Title of the paper"), required=False, max_length=300)

    def __init__(self, sources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", gettext("None: a paper comes with it")), *sources]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refused without any source: what happened elsewhere is recorded on one."""
        cleaned = super().clean() or {}
        if not cleaned.get("source") and not cleaned.get("paper"):
            self.add_error("source", gettext("Choose a source, or add the paper."))
        if cleaned.get("paper") and not cleaned.get("paper_title"):
            self.add_error("paper_title", gettext("Say what the paper is."))
        return cleaned


class PaperForm(forms.Form):
    """The paper behind a correction: the one that the record cites already, unless another is given."""

    source = forms.ChoiceField(label=_("The paper behind it"), required=False)
    paper = forms.FileField(label=_("Or another paper, filed with this"), required=False)
    paper_title = forms.CharField(label=_("Title of the paper"), required=False, max_length=300)

    def __init__(
        self, cited: str, sources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        """``cited``: what the record cites, in words; empty where it cites nothing."""
        super().__init__(*args, **kwargs)
        said = gettext("As before: {papers}").format(papers=cited) if cited else gettext("None")
        self.fields["source"].choices = [("", said), *sources]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refused where a paper comes without its title."""
        cleaned = super().clean() or {}
        if cleaned.get("paper") and not cleaned.get("paper_title"):
            self.add_error("paper_title", gettext("Say what the paper is."))
        return cleaned


class FlagForm(forms.Form):
    """That the body did something outside its rules."""

    about = forms.CharField(
        label=_("About"),
        max_length=200,
        help_text=_("A record number, or the id of a matter, question, session or decision."),
    )
    article = forms.CharField(label=_("Article that was not followed"), max_length=200)
    authority = forms.CharField(label=_("Who says so"), max_length=500)
    what = forms.CharField(
        label=_("What was irregular"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _read_fact(number: int, plain: object) -> AnyEffect:
    try:
        made: AnyEffect = msgspec.convert(plain, AnyEffect)
    except msgspec.ValidationError as error:
        said = gettext("Fact {number}: {fault}")
        raise forms.ValidationError(said.format(number=number, fault=error)) from error
    return made


def _shape(kind: Any) -> str:
    """In which form a field of that type is typed."""
    if kind == Text:
        return "text"
    if kind is bool:
        return "yes or no"
    if kind is int or set(get_args(kind)) == {int, type(None)}:
        return "number"
    if get_origin(kind) is list:
        return "lines" if get_args(kind) == (str,) else "json"
    if get_origin(kind) is dict:
        return "json"
    return "line"


def _field(one: msgspec.structs.FieldInfo, shape: str, value: Any, required: bool) -> forms.Field:
    called = label(one.name)
    match shape:
        case "yes or no":
            return forms.BooleanField(label=called, required=False, initial=value)
        case "number":
            return forms.IntegerField(label=called, required=required, initial=value)
        case "lines":
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(
                label=called, required=False, initial="\n".join(value or []), widget=area
            )
        case "json":
            area = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
            return JsonField(label=called, required=False, initial=value or {}, widget=area)
        case _:
            choices = _choices(one)
            if choices:
                return forms.ChoiceField(
                    label=called, required=required, choices=choices, initial=value
                )
            return forms.CharField(
                label=called, required=required, initial=value or "", max_length=2000
            )


def _choices(one: msgspec.structs.FieldInfo) -> list[tuple[str, Any]]:
    if one.name == "choice":
        return [(said, words.choice(said)) for said in get_args(Position) if said != "pending"]
    return [
        (said, words.any_word(said) or said) for said in get_args(one.type) if isinstance(said, str)
    ]


def _encoded(kind: type[Effect], name: str) -> str:
    """The name of the field as the register writes it."""
    return next(f.encode_name for f in msgspec.structs.fields(kind) if f.name == name)
