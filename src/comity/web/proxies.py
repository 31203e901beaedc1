"""What stands in front of the pages: under which address readers find them, and how many proxies are ours to believe.

A proxy adds to ``X-Forwarded-For`` from whom it has a request, and says in ``X-Forwarded-Proto`` whether that came by TLS.
Anybody else may write the same, so that neither is believed unless ``COMITY_PROXIES`` says how many proxies are our own.

>>> front = front_of({"COMITY_ORIGIN": "https://office.example.org", "COMITY_PROXIES": "1"})
>>> front.secure, front.proxies, front.unbelieved
(True, 1, False)
>>> front_of({"COMITY_ORIGIN": "https://office.example.org"}).unbelieved
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.errors import BadInput

MOST = 9
"""More proxies than these in a row are a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Front:
    """``origins``: where readers find the pages; ``proxies``: how many of our own a request passes, the nearest last."""

    origins: tuple[str, ...] = ()
    proxies: int = 0

    @property
    def secure(self) -> bool:
        """Whether every reader comes by TLS."""
        return bool(self.origins) and all(one.startswith("https://") for one in self.origins)

    @property
    def unbelieved(self) -> bool:
        """Whether TLS must end in a proxy, since ``comity serve`` speaks plain HTTP, and none is believed."""
        return any(one.startswith("https://") for one in self.origins) and not self.proxies


def front_of(environment: Mapping[str, str]) -> Front:
    """What ``COMITY_ORIGIN`` and ``COMITY_PROXIES`` say. ``BadInput`` (``proxies.unreadable``) where that is no number."""
    said = environment.get("COMITY_PROXIES", "").strip() or "0"
    if not (said.isascii() and said.isdecimal() and int(said) <= MOST):
        raise BadInput(
            "proxies.unreadable",
            f"COMITY_PROXIES is “{said}”: a number from 0 to {MOST} was expected.",
            remedy="Give the number of your own proxies that a request passes, 0 where there is none.",
        )
    return Front(tuple(environment.get("COMITY_ORIGIN", "").split()), int(said))
