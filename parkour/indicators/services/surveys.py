"""Surveys and their questions: written, corrected, taken away; their waves planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.indicators.models import Audience, Kind, Question, Stage, Survey, Wave

FEWEST_QUESTIONS, MOST_QUESTIONS = 3, 6
TITLE_LIMIT, INTRODUCTION_LIMIT, QUESTION_LIMIT = 120, 300, 200
LONGEST = timedelta(days=366)
MOST_EXPECTED = 100_000


@dataclass(frozen=True)
class SurveyFacts:
    """What its editor says of a survey. `questions`: (kind, text), in their order."""

    title: str
    audience: str
    questions: Sequence[tuple[str, str]]
    introduction: str = ""
    stage: str = ""


@transaction.atomic
def write_survey(facts: SurveyFacts, *, by: User, survey: Survey | None = None, version: int = 0) -> Survey:
    """Write a survey, or correct one until a wave of it opened.

    Raises InvalidInput, NotAllowed, TransitionRefused (it was put to people), Conflict (changed meanwhile).
    """
    permit(by)
    plain, questions = _checked(facts), _checked_questions(facts.questions)
    if survey is None:
        kept = Survey.objects.create(created_at=clock.now(), **plain)
    else:
        kept = _to_correct(survey, version)
        for name, value in plain.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save(update_fields=[*plain, "version"])
        kept.questions.all().delete()
    Question.objects.bulk_create(
        Question(survey=kept, place=place, kind=kind, text=text) for place, (kind, text) in enumerate(questions, 1)
    )
    return kept


@transaction.atomic
def delete_survey(survey: Survey, *, by: User) -> None:
    """Take away a survey that was never put to anybody, its planned waves too. Raises NotAllowed, TransitionRefused."""
    permit(by)
    locked = _unasked(Survey.objects.select_for_update().get(pk=survey.pk))
    locked.waves.all().delete()
    locked.delete()


@transaction.atomic
def plan_wave(survey: Survey, *, opens_on: date, closes_on: date, expected: int, by: User) -> Wave:
    """A wave to come: the clock opens it on its first day. Raises InvalidInput, NotAllowed."""
    permit(by)
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if opens_on < clock.today():
        raise InvalidInput(_("The first day is today or later."), field="opens_on")
    if closes_on < opens_on:
        raise InvalidInput(_("The last day comes before the first one."), field="closes_on")
    if closes_on - opens_on > LONGEST:
        raise InvalidInput(_("A wave lasts a year at most. Check the years."), field="closes_on")
    if not 1 <= expected <= MOST_EXPECTED:
        raise InvalidInput(
            _("Say how many answers you expect, from 1 to %(most)s.") % {"most": MOST_EXPECTED}, field="expected"
        )
    if locked.waves.filter(closed_at=None, opens_on__lte=closes_on, closes_on__gte=opens_on).exists():
        raise InvalidInput(_("Another wave of this survey runs on these days."), field="opens_on")
    return Wave.objects.create(survey=locked, opens_on=opens_on, closes_on=closes_on, expected=expected)


@transaction.atomic
def cancel_wave(wave: Wave, *, by: User) -> None:
    """Take away a wave that has not opened. Raises NotAllowed, TransitionRefused."""
    permit(by)
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.opened_at is not None:
        raise TransitionRefused(_("This wave was put to people: close it instead."))
    locked.delete()


def permit(by: User) -> None:
    """Raise NotAllowed unless this person keeps the surveys."""
    if not by.has_perm("indicators.manage_surveys"):
        raise NotAllowed(_("Surveys are kept by the improvement officer."))


def _to_correct(survey, version):
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if locked.version != version:
        raise Conflict(
            _("Somebody changed this survey meanwhile. What you typed is still here: compare, then save again."),
            current=locked,
        )
    return _unasked(locked)


def _unasked(survey):
    if survey.waves.filter(opened_at__isnull=False).exists():
        raise TransitionRefused(
            _("This survey was put to people: it stays as it is, so that its waves can be compared. Write another one.")
        )
    return survey


def _checked(facts):
    title = " ".join(clean_text(facts.title, "title", limit=TITLE_LIMIT).split())
    if not title:
        raise InvalidInput(_("Give it a title."), field="title")
    audience = Audience(facts.audience)
    if audience == Audience.STAGE and facts.stage not in Stage.values:
        raise InvalidInput(_("Choose the stage of the journey."), field="stage")
    return {
        "title": title,
        "introduction": clean_text(facts.introduction, "introduction", limit=INTRODUCTION_LIMIT),
        "audience": audience,
        "stage": Stage(facts.stage) if audience == Audience.STAGE else "",
    }


def _checked_questions(questions):
    cleaned = [
        (kind, " ".join(clean_text(text, "questions", limit=QUESTION_LIMIT).split())) for kind, text in questions
    ]
    asked = [(Kind(kind), text) for kind, text in cleaned if text]
    if not FEWEST_QUESTIONS <= len(asked) <= MOST_QUESTIONS:
        sentence = _("Ask three to six questions: fewer tell little, more are not answered.")
        raise InvalidInput(sentence, field="questions")
    if all(kind == Kind.TEXT for kind, _text in asked):
        raise InvalidInput(_("Ask one question at least that is answered on a scale."), field="questions")
    return asked
