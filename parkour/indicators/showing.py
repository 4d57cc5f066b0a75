"""Rows of the pages of an indicator: points, changes with their claims, limits; words only, nothing is calculated."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.enums import ClaimLevel
from ideas.privacy import prefetch_names, tell
from parkour.indicators.charting import sides_of
from parkour.indicators.claims import Claim
from parkour.indicators.control_charts import Rule
from parkour.indicators.models import Baseline, Change
from parkour.indicators.periods import said
from parkour.indicators.rates import said_number, said_value
from parkour.indicators.reading import Series
from parkour.indicators.services.changes import rebase_point_in

TONES = {
    ClaimLevel.DEMONSTRATED: ("good", "circle-check"),
    ClaimLevel.PROBABLE: ("good", "trending-up"),
    ClaimLevel.NO_SIGNAL: ("", "minus"),
    ClaimLevel.ADVERSE: ("bad", "triangle-alert"),
    ClaimLevel.INSUFFICIENT: ("wait", "hourglass"),
    ClaimLevel.NOT_MEASURABLE: ("", "minus"),
}


@dataclass(frozen=True)
class PointRow:
    """One line of the table behind the chart."""

    period: str
    numerator: str
    denominator: str
    value: str
    side: int
    words: str


@dataclass(frozen=True)
class ClaimRow:
    """One recorded change as it is told; `title` of the contribution for whoever may read it."""

    number: int
    change: Change
    said: str
    label: str
    tone: str
    icon: str
    sentence: str
    reference: str
    title: str
    can_rebase: bool


def table_rows(series: Series) -> list[PointRow]:
    """The newest first, with the absolute numbers and the rules that hold."""
    indicator, sides, rules = series.indicator, sides_of(series), {}
    for signal in series.signals:
        places = (signal.first, signal.last) if signal.rule == Rule.NEAR_LIMIT else range(signal.first, signal.last + 1)
        for place in places:
            rules.setdefault(place, []).append(signal.rule)
    rows = [
        PointRow(
            period=said(indicator.period, point.starts_on),
            numerator=said_number(point.numerator),
            denominator=said_number(point.denominator),
            value=said_value(indicator.unit, point.value),
            side=sides.get(place, 0),
            words=", ".join(dict.fromkeys(_RULES[rule]() for rule in rules.get(place, ()))),
        )
        for place, point in enumerate(series.points)
    ]
    return rows[::-1]


_RULES = {
    Rule.BEYOND: lambda: _("beyond a limit"),
    Rule.NEAR_LIMIT: lambda: _("two of three near a limit"),
    Rule.RUN: lambda: _("seven in a row on one side"),
    Rule.TREND: lambda: _("seven in a row in one direction"),
}


def claim_rows(series: Series, user, *, manages: bool) -> list[ClaimRow]:
    """The changes in the order of the numbers on the chart."""
    ideas = [one.change.idea for one in series.claims if one.change.idea]
    prefetch_names(ideas)  # whether one may read them asks for their authors, of officers too
    tell(user, ideas)
    made = []
    for number, claimed in enumerate(series.claims, 1):
        claim, change = claimed.claim, claimed.change
        told = change.idea.told if change.idea else None
        tone, icon = tone_of(claim)
        readable = change.idea is not None and user.has_perm("ideas.view_idea", change.idea)
        made.append(
            ClaimRow(
                number=number,
                change=change,
                said=told.hidden.words(change.sentence) if told else change.sentence,
                label=claim.label,
                tone=tone,
                icon=icon,
                sentence=sentence_of_claim(series, claim),
                reference=change.idea.reference if readable else "",
                title=told.title if readable else "",
                can_rebase=manages and rebase_point_in(series, change) is not None,
            )
        )
    return made


def tone_of(claim: Claim) -> tuple[str, str]:
    """Tone and icon of its badge."""
    return ("wait", "git-fork") if claim.shared else TONES[claim.level]


def sentence_of_claim(series: Series, claim) -> str:
    """« 12 points avant (moyenne 81,6 %), 7 après (moyenne 83,0 %). »"""
    parts = []
    for count, mean, with_mean, without in (
        (claim.before, claim.mean_before, _("%(count)s points before, mean %(mean)s."), _("No point before.")),
        (claim.after, claim.mean_after, _("%(count)s points after, mean %(mean)s."), _("No point after.")),
    ):
        told = with_mean % {"count": count, "mean": said_value(series.indicator.unit, mean)} if count else without
        parts.append(told)
    if claim.shared:
        parts.append(_("Another change is less than five points away: nobody knows which of the two it was."))
    elif claim.level == ClaimLevel.INSUFFICIENT:
        parts.append(_("Twelve points before and seven after are needed."))
    return " ".join(parts)


def baselines_of(indicator, site, reason, user) -> list[Baseline]:
    """Limits of a series, the newest first; `said`: why they were drawn, without names hidden from `user`."""
    rows = Baseline.objects.filter(indicator=indicator, site=site, reason=reason)
    rows = list(rows.select_related("change__idea", "by").order_by("-first"))
    ideas = [row.change.idea for row in rows if row.change and row.change.idea]
    prefetch_names(ideas)
    tell(user, ideas)
    for row in rows:
        idea = row.change and row.change.idea
        row.said = idea.told.hidden.words(row.why) if idea else row.why
    return rows
