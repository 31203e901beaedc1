"""What a page of a draft sends: the fields of its paragraphs with what they said before, and what becomes of remarks.

==========================  ========================================================================================
``number:ID``               the number of the paragraph of that id
``text-LANGUAGE:ID``        its words in one language
``was:ID``                  what the form showed, as JSON ``{field: words}``, to tell what was typed from what stood
``disposition:REMARK``      what is to become of a remark, and ``observation:REMARK`` with it
``was-settled:REMARK``      what the form showed of both, as JSON
==========================  ========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from comity.errors import BadInput
from comity.web.readmodel.drafts import DISPOSITIONS
from comity.web.sheets import NUMBER, Settled
from comity.web.typed import read_json


@dataclass(frozen=True, slots=True)
class Field:
    """What was typed into a paragraph, and what was there to be seen."""

    id: str
    values: Mapping[str, str]
    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything that a form of the draft says. ``do`` names the button: ``verb`` and what it is about."""

    fields: tuple[Field, ...]
    settled: Mapping[str, tuple[Settled, Settled]] = field(default_factory=dict)
    verb: str = ""
    about: str = ""


def read(sent: QueryDict) -> Sent:
    """What was sent. ``BadInput`` where it can't have come from the page."""
    verb, _, about = sent.get("do", "").partition(":")
    return Sent(tuple(_fields(sent)), dict(_settled(sent)), verb, about)


def _fields(sent: QueryDict) -> Iterator[Field]:
    for name in sent:
        if not name.startswith("was:"):
            continue
        known = name.removeprefix("was:")
        values = {
            key.partition(":")[0].removeprefix("text-"): _clean(str(sent.get(key, "")))
            for key in sent
            if key.partition(":")[2] == known and key.startswith((f"{NUMBER}:", "text-"))
        }
        yield Field(known, values, _json(str(sent.get(name, ""))))


def _settled(sent: QueryDict) -> Iterator[tuple[str, tuple[Settled, Settled]]]:
    for name in sent:
        if not name.startswith("was-settled:"):
            continue
        remark = name.removeprefix("was-settled:")
        disposition = sent.get(f"disposition:{remark}", "")
        if disposition not in ("", *DISPOSITIONS):
            raise _unreadable(name)
        now = Settled(disposition, _clean(str(sent.get(f"observation:{remark}", ""))))
        was = _json(str(sent.get(name, "")))
        yield remark, (Settled(was.get("disposition", ""), was.get("observation", "")), now)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def _json(text: str) -> dict[str, str]:
    try:
        found = read_json(text)
    except ValueError:
        raise _unreadable(text) from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise _unreadable(text)
    return found


def _unreadable(what: str) -> BadInput:
    return BadInput(
        "form.unreadable",
        _("The form can't be read: it does not look as our page sends it."),
        where=what[:60],
        remedy=_("Load the page again; what was kept of the draft is still there."),
    )
