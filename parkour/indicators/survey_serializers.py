"""What is sent and told about surveys: never who answered what."""

from rest_framework import serializers

from ideas.serializers.inputs import TEXT_LIMIT, words
from parkour.accounts.serializers import PersonField, SiteField
from parkour.core.api.fields import Input, OneOf, Whole
from parkour.indicators.links import link_of
from parkour.indicators.models import Audience, Invitation, Kind, Stage, Survey, Wave
from parkour.indicators.proportions import Interval, Score
from parkour.indicators.results import Result, detectable, results_of, roll_of
from parkour.indicators.services.answering import WORDS_LIMIT
from parkour.indicators.services.sheets import NAME_LIMIT
from parkour.indicators.services.surveys import (
    INTRODUCTION_LIMIT,
    MOST_EXPECTED,
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    TITLE_LIMIT,
    SurveyFacts,
)
from parkour.indicators.services.waves import MOST_LINKS

MOST_NAMED, MOST_SENT = 200, 2_000


class QuestionInput(Input):
    kind = OneOf(choices=Kind.choices)
    text = words(QUESTION_LIMIT)


class SurveyInput(Input):
    """A survey, whole: what is left out is emptied."""

    title = words(TITLE_LIMIT)
    introduction = words(INTRODUCTION_LIMIT, required=False, default="", allow_blank=True)
    audience = OneOf(choices=Audience.choices)
    stage = OneOf(choices=Stage.choices, required=False, default="", allow_blank=True)
    questions = serializers.ListField(child=QuestionInput(), min_length=1, max_length=MOST_QUESTIONS)


def survey_facts(sent: dict) -> SurveyFacts:
    return SurveyFacts(**sent | {"questions": [(row["kind"], row["text"]) for row in sent["questions"]]})


class QuestionOut(serializers.Serializer):
    place = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    text = serializers.CharField()


class WaveRow(serializers.Serializer):
    id = serializers.IntegerField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    expected = serializers.IntegerField()
    is_open = serializers.BooleanField()
    is_over = serializers.BooleanField()


class SurveyOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    introduction = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    stage = serializers.CharField(help_text="Code of the stage of the journey; empty for another audience.")
    questions = QuestionOut(many=True)
    waves = WaveRow(many=True)
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def wave_row(wave: Wave) -> dict:
    names = ("opens_on", "closes_on", "expected", "is_open", "is_over")
    return {"id": wave.pk} | {name: getattr(wave, name) for name in names}


def survey_out(survey: Survey) -> dict:
    names = ("title", "introduction", "audience", "stage", "version")
    return {name: getattr(survey, name) for name in names} | {
        "id": survey.pk,
        "questions": [{"place": row.place, "kind": row.kind, "text": row.text} for row in survey.questions.all()],
        "waves": [wave_row(wave) for wave in survey.waves.all()],
        "page": survey.get_absolute_url(),
    }


class WaveInput(Input):
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    expected = Whole(min_value=1, max_value=MOST_EXPECTED, help_text="Answers expected: they decide what it can show.")


class ScoreOut(serializers.Serializer):
    """A share, or a recommendation from −100 to 100, with its interval of 95 % and the numbers behind it."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    good = serializers.IntegerField(help_text="Favourable answers.")
    answers = serializers.IntegerField()


class RiseOut(serializers.Serializer):
    """Since the last wave before that told something, with its interval: one that holds 0 shows nothing."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class SiteScoreOut(serializers.Serializer):
    site = serializers.CharField(help_text="Name; empty for those who belong to none.")
    score = ScoreOut(allow_null=True, help_text="Null where few answered, or where it would give others away.")


class WrittenOut(serializers.Serializer):
    id = serializers.UUIDField()
    words = serializers.CharField()


class QuestionResultOut(serializers.Serializer):
    question = QuestionOut()
    told = serializers.BooleanField(help_text="False under five answers.")
    score = ScoreOut(allow_null=True)
    rise = RiseOut(allow_null=True)
    sites = SiteScoreOut(many=True)
    words = WrittenOut(many=True)


