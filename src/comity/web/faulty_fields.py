"""A refusal of what was typed is shown at the field that it is about.

The kernel names the field of the act, with the place in a list and the language: ``title, en``, or
``facts 2 (person.entered/1), name, ru``. Here the field of the form that was sent is found, so that the page marks it and
its summary leads there.

>>> _names("facts 2 (person.entered/1), name, ru")
(1, ['name_ru', 'name_', 'name'])
>>> _names("things, proposal")
(None, ['things_proposal', 'thing_proposal', 'things_', 'things'])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms import BaseForm

from comity.body.wellformed import parts
from comity.errors import BadInput
from comity.web.told.names import Names
from comity.web.told.refusals import refusal


def placed(context: Mapping[str, Any], at: Names) -> dict[str, Any]:
    """The context of a page, its ``error`` put at the field of a form that it names; as it was where no form has that."""
    error = context.get("error")
    if not isinstance(error, BadInput) or not error.where:
        return dict(context)
    number, names = _names(error.where)
    for form in _forms(context.values()):
        if number is not None and form.prefix != f"f{number}":
            continue
        name = next((one for one in names if one in form.fields), None)
        if name is not None and form.is_bound:
            told = refusal(error, at)
            form.add_error(name, f"{told.sentence} {told.remedy}".strip())
            return {**context, "error": None, "form": form}
    return dict(context)


def _names(where: str) -> tuple[int | None, list[str]]:
    """Which of the facts it is about, if one of several, and what the field may be called on a form."""
    told = parts(where)
    if not told:
        return None, []
    number = told.pop(0)[1] if told[0][0] == "facts" and len(told) > 1 else None
    name, *within = [one for one, _ in told]
    last = within[-1:]
    found = [f"{name}_{one}" for one in last] + [
        f"{name[:-1]}_{one}" for one in last if name[-1:] == "s"
    ]
    return (number - 1 if number is not None else None), [*found, f"{name}_", name]


def _forms(values: Iterable[Any]) -> Iterator[BaseForm]:
    for one in values:
        if isinstance(one, BaseForm):
            yield one
        elif isinstance(one, list | tuple):
            yield from (each for each in one if isinstance(each, BaseForm))
