"""The usual phrases of charters and rules of procedure, in the notation: what to write for *simple majority*.

Nothing here is accepted in a charter. A lawyer who writes such a phrase is shown, in the message about it, the words of the
notation that say the same, or what has to be decided first where the phrase alone does not say.

>>> in_notation("in favour", "2/3 of present and voting")
'"in favour: at least 2/3 of voting" (voting: those present and voting)'
>>> in_notation("in favour", "majority of the members present and voting")
'"in favour: more than 1/2 of voting" (voting: those present and voting)'
>>> in_notation("quorum", "one third of the members")
'"present: at least 1/3 of members" (members: all members, present or not)'
>>> in_notation("in favour", "by unanimity")
'"in favour: all" (every member votes for it), or "against: none" (an abstention or absence does not prevent it)'
"""

from __future__ import annotations

import re

from comity.rules.phrases import OPS, SIDES

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
NUMBERS = {word: number for number, word in enumerate(_NUMBERS.split(), 1)}
_PARTS = ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
PARTS = {part: number for number, part in enumerate(_PARTS, 2)} | {"fourth": 4, "halve": 2}

_SOMEBODY = r"(?:members?|states?|part(?:y|ies)|delegations?|representatives?|governments?)"

# Phrases of which half would be the opposite, or which leave open what is counted: nothing is offered for them.
OPEN = re.compile(
    r"(reverse|negative|no|not|without|failing|absence of|lack of|reach|if)( by)?( a| an)? consensus"
    r"|consensus (not|to reject|against)"
    r"|not (opposing|objecting|dissenting|against)|blocking minorit|do(es)? not (object|oppose)|not having objected"
    r"|(no|not|without)( \w+)* casting vote"
)
# Words that say one thing in several ways, with the way that the tables below know.
SAME: tuple[tuple[str, str], ...] = (
    (
        r"(?:50 ?(?:%|per ?cent)|(?:one |a )?half|1/2)((?: of)?(?: (?!plus)[a-z]+)*?) ?(?:\+|plus) ?(?:1|one)\b"
        r"(?: (?:votes?|members?)\b)?",
        r"more than half\1",
    ),
    (r"(casting|who cast|cast) an? affirmative (or|and) negative votes?", "voting"),
    (r"casting (an?|their|its)( valid)? votes?", "voting"),
    (r"voting (in favou?r|for|yes)\b", "in favour"),
)
WEIGHED = re.compile(
    r"voting (power|strength|rights)|votes held|total votes(?! cast)|weighted votes"
)

