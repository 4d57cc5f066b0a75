"""Contributions that were decided, about a few things only, with levels: a past that a new one can be like."""

from django.utils import timezone

from ideas.enums import Outcome
from ideas.models import Idea, PastReliability
from ideas.services.comparing import compare_all
from ideas.services.triage import Orientation, decide_triage
from tests.factories import IdeaFactory

CUPS = "Les gobelets en plastique de la fontaine débordent chaque semaine de la poubelle"
ROUNDS = "Le planning des tournées du vendredi arrive trop tard chez les intervenantes du soir"
STRONG = {"policy": 5, "novelty": 4, "impact": 5, "effort": 1}
WEAK = {"policy": 1, "novelty": 2, "impact": 1, "effort": 5}
OTHERS = ("La machine à café est en panne.", "Le portail du parking reste bloqué.", "Les badges ne marchent plus.")
BETTER = {"n": 84, "error": 10.6, "error_middle": 16.2, "error_length": 15.0}
BETTER |= {"middle_low": -7.0, "middle_high": -2.0, "length_low": -6.0, "length_high": -1.0}


def refused(officer, text=CUPS, levels=None, **facts):
    """One that was assessed and declined."""
    idea = IdeaFactory(officer=officer, problem_text=text, assessed=True, levels=levels or STRONG, **facts)
    orientation = Orientation(Outcome.DECLINE, "Nous avons regardé : le coût est trop élevé.", reason_code="cost")
    decide_triage(idea, orientation, by=officer)
    return Idea.objects.get(pk=idea.pk)


def family(officer, text, levels, size):
    """Decided ones with the same words, some of them twice: of many lengths, and as alike as can be."""
    words = text.split()
    return [refused(officer, f"{text}. {' '.join(words[: 3 * (n % 5)])}", levels) for n in range(size)]


def others(officer):
    """Contributions about something else: without them every word is as common as any other."""
    return [IdeaFactory(officer=officer, problem_text=text) for text in OTHERS]


def measured(target="priority", **columns):
    """What the worker would have written."""
    facts = BETTER | {"decided": 84, "rubric_version": 1, "model_version": 1, "at": timezone.now()} | columns
    return PastReliability.objects.create(target=target, **facts)


def a_past(officer, size=4, levels=None):
    """A few decided ones and a new one that is like them, compared by the worker; returns (new, decided)."""
    decided = family(officer, CUPS, levels, size)
    others(officer)
    new = IdeaFactory(officer=officer, problem_text=f"{CUPS}, encore.", opened=True)
    compare_all()
    return new, decided
