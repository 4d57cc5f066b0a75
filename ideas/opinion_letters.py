"""What raters are told of second opinions: never a level."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.models import Idea, OpinionRequest
from ideas.notifications import facts_of
from parkour.core import clock
from parkour.notifications.services import Letter, notify


def tell_asked(idea: Idea, opinion: OpinionRequest, people) -> int:
    """Somebody of the desk, or the author by asking for a review, asks for a second opinion."""
    return _tell(
        idea,
        people,
        kind="opinion_asked",
        event_key=f"opinion:{opinion.pk}",
        title=gettext_noop("A second opinion, please: {title}"),
        lead=gettext_noop(
            "You are asked for your levels on {reference}. Those of the others show once yours are saved."
        ),
        action=gettext_noop("Give my levels"),
    )


def tell_again(idea: Idea, opinion: OpinionRequest, people) -> int:
    """The same, some days later, when nobody has answered."""
    return _tell(
        idea,
        people,
        kind="opinion_reminder",
        event_key=f"opinion:{opinion.pk}:{clock.today().isoformat()}",
        title=gettext_noop("A second opinion is still awaited: {title}"),
        lead=gettext_noop("Nobody has given their levels on {reference} yet: it takes two minutes."),
        action=gettext_noop("Give my levels"),
    )


def tell_far_apart(idea: Idea, opinion: OpinionRequest) -> int:
    """To both raters: their levels are two apart or more."""
    return _tell(
        idea,
        [opinion.first, opinion.second],
        kind="opinion_discuss",
        event_key=f"opinion:{opinion.pk}:talk",
        title=gettext_noop("Two opinions far apart: {title}"),
        lead=gettext_noop(
            "Your levels on {reference} are two apart or more. Five minutes together, then each gives theirs again."
        ),
        action=gettext_noop("Talk it over"),
        page="ideas:talk_over",
    )


def _tell(idea, people, *, kind, event_key, title, lead, action, page="ideas:triage_item"):
    def compose(person):
        facts = facts_of(idea, person)
        return Letter(_(title).format(**facts), _(lead).format(**facts), _(action))

    url = reverse(page, kwargs={"reference": idea.reference})
    return notify(people, kind=kind, event_key=event_key, compose=compose, url=url)
