"""Ideas at named moments of their life, brought there through the services and nothing else."""

import uuid
from datetime import timedelta

import factory

from ideas.enums import Outcome
from ideas.models import Idea
from ideas.services import coauthors, quick_wins, submission, triage
from ideas.services.telling import tell_untold
from parkour.core import clock
from tests.factories.people import UserFactory
from tests.remembered import plain, remembered


class IdeaFactory(factory.Factory):
    """`IdeaFactory()` is a fresh proposal; traits: feedback, opened, assessed, needs_info, answered, declined,
    parked, redirected, shortlisted, workshop, fast_track, in_window."""

    class Meta:
        model = Idea

    author = factory.LazyFunction(UserFactory)
    officer = factory.LazyFunction(lambda: UserFactory(officer=True))
    problem_text = factory.Sequence(lambda n: f"Deux heures d'attente entre deux clientes, cas {n}.")
    change_text = "Regrouper les passages par rue."
    visibility = "public"
    coauthors = ()
    levels = None

    @classmethod
    def _generate(cls, strategy, params):
        """One that is told by plain values alone begins many tests."""
        if not plain(*params.values()):
            return super()._generate(strategy, params)
        key = (cls.__name__, *sorted(params.items(), key=lambda fact: fact[0]))
        return remembered(key, lambda: super(IdeaFactory, cls)._generate(strategy, params))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        officer, author, levels = kwargs.pop("officer"), kwargs.pop("author"), kwargs.pop("levels")
        flags = {name for name in MOMENTS if kwargs.pop(name, False)}
        if kwargs.pop("feedback", "answered" in flags):  # only feedback ends with an answer
            kwargs["change_text"] = ""
        idea, _new = submission.submit_idea(submission.Submission(client_uuid=uuid.uuid4(), **kwargs), by=author)
        tell_untold(idea)  # as the worker does a moment later
        for person in kwargs.get("coauthors", ()):  # those who wrote it together have said so
            coauthors.confirm_coauthor(idea, by=person)
        if flags:
            MOMENTS[flags.pop()](idea, author, officer, levels)
            idea = Idea.objects.get(pk=idea.pk)
        return idea


def _opened(idea, author, officer, levels):
    triage.open_idea(idea, by=officer)


def _assessed(idea, author, officer, levels):
    _opened(idea, author, officer, levels)
    triage.assess_idea(idea, by=officer, **(levels or {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}))


def _decided(outcome, assess=True, **facts):
    def bring(idea, author, officer, levels):
        (_assessed if assess else _opened)(idea, author, officer, levels)
        made = {name: value() if callable(value) else value for name, value in facts.items()}
        triage.decide_triage(
            idea, triage.Orientation(outcome=outcome, message="Merci, voici la suite.", **made), by=officer
        )

    return bring


def _in_window(idea, author, officer, levels):
    MOMENTS["fast_track"](idea, author, officer, levels)
    fresh = Idea.objects.get(pk=idea.pk)
    quick_wins.accept_quick_win(fresh, by=fresh.quick_win_owner)


def _in(days):
    return lambda: clock.today() + timedelta(days=days)


MOMENTS = {
    "opened": _opened,
    "assessed": _assessed,
    "needs_info": _decided(Outcome.ASK, assess=False),
    "answered": _decided(Outcome.ANSWER, assess=False),
    "declined": _decided(Outcome.DECLINE, assess=False, reason_code="cost"),
    "parked": _decided(Outcome.PARK, assess=False, review_on=_in(60)),
    "redirected": _decided(Outcome.REDIRECT, assess=False, channel="hr"),
    "workshop": _decided(Outcome.WORKSHOP, assess=False),
    "shortlisted": _decided(Outcome.SHORTLIST),
    "fast_track": _decided(Outcome.QUICK_WIN, owner=UserFactory, due_on=_in(30)),
    "in_window": _in_window,
}