# Phrases that stand for whole conditions, or for a choice that their author has to make. The first that fits is taken.
WHOLE: tuple[tuple[str, str], ...] = (
    (
        r"unanim.*(present and voting|votes? cast|\bvoting\b)",
        '"against: none" (nobody votes against it; an abstention or absence does not prevent it)',
    ),
    (
        r"unanim.*present",
        '"in favour: at least 100% of present" (all who are present vote for it), or "against: none" (an abstention '
        "does not prevent it)",
    ),
    (
        r"unanim",
        '"in favour: all" (every member votes for it), or "against: none" (an abstention or absence does not prevent it)',
    ),
    (
        r"consensus|common accord|(general|mutual) (agreement|accord|consent)|nem(ine)?\.? con|unopposed|without opposition"
        r"|(without|no|(in )?absence of|lack of)( any| formal| an?)? (objections?|dissent)\b|nobody (objects|opposes)"
        rf"|\b(no|none of|not one|not a single|nor any)( single)?( {_SOMEBODY})?( present| voting)* (object|oppos|dissent)"
        rf"|not (opposed|objected to) by any( {_SOMEBODY})?",
        '"objections: none"',
    ),
    (
        r"(no|without|absence of)( an?| any)? (negative|contrary) votes? (of|by|from)( an?| any)? permanent",
        '"against among GROUP: none"',
    ),
    (
        r"(no|without|absence of)( an?| any)? (negative votes?|votes? against|contrary votes?)",
        '"against: none"',
    ),
    (
        r"(qualified|special|super|reinforced|enhanced)[ -]?majority",
        'how large a majority, such as "in favour: at least 2/3 of voting" (voting: those present and voting) or '
        '"in favour: at least 2/3 of members"',
    ),
    (
        r"double majority",
        'both, such as "all of: [{in favour: more than 1/2 of members}, {in favour by WEIGHT: more than 1/2 of members}]"',
    ),
    (
        r"(relative majority|plurality|most votes|largest number of votes)",
        '"in favour: more than 1/2 of voting"; a choice among several is a question for each of them',
    ),
    (r"\bveto\b|concurring votes? of", '"against among GROUP: none"'),
    (r"casting vote", "tie: chair decides, beside the condition"),
)
SEVERAL = (
    'a condition for each part of it, such as "all of: [{in favour: at least 9}, {against among GROUP: none}]" or '
    '"{in favour by WEIGHT: at least 65% of members}"'
)
"""Of a phrase that says more than one condition has: half of it would be another rule."""
MORE = re.compile(
    r"\b(minus|less|except|excluding|unless|including|representing|weigh\w*|populations?|contributions?|provided|subject to"
    r"|with a quorum|together with|as well as|one of whom|of which|both|separately|distributed|concurrent majorit\w+"
    r"|each (?:chamber|group|category|house|side|region|of)|majorities)\b"
)
OF_ITS_BASE = re.compile(
    r"(no|not) less than|less than|(not|less|except|excluding|including|without) (\w+ )*abst\w*|abstentions included"
)
"""Words of ``MORE`` that say how a quantity is compared, or of whom it is a share."""
QUANTITY = re.compile(
    rf"\d+ ?/ ?\d+|\d+ ?(?:%|per ?cent)|\b(?:{'|'.join(NUMBERS)}|a)[ -](?:{'|'.join(PARTS)})s?\b"
    rf"|plus (?:one|1)|\b(?:\d+|{'|'.join(NUMBERS)})\b"
)
OTHER_SIDE = re.compile(
    r"\b(against|oppos\w+|negative votes?|nays?|objections?|object(?:s|ing)?|dissent\w*|vetoe?s?)\b"
)

# What a tie leads to, as texts say it.
TIES: tuple[tuple[str, str], ...] = (
    (r"casting|chair|president", "chair decides"),
    (r"\blots?\b|\bdraw", "lot"),
    (
        r"(second|third|another|new|further|fresh|restricted|repeated|renewed) (ballot|vote|round|voting)|again|re-?vote"
        r"|repeat",
        "revote",
    ),
    (r"discuss|debate|defer|adjourn|postpone|next meeting", "further discussion"),
    (r"lost|reject|not (adopted|carried|passed|approved)|fail|status quo|negatived", "rejected"),
)

# What a share is of, as texts say it: the first that fits is taken.
BASES: tuple[tuple[str, str], ...] = (
    (
        r"present and voting|votes? (validly )?cast|valid votes?|voters?\b|those voting|\bvoting\b|\bvotes?\b$",
        "voting",
    ),
    (
        r"(members?|states?|parties) (not|less|except|excluding|other than|without) "
        r"(those |the |who |which |members? |states? )*abst",
        "members less those abstaining",
    ),
    (r"ballots?|including abstentions|abstentions included", "ballots"),
    (r"entitled|eligible|(with|have|having) (the |a )?(right to vote|vote)", "entitled"),
    (r"\bpresent\b|in attendance|in the room|attending", "present"),
    (
        r"members?|membership|states?|parties|party|countries|delegations?|representatives?|governors?|composition|all\b",
        "members",
    ),
)
MEANS = {
    "voting": "those present and voting",
    "ballots": "votes for and against, abstentions and invalid ballots",
    "members less those abstaining": "all members but those that abstain",
    "entitled": "members that may vote",
    "present": "those present, voting or not",
    "members": "all members, present or not",
}
COMPARED: tuple[tuple[str, str], ...] = (
    (r"not more than|no more than|at most|up to|maximum|does not exceed|<=|≤", "at most"),
    (r"not (less|fewer) than|no (less|fewer) than|at least|minimum|or more|>=|≥", "at least"),
    (r"fewer than|less than|under|below|<", "fewer than"),
    (r"more than|over\b|greater than|exceed|above|in excess of|plus (one|1)|\+ ?1|>", "more than"),
    (r"exactly|precisely|=", "exactly"),
)
SIDES_SAID: tuple[tuple[str, str], ...] = (
    (r"not in favou?r", "not in favour"),
    (r"objection|objects?\b|objecting|dissent|vetoe?s?", "objections"),
    (r"against|\bno\b|negative|oppos|nays?", "against"),
    (r"abst", "abstaining"),
    (r"absen|away", "absent"),
    (r"quorum|present$|attendance|attending", "present"),
    (r"present and voting|votes? cast|voting", "voting"),
    (r"ballots", "ballots"),
    (r"in favou?r|\bfor\b|yes|affirmative|ayes?|approv|adopted when|majority|votes?", "in favour"),
)


