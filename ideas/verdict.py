"""What the scores say in words: a band, one sentence, and the hints shown beside them. Pure.

No decimals and no rank ever reach a reader: the band and the sentence are the display.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from ideas.enums import OpinionReason
from ideas.scoring import (
    DEFAULT_RUBRIC,
    FEEDBACK,
    PROPOSAL,
    Band,
    RubricValues,
    Score,
    Scores,
    band,
    big_project,
    grey_zone,
    quick_win_suggested,
    score_feedback,
    score_proposal,
    standard_error,
)

# A proposal with more criteria left out goes back to its author as a question.
MAX_MISSING = 1
SECOND_OPINION_MARGIN = 10
DOUBLE_SCORED_ENOUGH = 30


class ImpactWord(StrEnum):
    """Impact in one word: the high half of the matrix starts at 3.5."""

    LOW = "low"
    MODERATE = "moderate"
    STRONG = "strong"
    UNKNOWN = "unknown"

    @property
    def label(self):
        return _IMPACT_LABELS[self]


class EffortWord(StrEnum):
    """Effort in one word: the light half of the matrix ends at 2.5."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"
    UNKNOWN = "unknown"

    @property
    def label(self):
        return _EFFORT_LABELS[self]


class SecondOpinion(StrEnum):
    """Whether another rater is asked, and whether the idea waits for it."""

    NOT_NEEDED = "not_needed"
    REQUESTED = "requested"
    REQUIRED = "required"


_IMPACT_LABELS = {
    ImpactWord.LOW: _("Low impact"),
    ImpactWord.MODERATE: _("Moderate impact"),
    ImpactWord.STRONG: _("Strong impact"),
    ImpactWord.UNKNOWN: _("Impact not known"),
}

_EFFORT_LABELS = {
    EffortWord.LIGHT: _("Light effort"),
    EffortWord.MEDIUM: _("Medium effort"),
    EffortWord.HEAVY: _("Heavy effort"),
    EffortWord.UNKNOWN: _("Effort not known"),
}

# Whole sentences: other languages cannot be built from an English frame and two words.
_SENTENCES = {
    (ImpactWord.STRONG, EffortWord.LIGHT): _("Strong impact for a light effort."),
    (ImpactWord.STRONG, EffortWord.MEDIUM): _("Strong impact for a medium effort."),
    (ImpactWord.STRONG, EffortWord.HEAVY): _("Strong impact, but a heavy effort."),
    (ImpactWord.STRONG, EffortWord.UNKNOWN): _("Strong impact, effort not known yet."),
    (ImpactWord.MODERATE, EffortWord.LIGHT): _("Moderate impact for a light effort."),
    (ImpactWord.MODERATE, EffortWord.MEDIUM): _("Moderate impact for a medium effort."),
    (ImpactWord.MODERATE, EffortWord.HEAVY): _("Moderate impact for a heavy effort."),
    (ImpactWord.MODERATE, EffortWord.UNKNOWN): _("Moderate impact, effort not known yet."),
    (ImpactWord.LOW, EffortWord.LIGHT): _("Low impact, but a light effort."),
    (ImpactWord.LOW, EffortWord.MEDIUM): _("Low impact for a medium effort."),
    (ImpactWord.LOW, EffortWord.HEAVY): _("Low impact for a heavy effort."),
    (ImpactWord.LOW, EffortWord.UNKNOWN): _("Low impact, effort not known yet."),
    (ImpactWord.UNKNOWN, EffortWord.LIGHT): _("Light effort, impact not known yet."),
    (ImpactWord.UNKNOWN, EffortWord.MEDIUM): _("Medium effort, impact not known yet."),
    (ImpactWord.UNKNOWN, EffortWord.HEAVY): _("Heavy effort, impact not known yet."),
    (ImpactWord.UNKNOWN, EffortWord.UNKNOWN): _("Impact and effort not known yet."),
}

_FEEDBACK_SENTENCES = {
    ImpactWord.STRONG: _("Strong impact on the life of the teams."),
    ImpactWord.MODERATE: _("Moderate impact on the life of the teams."),
    ImpactWord.LOW: _("Low impact on the life of the teams."),
    ImpactWord.UNKNOWN: _("Impact not known yet."),
}


