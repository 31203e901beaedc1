"""Who may do something or is asked: one phrase of the notation, read and printed.

========================================  ===========================================================
``any member``, ``each member``           whoever is counted; a status in place of *member* narrows it
``the member whose slot it is``           by the rota of the office of the matter
``the chair``                             the rota or office that chairs the organs, where it is one and the same
``council``, ``the secretariat``          an organ, an office or a rota by name (a rota: whose turn it is)
``the permanent``, ``the appellant``      a group, a parameter, or else a party provided by a step
``at least 2 members``                    so many together
``{any of: [...]}``                       any of several
``{each member through: head of state}``  through the persons whose credential names that title
========================================  ===========================================================

>>> notes = Notes("charter.yaml")
>>> notes.declare("rota", "chairmanship")
>>> read_role(Scalar("the chairmanship", 1, 1), notes)
RolePhrase(kind='chair', name='chairmanship', of=(), number=1, through='')
>>> print_role(RolePhrase(kind="member", through="head of state"))
{'each member through': 'head of state'}
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Literal

from comity.charter.clashes import ANOTHER, ASKED, CHAIR, OPENING, clash
from comity.charter.kinds import Kind
from comity.charter.legal_phrases import number_of_members, share_of_members
from comity.charter.model import SLOT, RolePhrase
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest, shown
from comity.charter.things import AT_OPENING

THROUGH = " through"
RoleKind = Literal["organ", "office", "chair", "parameter", "member", "provided"]
SEVERAL = re.compile(r"at least ([1-9]\d{0,4}) members")
_MEMBER = re.compile(
    r"(?:(?:member|contracting|participating) )?"
    r"(?:states?(?: part(?:y|ies)| members?)?|part(?:y|ies)|countr(?:y|ies)|delegations?|governments?)"
)
_MEMBERS = re.compile(r"members|membership|states|parties|delegations", re.IGNORECASE)
EXPECTED = "a role such as any member, the chair, or the name of an organ or office"


def read_role(node: Node, notes: Notes) -> RolePhrase | None:
    """The role that a node names, or None once a fault is noted."""
    match node:
        case Scalar(value=phrase) if phrase.strip():
            return _named(" ".join(phrase.split()), node, notes)
        case Pairs(pairs=pairs) if len(pairs) == 1:
            (pair,) = pairs.values()
            return _paired(pair.key, pair.value, notes)
    notes.wrong("role.unknown", node, EXPECTED)
    return None


def print_role(role: RolePhrase) -> str | dict[str, object]:
    """The canonical phrase of a role; ``read_role`` gives the same value back."""
    if role.through:
        return {f"{_phrase(role)}{THROUGH}": role.through}
    if role.kind == "any":
        return {"any of": [print_role(each) for each in role.of]}
    return _phrase(role)


def role_text(role: RolePhrase) -> str:
    """The canonical phrase of a role in one text, as the register keeps it; ``role_of_text`` gives the role back.

    >>> role_text(RolePhrase("member", through="head of state"))
    '{"each member through":"head of state"}'
    """
    printed = print_role(role)
    return printed if isinstance(printed, str) else json.dumps(printed, separators=(",", ":"))


def role_of_text(text: str) -> RolePhrase | None:
    """The role that the text says; None where it says none. What only a charter tells, whether a name is that of an organ
    or of something else, is left open: it is taken for something provided.

    >>> role_of_text("the applicant")
    RolePhrase(kind='provided', name='applicant', of=(), number=1, through='')
    """
    if not text.startswith("{"):
        return _role_of_phrase(text)
    try:
        return _role_of_pair(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _role_of_pair(printed: object) -> RolePhrase | None:
    match printed:
        case str():
            return _role_of_phrase(printed)
        case {"any of": [*parts], **more} if parts and not more:
            of = [_role_of_pair(one) for one in parts]
            return RolePhrase("any", of=tuple(one for one in of if one is not None))
        case dict() if len(printed) == 1:
            phrase, title = next((str(key), value) for key, value in printed.items())
            role = _role_of_phrase(phrase.removesuffix(THROUGH))
            return (
                replace(role, through=title)
                if role is not None and isinstance(title, str)
                else None
            )
        case _:
            return None


def _role_of_phrase(text: str) -> RolePhrase | None:
    several = SEVERAL.fullmatch(text)
    if several:
        return RolePhrase("several", number=int(several[1]))
    if text == SLOT:
        return RolePhrase("slot")
    article, _, name = text.partition(" ")
    if article == "each" and name:
        return RolePhrase("member", "" if name == "member" else name)
    name = name if article == "the" and name else text
    return RolePhrase("provided", name) if name else None


def _phrase(role: RolePhrase) -> str:
    match role.kind:
        case "member":
            return f"each {role.name or 'member'}"
        case "slot":
            return SLOT
        case "several":
            return f"at least {role.number} members"
        case "organ" | "office" | "chair":
            return role.name
        case "parameter" | "provided" | "any":
            return f"the {role.name}"


def _paired(key: Scalar, value: Node, notes: Notes) -> RolePhrase | None:
    if key.value == "any of" and isinstance(value, Listing) and value.items:
        of = [read_role(item, notes) for item in value.items]
        return RolePhrase("any", of=tuple(role for role in of if role is not None))
    if key.value.endswith(THROUGH) and isinstance(value, Scalar) and value.value.strip():
        role = read_role(Scalar(key.value.removesuffix(THROUGH), key.line, key.column), notes)
        return None if role is None else replace(role, through=value.value)
    sentence = f"{shown(key)} begins no role."
    notes.fault("role.unknown", key, sentence, "any of: [...], or each member through: TITLE")
    return None


def _named(phrase: str, node: Scalar, notes: Notes) -> RolePhrase | None:
    several = SEVERAL.fullmatch(phrase)
    if several:
        return RolePhrase("several", number=int(several[1]))
    if phrase.removeprefix("the ") == SLOT.removeprefix("the "):
        return RolePhrase("slot")
    article, _, rest = phrase.partition(" ")
    name = rest if article in ("any", "each", "the") and rest else phrase
    if not (article in ("any", "each") and notes.knows("status", name)):
        _check_meaning(name, node, notes)
    if name == "chair" and not notes.knows("organ", name):
        return _chair(node, notes)
    found = _resolved(name, notes)
    if found is None and (meant := _number_meant(phrase, notes)):
        notes.fault(
            "role.unknown", node, f"{shown(node)} is not how a number is written here.", meant
        )
    elif found is None:
        words = ["any member", "each member", "the chair", SLOT, *AT_OPENING]
        words += notes.declared("organ", "office", "rota", "group", "parameter", "status", "thing")
        usual = '"any member" or "each member"' if _MEMBER.fullmatch(name.lower()) else ""
        expected = nearest(phrase, words) or nearest(name, words) or usual or EXPECTED
        expected = _everybody_meant(phrase.lower(), notes) or expected
        notes.fault("role.unknown", node, f"{shown(node)} is nobody here.", expected)
    return found


def _check_meaning(name: str, node: Scalar, notes: Notes) -> None:
    """Notes a fault where the name is that of something in the charter, and of what a step asks for or a word means."""
    kinds = [kind for kind, _ in _KINDS if kind != "parameter" and notes.knows(kind, name)]
    if name in AT_OPENING and "thing" not in kinds:
        kinds.append("opening")
    chairs = notes.declared("chair")
    if name == "chair" and chairs and chairs != [name]:
        kinds.append("chair")
    if len(kinds) > 1:
        one, other = kinds[0], _SAID.get(kinds[-1], kinds[-1])
        each = f'"each {name}" for all who have the status, or another name for one of the two'
        expected = each if one == "status" else ANOTHER
        clash(notes, name, node, one, other, expected)


def _number_meant(phrase: str, notes: Notes) -> str:
    """The phrase of the notation for a share or a number of members, if the phrase asks for one."""
    if not _MEMBERS.search(phrase):
        return ""
    number, share = number_of_members(phrase), share_of_members(phrase)
    if number:
        return f'"at least {number} members"'
    members = len(notes.declared("member"))
    over, under = (1, 2) if share is None and "majority" in phrase else share or (0, 1)
    if not over or not members:
        return ""
    least = members * over // under + 1 if share is None else -(-members * over // under)
    what = "a majority" if share is None else f"{over}/{under}"
    if least == 1:
        return '"any member"'
    return f'a number: "at least {least} members", which is {what} of the {members} that the charter names'


def _everybody_meant(phrase: str, notes: Notes) -> str:
    """What to write for all members: all are asked, or all must act together. Nobody at all is no role."""
    article, _, name = phrase.partition(" ")
    name = name.removeprefix("of ").removeprefix("the ")
    if article not in ("all", "every", "both", "no") or not (
        _MEMBER.fullmatch(name) or _MEMBERS.fullmatch(name) or name == "member"
    ):
        return ""
    if article == "no":
        return EXPECTED
    members = len(notes.declared("member"))
    together = (
        f', or "at least {members} members" where all must act together' if members > 1 else ""
    )
    return f'"each member" where each is asked{together}'


def _chair(node: Scalar, notes: Notes) -> RolePhrase | None:
    chairs = notes.declared("chair")
    if len(chairs) == 1:
        return _resolved(chairs[0], notes)
    sentence = "The organs have several chairs." if chairs else "No organ has a chair."
    expected = nearest("the chair", chairs) or "chaired by: in an organ"
    notes.fault("role.unknown", node, sentence, expected)
    return None


def _resolved(name: str, notes: Notes) -> RolePhrase | None:
    if name in ("member", "members"):
        return RolePhrase("member")
    for kind, role in _KINDS:
        if notes.knows(kind, name):
            return RolePhrase(role, name=name)
    return RolePhrase("provided", name=name) if name in AT_OPENING else None


# In this order: what a name means where several things carry it.
_KINDS: tuple[tuple[str, RoleKind], ...] = (
    ("organ", "organ"),
    ("office", "office"),
    ("rota", "chair"),
    ("group", "parameter"),
    ("parameter", "parameter"),
    ("status", "member"),
    ("thing", "provided"),
)

_SAID = {"thing": ASKED, "opening": OPENING, "chair": CHAIR}

ROLE: Kind[RolePhrase] = Kind(EXPECTED, read_role, {"$ref": "#/$defs/role"})
ROLE_SCHEMA = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {"any of": {"type": "array", "minItems": 1, "items": ROLE.schema}},
            "patternProperties": {f"^.+{THROUGH}$": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        },
    ]
}
