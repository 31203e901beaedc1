"""The JSON Schema (2020-12) of the charter, made from the tables of keys that the reader itself uses.

It is published as ``docs/formats/charter.schema.json`` for editors. What it accepts may still be refused by the reader,
which also knows names, dates and arithmetic; what it refuses is no charter.

>>> charter_schema()["required"]
['comity', 'body', 'title']
"""

from __future__ import annotations

import json
from typing import Any

from comity.charter.conditions import CONDITION_SCHEMA
from comity.charter.kinds import DEFINITIONS, table_schema
from comity.charter.reading import CHARTER_KEYS
from comity.charter.roles import ROLE_SCHEMA


def charter_schema() -> dict[str, Any]:
    """The schema as a JSON-able value."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Charter of a body, format 1",
        **table_schema(CHARTER_KEYS),
        "$defs": {**DEFINITIONS, "condition": CONDITION_SCHEMA, "role": ROLE_SCHEMA},
    }


def print_schema() -> str:
    """The schema as the text that is published."""
    return json.dumps(charter_schema(), indent=1, ensure_ascii=False) + "\n"
