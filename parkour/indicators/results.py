"""What a wave that is over tells: scores with the absolute numbers behind them, by site where nobody can be found."""

from collections import defaultdict
from dataclasses import dataclass, field

from parkour.indicators.models import Answer, Kind, Question, Survey, Wave
from parkour.indicators.proportions import Interval, Score, ces_share, csat, detectable_rise, enps, newcombe
from parkour.indicators.suppression import FEWEST, shown_of

USUAL_SHARE = 0.8  # of favourable answers, when no wave has told another one yet
_SCORES = {Kind.CSAT: csat, Kind.LIKERT: csat, Kind.CES: ces_share, Kind.ENPS: enps}


@dataclass(frozen=True)
class OfSite:
    """One site, or those who belong to none; `score` None where few answered, or where it would give others away."""

    site: str
    score: Score | None


@dataclass(frozen=True)
class Result:
    """One question. Nothing is told (`told`) under five answers; `rise` is since the wave before, None for none."""

    question: Question
    told: bool
    score: Score | None = None
    rise: Interval | None = None
    sites: list[OfSite] = field(default_factory=list)
    words: list[Answer] = field(default_factory=list)

    @property
    def is_words(self) -> bool:
        return self.question.kind == Kind.TEXT

    @property
    def is_share(self) -> bool:
        return self.question.kind not in {Kind.TEXT, Kind.ENPS}


@dataclass(frozen=True)
class Roll:
    """How many were asked, and how many of them answered."""

    invited: int
    answered: int
    left: int


def roll_of(wave: Wave) -> Roll:
    answered = list(wave.invitations.order_by().values_list("answered", flat=True))
    return Roll(len(answered), sum(answered), len(answered) - sum(answered))


def results_of(wave: Wave) -> list[Result]:
    """Every question in its order; an empty list while the wave takes answers."""
    if not wave.is_over:
        return []
    before = _waves_before(wave)
    earlier = {row.question.pk: row.score for row in (_results(before) if before else []) if row.told and row.is_share}
    return [_compared(row, earlier.get(row.question.pk)) for row in _results(wave)]


def share_before(survey: Survey) -> float:
    """The share of favourable answers of the first question on a scale, in the last wave that told it."""
    last = next((wave for wave in survey.waves.order_by("-opens_on", "-pk") if wave.is_over), None)
    shares = [row.score.value for row in (_results(last) if last else []) if row.told and row.is_share]
    return next(iter(shares), USUAL_SHARE)


def detectable(survey: Survey, answers: int) -> tuple[float, float | None]:
    """(the share from which it is reckoned, the smallest rise that two waves of so many answers show)."""
    share = share_before(survey)
    return share, detectable_rise(share, answers)


def may_read_words(answer: Answer) -> bool:
    """Words of a wave that is over, where five people or more wrote some."""
    told = Answer.objects.filter(wave=answer.wave, question=answer.question).count() >= FEWEST
    return bool(answer.words) and answer.wave.is_over and told


def _waves_before(wave) -> Wave | None:
    earlier = Wave.objects.filter(survey=wave.survey_id, opens_on__lt=wave.opens_on).order_by("-opens_on", "-pk")
    return next((one for one in earlier if one.is_over), None)


def _results(wave) -> list[Result]:
    answers = defaultdict(list)
    for answer in wave.answers.select_related("idea", "site").order_by("pk"):
        answers[answer.question_id].append(answer)
    sites = _sites_of(wave, [answer for rows in answers.values() for answer in rows])
    return [_result(question, answers[question.pk], sites) for question in wave.survey.questions.all()]


def _sites_of(wave, answers) -> list[tuple]:
    """(key, name) of every site of the roll and of every one that answered, by name; (None, None) for no site.

    Of the roll, also sites of which nobody answered: whoever knows that they were asked reads the table with that in
    mind. Of the answers, so that each is in one line of the table, whatever became of the roll.
    """
    asked = set(wave.invitations.order_by().values_list("site", "site__name").distinct())
    said = {(answer.site_id, answer.site and answer.site.name) for answer in answers}
    return sorted(asked | said, key=lambda pair: (pair[0] is None, pair[1] or "", pair[0] or 0))


def _result(question, answers, sites) -> Result:
    if question.kind == Kind.TEXT:
        told = len(answers) >= FEWEST
        return Result(question, told, words=answers if told else [])
    values = {key: [one.value for one in answers if one.site_id == key] for key, _name in sites}
    shown = shown_of([len(values[key]) for key, _name in sites])
    if not shown.total:
        return Result(question, told=False)
    score = _SCORES[Kind(question.kind)]
    lines = [
        OfSite(name or "", None if place in shown.hidden else score(values[key]))
        for place, (key, name) in enumerate(sites)
    ]
    all_values = [one.value for one in answers]
    return Result(question, True, score(all_values), sites=lines if len(lines) > 1 else [])


def _compared(row: Result, earlier: Score | None) -> Result:
    if earlier is None or not row.told or not row.is_share:
        return row
    rise = newcombe(earlier.good, earlier.answers, row.score.good, row.score.answers)
    return Result(row.question, row.told, row.score, rise, row.sites, row.words)
