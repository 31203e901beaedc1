"""What lies beside the entries and is named in them, compared with them: what each request brought, what was sealed.

No hash covers it. A request that is not kept as it was could be recorded twice; sealed content that is gone, and that
nobody erased, is not shown any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from comity.store.codec import decode
from comity.store.moving import Movable
from comity.store.protocol import Span, Store
from comity.store.sealing import COMMITTED, PREFIX


def misplaced(store: Store, body: str) -> int | None:
    """The first entry whose request is kept with other entries, or is not kept; None where all are as they were."""
    for request, span in _brought(store, body):
        if store.request(body, request) != span:
            return span.first
    return None


def lost(store: Movable, body: str) -> int | None:
    """The first entry of which something is sealed that is neither kept nor erased; None where there is none."""
    known = {digest for digest, _ in store.all_digests(body)}
    for number, data in enumerate(store.read(body)):
        for commitment in COMMITTED.findall(data.decode()):
            if bytes.fromhex(commitment.removeprefix(PREFIX)) not in known:
                return number
    return None


def _brought(store: Store, body: str) -> Iterator[tuple[str, Span]]:
    """What each request brought, by the entries. Those of one request stand together: they were appended at once."""
    requests = ((decode(data).request, number) for number, data in enumerate(store.read(body)))
    for request, group in groupby(requests, key=itemgetter(0)):
        if request:
            numbers = [number for _, number in group]
            yield request, Span(numbers[0], len(numbers))
