from ideas.models.action import Action, ActionUpdate, PublicUpdate
from ideas.models.action_link import ActionLink
from ideas.models.action_sheet import ActionSheet
from ideas.models.anonymous import FollowUpCode
from ideas.models.answer_template import AnswerTemplate
from ideas.models.assessment import Assessment, Rubric
from ideas.models.attachment import Attachment
from ideas.models.board import BoardCount
from ideas.models.board_key import BoardKey
from ideas.models.campaign import Campaign
from ideas.models.capture import Capture
from ideas.models.decision import Decision
from ideas.models.desk_keys import DeskKeys
from ideas.models.draft import Draft
from ideas.models.escalation import Escalation
from ideas.models.follow_up import ActionEscalation, ActionReminder
from ideas.models.gain import Gain
from ideas.models.held import HeldDecision
from ideas.models.idea import Authorship, Idea, ReferenceCounter
from ideas.models.import_batch import ImportBatch
from ideas.models.incoming import IncomingMail
from ideas.models.invitation import CoauthorInvitation
from ideas.models.link import RelatedIdeas
from ideas.models.opinion import OpinionRequest
from ideas.models.past import PastReliability
from ideas.models.portfolio import PortfolioView
from ideas.models.promise import PromiseWatch, RedFlag
from ideas.models.ready_answer import ReadyAnswer
from ideas.models.reason import Reason
from ideas.models.reference_idea import CalibrationCycle, CalibrationScore, ReferenceIdea
from ideas.models.search import IdeaSearch, SearchWord
from ideas.models.similar import Likeness, LikenessFigures, Neighbour
from ideas.models.tag import IdeaTag, Tag, TagReliability
from ideas.models.talk import Comment, CommentReport, Follow, Support
from ideas.models.timeline import IdeaEvent, Message, UntoldEvent
from ideas.models.triage import TriageDecision

__all__ = [
    "Action",
    "ActionEscalation",
    "ActionLink",
    "ActionReminder",
    "ActionSheet",
    "ActionUpdate",
    "AnswerTemplate",
    "Assessment",
    "Attachment",
    "Authorship",
    "CoauthorInvitation",
    "BoardCount",
    "BoardKey",
    "CalibrationCycle",
    "CalibrationScore",
    "Campaign",
    "Capture",
    "Comment",
    "CommentReport",
    "Decision",
    "DeskKeys",
    "Draft",
    "Escalation",
    "Follow",
    "FollowUpCode",
    "Gain",
    "HeldDecision",
    "Idea",
    "IdeaEvent",
    "IdeaTag",
    "ImportBatch",
    "IdeaSearch",
    "IncomingMail",
    "Likeness",
    "LikenessFigures",
    "Message",
    "Neighbour",
    "OpinionRequest",
    "PastReliability",
    "PortfolioView",
    "PromiseWatch",
    "PublicUpdate",
    "ReadyAnswer",
    "Reason",
    "RedFlag",
    "ReferenceCounter",
    "ReferenceIdea",
    "RelatedIdeas",
    "Rubric",
    "SearchWord",
    "Support",
    "Tag",
    "TagReliability",
    "TriageDecision",
    "UntoldEvent",
]
