from parkour.indicators.models.surveys import Answer, Audience, Invitation, Kind, Question, Stage, Survey, Wave

__all__ = ["Answer", "Audience", "Invitation", "Kind", "Question", "Stage", "Survey", "Wave"]
