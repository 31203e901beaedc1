"""What the charter keeps in confidence is sealed by the registrar, whether a script or a page records it.

The orchard union sounds its members about a candidate in confidence: nobody else learns of the matter before they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TITLE, WHY = "A steward for the cherries", "She grafts well"


def bytes_of(body: Any) -> bytes:
    size = body.registrar.store.head(body.body).size
    return b"".join(body.registrar.store.read(body.body, 0, size))


def sounded(orchard: Callable[..., Any]) -> Any:
    body = orchard()
    body.do("person.enter/1", person="p", name="Perry")
    body.do("person.enter/1", person="q", name="Quentin")
    body.do("matter.open/1", by="apple", matter="s", procedure="choosing", title=TITLE)
    body.do(
        "matter.provide/1", by="apple", matter="s", thing="candidate", value="p", note=WHY,
        preferred_to=["q"],
    )  # fmt: skip
    return body


def test_the_words_of_a_sounding_are_not_in_the_open_bytes(orchard: Callable[..., Any]) -> None:
    data = bytes_of(sounded(orchard))
    for word in (TITLE, WHY):
        assert word.encode() not in data
    assert b'"matter.open/1"' in data
    assert b'"by":"apple"' in data, "who acted and when stays open until there is an answer"


def test_a_matter_that_is_not_in_confidence_is_open(orchard: Callable[..., Any]) -> None:
    body = orchard()
    body.do("matter.open/1", by="apple", matter="m", procedure="pruning", title=TITLE)
    assert TITLE.encode() in bytes_of(body)


def test_what_is_said_about_it_is_sealed_until_it_is_agreed(orchard: Callable[..., Any]) -> None:
    body = sounded(orchard)
    body.do("speech.make/1", by="cherry", matter="s", gist="Ask her gently")
    assert b"Ask her gently" not in bytes_of(body)
    body.say("s", "does not object", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    body.at(20)
    body.registrar.pass_deadlines()
    assert body.matter("s").questions[-1].outcome == "adopted"
    body.do("speech.make/1", by="cherry", matter="s", gist="Now it may be told")
    assert b"Now it may be told" in bytes_of(body)


def test_an_attested_fact_about_it_is_sealed_too(orchard: Callable[..., Any]) -> None:
    body = sounded(orchard)
    body.do("source.file/1", source="minute", title="Minute", sha256="1" * 64)
    facts = [
        {
            "kind": "thing.provided/1",
            "matter": "s",
            "thing": "letter",
            "value": "From her cousin",
            "by": "PEAR",
        }
    ]
    body.do("attest/1", cites=[{"source": "minute"}], facts=facts)
    assert b"From her cousin" not in bytes_of(body)


def test_a_correction_of_what_was_sealed_is_sealed(orchard: Callable[..., Any]) -> None:
    body = sounded(orchard)
    wrong = body.state.size - 1
    body.do("correct/1", entry=wrong, reason="It was the other one", void=True)
    assert b"It was the other one" not in bytes_of(body)
