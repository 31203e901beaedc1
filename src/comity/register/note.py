"""Signed notes: a text, and under it one line for each signature. C2SP signed-note, version 1.

::

    text, one line or more, each ending in a newline
    (an empty line)
    — <key name> <base64 of the 4-byte key id and the signature>

A note is UTF-8 without control characters but the newline; the last empty line divides text from signatures. A
signature by a key that the reader does not know is passed over. A signature that names a known key and does not
verify condemns the whole note, and so does the lack of any signature by a known key: ``Untrustworthy``, with the note
as evidence. A note that cannot be read at all is ``BadInput``.

>>> from comity.register.keys import SigningKey
>>> key = SigningKey("example.org/council", bytes(32))
>>> signed = sign("The session is closed.\\n", key)
>>> print(signed, end="")  # doctest: +ELLIPSIS
The session is closed.
<BLANKLINE>
— example.org/council ...
>>> verify(signed, [key.verifying]).text
'The session is closed.\\n'
>>> verify(signed.replace("closed", "open"), [key.verifying])
Traceback (most recent call last):
comity.errors.Untrustworthy: The signature of example.org/council does not fit the text above it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from comity.errors import BadInput, Untrustworthy
from comity.register.keys import SigningKey, VerifyingKey, from_base64, is_name

SIGNATURE_MARK = "— "
SIGNATURES_AT_MOST = 100
LENGTH_AT_MOST = 1_000_000

_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, by which key, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart. ``text`` ends in a newline and is worth nothing until a signature is verified."""

    text: str
    signatures: tuple[Signature, ...]


def sign(text: str, *keys: SigningKey) -> str:
    """The note of that text, which ends in a newline, signed by each key in turn."""
    assert keys
    assert _is_text(text)
    message = text.encode()
    lines = [_line(key.name, key.verifying.id + key.sign(message)) for key in keys]
    return f"{text}\n{''.join(lines)}"


def parse(note: str) -> Note:
    """The note taken apart, no signature being looked at; BadInput where it is not a note."""
    text, gap, lines = note.rpartition("\n\n")
    text += "\n"
    if not gap or len(note) > LENGTH_AT_MOST or not _is_text(text):
        raise _unreadable("it is not a text, an empty line and signatures")
    if not lines.endswith("\n") or lines.count("\n") > SIGNATURES_AT_MOST:
        raise _unreadable("the lines of signatures are cut off or too many")
    return Note(text, tuple(map(_signature, lines[:-1].split("\n"))))


def verify(note: str, keys: Sequence[VerifyingKey]) -> Note:
    """The note with only its verified signatures, one at least; see the module for what is refused."""
    parsed = parse(note)
    known = {(key.name, key.id): key for key in keys}
    verified: dict[tuple[str, bytes], Signature] = {}
    for signature in parsed.signatures:
        bearer = signature.name, signature.key_id
        if bearer not in known or bearer in verified:
            continue
        if not known[bearer].verifies(parsed.text.encode(), signature.signature):
            raise Untrustworthy(
                "note.signature",
                "The signature of {name} does not fit the text above it.",
                evidence=[note],
                name=signature.name,
            )
        verified[bearer] = signature
    if not verified:
        wanted = " or ".join(key.name for key in keys) or "anybody known"
        raise Untrustworthy("note.unsigned", f"No key of {wanted} has signed.", evidence=[note])
    return Note(parsed.text, tuple(verified.values()))


def _line(name: str, data: bytes) -> str:
    return f"{SIGNATURE_MARK}{name} {b64encode(data).decode()}\n"


def _is_text(text: str) -> bool:
    """Whether a note may have this text: ends in a newline, no other control character, encodable."""
    return text.endswith("\n") and not _FORBIDDEN.search(text)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
    if not line.startswith(SIGNATURE_MARK) or not is_name(name):
        raise _unreadable(f"{line[:80]!r} is not a line of signature")
    try:
        data = from_base64(encoded)
    except ValueError:
        raise _unreadable(f"the signature of {name} is not base64") from None
    if len(data) < 5:
        raise _unreadable(f"the signature of {name} is too short")
    return Signature(name, data[:4], data[4:])


def _unreadable(why: str) -> BadInput:
    return BadInput(
        "note.unreadable",
        f"This signed note cannot be read: {why}.",
        remedy="Fetch it again, byte for byte as it was published.",
    )
