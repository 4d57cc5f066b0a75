from parkour.journeys.models.interviews import CampaignStage, Interview, InterviewCampaign, Tone, Verbatim
from parkour.journeys.models.maps import (
    Edition,
    EventOfIdea,
    Journey,
    LifeEvent,
    Pillar,
    PillarOfIdea,
    Side,
    Stage,
    StageOfIdea,
)

__all__ = [
    "CampaignStage",
    "Edition",
    "EventOfIdea",
    "Interview",
    "InterviewCampaign",
    "Journey",
    "LifeEvent",
    "Pillar",
    "PillarOfIdea",
    "Side",
    "Stage",
    "StageOfIdea",
    "Tone",
    "Verbatim",
]
