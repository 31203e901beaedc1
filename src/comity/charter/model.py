"""A charter as a value: what a body's constitutive instrument and rules of procedure say, with the article for each.

The notation is ``docs/formats/charter.md``; ``reading`` makes these values from YAML, ``printing`` gives YAML back,
``law`` reads them *as at* a date. Everything is frozen and says nothing of any particular body.

A value that changes over time is a ``Dated[T]``: versions in order of their first day. ``Name`` is the name of a thing, or
what is said, in each of the body's languages. ``Charter.words`` says what a word that is a name at once (a thing provided,
a quality, an event, a group, an instrument as articles cite it) is called in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

from comity.rules.terms import Condition, Position, Rule

T = TypeVar("T")
Name = Mapping[str, str]

Right = Literal[
    "attend",
    "speak",
    "propose",
    "circulate",
    "vote",
    "break silence",
    "be elected",
    "chair",
    "see restricted texts",
    "ask",
]
Power = Literal["speak", "propose", "decide", "sign", "record", "convene", "chair", "all"]
RIGHTS: tuple[Right, ...] = Right.__args__  # type: ignore[attr-defined]
POWERS: tuple[Power, ...] = Power.__args__  # type: ignore[attr-defined]


def carries(powers: Collection[str], power: str) -> bool:
    """Whether that power is among these, or all are."""
    return power in powers or "all" in powers


@dataclass(frozen=True, slots=True)
class Cited:
    """The article behind a provision, and whether somebody has read it (``status: to verify`` when not). ``compared_with``
    is where the text, or a report of it, was read."""

    article: str = ""
    to_verify: bool = False
    compared_with: str = ""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value by date: ``versions`` are ``(first day, value)`` in order; ``date.min`` where no day is given."""

    versions: tuple[tuple[date, T], ...]

    def on(self, day: date) -> T | None:
        """The version in force on ``day``; None before the first."""
        found = None
        for first, value in self.versions:
            if first > day:
                break
            found = value
        return found


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the body sits: its time zone governs every deadline, its holidays every period of days."""

    place: Name = field(default_factory=dict)
    zone: str = "UTC"
    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Instrument:
    instrument: str
    title: Name
    dated: date | None = None
    in_force: date | None = None
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    first: date
    status: str
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member or other party named by the charter, and its statuses by date."""

    member: str
    name: Name
    sort_name: Name
    statuses: tuple[StatusPeriod, ...]
    cites: Cited = Cited()
    capital: Name = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What a party may be to the body; ``counted`` says whether it belongs to ``members`` of a rule, ``notice`` how long
    before a withdrawal takes effect it must be notified (in days, weeks, months or years)."""

    status: str
    title: Name
    rights: tuple[Right, ...]
    counted: bool
    cites: Cited = Cited()
    notice: Period | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight by date, an exact number for each member, with the external total (``world``) if it has one, and where
    the numbers come from (``sources``)."""

    weight: str
    values: Dated[Mapping[str, Fraction]]
    world: Dated[Fraction] | None = None
    cites: Cited = Cited()
    sources: Dated[str] = Dated(())


SLOT = "the member whose slot it is"


