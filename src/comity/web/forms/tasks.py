"""What is typed to instruct somebody, to ask how something stands, to report, to answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.web.forms import one_of_many
from comity.web.forms.languages import InLanguages
from comity.web.told import names
from comity.web.told.names import Names


class InstructForm(InLanguages):
    """An instruction: to whom, what, until when."""

    texts: ClassVar = {"what": (_("What is to be done"), True)}
    area: ClassVar[bool] = True
    due = forms.DateField(
        label=_("Due on, a day at the seat"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, at: Names, data: Any = None, **named: Any) -> None:
        super().__init__(at.languages, data, auto_id="instruct_%s", **named)
        self.fields["to"] = addressed(at, persons=True)
        self.order_fields(["to"])


class AskForm(InLanguages):
    """A question on progress: to whom, and in which words if the usual ones do not do."""

    texts: ClassVar = {"what": (_("In these words, if not simply how it stands"), False)}

    def __init__(self, at: Names, data: Any = None, **named: Any) -> None:
        super().__init__(at.languages, data, auto_id="ask_%s", **named)
        self.fields["to"] = addressed(at, persons=False)
        self.order_fields(["to"])


class ReportForm(InLanguages):
    """A report on an instruction, or the answer to a question."""

    texts: ClassVar = {"words": (_("Report"), True)}
    area: ClassVar[bool] = True

    def __init__(self, at: Names, interim: bool, data: Any = None, **named: Any) -> None:
        super().__init__(at.languages, data, auto_id="report_%s", **named)
        if interim:
            self.fields["interim"] = forms.BooleanField(
                label=_("Not the last report: more is to be done"), required=False
            )


def addressed(at: Names, *, persons: bool) -> forms.Field:
    """Whoever may be addressed: offices, organs, the chair, parties; persons where they may be."""
    others = [*at.law.offices, *at.law.organs, *at.law.rotas]
    offers = [
        one_of_many.these([(one, str(names.who(at, one))) for one in others]),
        one_of_many.parties(at, dict.fromkeys([*at.law.parties, *at.state.parties])),
    ]
    if persons:
        offers.append(one_of_many.persons(at))
    return one_of_many.one_of(*offers, label=_("To"), blank="—")
