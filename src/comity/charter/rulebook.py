"""Decision rules: from the keys of the notation to the terms of ``comity.rules``.

>>> from comity.charter.nodes import parse
>>> notes = Notes("rules.yaml", library=True)
>>> text = "[{rule: wto.consensus, cites: WTO Agreement IX, adopted when: {objections: none}}]"
>>> RULES.read(parse(text, "", []), notes)["wto.consensus"].versions[0][1].cites
'WTO Agreement IX'
"""

from __future__ import annotations

from typing import Any, get_args

from comity.charter.conditions import CONDITION, QUORUM, condition, print_condition, refer_group
from comity.charter.items import items
from comity.charter.kinds import Key, Kind, Table, distinct, one_of
from comity.charter.legal_phrases import in_notation, tie_meant
from comity.charter.model import Cited
from comity.charter.nodes import Node, Pairs, Scalar
from comity.charter.notes import Notes
from comity.charter.values import CITING, NAME, print_cites
from comity.charter.wordings import WORDING
from comity.rules.terms import Binds, Discard, Rule, Tie


def _read_group(node: Node, notes: Notes) -> str | None:
    name = NAME.read(node, notes)
    if name is not None and isinstance(node, Scalar):
        refer_group(name, node, notes)
    return name


GROUP: Kind[str] = Kind("the name of a group", _read_group, NAME.schema)
RULE_KEYS: Table = {
    "rule": Key(NAME, required=True),
    **CITING,
    "title": Key(WORDING),
    "among": Key(GROUP),
    "remove from count": Key(GROUP),
    "must abstain": Key(GROUP),
    "may not vote": Key(GROUP),
    "discard": Key(distinct(one_of(get_args(Discard), "what is discarded"))),
    "quorum": Key(QUORUM),
    "void unless": Key(QUORUM),
    "defer when": Key(condition("abstaining")),
    "adopted when": Key(CONDITION),
    "fails when": Key(condition("objections")),
    "tie": Key(one_of(get_args(Tie), "what follows a tie", tie_meant)),
    "binds": Key(one_of(get_args(Binds), "whom it binds")),
}


def _rule(rule: str, cites: Cited | None = None, **values: Any) -> Rule:
    cited = cites or Cited()
    return Rule(
        name=rule,
        cites=cited.article,
        to_verify=cited.to_verify,
        compared_with=cited.compared_with,
        **values,
    )


def _one_polarity(item: Pairs, notes: Notes) -> None:
    given = [item.pairs[word] for word in ("adopted when", "fails when") if word in item.pairs]
    if not given:
        sentence = "This rule does not say when it is met."
        expected = _threshold_meant(item) or "adopted when: or fails when:"
        notes.fault("key.missing", item, sentence, expected)
    if len(given) == 2:
        sentence = 'A rule has either "adopted when" or "fails when".'
        notes.fault("rule.polarity", given[1].key, sentence, "one of the two")


def _threshold_meant(item: Pairs) -> str:
    """The threshold that a key which is none of a rule's gives in the usual words, as the notation has it."""
    others = (pair for word, pair in item.pairs.items() if word not in RULE_KEYS)
    texts = (pair.value.value for pair in others if isinstance(pair.value, Scalar))
    said = next(filter(None, (in_notation("", text) for text in texts)), "")
    return f"adopted when: with {said}" if said else ""


RULES = items("rule", RULE_KEYS, _rule, _one_polarity)


def print_rule(rule: Rule) -> dict[str, Any]:
    """A rule without its name, in canonical phrases."""
    conditions = {
        "quorum": rule.quorum,
        "void unless": rule.void_unless,
        "defer when": rule.defer_when,
        "adopted when": rule.adopted_when,
        "fails when": rule.fails_when,
    }
    return {
        **print_cites(Cited(rule.cites, rule.to_verify, rule.compared_with)),
        "title": dict(rule.title),
        "among": rule.among,
        "remove from count": rule.remove_from_count,
        "must abstain": rule.must_abstain,
        "may not vote": rule.may_not_vote,
        "discard": list(rule.discard),
        **{w: print_condition(each) for w, each in conditions.items() if each is not None},
        "tie": rule.tie,
        "binds": "" if rule.binds == "members" else rule.binds,
    }
