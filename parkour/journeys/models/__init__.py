from parkour.journeys.models.interviews import CampaignStage, Interview, InterviewCampaign, Tone, Verbatim
from parkour.journeys.models.maps import Edition, Journey, Pillar, PillarOfIdea, Side, Stage, StageOfIdea

__all__ = [
    "CampaignStage",
    "Edition",
    "Interview",
    "InterviewCampaign",
    "Journey",
    "Pillar",
    "PillarOfIdea",
    "Side",
    "Stage",
    "StageOfIdea",
    "Tone",
    "Verbatim",
]
