"""The ballots of a vote as the tally takes them, and its result as it is kept."""

from collections import Counter

from committee.consulting import as_college
from committee.counts import CollegeCount, Result
from committee.enums import Choice, VoteMethod
from committee.methods.box import Box
from committee.methods.counting import count_by
from committee.methods.pooling import few_ballots, pooled_count, pooled_tally
from committee.methods.rules import majority_rules
from committee.models import Poll
from committee.services.sealed import opened_ballots
from committee.tally import tally


def counted(poll: Poll) -> dict:
    """The result as `Poll.result` keeps it, by the method and the rule of the vote: never who voted what."""
    rows = opened_ballots(poll) if poll.is_secret else None
    withheld = poll.is_secret and few_ballots(_cast(poll, rows), poll.rules["fewest"])
    if poll.is_tallied:
        told = as_json(tally(count(poll, rows), majority_rules(poll.rules, poll.visibility), poll.reading))
        return pooled_tally(told) if withheld else told
    told = count_by(poll.method, boxes_of(poll, rows), poll.rules, poll.reading).as_json()
    labels = list(poll.options.order_by("position").values_list("label", flat=True))
    told["options"] = [
        {"label": label} | option for label, option in zip(labels, told["options"], strict=bool(told["options"]))
    ]
    return pooled_count(told) if withheld else told


def _cast(poll: Poll, rows) -> dict[str, int]:
    """How many ballots there are in each pole."""
    cast = Counter(code for code, _choice, _answer in rows)
    return {code: cast[code] for code in poll.electorate}


def boxes_of(poll: Poll, rows=None) -> list[Box]:
    """The answers of each pole, without who gave them. `rows`: those of a secret vote, opened."""
    rows = list(poll.ballots.values_list("college__code", "choice", "answer")) if rows is None else rows
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


def count(poll: Poll, opened=None) -> list[CollegeCount]:
    """Ballots of each pole, for the tally. Only under the lock of the poll is this final.

    `opened`: those of a secret vote, where nobody knows which one is a president's.
    """
    presidents = set(poll.roll.filter(is_president=True).values_list("person_id", flat=True))
    if opened is None:
        rows = list(poll.ballots.values_list("college__code", "person_id", "choice"))
    else:
        rows = [(code, None, choice) for code, choice, _answer in opened]
    counts = []
    for code, electorate in sorted(poll.electorate.items()):
        if "consultation" in electorate:
            counts.append(as_college(electorate))
            continue
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
                "open": college.count.is_open,
            }
            for college in result.colleges
        },
    }
