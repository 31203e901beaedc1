"""What a field of an act or effect holds, said on the field: the types of ``acts`` and ``effects``.

Each type here is a Python type annotated with one value that says what the field holds. Everything that has to know it
reads it from there: what may be written in the field (``wellformed``), to what it may refer (``references``), and how a
form asks for it. ``fields_of`` gives them for a struct.

============  ==============================================================================================================
``Id``        an id, and of what: what the field refers to, or the new thing that the act or effect brings (``new``)
``Label``     a word of the charter's notation or of the body: a step, a status, the nature of a meeting
``Line``      a text of one line: a title, a name, an article
``Prose``     a text of several lines: a statement, a reason, a paragraph
``Value``     what a step of a procedure asks for: an id, a date, a list of members, a text
``Time``      a day, an uncertain date (EDTF), an instant, a local time of the seat, or several of these
``Code``      something that programs read: a digest, a key, the name of a file
``Whole``     a whole number, and the least that it may be
``Several``   of a list: each only once
``Choice``    one of a closed set of words
============  ==============================================================================================================

>>> from comity.body.effects import PositionStated
>>> holds(PositionStated)["member"], holds(PositionStated)["statement"]
(Id(of=('party', 'organ', 'office', 'rota', 'person'), new=False), Prose(longest=200000))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from comity.grammar import LONGEST_TEXT

Values = Callable[[msgspec.Struct], tuple[Any, ...]]

# --- what can be said of a field --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Id:
    """An id of one of these kinds of thing. ``new``: the act or effect brings the thing of that id."""

    of: tuple[str, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A word or phrase by which the charter or the body refers to something. ``of``: where the charter lists them."""

    of: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A text of one line."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that may have several lines, of ``longest`` characters at the most."""

    longest: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Value:
    """What a procedure needs: what it is follows from the procedure, and the value may be any text."""