@dataclass(frozen=True)
class Verdict:
    """What the officer reads while scoring.

    `band` is None for a feedback, and for a proposal with two criteria or more left out.
    """

    kind: str
    score: Score
    band: Band | None
    impact: ImpactWord
    effort: EffortWord
    grey_zone: bool
    quick_win: bool
    big_project: bool
    needs_info: bool

    @property
    def sentence(self):
        """One translatable sentence on impact and effort."""
        return sentence_of(self.kind, self.impact, self.effort)


def sentence_of(kind: str, impact: ImpactWord, effort: EffortWord):
    """One translatable sentence on impact and effort; a feedback has no effort."""
    return _FEEDBACK_SENTENCES[impact] if kind == FEEDBACK else _SENTENCES[impact, effort]


def impact_word(level) -> ImpactWord:
    """Word of an impact level or mean, None being "not known"."""
    if level is None:
        return ImpactWord.UNKNOWN
    if level * 2 >= 7:
        return ImpactWord.STRONG
    return ImpactWord.MODERATE if level * 2 > 5 else ImpactWord.LOW


def effort_word(level) -> EffortWord:
    """Word of an effort level or mean, None being "not known"."""
    if level is None:
        return EffortWord.UNKNOWN
    if level * 2 <= 5:
        return EffortWord.LIGHT
    return EffortWord.MEDIUM if level * 2 < 7 else EffortWord.HEAVY


def verdict(scores: Scores, kind: str = PROPOSAL, rubric: RubricValues = DEFAULT_RUBRIC, *, raters: int = 1) -> Verdict:
    """Band, words and hints for `scores`; `kind` is "proposal" or "feedback", else ValueError."""
    if kind not in (PROPOSAL, FEEDBACK):
        raise ValueError(f"Unknown kind {kind!r}: expected {PROPOSAL!r} or {FEEDBACK!r}.")
    impact, effort = impact_word(scores.impact), effort_word(scores.effort)
    if kind == FEEDBACK:
        score = score_feedback(scores, rubric)
        return Verdict(kind, score, None, impact, effort, False, False, False, False)
    score = score_proposal(scores, rubric)
    needs_info = len(score.missing) > MAX_MISSING
    readable = score.priority is not None and not needs_info
    near = readable and grey_zone(score.priority, standard_error(rubric, raters), rubric.thresholds.list)
    return Verdict(
        kind=kind,
        score=score,
        band=band(score.priority, rubric.thresholds) if readable else None,
        impact=impact,
        effort=effort,
        grey_zone=near,
        quick_win=quick_win_suggested(scores),
        big_project=big_project(scores, rubric),
        needs_info=needs_info,
    )


def second_opinion(
    priority,
    *,
    own_idea: bool = False,
    appeal: bool = False,
    low_confidence: bool = False,
    double_scored: int = DOUBLE_SCORED_ENOUGH,
    threshold=DEFAULT_RUBRIC.thresholds.list,
) -> SecondOpinion:
    """Whether a second, blind rater is asked.

    The idea waits for it only when the rater is its author or the author appeals. It is a mere
    request within 10 points of the agenda threshold, when the rater is unsure, or while fewer than
    30 ideas have been scored twice (`double_scored`).
    """
    if own_idea or appeal:
        return SecondOpinion.REQUIRED
    why = opinion_reason(priority, low_confidence=low_confidence, double_scored=double_scored, threshold=threshold)
    return SecondOpinion.REQUESTED if why else SecondOpinion.NOT_NEEDED


def opinion_reason(
    priority,
    *,
    author_on_desk: bool = False,
    low_confidence: bool = False,
    drawn: bool = False,
    double_scored: int = DOUBLE_SCORED_ENOUGH,
    threshold=DEFAULT_RUBRIC.thresholds.list,
) -> OpinionReason | None:
    """The first rule by which a second opinion is asked of somebody else by itself; None when none holds.

    `author_on_desk`: who wrote it works with the rater. `drawn`: see `is_drawn`.
    """
    near = priority is not None and abs(priority - threshold) <= SECOND_OPINION_MARGIN
    rules = (
        (author_on_desk, OpinionReason.DESK_AUTHOR),
        (low_confidence, OpinionReason.UNSURE),
        (near, OpinionReason.NEAR),
        (drawn, OpinionReason.DRAWN),
        (double_scored < DOUBLE_SCORED_ENOUGH, OpinionReason.FEW),
    )
    return next((reason for holds, reason in rules if holds), None)


def is_drawn(reference: str) -> bool:
    """Whether the lot falls on this contribution: one in ten, always the same for one reference."""
    return sha256(reference.encode()).digest()[0] * 10 < 256
