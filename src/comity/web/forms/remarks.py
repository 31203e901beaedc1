"""Remarks as they are typed: one in a form, many in a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from comity.body.acts import Remark
from comity.body.effects import Text
from comity.charter.languages import languages_of, said_in
from comity.charter.law import Law
from comity.exchange.spreadsheets import as_written
from comity.web import acting
from comity.web.forms.languages import as_text, attributes
from comity.web.readmodel.matrix import columns
from comity.web.readmodel.remarks import RemarkRead, VersionRead
from comity.web.visits import Visit

NATURES = ("comment", "proposal", "bracket", "reservation", "statement")
TYPES = ("general", "technical", "editorial")
MOST = 500
"""So many rows may a table have."""
LARGEST = 2_000_000
"""So many bytes may a table have."""


class RemarkForm(forms.Form):
    """A remark on a paragraph of the version that stands."""

    paragraph = forms.ChoiceField(label=pgettext_lazy("text", "Paragraph"))
    nature = forms.ChoiceField(
        label=_("What you make of it"),
        choices=[
            ("comment", _("A comment: it is answered, and does not block")),
            ("proposal", _("Another wording of the paragraph")),
            ("bracket", _("A bracket: words that stay open until you lift it")),
            ("reservation", _("A reservation of a kind that the charter declares")),
            ("statement", _("A statement: it goes with the text")),
        ],
        widget=forms.RadioSelect,
    )
    type = forms.ChoiceField(
        label=_("Type of the comment"),
        help_text=_("For a comment alone."),
        required=False,
        choices=[
            ("", "–"),
            ("general", _("general")),
            ("technical", _("technical")),
            ("editorial", _("editorial")),
        ],
    )
    reservation = forms.ChoiceField(
        label=_("Kind of the reservation"), help_text=_("For a reservation alone."), required=False
    )
    text = forms.CharField(
        label=_("What you say"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *given: Any, version: VersionRead, law: Law, language: str, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.languages = languages_of(law.charter)
        self.language = language if language in self.languages else self.languages[0]
        _choose(
            self,
            "paragraph",
            [(p.id, _first_words(p.number, p.text, self.language)) for p in version.paragraphs],
        )
        kinds = [
            (one.type, _kind(one.title, one.blocks, language)) for one in law.reservations.values()
        ]
        _choose(self, "reservation", [("", "–"), *kinds])
        for one in self.languages:
            self.fields[f"proposed_{one}"] = forms.CharField(
                label=_proposed_label(one, language),
                help_text=_(
                    "Of another wording: the whole paragraph as it should read. Of a bracket: the words that stay open."
                ),
                required=False,
                max_length=50_000,
                widget=forms.Textarea(attrs={"rows": 4, **attributes(one)}),
            )

    def clean(self) -> dict[str, Any]:
        """What was typed, where it says something: words, or the kind of a reservation."""
        typed: dict[str, Any] = super().clean() or {}
        nature = typed.get("nature")
        if nature == "reservation" and not typed.get("reservation"):
            self.add_error("reservation", gettext("Say which kind of reservation it is."))
        if nature == "proposal" and not self.proposed():
            self.add_error(
                f"proposed_{self.language}", gettext("Write the paragraph as it should read.")
            )
        if nature in ("comment", "statement") and not typed.get("text"):
            self.add_error("text", gettext("Write what you say."))
        if nature == "bracket" and not typed.get("text") and not self.proposed():
            self.add_error(
                "text", gettext("Say what is open, or write the words that you keep open.")
            )
        return typed

    def proposed(self) -> Text:
        """The wording typed, as acts have it."""
        given = self.cleaned_data
        return as_text({one: given.get(f"proposed_{one}", "").strip() for one in self.languages})

    def act(self, visit: Visit, matter: str) -> Remark:
        """The act that was typed."""
        typed = self.cleaned_data
        nature = typed["nature"]
        return remark_act(
            visit,
            matter,
            typed["paragraph"],
            nature,
            {"reservation": typed["reservation"], "comment": typed["type"]}.get(nature, ""),
            as_text({self.language: typed["text"]}),
            self.proposed() if nature in ("proposal", "bracket", "comment") else "",
        )


def remark_act(
    visit: Visit,
    matter: str,
    paragraph: str,
    nature: Any,
    kind: str,
    text: Text,
    proposed: Text,
) -> Remark:
    """A remark of the reader's member."""
    return acting.made(
        visit,
        Remark,
        matter=matter,
        paragraph=paragraph,
        nature=nature,
        type=kind,
        text=text,
        proposed=proposed,
    )


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _first_words(number: str, text: Text, language: str) -> str:
    words = (
        said_in(text, language, True) or next(iter(text.values()), "")
        if not isinstance(text, str)
        else text
    )
    return f"{number}  {words[:70]}{'…' if len(words) > 70 else ''}".strip()


def _kind(title: Mapping[str, str], blocks: bool, language: str) -> str:
    name = title.get(language) or next(iter(title.values()), "")
    effect = gettext("blocks until lifted") if blocks else gettext("does not block")
    return f"{name} ({effect})"


