"""One setting of the environment: what it says, and the refusal of what it says.

>>> setting({"COMITY_LIVE": " /live "}, "LIVE")
'/live'
>>> raise unfit("PROXIES", "one", "a number was expected", "Give a number.")
Traceback (most recent call last):
comity.errors.BadInput: COMITY_PROXIES is “one”, and a number was expected. Give a number.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.errors import BadInput

PREFIX = "COMITY_"
Environment = Mapping[str, str]


def setting(environment: Environment, name: str) -> str:
    """What the setting of that name (without ``COMITY_``) says; empty where it is not set."""
    return environment.get(PREFIX + name, "").strip()


def unfit(name: str, found: str, why: str, helps: str) -> BadInput:
    """The refusal (``setting.unreadable``) of what the setting says."""
    sentence = f"{PREFIX}{name} is “{found}”, and {why}."
    return BadInput("setting.unreadable", sentence, remedy=helps)
