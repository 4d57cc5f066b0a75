from committee.models.agenda import AgendaItem, AgendaRelease
from committee.models.availability import Availability
from committee.models.calendar_key import CalendarKey
from committee.models.candidacy import Candidacy, CandidacyCall
from committee.models.convocation import Convocation
from committee.models.held_move import HeldMove
from committee.models.mandate import College, Mandate
from committee.models.objection import Objection
from committee.models.poll import Ballot, Participation, Poll
from committee.models.proposal import AgendaProposal, ProposalState
from committee.models.proxy import Proxy
from committee.models.series import SessionException, SessionRule
from committee.models.session import Attendance, Minutes, Session
from committee.models.urn import Urn, VoteMark

__all__ = [
    "AgendaItem",
    "AgendaProposal",
    "AgendaRelease",
    "Attendance",
    "Availability",
    "Ballot",
    "Candidacy",
    "CandidacyCall",
    "CalendarKey",
    "College",
    "Convocation",
    "HeldMove",
    "Mandate",
    "Minutes",
    "Objection",
    "Participation",
    "Poll",
    "ProposalState",
    "Proxy",
    "Session",
    "SessionException",
    "SessionRule",
    "Urn",
    "VoteMark",
]