def with_article(noun: str) -> str:
    """``a member``, ``an observer``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


@dataclass(frozen=True, slots=True)
class RolePhrase:
    """Who may do something or is asked: one phrase of the notation.

    ========================  ==========================================================================
    ``any``                   any of the phrases in ``of``
    ``member``                ``any member`` / ``each member``: whoever is counted; ``name`` is a status that
                              narrows it (``each observer``), else empty
    ``parameter``             ``the state_concerned``: the members in a parameter or group named ``name``
    ``slot``                  ``the member whose slot it is``: by the rota of the office of the matter
    ``provided``              ``the applicant``: a party provided by an earlier step or at opening
    ``chair``                 ``the chair``: the member now holding the rota named, or the holder of the office
    ``organ`` / ``office``    the organ or office named ``name``
    ``several``               ``at least two members``: ``number`` members together
    ========================  ==========================================================================

    ``through`` narrows a member to the persons whose credential names that title (``through: head of state``).

    ``str`` gives it as a reader says it.

    >>> str(RolePhrase("several", number=2)), str(RolePhrase("member", through="head of state"))
    ('at least 2 members', 'a member through its head of state')
    >>> str(RolePhrase("member", "observer")), str(RolePhrase("provided", "proposer"))
    ('an observer', 'the proposer')
    """

    kind: Literal[
        "any", "member", "parameter", "slot", "provided", "chair", "organ", "office", "several"
    ]
    name: str = ""
    of: tuple[RolePhrase, ...] = ()
    number: int = 1
    through: str = ""

    @property
    def parts(self) -> tuple[RolePhrase, ...]:
        """The phrases of which any will do, none of them ``any`` itself."""
        if self.kind != "any":
            return (self,)
        return tuple(part for one in self.of for part in one.parts)

    def __str__(self) -> str:
        through = f" through its {self.through}" if self.through else ""
        match self.kind:
            case "any":
                return " or ".join(map(str, self.of))
            case "member":
                return f"{with_article(self.name or 'member')}{through}"
            case "several":
                return f"at least {self.number} members"
            case "slot":
                return f"{SLOT}{through}"
            case "parameter" | "provided" | "chair" | "organ" | "office":
                return f"the {self.name.replace('_', ' ')}{through}"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of session: who is admitted, and who sees the papers (status, organ or office names)."""

    format: str
    title: Name
    admits: tuple[RolePhrase, ...]
    papers_to: tuple[RolePhrase, ...]
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Organ:
    organ: str
    title: Name
    one_for_each: str = ""
    held_by: str = ""
    decides_by: str = ""
    chaired_by: str = ""
    headed_by: str = ""
    powers: tuple[Power, ...] = ()
    formats: tuple[Format, ...] = ()
    quorum: Condition | None = None
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a rota: by alphabet of a language over sort names, or as listed."""

    alphabet: str = ""
    listed: tuple[str, ...] = ()


Passing = Literal["close of session", "calendar year", "months", "decision"]
Skip = Literal[
    "next member moves up, pointer continues after it",
    "turns are swapped",
    "held vacant",
]


@dataclass(frozen=True, slots=True)
class Rota:
    """A turn that passes from member to member. ``first`` holds it from ``since``; ``organ``, for one that passes at
    the close of a regular session, is the organ whose session that is (empty: any organ chaired by the rota)."""

    rota: str
    title: Name
    of: str
    order: Order
    first: str
    since: date | None
    passes: Passing
    months: int = 0
    organ: str = ""
    when_skipped: Skip | None = None
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Slots:
    """The periods of an office on its rota: ``length`` in months each, in order, from ``since``."""

    months: int
    since: date
    of: str
    order: Order
    first: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts while the office is vacant, and for how many months at the most (None: no limit)."""

    who: Name
    limit_months: int | None


