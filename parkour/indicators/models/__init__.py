from parkour.indicators.models.imports import FileState, MeasurementFile, Replaced
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
from parkour.indicators.models.signals import SignalWeek, ToldSignal
from parkour.indicators.models.surveys import Answer, Audience, Invitation, Kind, Question, Stage, Survey, Wave

__all__ = [
    "Answer",
    "Attention",
    "Audience",
    "Baseline",
    "Better",
    "Change",
    "FileState",
    "Indicator",
    "Invitation",
    "Kind",
    "Measurement",
    "MeasurementFile",
    "Period",
    "Question",
    "Reason",
    "Replaced",
    "SignalWeek",
    "Stage",
    "Survey",
    "ToldSignal",
    "Unit",
    "Wave",
]
