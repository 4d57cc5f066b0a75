"""Answering: the roll is marked, the answers are written, and nothing leads from one to the other."""

import random
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.indicators.models import Answer, Invitation, Kind, Question, Wave

WORDS_LIMIT = 2_000
_drawn = random.SystemRandom()


@transaction.atomic
def answer_wave(invitation: Invitation, answers: Mapping[int, int | str]) -> bool:
    """Keep the answers of whoever holds this invitation; False when they had answered before: nothing is changed then.

    `answers`: by the place of the question a whole number or words; what is left out is not answered.
    Raises InvalidInput (no answer at all, a value off its scale, no such question), TransitionRefused (not open).
    """
    wave = Wave.objects.select_for_update(of=("self",), no_key=True).select_related("survey").get(pk=invitation.wave_id)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.answered:
        return False
    if not wave.is_open:
        raise TransitionRefused(_("This survey is closed: it takes no answers any more."))
    rows = [row for row in _rows(wave, answers) if row]
    if not rows:
        raise InvalidInput(_("Answer one question at least."))
    locked.answered = True
    locked.save(update_fields=["answered"])
    for row in rows:
        row.site_id = locked.site_id
    _drawn.shuffle(rows)
    Answer.objects.bulk_create(rows)
    return True


def _rows(wave, answers):
    questions = {question.place: question for question in wave.survey.questions.all()}
    for place, said in answers.items():
        if place not in questions:
            raise InvalidInput(_("There is no such question."))
        yield row_of(wave, questions[place], said)


def row_of(wave: Wave, question: Question, said: int | str) -> Answer | None:
    """What is kept of one answer; None for none. Raises InvalidInput for a value off the scale."""
    ends = Kind(question.kind).ends
    if ends is None:
        words = clean_text(said if isinstance(said, str) else "", question.form_name, limit=WORDS_LIMIT)
        return Answer(wave=wave, question=question, words=words) if words else None
    if said in {None, ""}:
        return None
    if not isinstance(said, int) or isinstance(said, bool) or not ends[0] <= said <= ends[1]:
        raise InvalidInput(_("Choose one of the answers shown."), field=question.form_name)
    return Answer(wave=wave, question=question, value=said)