@dataclass(frozen=True, slots=True)
class Office:
    office: str
    title: Name
    slots: Slots | None = None
    term_months: int | None = None
    filled_by: str = ""
    acting: Acting | None = None
    holds_over: bool = False
    powers: tuple[Power, ...] = ()
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Reservation:
    """A type of reservation: whether it blocks, and what becomes of it at the deadline if nobody lifts it."""

    type: str
    title: Name
    blocks: bool
    at_deadline: Literal["stands", "lifts", "becomes an objection", "counts as silence", "travels"]
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: exactly one unit is more than zero. ``hours`` run by the clock; ``days``, ``weeks`` and ``months``
    by the calendar of the seat; ``working_days`` skip weekends and holidays."""

    hours: int = 0
    days: int = 0
    working_days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0


@dataclass(frozen=True, slots=True)
class Extending:
    """How often a deadline may be extended (0: not at all), and by how much in all; None where the charter does not say."""

    times: int | None = None
    by_at_most: Period | None = None
    cites: Cited = Cited()


@dataclass(frozen=True, slots=True)
class Closing:
    """When a question closes. ``after``: a period from its opening. ``at_session``: when the session's chair closes it.
    ``all_answered``: as soon as nobody is pending. ``set_by_opener``: the act that puts it names the instant, not
    sooner than ``at_least`` after it. ``extended``: how far its deadline may be extended; None: without limit."""

    after: Period | None = None
    at_session: bool = False
    all_answered: bool = False
    set_by_opener: bool = False
    at_least: Period | None = None
    extended: Extending | None = None
    cites: Cited = Cited()

    @property
    def has_deadline(self) -> bool:
        """Whether a question that closes so has a deadline."""
        return self.after is not None or self.set_by_opener


@dataclass(frozen=True, slots=True)
class Silence:
    """The particulars of a silence procedure (survey 2.5, 3.2; cases T54 to T62)."""

    counts_when: Literal["received", "sent"] = "received"
    amendment_breaks: bool = True
    withdrawn_break: Literal["stays broken", "resumes"] = "stays broken"
    new_member: Literal["not counted", "counted"] = "not counted"
    only_for: tuple[str, ...] = ()
    opened_at_session: bool = False


SilenceMeans = Literal["no answer", "consent", "non-participation", "objection"]
SILENCE: Mapping[SilenceMeans, Position] = {
    "no answer": "absent",
    "consent": "does not object",
    "non-participation": "present not voting",
    "objection": "against",
}
"""What having said nothing counts as at the close."""


@dataclass(frozen=True, slots=True)
class Asks:
    """The step asks for an act: somebody provides a thing (``candidate``, ``text``, ``plan``, ``date``, ...)."""

    thing: str
    of: RolePhrase
    within: Period | None = None


@dataclass(frozen=True, slots=True)
class Puts:
    """The step puts a question to a population under a rule; in a charter read, the rule may be empty where an organ is
    asked that decides by one, and the law of a day has it. ``present_only``: those of it vote who are in the room of the
    session in which it is put. ``values_as_at``: the day of its weights and groups, ``opening``, ``close`` or a day
    provided under that name; empty where the charter does not say. ``without_a_vote``: closed in its session before anybody
    has answered, it is adopted."""

    question: Name
    to: RolePhrase
    rule: str = ""
    closes: Closing = Closing()
    silence_means: SilenceMeans = "no answer"
    silence: Silence | None = None
    form: Literal["position", "signature"] = "position"
    allowed: tuple[Position, ...] = ()
    put_by: RolePhrase | None = None
    confidential: bool = False
    on_text: bool = False
    present_only: bool = False
    values_as_at: str = ""
    without_a_vote: bool = False

    def hears_all(self, rule: Rule) -> bool:
        """Whether the question, where it has no deadline, is open until all have answered who can: the charter says so, or
        has silence carry it, which it cannot before everybody had the time to speak. Otherwise who steers it closes it."""
        carries = rule.fails_when is not None and self.silence_means != "objection"
        return self.closes.all_answered or self.silence_means == "consent" or carries


@dataclass(frozen=True, slots=True)
class Waits:
    """The step waits: for a ``date`` provided by an earlier step under that name, for a ``period``, for an ``event``
    (``the session`` closing, ``a report``), recorded by an act."""

    date: str = ""
    period: Period | None = None
    event: str = ""


EffectVerb = Literal[
    "fills",
    "grants",
    "ends status",
    "suspends",
    "restores",
    "amends charter",
    "issues",
    "approves",
    "sets measures",
    "ends measures",
    "passes",
]


@dataclass(frozen=True, slots=True)
class TakesEffect:
    """One thing that follows: ``verb`` with its ``object`` (an office, a status, ``decision``, ``plan``) and the things
    provided by earlier steps that it needs (``with``, ``to``, ``from``, ``until``), by their names."""

    verb: EffectVerb
    object: str = ""
    things: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure: exactly one of ``asks``, ``puts``, ``waits`` is given, or none and ``effects`` alone.
    The next step is the one written below, unless ``then`` names another for an outcome; ``end`` ends the matter."""

    step: str
    title: Name
    asks: Asks | None = None
    puts: Puts | None = None
    waits: Waits | None = None
    effects: tuple[TakesEffect, ...] = ()
    then: Mapping[str, str] = field(default_factory=dict)
    cites: Cited = Cited()
    article: str = field(init=False, default="", repr=False, compare=False)
    """Its provision, else that of its procedure, which gives it."""

    @property
    def roles(self) -> tuple[RolePhrase, ...]:
        """Whom it asks, and who puts its question, each part of a phrase by itself."""
        whole = [self.asks.of] if self.asks is not None else []
        if self.puts is not None:
            whole += [self.puts.to, *([self.puts.put_by] if self.puts.put_by is not None else [])]
        return tuple(part for role in whole for part in role.parts)


NAMED_LATER = ("provided", "parameter")
"""The roles whose parties each matter names."""
END, AGAIN = "end", ""
"""What follows a step where no step does: the matter ends, or its question can be put again."""


