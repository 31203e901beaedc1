"""Who is in the room of a session, where so many may be there that a box for each would be a page of megabytes: who came in
and who left is written, by name or id, and the rest stays as it was recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.body.state import Session
from comity.web.forms import one_of_many
from comity.web.forms.one_of_many import Offer
from comity.web.readmodel.known_things import MOST
from comity.web.told import names
from comity.web.told.lists import joined
from comity.web.told.names import Names

PERSONS = 1_000
"""So many persons have a box each; where there are more, they are written too."""
Present = tuple[list[str], dict[str, str]]
"""Those in the room, and for whom each person is there."""


def is_written(may_come: Mapping[str, Sequence[str]]) -> bool:
    """Whether they are too many for a box each: those who ``may_come``, with their persons."""
    return len(may_come) > MOST or sum(map(len, may_come.values())) > PERSONS


class AttendanceForm(forms.Form):
    """Who came in and who left. ``may_come``: everybody who is admitted, with the persons through whom; ``seated``: those
    of them who have a seat."""

    everybody = forms.BooleanField(
        label=_("Everybody who has a seat is in the room"), required=False
    )

    def __init__(
        self,
        at: Names,
        session: Session,
        may_come: Mapping[str, Sequence[str]],
        seated: Collection[str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="attend_%s", label_suffix="")
        self.session, self.at, self.seated = session, at, [one for one in may_come if one in seated]
        known = dict.fromkeys([*may_come, *session.present])
        persons = [(person, of) for of, some in may_come.items() for person in some]
        self.persons = _keyed([*persons, *session.persons.items()], known)
        offers = (one_of_many.parties(at, known), self._those_through())
        came = one_of_many.several_of(*offers, label=_("Who came in"), required=False)
        came.help_text = (
            f"{came.help_text} {gettext('Whoever a person is there for comes in too.')}"
        )
        self.fields["came"] = came
        if session.opened:
            left = one_of_many.several_of(*offers, label=_("Who left"), required=False)
            self.fields["left"] = left

    def _those_through(self) -> Offer:
        def called(key: str) -> str:
            return str(names.person(self.at, self.persons[key][0]))

        return Offer(self.persons, called, lambda: [(one, called(one)) for one in self.persons])

    def clean(self) -> dict[str, Any]:
        """Nobody both came and left; and of a session that sits somebody did."""
        cleaned = super().clean() or {}
        came, left = cleaned.get("came", []), cleaned.get("left", [])
        if both := [one for one in came if one in set(left)]:
            said = gettext("Written both as come in and as left: {names}. Write each once.")
            raise forms.ValidationError(said.format(names=joined(both)))
        if self.session.opened and not self.errors and not (came or left or cleaned["everybody"]):
            raise forms.ValidationError(gettext("Nobody is named: write who came in or who left."))
        return cleaned

    def present(self) -> Present:
        """Everybody who is in the room by then."""
        there, persons = dict.fromkeys(self.session.present), dict(self.session.persons)
        if self.cleaned_data["everybody"]:
            there |= dict.fromkeys(self.seated)
        for one in self.cleaned_data["came"]:
            person, of = self.persons.get(one, ("", one))
            there[of] = None
            if person:
                persons[person] = of
        gone = set(self.cleaned_data.get("left", ()))
        away = {self.persons[one][0] for one in gone if one in self.persons}
        return (
            [one for one in there if one not in gone],
            {p: of for p, of in persons.items() if p not in away and of not in gone},
        )


def _keyed(
    persons: Collection[tuple[str, str]], known: Mapping[str, None]
) -> dict[str, tuple[str, str]]:
    """Each person and for whom, by what is written: the id, or id and party where one may be there for several."""
    several, first = set[str](), dict[str, str]()
    for person, of in persons:
        if first.setdefault(person, of) != of or person in known:
            several.add(person)
    return {
        f"{person}:{of}" if person in several else person: (person, of) for person, of in persons
    }


class InRoomForm(forms.Form):
    """One of those who are in the room: from a list, or of very many by name or id."""

    def __init__(
        self,
        at: Names,
        session: Session,
        name: str,
        label: str,
        data: Mapping[str, Any] | None = None,
        initial: str = "",
    ) -> None:
        super().__init__(data, auto_id="%s", initial={name: initial}, label_suffix="")
        law = at.law
        apart = {*law.organs, *law.offices, *law.rotas}
        others = [one for one in session.present if one in apart]
        self.fields[name] = one_of_many.one_of(
            one_of_many.parties(at, [one for one in session.present if one not in apart]),
            one_of_many.these([(one, str(names.who(at, one))) for one in others]),
            label=label,
        )
