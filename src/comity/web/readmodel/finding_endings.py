"""The sentences of what a charter ends on a day (``comity.charter.ending``), in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

ENDINGS: Mapping[str, str | Mapping[str, str]] = {
    "record.ends": _(
        "Nobody has the power to record. Those who had it last go on having it: {organs}."
    ),
    "nobody.left": {
        "members": _(
            "Nobody is a member by the charter: only somebody whom a procedure admits can act as one. Name who is a"
            " member then, or leave the last days of statuses out."
        ),
        "status": _(
            "Nobody has the status {status}, on which these depend: {uses}. Name somebody for that time, or take it"
            " out of what depends on it from that day on."
        ),
        "group": _(
            "Nobody is in the group {group}, on which these depend: {uses}. Name somebody for that time, or take it"
            " out of what depends on it from that day on."
        ),
    },
    "power.ends": {
        "organ": _(
            "{organ} has no power to propose, and cannot act in: {procedures}. Add propose to its powers for that"
            " time too."
        ),
        "office": _(
            "{office} has no power to propose, and cannot act in: {procedures}. Add propose to its powers for that"
            " time too."
        ),
    },
}
