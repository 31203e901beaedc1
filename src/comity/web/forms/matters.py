"""What is typed to bring a matter before the body: its title, what its procedure needs, a paper; or where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.dates import when
from comity.body.effects import Paragraph, Text
from comity.charter.model import Procedure
from comity.errors import BadInput
from comity.web.forms import one_of_many
from comity.web.forms.languages import InLanguages, as_text, attributes, language_name
from comity.web.forms.steps import value_field
from comity.web.papers import checked
from comity.web.readmodel.things import Needed, Sort
from comity.web.told import called, names
from comity.web.told.names import Names

PAPER_KINDS = _("PDF, image, letter (docx, odt, eml) or plain text, at most 20 megabytes.")


class ThingsForm(InLanguages):
    """A form with things of a procedure, each in a field ``thing_<name>`` of its sort."""

    sorts: Mapping[str, Sort]

    def add_things(self, at: Names, things: Iterable[Needed]) -> None:
        """The fields of the things."""
        self.sorts = {one.thing: one.sort for one in things}
        for one in things:
            label = called.thing(at.law, one.thing)
            field = value_field(at, one.sort, label[:1].upper() + label[1:], entered_only=True)
            field.required = one.required
            self.fields[f"thing_{one.thing}"] = field

    def things(self) -> dict[str, str]:
        """What was given, as acts have it."""
        found = {name: self._thing(name, sort) for name, sort in self.sorts.items()}
        return {name: value for name, value in found.items() if value}

    def _thing(self, name: str, sort: Sort) -> str:
        given = self.cleaned_data.get(f"thing_{name}", "")
        if sort == "day":
            return given.isoformat() if given else ""
        return " ".join(given) if sort == "parties" else str(given)


class OpenForm(ThingsForm):
    """A matter to be opened under one procedure."""

    texts: ClassVar = {"title": (_("Title of the matter"), True)}

    def __init__(
        self,
        at: Names,
        needed: list[Needed],
        others: Iterable[str],
        papers: bool,
        data: Any = None,
        **named: Any,
    ) -> None:
        """``others``: the members that may ask together with the reader's; ``papers``: whether one may be filed."""
        super().__init__(at.languages, data, auto_id="open_%s", **named)
        self.add_things(at, needed)
        members = list(others)
        if members:
            self.fields["together_with"] = one_of_many.several_of(
                one_of_many.parties(at, members),
                label=_("Together with"),
                required=False,
                help_text=_("Several members must ask for this."),
            )
        if papers:
            self.fields["paper"] = forms.FileField(
                label=_("A paper"), help_text=PAPER_KINDS, validators=[checked], required=False
            )


class Edtf(forms.CharField):
    """A day as exactly as it is known."""

    def clean(self, value: Any) -> str:
        """The date as typed. ``ValidationError`` for what is none."""
        text = str(super().clean(value))
        if text:
            try:
                when(text)
            except BadInput as error:
                said = gettext("Write a day such as 2026-12-18, or 2026-12 where that is all.")
                raise forms.ValidationError(said) from error
        return text


