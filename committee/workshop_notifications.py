"""What is told around a workshop. Names are those that a whole room may read."""

from django.utils.translation import gettext as _

from committee.models import Workshop
from committee.selectors.workshops import room_words
from ideas.enums import State
from ideas.privacy import shared_title
from ideas.selectors import authors_of, officers
from parkour.core.dates import human_datetime
from parkour.notifications.services import Letter, notify


def _tell(workshop: Workshop, people, kind: str, compose, *, key: str = "", **facts) -> int:
    return notify(
        people,
        kind=kind,
        event_key=f"workshop:{workshop.pk}:{key or kind}",
        compose=compose,
        url=workshop.get_absolute_url(),
        happens_at=workshop.moment,
        **facts,
    )


def _where(workshop) -> str:
    moment, place = workshop.moment, workshop.place or (workshop.session.place if workshop.session else "")
    told = [human_datetime(moment) if moment else "", place]
    return " · ".join(filter(None, told))


def tell_invited(workshop: Workshop, people) -> int:
    """Who takes part: the question, when and where."""
    question = room_words(workshop, workshop.question)

    def compose(_person):
        body = _("%(name)s leads a workshop and would like you to take part. The question: %(question)s")
        facts = {"name": workshop.facilitator, "question": question}
        return Letter(
            _("You are invited to a workshop"),
            "\n\n".join(filter(None, [body % facts, _where(workshop)])),
            _("See the workshop"),
        )

    return _tell(workshop, people, "workshop_invited", compose)


def tell_led(workshop: Workshop) -> int:
    """Who leads it now."""
    question = room_words(workshop, workshop.question)

    def compose(_person):
        body = _("The question: %(question)s") % {"question": question}
        return Letter(
            _("You lead a workshop"), "\n\n".join(filter(None, [body, _where(workshop)])), _("See the workshop")
        )

    return _tell(workshop, [workshop.facilitator], "workshop_led", compose, key=f"led:{workshop.facilitator_id}")


def tell_ready(workshop: Workshop, by) -> int:
    """The officers: the variants are theirs to propose to the committee."""
    question = room_words(workshop, workshop.question)

    def compose(_person):
        body = _("The workshop is over. Read the variants, then propose them to the committee: %(question)s")
        return Letter(_("A workshop hands over its variants"), body % {"question": question}, _("See the workshop"))

    people = [person for person in officers() if person != by]
    key = f"ready:{workshop.step_since.isoformat()}"
    return _tell(workshop, people, "officer_workshop", compose, key=key, mail=False)


def tell_closed(workshop: Workshop, by) -> int:
    """The authors of what was worked on, each once, and the officers: it ended without a proposal, and why."""
    reason, told = room_words(workshop, workshop.closed_because), 0
    done = {by.pk}
    for idea in workshop.sources.filter(state=State.WORKSHOP):
        people = [person for person in authors_of(idea) if person.has_perm("ideas.view_idea", idea)]
        people = [person for person in people if person.pk not in done]
        done |= {person.pk for person in people}
        title = shared_title(idea)

        def compose(_person, title=title):
            body = _(
                "The workshop on “%(title)s” ended without a proposal. The improvement officer tells you what is next."
            )
            return Letter(
                _("A workshop has ended: %(title)s") % {"title": title},
                f"{body % {'title': title}}\n\n{reason}",
                _("See my contribution"),
            )

        key = f"workshop:{workshop.pk}:closed:{idea.pk}"
        url = idea.get_absolute_url()
        told += notify(people, kind="author_workshop", event_key=key, compose=compose, url=url)

    def for_the_officers(_person):
        body = _("It ended without a proposal: its contributions wait for what is next.")
        return Letter(_("A workshop has ended"), f"{body}\n\n{reason}", _("See the workshop"))

    people = [person for person in officers() if person != by]
    return told + _tell(workshop, people, "officer_workshop", for_the_officers, key="closed", mail=False)
