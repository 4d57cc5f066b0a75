from ideas.models.action import Action, ActionUpdate, PublicUpdate
from ideas.models.assessment import Assessment, Rubric
from ideas.models.attachment import Attachment
from ideas.models.decision import Decision
from ideas.models.idea import Authorship, Idea, ReferenceCounter
from ideas.models.import_batch import ImportBatch
from ideas.models.search import IdeaSearch, SearchWord
from ideas.models.timeline import IdeaEvent, Message
from ideas.models.triage import TriageDecision

__all__ = [
    "Action",
    "ActionUpdate",
    "Assessment",
    "Attachment",
    "Authorship",
    "Decision",
    "Idea",
    "IdeaEvent",
    "ImportBatch",
    "IdeaSearch",
    "Message",
    "PublicUpdate",
    "ReferenceCounter",
    "Rubric",
    "SearchWord",
    "TriageDecision",
]