@dataclass(frozen=True, slots=True)
class Procedure:
    procedure: str
    title: Name
    about: str
    opened_by: RolePhrase
    steps: tuple[Step, ...]
    cites: Cited = Cited()
    days: frozenset[str] = field(init=False, repr=False, compare=False)
    """The things that some step waits for as a day, takes effect from, until or on, or takes the weights of."""
    uses: frozenset[str] = field(init=False, repr=False, compare=False)
    """Every name of a thing that some step does something with: ``days``, what its effects take, and whom it asks."""
    _named: Mapping[str, Step] = field(init=False, repr=False, compare=False)
    """The steps by their names."""
    _below: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """The name of the step written below each, ``END`` below the last."""

    def __post_init__(self) -> None:
        puts = (step.puts for step in self.steps)
        values = {one.values_as_at for one in puts if one is not None} - {"opening", "close"}
        waited = {step.waits.date for step in self.steps if step.waits is not None}
        taken = [one.things for step in self.steps for one in step.effects]
        dated = {one.get(role, "") for one in taken for role in ("from", "until", "date")}
        days = (values | waited | dated) - {""}
        for step in self.steps:
            object.__setattr__(step, "article", step.cites.article or self.cites.article)
        object.__setattr__(self, "days", frozenset(days))
        asked = {
            role.name for step in self.steps for role in step.roles if role.kind in NAMED_LATER
        }
        uses = days.union(asked, *(one.values() for one in taken))
        object.__setattr__(self, "uses", frozenset(uses))
        names = [step.step for step in self.steps]
        object.__setattr__(self, "_named", dict(zip(names, self.steps, strict=True)))
        object.__setattr__(self, "_below", dict(zip(names, [*names[1:], END], strict=False)))

    def at(self, step: str) -> Step:
        """The step of that name; KeyError where the procedure has none (the reader has checked names)."""
        return self._named[step]

    def has(self, step: str) -> bool:
        """Whether it has a step of that name."""
        return step in self._named

    def after(self, step: Step, outcome: str = "") -> str:
        """The step that follows what came of a step (empty: it is done), ``END``, or ``AGAIN``. An outcome that decides
        nothing (a tie, no quorum) ends a matter only where the charter names it: not by ``if not adopted: end``."""
        if outcome in ("", "adopted"):
            return step.then.get("adopted") or self._below[step.step]
        if outcome in step.then:
            return step.then[outcome]
        named = step.then.get("not adopted", END)
        return AGAIN if named == END and outcome not in ("rejected", "blocked") else named


@dataclass(frozen=True, slots=True)
class ConflictingText:
    """What one provision says of a matter that another provides for as well."""

    cites: Cited
    says: Name


@dataclass(frozen=True, slots=True)
class Conflict:
    """Texts of one subject that differ. ``about`` names the item of the charter that had to choose, ``prevails`` the
    article that governs; empty where nobody has said so."""

    conflict: str
    about: str
    texts: tuple[ConflictingText, ...]
    prevails: str = ""


@dataclass(frozen=True, slots=True)
class Charter:
    """The whole instrument. Lists are in the order of the file; each value that may vary by date is ``Dated``."""

    body: str
    title: Name
    digest: str
    text: str
    seat: Seat = Seat()
    languages: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    statuses: Mapping[str, Status] = field(default_factory=dict)
    members: Mapping[str, Dated[Member]] = field(default_factory=dict)
    groups: Mapping[str, Dated[frozenset[str]]] = field(default_factory=dict)
    weights: Mapping[str, Weight] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    reservations: Mapping[str, Dated[Reservation]] = field(default_factory=dict)
    organs: Mapping[str, Dated[Organ]] = field(default_factory=dict)
    rotas: Mapping[str, Dated[Rota]] = field(default_factory=dict)
    offices: Mapping[str, Dated[Office]] = field(default_factory=dict)
    rules: Mapping[str, Dated[Rule]] = field(default_factory=dict)
    procedures: Mapping[str, Dated[Procedure]] = field(default_factory=dict)
    credentials: Cited = Cited()
    group_cites: Mapping[str, Dated[Cited]] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    to_verify: tuple[str, ...] = ()
    second_hand: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Name] = field(default_factory=dict)
    lines: Mapping[tuple[str, ...], tuple[tuple[str, int], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Where the text has each item, clause and step (``places.lines_of``)."""
    memo: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out from the charter alone, as long as the charter itself is there."""

    @property
    def keeping_organs(self) -> tuple[str, ...]:
        """The organs that keep the record, on whatever day: one that does so on the day of the founding founds the body."""
        return tuple(
            name
            for name, dated in self.organs.items()
            if any(carries(organ.powers, "record") for _, organ in dated.versions)
        )

    @property
    def certified(self) -> bool:
        """False while anything in it is still to be verified against the text of the law."""
        return not self.to_verify
