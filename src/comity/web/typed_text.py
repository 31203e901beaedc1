"""What was typed into a field that no form reads: whole, or refused. It is never cut."""

from __future__ import annotations

from comity.errors import BadInput
from comity.grammar import unfit_text
from comity.web.visits import Visit


def typed(visit: Visit, name: str, longest: int) -> str:
    """The text of the field, of at most ``longest`` characters. ``BadInput`` as ``comity.grammar.unfit_text`` says, with
    the name of the field."""
    text = str(visit.request.POST.get(name, "")).strip().replace("\r\n", "\n")
    found = unfit_text(text, longest) if text else None
    if found is not None:
        raise BadInput(found.code, found.message, where=name, remedy=found.advice)
    return text
