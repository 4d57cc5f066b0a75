"""What a wave that is over tells: scores with the absolute numbers behind them, by site where nobody can be found."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from parkour.core.keys import query_string
from parkour.indicators.models import Answer, Kind, Question, Survey, Wave
from parkour.indicators.proportions import Interval, Score, ces_share, csat, detectable_rise, enps, newcombe
from parkour.indicators.suppression import FEWEST, shown_of

USUAL_SHARE = 0.8  # of favourable answers, when no wave has told another one yet
NO_SHARE = (Kind.TEXT, Kind.ENPS)
_SCORES = {Kind.CSAT: csat, Kind.LIKERT: csat, Kind.CES: ces_share, Kind.ENPS: enps}


@dataclass(frozen=True)
class OfSite:
    """One site, or those who belong to none; `score` None where few answered, or where it would give others away."""

    site: str
    score: Score | None


@dataclass(frozen=True)
class Result:
    """One question. Nothing is told (`told`) under five answers.

    `rise` is since the last wave before that told something, which opened on `since`; None for none.
    """

    question: Question
    told: bool
    score: Score | None = None
    rise: Interval | None = None
    since: date | None = None
    sites: list[OfSite] = field(default_factory=list)
    words: list[Answer] = field(default_factory=list)
    goes_on: bool = False

    @property
    def next_page(self) -> str:
        """The query of an address that shows the words after these; "" after the last."""
        return query_string(question=str(self.question.place), after=str(self.words[-1].pk)) if self.goes_on else ""

    @property
    def is_words(self) -> bool:
        return self.question.kind == Kind.TEXT

    @property
    def is_share(self) -> bool:
        return self.question.kind not in NO_SHARE


@dataclass(frozen=True)
class Roll:
    """How many were asked, and how many of them answered."""

    invited: int
    answered: int
    left: int


@dataclass(frozen=True)
class WordsPage:
    """So many words of each question; of the one at `place`, those that come after the key `after`."""

    place: int | None = None
    after: UUID | None = None
    most: int = 50

    def of(self, question: Question, rows: QuerySet) -> tuple[list[Answer], bool]:
        """(the words of this page, whether others follow)."""
        if self.after is not None and question.place == self.place:
            rows = rows.filter(pk__gt=self.after)
        found = list(rows[: self.most + 1])
        return found[: self.most], len(found) > self.most


def roll_of(wave: Wave) -> Roll:
    answered = list(wave.invitations.order_by().values_list("answered", flat=True))
    return Roll(len(answered), sum(answered), len(answered) - sum(answered))


def results_of(wave: Wave, *, page: WordsPage | None = None) -> list[Result]:
    """Every question in its order; an empty list while the wave takes answers. Without `page`, all the words."""
    if not wave.is_over:
        return []
    earlier, since = {}, None
    for before in _waves_before(wave.survey, wave):
        if told := _shares(before):
            earlier, since = {row.question.pk: row.score for row in told}, before.opens_on
            break
    rows = _tell(wave, wave.survey.questions.all(), page)
    return [_compared(row, earlier.get(row.question.pk), since) for row in rows]


def score_of_kind(wave: Wave, kind: Kind) -> Score | None:
    """Of the first question of this kind; None where it is not told, or not asked."""
    question = wave.survey.questions.filter(kind=kind).first()
    if question is None or not wave.is_over:
        return None
    return _tell(wave, [question])[0].score


def share_before(survey: Survey, wave: Wave | None = None) -> float:
    """The share of favourable answers of the first question on a scale, in the last wave that told one.

    `wave`: in the last one before it, so that what it could show does not depend on what it showed.
    """
    told = (_shares(one) for one in _waves_before(survey, wave))
    return next((rows[0].score.value for rows in told if rows), USUAL_SHARE)


def detectable(wave: Wave) -> tuple[float, float | None]:
    """(the share from which it is reckoned, the smallest rise that two waves of the answers expected show)."""
    share = share_before(wave.survey, wave)
    return share, detectable_rise(share, wave.expected)


def may_read_words(answer: Answer) -> bool:
    """Words of a wave that is over, where five people or more wrote some."""
    told = Answer.objects.filter(wave=answer.wave, question=answer.question).count() >= FEWEST
    return bool(answer.words) and answer.wave.is_over and told


def _waves_before(survey, wave) -> Iterator[Wave]:
    """Those that are over and opened before `wave` (None: all), the last one first."""
    earlier = Wave.objects.filter(survey=survey).order_by("-opens_on", "-pk")
    if wave is not None:
        earlier = earlier.filter(opens_on__lt=wave.opens_on)
    return (one for one in earlier.select_related("survey") if one.is_over)


def _shares(wave) -> list[Result]:
    """Of its questions whose favourable answers are a share, those that are told."""
    questions = wave.survey.questions.exclude(kind__in=NO_SHARE)
    return [row for row in _tell(wave, questions) if row.told]


def _tell(wave, questions, page=None) -> list[Result]:
    """Answers are counted where they are: a wave of thousands is read as some dozens of rows."""
    counted = wave.answers.order_by().values_list("question", "site", "site__name", "value")
    values, sites = defaultdict(lambda: defaultdict(list)), set()
    for question, site, name, value, times in counted.annotate(times=Count("pk")):
        values[question][site] += [value] * times
        sites.add((site, name))
    sites = _sites_of(wave, sites)
    return [
        _words(wave, question, sum(map(len, values[question.pk].values())), page)
        if question.kind == Kind.TEXT
        else _result(question, values[question.pk], sites)
        for question in questions
    ]


def _sites_of(wave, answering) -> list[tuple]:
    """(key, name) of every site of the roll and of every one that answered, by name; (None, None) for no site.

    Of the roll, also sites of which nobody answered: whoever knows that they were asked reads the table with that in
    mind. Of the answers, so that each is in one line of the table, whatever became of the roll.
    """
    asked = set(wave.invitations.order_by().values_list("site", "site__name").distinct())
    return sorted(asked | answering, key=lambda pair: (pair[0] is None, pair[1] or "", pair[0] or 0))


def _words(wave, question, count, page) -> Result:
    if count < FEWEST:
        return Result(question, told=False)
    rows = wave.answers.filter(question=question).select_related("idea").order_by("pk")
    words, goes_on = page.of(question, rows) if page else (list(rows), False)
    return Result(question, told=True, words=words, goes_on=goes_on)


def _result(question, values, sites) -> Result:
    """`values`: of each site, what was answered."""
    shown = shown_of([len(values[key]) for key, _name in sites])
    if not shown.total:
        return Result(question, told=False)
    score = _SCORES[Kind(question.kind)]
    lines = [
        OfSite(name or "", None if place in shown.hidden else score(values[key]))
        for place, (key, name) in enumerate(sites)
    ]
    whole = score([value for of_site in values.values() for value in of_site])
    return Result(question, True, whole, sites=lines if len(lines) > 1 else [])


def _compared(row: Result, earlier: Score | None, since) -> Result:
    if earlier is None or not row.told or not row.is_share:
        return row
    rise = newcombe(earlier.good, earlier.answers, row.score.good, row.score.answers)
    return replace(row, rise=rise, since=since)
