"""The vote of a session in which all employees have answered for their pole, by a consultation that is closed."""

from committee.consulting import enough_for_the_pole
from committee.counts import open_quorum
from committee.enums import CollegeCode, VoteMethod
from committee.models import AgendaItem, Poll
from committee.services.consultation_course import counted_consultation


def answer_of_all(poll: Poll, item: AgendaItem) -> dict:
    """{the pole of the employees: its line of the electorate, with what they answered}; empty where its members vote.

    They vote by anything else than for or against, where too few answered, and in a secret vote: beside numbers that
    everybody has read, its result would tell what the other pole voted. The session is locked.
    """
    if poll.method != VoteMethod.YES_NO or poll.is_secret:
        return {}
    found = counted_consultation(item.session, item.idea_id)
    if found is None or not found.binding:
        return {}
    told = found.poll.result
    if "yes" not in told or not enough_for_the_pole(told["ballots"], told["enrolled"]):
        return {}
    return {
        str(CollegeCode.EMPLOYEES): {
            "seats": told["enrolled"],
            "present": told["ballots"],
            "recused": 0,
            "quorum": open_quorum(told["enrolled"]),
            "consultation": found.pk,
            **{choice: told[choice] for choice in ("yes", "no", "abstain")},
        }
    }
