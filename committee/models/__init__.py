from committee.models.agenda import AgendaItem, AgendaRelease
from committee.models.asked_point import AskedPoint
from committee.models.availability import Availability, DayAvailability
from committee.models.awaited_document import AwaitedDocument
from committee.models.calendar_key import CalendarKey
from committee.models.candidacy import Candidacy, CandidacyCall
from committee.models.consultation import Consultation
from committee.models.convocation import Convocation, Invitation
from committee.models.edit import AgendaEdit
from committee.models.held_move import HeldMove
from committee.models.mandate import College, Mandate
from committee.models.minutes import Erratum, Minutes, MinutesObjection, MinutesVersion
from committee.models.objection import Objection
from committee.models.poll import Ballot, Participation, Poll, PollOption, PullOut
from committee.models.proposal import AgendaProposal, ProposalState
from committee.models.proxy import Proxy
from committee.models.room import Interest, Practice, PracticeBallot, RoomEvent, SpeakingRequest
from committee.models.sealed import BallotKey, SealedBallot, SecrecyRequest
from committee.models.series import SessionException, SessionRule
from committee.models.session import Attendance, Session
from committee.models.template import SessionTemplate
from committee.models.urn import Urn, VoteMark
from committee.models.workshop import (
    Dots,
    EmptyPlace,
    IdeaGroup,
    SilentIdea,
    Variant,
    Workshop,
    WorkshopEvent,
    WorkshopParticipant,
)

__all__ = [
    "AgendaEdit",
    "AgendaItem",
    "AgendaProposal",
    "AgendaRelease",
    "AskedPoint",
    "Attendance",
    "Availability",
    "AwaitedDocument",
    "Ballot",
    "BallotKey",
    "CalendarKey",
    "Candidacy",
    "CandidacyCall",
    "College",
    "Consultation",
    "Convocation",
    "DayAvailability",
    "Dots",
    "EmptyPlace",
    "Erratum",
    "HeldMove",
    "IdeaGroup",
    "Interest",
    "Invitation",
    "Mandate",
    "Minutes",
    "MinutesObjection",
    "MinutesVersion",
    "Objection",
    "Participation",
    "Poll",
    "PollOption",
    "Practice",
    "PracticeBallot",
    "ProposalState",
    "Proxy",
    "PullOut",
    "RoomEvent",
    "SealedBallot",
    "SecrecyRequest",
    "Session",
    "SessionException",
    "SessionRule",
    "SessionTemplate",
    "SilentIdea",
    "SpeakingRequest",
    "Urn",
    "Variant",
    "VoteMark",
    "Workshop",
    "WorkshopEvent",
    "WorkshopParticipant",
]