class WaveOut(WaveRow):
    """A wave with its roll; its results once it is over."""

    survey = serializers.IntegerField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField()
    share_before = serializers.FloatField(help_text="Of favourable answers, from which the next line is reckoned.")
    detectable_rise = serializers.FloatField(
        allow_null=True, help_text="The smallest rise that so many answers show four times in five; null for none."
    )
    results = QuestionResultOut(many=True)


def wave_out(wave: Wave) -> dict:
    roll, (share, rise) = roll_of(wave), detectable(wave)
    return wave_row(wave) | {
        "survey": wave.survey_id,
        "invited": roll.invited,
        "answered": roll.answered,
        "share_before": share,
        "detectable_rise": rise,
        "results": [_result(row) for row in results_of(wave)],
    }


def _result(row: Result) -> dict:
    question = row.question
    return {
        "question": {"place": question.place, "kind": question.kind, "text": question.text},
        "told": row.told,
        "score": _score(row.score),
        "rise": _rise(row.rise),
        "sites": [{"site": one.site, "score": _score(one.score)} for one in row.sites],
        "words": [{"id": one.pk, "words": one.words} for one in row.words],
    }


def _score(score: Score | None) -> dict | None:
    names = ("value", "low", "high", "good", "answers")
    return score and {name: getattr(score, name) for name in names}


def _rise(rise: Interval | None) -> dict | None:
    return rise and {name: getattr(rise, name) for name in ("value", "low", "high")}


class InviteInput(Input):
    people = serializers.ListField(child=PersonField(), min_length=1, max_length=MOST_NAMED)


class PeopleCountOut(serializers.Serializer):
    count = serializers.IntegerField(help_text="People.")


class LinksInput(Input):
    count = Whole(min_value=1, max_value=MOST_LINKS)
    site = SiteField(required=False, allow_null=True, default=None)


class LinksOut(serializers.Serializer):
    links = serializers.ListField(child=serializers.CharField(), help_text="Each for one answer: send them apart.")


def links_out(rows: list[Invitation]) -> dict:
    return {"links": [link_of(row) for row in rows]}


class SurveyAnswerInput(Input):
    """The answer to one question: a number on its scale, or words."""

    place = Whole(min_value=1, max_value=MOST_QUESTIONS)
    value = Whole(required=False, allow_null=True, default=None, min_value=0, max_value=10)
    words = words(WORDS_LIMIT, required=False, default="", allow_blank=True)


class SurveyAnswersInput(Input):
    answers = serializers.ListField(child=SurveyAnswerInput(), min_length=1, max_length=MOST_QUESTIONS)


def answers_of(sent: dict) -> dict:
    """By the place of the question, what was said to it."""
    return {row["place"]: row["words"] if row["value"] is None else row["value"] for row in sent["answers"]}


class AnswerSheetInput(SurveyAnswersInput):
    """What one person answered elsewhere; never who."""

    site = SiteField(required=False, allow_null=True, default=None)


class AnswerSheetsInput(Input):
    opens_on = serializers.DateField(help_text="First day on which these answers were given.")
    closes_on = serializers.DateField(help_text="Last day, today at the latest.")
    name = words(NAME_LIMIT, help_text="Where they come from: a tool, a file. Once for the same days.")
    sheets = serializers.ListField(child=AnswerSheetInput(), min_length=1, max_length=MOST_SENT)


def sheets_of(sent: dict) -> list[tuple]:
    return [(answers_of(sheet), sheet["site"]) for sheet in sent["sheets"]]


class AnsweredOut(serializers.Serializer):
    kept = serializers.BooleanField(help_text="False when one had answered before: nothing is changed then.")


class OpenInput(Input):
    text = words(TEXT_LIMIT, help_text="What was written, without what would name somebody.")


class OpenedOut(serializers.Serializer):
    reference = serializers.CharField()