def in_notation(key: str, phrase: str, usual: str = "in favour") -> str:
    """What the notation has for ``key: phrase``, quoted and with what its base means; empty where nothing is known.

    ``usual`` is the side that is meant where none is named."""
    words = _plain(phrase)
    for pattern, said in SAME:
        words = re.sub(pattern, said, words)
    if _says_several(words):
        return SEVERAL
    if OPEN.search(words):
        return ""
    for pattern, said in WHOLE:
        if re.search(pattern, words):
            return said
    side = side_meant(key) or _side_named(words) or usual
    if WEIGHED.search(words):
        return _weighed(key, words, side)
    quantity = _quantity(words, side)
    if not quantity:
        return ""
    _, of, base = quantity.partition(" of ")
    means = f" ({base}: {MEANS[base]})" if of and base in MEANS else ""
    return f'"{_around(key, side)}: {quantity}"{means}'


def _weighed(key: str, words: str, side: str) -> str:
    """A share of votes that members hold, and do not have one each."""
    counted = re.search(r"\bcast\b|present|exercised", words)
    base = "voting" if counted else "members"
    over, _, _ = _quantity(re.sub(r"votes?|voting|power", " ", words), side).partition(" of ")
    if "/" not in over and "%" not in over:
        return ""
    said = f"{_around(key, side)} by WEIGHT: {over} of {base}"
    return f'"{said}" (WEIGHT: the weight that gives the votes of each; {base}: {MEANS[base]})'


def _says_several(words: str) -> bool:
    """Whether the phrase says more than a single side compared with a single quantity."""
    rest = OF_ITS_BASE.sub(" ", words)
    return bool(MORE.search(rest)) or len(QUANTITY.findall(rest)) > 1


def _side_named(words: str) -> str:
    """The side other than *in favour* that the phrase itself names; empty where it names none."""
    named = OTHER_SIDE.search(words)
    return _first(SIDES_SAID, named[0]) if named else ""


def base_meant(words: str) -> str:
    """The base that these words usually stand for, with what it means; empty where they stand for none."""
    base = _first(BASES, _plain(words))
    return f'"{base}" ({MEANS[base]})' if base else ""


def side_meant(words: str) -> str:
    """The side that these words stand for; empty where they stand for none."""
    side = re.split(r" (?:among|by) ", " ".join(words.split()))[0]
    return side if side in SIDES else _first(SIDES_SAID, _plain(side))


def comparison_meant(words: str) -> str:
    """How a quantity is compared by these words, in the notation; empty where nothing is known."""
    return _first(COMPARED, _plain(words))