class TakeUpForm(ThingsForm):
    """A matter that began elsewhere: what it is, where it stands, what was provided, its text, the paper that says so."""

    texts: ClassVar = {"title": (_("Title of the matter"), True)}
    by = forms.ChoiceField(label=_("Brought by"))
    on = Edtf(label=_("Brought on"), max_length=40, help_text=_("As exactly as the paper says."))
    step = forms.ChoiceField(label=_("The step it is at"))
    since = Edtf(label=_("At this step since"), max_length=40)

    def __init__(
        self, at: Names, procedure: Procedure, things: list[Needed], data: Any = None, **named: Any
    ) -> None:
        super().__init__(at.languages, data, auto_id="take_%s", **named)
        self.procedure = procedure
        who = {*at.law.parties, *at.state.parties, *at.law.organs, *at.law.offices, *at.law.rotas}
        called = {one: str(names.who(at, one)) for one in who}
        ordered = sorted(called, key=lambda one: called[one].casefold())
        self.fields["by"].choices = [("", "—"), *((one, called[one]) for one in ordered)]  # type: ignore[attr-defined]
        steps = [(s.step, str(names.text(at, s.title) or s.step)) for s in procedure.steps]
        self.fields["step"].choices = [("", "—"), *steps]  # type: ignore[attr-defined]
        for name, title in steps[:-1]:
            label = gettext("{step}: done on").format(step=title[:1].upper() + title[1:])
            self.fields[f"passed_{name}"] = Edtf(label=label, max_length=40, required=False)
        self.add_things(at, things)
        for code in at.languages:
            self.fields[f"text_{code}"] = _text_field(code)
        self._paper_fields()

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under headings."""
        heads = {
            gettext("What it is"): ("title_", "by", "on"),
            gettext("Where the matter stands"): ("step", "since"),
            gettext("The steps before, as far as the paper tells"): ("passed_",),
            gettext("What was provided"): ("thing_",),
            gettext("The text, as it stands"): ("text_",),
            gettext("The paper"): ("paper", "source"),
        }
        for head, starts in heads.items():
            found = [one for one in self if one.name.startswith(starts)]
            if found:
                yield head, found

    def _paper_fields(self) -> None:
        self.fields["paper"] = forms.FileField(
            label=_("The paper that reports it"),
            help_text=PAPER_KINDS,
            validators=[checked],
            required=False,
        )
        self.fields["source"] = forms.CharField(
            label=_("Or the id of a paper that is filed already"),
            max_length=100,
            required=False,
            widget=forms.TextInput(attrs={"class": "short"}),
        )

    def clean(self) -> dict[str, Any]:
        """A paper is given; earlier steps come before the present one; the languages have as many paragraphs."""
        cleaned = super().clean()
        if not cleaned.get("paper") and not cleaned.get("source") and "paper" not in self.errors:
            self.add_error("paper", gettext("What is taken up needs the paper that reports it."))
        numbers = {code: len(parts) for code, parts in self._parts().items()}
        if len(set(numbers.values())) > 1:
            said = gettext("The languages have not as many paragraphs: {counts}.")
            counts = ", ".join(f"{code} {number}" for code, number in numbers.items())
            self.add_error(f"text_{next(iter(numbers))}", said.format(counts=counts))
        return cleaned

    def passed(self) -> Iterator[tuple[str, str]]:
        """The steps before the present one with their days, in the order of the procedure."""
        for step in self.procedure.steps:
            if step.step == self.cleaned_data["step"]:
                return
            day = self.cleaned_data.get(f"passed_{step.step}", "")
            if day:
                yield step.step, day

    def paragraphs(self) -> list[Paragraph]:
        """The text in numbered paragraphs, all languages together."""
        parts = self._parts()
        length = max((len(one) for one in parts.values()), default=0)
        return [
            Paragraph(id=f"t{at + 1}", number=str(at + 1), text=_at(parts, at))
            for at in range(length)
        ]

    def _parts(self) -> dict[str, list[str]]:
        given = {code: self.cleaned_data.get(f"text_{code}", "") for code in self.languages}
        split = {
            code: [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
            for code, text in ((c, t.replace("\r\n", "\n")) for c, t in given.items())
        }
        return {code: found for code, found in split.items() if found}


def _text_field(code: str) -> forms.CharField:
    language = language_name(code)
    return forms.CharField(
        label=language[:1].upper() + language[1:] if code else _("Text"),
        widget=forms.Textarea(attrs={"rows": 8, **attributes(code)}),
        required=False,
        max_length=400_000,
        help_text=_("An empty line between paragraphs."),
    )


def _at(parts: Mapping[str, list[str]], place: int) -> Text:
    return as_text({code: found[place] for code, found in parts.items()})