def _proposed_label(language: str, reader: str) -> str:
    if not language:
        return gettext("The words you propose")
    named = Locale.parse(language).get_display_name(reader) or language
    return gettext("The words you propose ({language})").format(language=named)


# --- a table ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a row, counted as a spreadsheet does: the heads are row 1."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says: the acts of its new remarks with their rows, rows known already, and what is wrong."""

    acts: tuple[tuple[int, Remark], ...] = ()
    known: int = 0
    errors: tuple[RowError, ...] = ()


def read_table(
    visit: Visit, matter: str, data: bytes, version: VersionRead, remarks: Sequence[RemarkRead]
) -> Table:
    """The remarks of a table as ``matrix.as_csv`` writes it. Rows with a record of their own stay as they are."""
    languages = languages_of(visit.law.charter)
    if len(data) > LARGEST:
        return _broken(1, gettext("The file is too large."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _broken(1, gettext("The file is not in UTF-8. Save it as “CSV UTF-8”."))
    delimiter = (
        ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    )
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return _broken(1, gettext("This is no CSV: {why}.").format(why=error))
    lacking = [one for one in ("paragraph", "kind") if not rows or one not in rows[0]]
    if lacking:
        heads = ", ".join(columns(languages))
        return _broken(
            1, gettext("The first row must have the heads: {heads}.").format(heads=heads)
        )
    if len(rows) > MOST:
        return _broken(MOST + 2, gettext("{most} rows are the most.").format(most=MOST))
    return _read_rows(visit, matter, rows, version, {one.remark for one in remarks})


def _read_rows(
    visit: Visit,
    matter: str,
    rows: Sequence[Mapping[Any, Any]],
    version: VersionRead,
    known: set[str],
) -> Table:
    acts: list[tuple[int, Remark]] = []
    errors: list[RowError] = []
    kept = 0
    for number, raw in enumerate(rows, 2):
        row = {
            key: as_written((value or "").strip())
            for key, value in raw.items()
            if isinstance(key, str)
        }
        if not any(row.values()):
            continue
        if row.get("remark") in known:
            kept += 1
            continue
        wrong = list(_wrong(visit, row, number, version))
        if wrong:
            errors += wrong
            continue
        act = _act(visit, matter, row, version)
        refused = acting.refusal(visit, act)
        if refused is not None:
            errors.append(RowError(number, "", str(refused)))
        acts.append((number, act))
    return Table(tuple(acts), kept, tuple(errors))


def _wrong(
    visit: Visit, row: Mapping[str, str], number: int, version: VersionRead
) -> Iterator[RowError]:
    if row.get("remark"):
        yield RowError(
            number,
            "remark",
            gettext(
                "No remark of this matter has that record; leave the cell empty for a new one."
            ),
        )
    if row.get("member", "") not in ("", visit.reader.party):
        yield RowError(
            number,
            "member",
            gettext("You send remarks of your own member alone; leave the cell empty."),
        )
    if _paragraph(row, version) is None:
        numbers = ", ".join(p.number for p in version.paragraphs)
        yield RowError(
            number,
            "paragraph",
            gettext("No paragraph has that number. There are: {numbers}.").format(numbers=numbers),
        )
    kind = row.get("kind", "")
    if kind not in NATURES:
        yield RowError(number, "kind", gettext("One of: {kinds}.").format(kinds=", ".join(NATURES)))
    if kind == "comment" and row.get("type", "") not in ("", *TYPES):
        yield RowError(number, "type", gettext("One of: {kinds}.").format(kinds=", ".join(TYPES)))
    comment, proposed = _texts(visit, row, "comment"), _texts(visit, row, "proposed")
    if kind == "proposal" and not proposed:
        yield RowError(number, "proposed", gettext("Write the paragraph as it should read."))
    if kind in ("comment", "statement") and not comment:
        yield RowError(number, "comment", gettext("Write what you say."))
    if kind == "bracket" and not (comment or proposed):
        yield RowError(
            number, "comment", gettext("Say what is open, or write the words that you keep open.")
        )


def _act(visit: Visit, matter: str, row: Mapping[str, str], version: VersionRead) -> Remark:
    paragraph = _paragraph(row, version)
    assert paragraph is not None
    comment, proposed = _texts(visit, row, "comment"), _texts(visit, row, "proposed")
    return remark_act(visit, matter, paragraph, row["kind"], row.get("type", ""), comment, proposed)


def _paragraph(row: Mapping[str, str], version: VersionRead) -> str | None:
    asked = row.get("paragraph", "")
    return next((p.id for p in version.paragraphs if p.number == asked), None)


def _texts(visit: Visit, row: Mapping[str, str], column: str) -> Text:
    languages = languages_of(visit.law.charter)
    found = {lang: row.get(f"{column}_{lang}" if lang else column, "") for lang in languages}
    if not any(found.values()) and row.get(column):
        reader = visit.reader.language
        found[reader if reader in languages else languages[0]] = row[column]
    return as_text(found)


def _broken(row: int, sentence: str) -> Table:
    return Table(errors=(RowError(row, "", sentence),))
