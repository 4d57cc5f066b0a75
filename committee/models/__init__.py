from committee.models.agenda import AgendaItem, AgendaRelease
from committee.models.mandate import College, Mandate
from committee.models.objection import Objection
from committee.models.poll import Ballot, Participation, Poll
from committee.models.proposal import AgendaProposal, ProposalState
from committee.models.session import Attendance, Minutes, Session

__all__ = [
    "AgendaItem",
    "AgendaProposal",
    "AgendaRelease",
    "Attendance",
    "Ballot",
    "College",
    "Mandate",
    "Minutes",
    "Objection",
    "Participation",
    "Poll",
    "ProposalState",
    "Session",
]
