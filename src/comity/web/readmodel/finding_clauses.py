"""The sentences about clauses that contradict each other, and about those that change nothing, by the case."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CONTRADICTIONS = {
    "binds nobody": _(
        "{rule} needs nobody in favour, and binds those in favour alone: a decision under it may bind nobody."
    ),
    "nobody counted": _(
        "{rule} counts only the group {group}, and removes the group {other} from the count: nobody is counted."
    ),
    "nobody votes": _(
        "{rule} counts only the group {group}, and gives the group {other} no vote: nobody can be in favour."
    ),
    "tests": _("In {rule}, “{one}” and “{other}” never hold together."),
    "uncounted": _("{rule} says “{one}”, and no question that it decides lets anybody answer so."),
    "nobody answers abstentions": _(
        "{rule} discards abstentions, and no question that it decides lets anybody abstain."
    ),
    "nobody answers negatives without reasons": _(
        "{rule} discards negatives without reasons, and no question that it decides lets anybody answer so."
    ),
    "silence of nothing": _(
        "In {step} of {procedure} silence means nothing, and particulars say how it is broken."
    ),
    "silence objects": _(
        "In {step} of {procedure} silence means an objection, and particulars say how an objection breaks it."
    ),
    "no period": _(
        "In {step} of {procedure} a silence resumes for its full period, and the question has no period."
    ),
    "no deadline": _(
        "In {step} of {procedure} an objection counts if it was sent by the deadline, and the question has none."
    ),
    "nobody signs": _(
        "In {step} of {procedure} those who are asked sign, and none of them may be in favour."
    ),
    "signed by silence": _(
        "In {step} of {procedure} members sign, and nobody signs by saying nothing: silence means consent."
    ),
    "never in favour": _(
        "In {step} of {procedure} nobody may be in favour, and {rule} needs members in favour: it is never met."
    ),
    "never met": _(
        "In {step} of {procedure} the positions leave out what {rule} needs: with them it is never met."
    ),
    "binds nobody here": _(
        "In {step} of {procedure} nobody may be in favour, and {rule} binds those in favour alone."
    ),
    "tie ends": _(
        "Under {rule} a tie is to be put again or discussed further, and after {step} of {procedure} it ends the matter."
    ),
    "nobody counted here": _("In {step} of {procedure} nobody who is asked is counted by {rule}."),
    "no weight": _(
        "In {step} of {procedure} {rule} counts by the weight {group}, which gives no value to {party}: the question"
        " can never be put."
    ),
    "no weight named": _(
        "In {step} of {procedure} {rule} counts by the weight {group}, a parameter, and whoever puts a question gives no"
        " weights: it can never be put."
    ),
    "session and deadline": _(
        "In {step} of {procedure} the question closes in its session, and has a deadline as well: if it is not closed"
        " there, answers count after the session."
    ),
    "always adopted": _(
        "With the members that the charter names, everything is adopted under {rule}, whatever they answer."
    ),
    "tie leads on": _(
        "Under {rule} a tie is put to the vote again, and after {step} of {procedure} it leads to another step."
    ),
}
"""What is said of two clauses that contradict each other, by the case."""
IDLE = {
    "binds all": _(
        "Under {rule} nothing is adopted unless all are in favour: that it binds those in favour says no more than that"
        " it binds the members."
    ),
    "no objectors": _(
        "Under {rule} one objection prevents a decision, so that nobody has objected to one: that it binds members"
        " except objectors says no more than that it binds the members."
    ),
    "tie": _(
        "{rule} says what follows a tie, and there is never one: only a majority of more than half of those voting is"
        " tied, by as many in favour as against."
    ),
    "abstentions": _(
        "{rule} discards abstentions, and counts nothing from which they could be left out."
    ),
    "negatives without reasons": _(
        "{rule} discards negatives without reasons, and counts nothing from which they could be left out."
    ),
    "removed": _(
        "{rule} removes the group {other} from the count, and nothing is left to say of how the group {group} votes."
    ),
    "no vote": _(
        "{rule} gives the group {other} no vote at all, so that the group {group} has none to abstain with."
    ),
    "never ends": _(
        "Under {rule} the clause {clause} never ends a vote, however the members answer."
    ),
    "test": _("In {rule}, “{one}” changes nothing beside “{other}”."),
    "those present": _(
        "In {step} of {procedure} those present vote, and whoever of them says nothing is present and does not vote:"
        " what silence means never applies."
    ),
    "no new member": _(
        "In {step} of {procedure} a new member is asked as well, and the question is not put to the members."
    ),
    "outside": _(
        "{rule} counts only the group {group}, and the clause {clause} names the group {other}, of whom nobody is in"
        " it."
    ),
    "asks all": _(
        "In {step} of {procedure} the question is put to every member, whatever number stands after put to: how many"
        " must agree is for the rule."
    ),
    "itself": _("In {rule}, “{one}” compares a number with itself."),
    "of itself": _("The quorum of {organ}: “{one}” compares a number with itself."),
    "several admitted": _(
        "In the format {format} of {organ}, “{one}” stands for nobody: each is admitted by itself."
    ),
    "never lacking": _("The quorum of {organ} is never lacking, whoever is in the room."),
    "no values": _(
        "In {step} of {procedure} it is said of which day weights and groups count, and {rule} counts none."
    ),
}
"""What is said of a clause that changes nothing beside another, by the case."""