@dataclass(frozen=True, slots=True)
class Time:
    """A point or span of time, in one of ``forms``.

    ``day``: one day of the calendar. ``date``: EDTF, as uncertain as the source, or an instant. ``instant``: UTC to the
    millisecond, in the one form that sorts as text. ``local``: a local time of the seat, or one with its offset."""

    forms: tuple[Literal["day", "date", "instant", "local"], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Something that programs read. ``form`` says which."""

    form: Literal["sha256", "digest", "base64url", "host", "origin", "file", "signature"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` on; any at all where the act itself is refused for what it names."""

    least: int | None = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set: ``of`` names the set (``positions``, ``outcomes``, ``powers``, ``rights``, ``dispositions``,
    ``hindrances``)."""

    of: str


@dataclass(frozen=True, slots=True)
class Several:
    """A list in which each stands once."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""


Holds = Id | Label | Line | Prose | Value | Time | Code | Whole | Choice | Flag

# --- texts ------------------------------------------------------------------------------------------------------------

Text = str | dict[str, str]
"""A text, or the same in several languages (ISO 639-1)."""
Title = Annotated[Text, Line()]
"""A title, a name, a place, in one line; in several languages if need be."""
Words = Annotated[Text, Prose()]
"""What somebody says or writes; in several languages if need be."""
PlainLine = Annotated[str, Line()]
"""A line in one language: an article, a publisher, a licence."""
PlainWords = Annotated[str, Prose()]
"""A text in one language."""
CharterText = Annotated[str, Value()]
"""The whole text of a charter, in its notation."""
ThingValue = Annotated[str, Value()]
"""What a step asked for, or what a matter is about."""
Word = Annotated[str, Label()]
"""A word of the body that the charter need not list: the nature of a meeting, the way in which a paper came."""
ThingName = Annotated[str, Label("thing")]
"""What a step of a procedure asks for, as the charter calls it: ``candidate``, ``last day``."""
StepName = Annotated[str, Label("step")]
"""A step of the procedure of the matter."""
StatusName = Annotated[str, Label("status")]
"""A status of the charter."""
FormatName = Annotated[str, Label("format")]
"""A format in which the organ meets."""
ReservationType = Annotated[str, Label("reservation")]
"""A type of reservation of the charter."""
EventName = Annotated[str, Label("awaited")]
"""What a step waits for."""
ValueName = Annotated[str, Label()]
"""The name of a value that fills a hole of a sentence."""
GroupName = Annotated[str, Label("group")]
"""A group that the rule of the question counts."""

# --- closed sets ------------------------------------------------------------------------------------------------------

Position = Annotated[str, Choice("positions")]
Outcome = Annotated[str, Choice("outcomes")]
Power = Annotated[str, Choice("powers")]
Right = Annotated[str, Choice("rights")]
Disposition = Annotated[str, Choice("dispositions")]
HindranceCode = Annotated[str, Choice("hindrances")]
"""What stops a matter, as ``comity.hindrances`` lists it."""

# --- times ------------------------------------------------------------------------------------------------------------

Day = Annotated[str, Time(("day",))]
"""One day of the calendar: 2026-03-05."""
Date = Annotated[str, Time(("date",))]
"""A date as certain as the source: EDTF."""
DateOrInstant = Annotated[str, Time(("date", "instant"))]
"""A date, or the very instant where it is known."""
Instant = Annotated[str, Time(("instant",))]
"""An instant: 2026-03-05T09:00:00.000Z."""
LocalTime = Annotated[str, Time(("local", "instant"))]
"""A local time of the seat, or an instant with its offset."""

# --- codes and numbers ------------------------------------------------------------------------------------------------

Sha256 = Annotated[str, Code("sha256")]
"""SHA-256 in 64 hexadecimal digits."""
Digest = Annotated[str, Code("digest")]
"""``sha256:`` and 64 hexadecimal digits: of a text that the body keeps."""
Base64Url = Annotated[str, Code("base64url")]
HostName = Annotated[str, Code("host")]
WebOrigin = Annotated[str, Code("origin")]
FilePath = Annotated[str, Code("file")]
"""The path of a file below the folder of papers: names joined by ``/``."""
Signature = Annotated[str, Code("signature")]
"""A person's signature over the act; its form is ``docs/formats/signature.md``."""
Count = Annotated[int, Whole(0)]
AgendaPlace = Annotated[int, Whole(None)]
"""The place of an item on the agenda, from 1. How many there are is for the agenda to say."""
Ordinal = Annotated[int, Whole(1)]
EntryNumber = Annotated[int, Whole(0)]

# --- ids --------------------------------------------------------------------------------------------------------------

ACTOR = ("party", "organ", "office", "rota", "person")
SUBJECT = (
    *(
        "matter",
        "decision",
        "instruction",
        "session",
        "meeting",
        "question",
        "tenure",
        "event",
        "measures",
    ),
    *(
        "priority",
        "plan_item",
        "source",
        "inquiry",
        "credential",
        "conflict",
        "relation",
        "introduction",
    ),
    *("review", "entry"),
    *ACTOR,
)
"""Whatever somebody may ask or report about."""
PartyId = Annotated[str, Id(("party",))]
NewPartyId = Annotated[str, Id(("party",), new=True)]
ActorId = Annotated[str, Id(ACTOR)]
"""Who acts, is asked or is addressed."""
OrganId = Annotated[str, Id(("organ",))]
OfficeId = Annotated[str, Id(("office",))]
RotaId = Annotated[str, Id(("rota",))]
AccreditorId = Annotated[str, Id(("party", "organ"))]
"""For whom a credential lets somebody act."""
PersonId = Annotated[str, Id(("person",))]
NewPersonId = Annotated[str, Id(("person",), new=True)]
CredentialId = Annotated[str, Id(("credential",))]
NewCredentialId = Annotated[str, Id(("credential",), new=True)]
KeyId = Annotated[str, Id(("key",))]
NewKeyId = Annotated[str, Id(("key",), new=True)]
TenureId = Annotated[str, Id(("tenure",))]
NewTenureId = Annotated[str, Id(("tenure",), new=True)]
NewRelationId = Annotated[str, Id(("relation",), new=True)]
NewIntroductionId = Annotated[str, Id(("introduction",), new=True)]
SessionId = Annotated[str, Id(("session",))]
NewSessionId = Annotated[str, Id(("session",), new=True)]
ItemId = Annotated[str, Id(("item",))]
NewItemId = Annotated[str, Id(("item",), new=True)]
NewSpeechId = Annotated[str, Id(("speech",), new=True)]
MeetingId = Annotated[str, Id(("meeting",))]
NewMeetingId = Annotated[str, Id(("meeting",), new=True)]
InstructionId = Annotated[str, Id(("instruction",))]
NewInstructionId = Annotated[str, Id(("instruction",), new=True)]
InquiryId = Annotated[str, Id(("inquiry",))]
NewInquiryId = Annotated[str, Id(("inquiry",), new=True)]
ProcedureId = Annotated[str, Id(("procedure",))]
RuleId = Annotated[str, Id(("rule",))]
MatterId = Annotated[str, Id(("matter",))]
NewMatterId = Annotated[str, Id(("matter",), new=True)]
ParagraphId = Annotated[str, Id(("paragraph",))]
NewParagraphId = Annotated[str, Id(("paragraph",), new=True)]
RemarkId = Annotated[str, Id(("remark",))]
NewRemarkId = Annotated[str, Id(("remark",), new=True)]
QuestionId = Annotated[str, Id(("question",))]
NewQuestionId = Annotated[str, Id(("question",), new=True)]
DecisionId = Annotated[str, Id(("decision",))]
NewDecisionId = Annotated[str, Id(("decision",), new=True)]
DeadlineId = Annotated[str, Id(("question", "matter"))]
"""The question or the matter whose deadline it is."""
NewPriorityId = Annotated[str, Id(("priority",), new=True)]
NewPlanItemId = Annotated[str, Id(("plan_item",), new=True)]
CarriedOutId = Annotated[str, Id(SUBJECT)]
"""What an item of a plan or an event carries out."""
EventId = Annotated[str, Id(("event",))]
NewEventId = Annotated[str, Id(("event",), new=True)]
SeriesId = Annotated[str, Id(())]
"""The series that an event is one edition of, or the plan that an item is in. Nothing brings it: whatever has the same
id belongs together."""
ContributionId = Annotated[str, Id(("event", "measures"))]
MeasuresId = Annotated[str, Id(("measures",))]
NewMeasuresId = Annotated[str, Id(("measures",), new=True)]
NewReviewId = Annotated[str, Id(("review",), new=True)]
SourceId = Annotated[str, Id(("source",))]
NewSourceId = Annotated[str, Id(("source",), new=True)]
NewConflictId = Annotated[str, Id(("conflict",), new=True)]
SubjectId = Annotated[str, Id(SUBJECT)]
"""What is asked, reviewed or flagged: the id of anything, or the number of an entry."""


# --- reading the types ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct: ``name`` in Python and ``stored`` in JSON, whether it is ``required``, and what it holds.

    ``form``: ``one`` value, a ``list``, a ``map``, a map of ``lists``, one ``struct`` or ``structs`` in a list. ``holds``
    is said of each item of a list and of each value of a map, or of each item in a map of lists; ``keys`` of each key.
    ``distinct``: no item of the list occurs twice. ``words``: the words of a ``Literal``. ``inner``: the types that a
    struct may have. ``default``: the value that is left out of the bytes; ``msgspec.NODEFAULT`` of a required field."""

    name: str
    stored: str
    required: bool
    default: Any
    form: Literal["one", "list", "map", "lists", "struct", "structs"]
    holds: Holds | None
    keys: Holds | None = None
    distinct: bool = False
    words: tuple[str, ...] = ()
    inner: tuple[type[Any], ...] = ()


@cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of an act, an effect or another struct of theirs, in their order."""
    hints = get_type_hints(struct, include_extras=True)
    return tuple(_field(one, hints[one.name]) for one in msgspec.structs.fields(struct))


def values_of(names: Sequence[str]) -> Values:
    """What takes the values of the fields of those names from a struct."""
    if not names:
        return lambda said: ()
    take = attrgetter(*names)
    return take if len(names) > 1 else lambda said: (take(said),)


def holds(struct: type[msgspec.Struct]) -> dict[str, Holds]:
    """What each field of the struct holds, by its name in Python; fields that are structs are left out."""
    return {one.name: one.holds for one in fields_of(struct) if one.holds is not None}


def _field(one: msgspec.structs.FieldInfo, hint: Any) -> Field:
    default = one.default if one.default_factory is msgspec.NODEFAULT else one.default_factory()
    said = {
        "name": one.name,
        "stored": one.encode_name,
        "required": one.required,
        "default": default,
    }
    inner, distinct = _plain(hint)
    arguments = get_args(inner)
    if get_origin(inner) is list and (structs := _structs(arguments[0])):
        return Field(**said, form="structs", holds=None, inner=structs)
    if get_origin(inner) is list:
        return Field(**said, form="list", holds=_held(arguments[0]), distinct=distinct)
    if get_origin(inner) is dict:
        key, value = arguments
        lists = get_origin(value) is list
        held = _held(get_args(value)[0] if lists else value)
        return Field(**said, form="lists" if lists else "map", holds=held, keys=_held(key))
    if structs := _structs(inner):
        return Field(**said, form="struct", holds=None, inner=structs)
    words = get_args(inner) if get_origin(inner) is Literal else ()
    return Field(**said, form="one", holds=_held(hint), words=words)


def _plain(hint: Any) -> tuple[Any, bool]:
    """The type without ``Several``, and whether that was said of it."""
    if get_origin(hint) is Annotated and Several() in hint.__metadata__:
        return hint.__origin__, True
    return hint, False


def _structs(hint: Any) -> tuple[type[Any], ...]:
    """The structs of a union, or the struct alone; none where it is neither."""
    kinds = get_args(hint) or (hint,)
    return (
        kinds if all(isinstance(k, type) and issubclass(k, msgspec.Struct) for k in kinds) else ()
    )


def _held(hint: Any) -> Holds | None:
    """What is said of the type; of ``None | T`` what is said of T."""
    if get_origin(hint) is Annotated:
        said: Holds = hint.__metadata__[0]
        return said
    if hint is bool:
        return Flag()
    if get_origin(hint) is Literal:
        return Choice("words")
    return next((held for one in get_args(hint) if (held := _held(one)) is not None), None)
