"""An entry: an act with its effects, as the register keeps it. The bytes are specified in ``docs/formats/entry.md``.

The envelope is always open: the number, the body, when it was recorded, which entry brought the charter it was decided
under, which version of the rules engine decided, the request that brought it, and the act's kind. Any other value may be
sealed (``store.sealing``): it stands as a commitment, its content beside the log.

>>> import msgspec
>>> from comity.body.acts import CloseSession
>>> from comity.body.effects import SessionClosed
>>> entry = Entry(n=7, body="league", at="2026-03-01T09:00:00.000Z", charter=0, engine=1,
...               act=CloseSession(by="p1", session="s3"),
...               effects=[SessionClosed(session="s3", on="2026-03-01")])
>>> msgspec.json.encode(entry, order="sorted").decode()[:84]
'{"act":{"by":"p1","kind":"session.close/1","session":"s3"},"at":"2026-03-01T09:00:00'
"""

from __future__ import annotations

from msgspec import Struct, field

from comity.body.acts import AnyAct, Attest, Correct
from comity.body.effects import AnyEffect, EntryCorrected

ENGINE = 1
"""The version of the rules engine, raised whenever the same act on the same body could have other effects than before."""


class Entry(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    n: int
    body: str
    at: str
    charter: int
    act: AnyAct
    effects: list[AnyEffect] = field(default_factory=list)
    engine: int
    request: str = ""


def is_attested(entry: Entry) -> bool:
    """Whether the entry says what sources report and nobody decided here: it attests it, or corrects an entry that did,
    through whatever corrections lie between."""
    kind = type(entry.act)
    if kind is not Correct:
        return kind is Attest
    return any(isinstance(one, EntryCorrected) and one.attested for one in entry.effects)
