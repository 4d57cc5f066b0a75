from parkour.indicators.models.imports import MeasurementFile
from parkour.indicators.models.indicators import (
    Attention,
    Baseline,
    Better,
    Change,
    Indicator,
    Measurement,
    Period,
    Reason,
    Unit,
)
from parkour.indicators.models.surveys import Answer, Audience, Invitation, Kind, Question, Stage, Survey, Wave

__all__ = [
    "Answer",
    "Attention",
    "Audience",
    "Baseline",
    "Better",
    "Change",
    "Indicator",
    "Invitation",
    "Kind",
    "Measurement",
    "MeasurementFile",
    "Period",
    "Question",
    "Reason",
    "Stage",
    "Survey",
    "Unit",
    "Wave",
]
