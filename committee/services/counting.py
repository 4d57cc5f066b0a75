"""The ballots of a vote as the tally takes them, and its result as it is kept."""

from committee.counts import CollegeCount, Result
from committee.enums import Choice
from committee.models import Poll


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
