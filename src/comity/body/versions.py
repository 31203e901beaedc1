"""About which version of a matter's text something is: refused on an older one, and where there is none."""

from __future__ import annotations

from comity.body.matters import refuse
from comity.body.state import Matter, Question
from comity.charter.model import Step


def check_version(
    matter: Matter, version: int | None, step: Step, question: Question | None = None
) -> None:
    current = matter.versions[-1] if matter.versions else None
    if question is not None and question.text:
        current = next((v for v in matter.versions if v.digest == question.text), current)
    if version is not None and (current is None or version != current.version):
        raise refuse(
            step,
            "text.wrong_version",
            "The act is about version {version}; before the members is no text."
            if current is None
            else "The act is about version {version}; before the members is version {current}.",
            "Read that version and answer to it.",
            version=version,
            current=current.version if current is not None else 0,
        )


def require_text(matter: Matter, step: Step) -> None:
    """Refused (``text.none``) where the step's question is about a text, and there is none."""
    assert step.puts is not None
    if step.puts.on_text and not matter.versions:
        raise refuse(
            step,
            "text.none",
            "The question is about a text, and there is none.",
            "Submit the text first.",
        )
