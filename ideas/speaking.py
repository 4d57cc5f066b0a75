"""What is told about a contribution that somebody typed for somebody else: to its author, and to the officers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.enums import Disowned
from ideas.models import Capture, Idea, IdeaEvent
from ideas.selectors import officers
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.services import Letter, notify


def tell_named(capture: Capture, event: IdeaEvent) -> int:
    """Tell the colleague named as its author that it is there, who typed it, and that they may say no."""
    idea = capture.idea

    def compose(_person):
        facts = {
            "name": capture.by.get_full_name(),
            "day": human_date(capture.said_on),
            "reference": idea.reference,
            "promise": human_datetime(idea.promised_reply_at),
        }
        return Letter(
            _("Typed for you: {title}").format(title=idea.display_title),
            _(
                "%(name)s has typed what you said on %(day)s. You are its author: its reference is %(reference)s, a "
                "person reads it and answers you by %(promise)s. If it is not from you, or not what you meant, say so "
                "in one tap."
            )
            % facts,
            _("Read it"),
        )

    url = reverse("ideas:receipt", args=[idea.reference])
    return notify([capture.person], kind="author_capture", event_key=f"idea-event:{event.pk}", compose=compose, url=url)


def tell_of_refusal(capture: Capture) -> int:
    """Tell the officers, in the product only, that the colleague named is not its author, and what they say."""
    idea = capture.idea

    def compose(_person):
        facts = {"name": capture.person.get_full_name(), "typed": capture.by.get_full_name()}
        if capture.disowned == Disowned.NOT_MINE:
            words = _("%(name)s says: it is not from me. %(typed)s had typed it; it has no author any more.")
        else:
            words = _("%(name)s says: it is not what I meant. %(typed)s had typed it; it has no author any more.")
        return Letter(_("Not its author: {reference}").format(reference=idea.reference), words % facts)

    return notify(
        officers(),
        kind="officer_disown",
        event_key=f"idea-{idea.pk}-disowned",
        compose=compose,
        url=idea.get_absolute_url(),
        mail=False,
    )


def tell_to_say(idea: Idea, event: IdeaEvent) -> int:
    """Tell the officers, in the product only, that an answer reaches nobody unless somebody says it."""

    def compose(_person):
        return Letter(
            _("To be said aloud: {reference}").format(reference=idea.reference),
            _("Whoever said it reads no answer here. Say it to them, then note that it was said."),
        )

    return notify(
        officers(),
        kind="officer_say",
        event_key=f"idea-event:{event.pk}",
        compose=compose,
        url=reverse("ideas:to_say"),
        mail=False,
    )
