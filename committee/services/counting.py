"""The ballots of a vote as the tally takes them, and its result as it is kept."""

from committee.counts import CollegeCount, Result
from committee.enums import Choice, VoteMethod
from committee.methods.box import Box
from committee.methods.counting import count_by
from committee.methods.rules import majority_rules
from committee.models import Poll
from committee.tally import tally


def counted(poll: Poll) -> dict:
    """The result as `Poll.result` keeps it, by the method and the rule of the vote: never who voted what."""
    if poll.is_tallied:
        return as_json(tally(count(poll), majority_rules(poll.rules, poll.visibility), poll.reading))
    told = count_by(poll.method, boxes_of(poll), poll.rules, poll.reading).as_json()
    labels = list(poll.options.order_by("position").values_list("label", flat=True))
    told["options"] = [
        {"label": label} | option for label, option in zip(labels, told["options"], strict=bool(told["options"]))
    ]
    return told


def boxes_of(poll: Poll) -> list[Box]:
    """The answers of each pole, without who gave them."""
    rows = list(poll.ballots.values_list("college__code", "choice", "answer"))
    if poll.method == VoteMethod.CONSENT_BLOCK:
        rows = [(code, choice, {"objects": choice == Choice.NO}) for code, choice, _answer in rows]
    return [
        Box(
            code,
            electorate["seats"] - electorate["recused"],
            electorate["present"],
            tuple(answer for college, _choice, answer in rows if college == code),
        )
        for code, electorate in sorted(poll.electorate.items())
    ]


def count(poll: Poll) -> list[CollegeCount]:
    """Ballots of each pole, for the tally. Only under the lock of the poll is this final."""
    presidents = set(poll.roll.filter(is_president=True).values_list("person_id", flat=True))
    rows = list(poll.ballots.values_list("college__code", "person_id", "choice"))
    counts = []
    for code, electorate in sorted(poll.electorate.items()):
        choices = [choice for college, _person, choice in rows if college == code]
        president = [choice for college, person, choice in rows if college == code and person in presidents]
        counts.append(
            CollegeCount(
                code,
                electorate["seats"] - electorate["recused"],
                electorate["present"],
                choices.count(Choice.YES),
                choices.count(Choice.NO),
                choices.count(Choice.ABSTAIN),
                president_choice=str(president[0]) if president else None,
            )
        )
    return counts


def as_json(result: Result) -> dict:
    """What `Poll.result` keeps: never who voted what, the president included."""
    return {
        "outcome": str(result.outcome),
        "cause": str(result.cause) if result.cause else None,
        "colleges": {
            college.code: {
                "yes": college.count.yes,
                "no": college.count.no,
                "abstain": college.count.abstain,
                "present": college.count.present,
                "enrolled": college.count.enrolled,
                "decisive": college.decisive,
                "adopted": college.adopted,
                "tied": college.tied,
                "casting_vote": college.broken_by_casting_vote,
            }
            for college in result.colleges
        },
    }