def tie_meant(words: str) -> str:
    """What follows a tie by these words, in the notation; empty where nothing is known."""
    said = _plain(words)
    # "not adopted" says what becomes of the proposal; any other negation says what does not happen.
    if re.search(
        r"\b(no|not|never|without)\b",
        re.sub(r"not (adopted|carried|passed|approved)", "lost", said),
    ):
        return (
            _first(TIES, said) if re.search(r"not (adopted|carried|passed|approved)", said) else ""
        )
    return _first(TIES, said)


def share_of_members(phrase: str) -> tuple[int, int] | None:
    """The share that a phrase such as ``at least one fifth of the members`` asks for, if it asks for one."""
    found = _fraction(_plain(phrase))
    return (found[0], found[1]) if found else None


def number_of_members(phrase: str) -> int | None:
    """The number that a phrase such as ``two or more members`` asks for, if it asks for one."""
    found = _number(_plain(phrase))
    return int(found) if found and not share_of_members(phrase) else None


def _plain(text: str) -> str:
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(text.lower().split()))
    words = re.sub(r"\b(the|of all|total number of|number of|its|their)\b ?", " ", words)
    return " ".join(words.split())


def _first(table: tuple[tuple[str, str], ...], words: str) -> str:
    return next((said for pattern, said in table if re.search(pattern, words)), "")


def _around(key: str, side: str) -> str:
    """The side with the group and the weight that the key names, if it names them as the notation does."""
    scope = re.search(r"(?: among \S+)?(?: by \S+)?$", " ".join(key.split()))
    return f"{side}{scope[0] if scope else ''}"


def _quantity(words: str, side: str) -> str:
    if re.match(r"(no|nobody|nil|zero|not any)\b(?! (less|fewer|more))", words):
        return "none"
    if re.match(r"(every|everybody|each|all)\b", words):
        base = _first(BASES, words)
        return "all" if base in ("members", "") else f"at least 100% of {base}"
    op = _first(COMPARED, words)
    share = _fraction(words)
    if share is not None:
        over, under, written = share
        strict = not op and (over, under) == (1, 2) and "majority" in words
        base = "members" if _is_absolute(words) else _base(words, side)
        return f"{op or ('more than' if strict else 'at least')} {written} of {base}"
    number = _number(words)
    if re.search(r"majority|more than half", words):
        if number:
            return ""  # of so many, or so many of them
        return f"more than 1/2 of {'members' if _is_absolute(words) else _base(words, side)}"
    return f"{op or 'at least'} {number}" if number else ""


def _is_absolute(words: str) -> bool:
    """Whether the majority is one of all members, by its name."""
    cast = re.search(r"present|cast|valid|voting|voters", words)
    return bool(re.search(r"absolute|overall", words)) and not cast


def _base(words: str, side: str) -> str:
    after = words.split(" of ", 1)[-1] if " of " in words else words
    # "majority" and "vote" say how it is decided, and not of whom.
    after = re.sub(r"\b(majority|vote|affirmative|simple)\b", " ", after)
    return _first(BASES, " ".join(after.split())) or ("members" if side == "present" else "voting")


def _fraction(words: str) -> tuple[int, int, str] | None:
    """Over, under, and as the notation writes it."""
    if found := re.search(r"(\d+) ?/ ?(\d+)", words):
        over, under = int(found[1]), int(found[2])
    elif found := re.search(r"(\d+) ?(%|per ?cent)", words):
        return int(found[1]), 100, f"{found[1]}%"
    elif found := re.search(rf"\b({'|'.join(NUMBERS)}|a)[ -]({'|'.join(PARTS)})s?\b", words):
        over, under = NUMBERS.get(found[1], 1), PARTS[found[2]]
    elif re.search(r"\bhalf\b", words):
        over, under = 1, 2
    else:
        return None
    return (over, under, f"{over}/{under}") if 0 < over <= under else None


def _number(words: str) -> str:
    found = re.search(rf"(?<![/\d.,])\b(\d+|{'|'.join(NUMBERS)})\b(?![/.,]\d)", words)
    if found is None:
        return ""
    return found[1] if found[1].isdigit() else str(NUMBERS[found[1]])


assert {said for _, said in COMPARED} == set(OPS)
