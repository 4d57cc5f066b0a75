"""What people are told: an engagement they answer for, a guest who said something about it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from parkour.core.dates import human_date
from parkour.engagements.models import Engagement, GuestWord
from parkour.notifications.services import Letter, notify


def tell_owner(engagement: Engagement) -> int:
    """Tell somebody that they answer for an engagement; once for each version that names them anew."""

    def compose(_person):
        body = _(
            "It answers what irritates: {irritant}. It is due on {day}, and it is kept with a proof: its page takes it."
        )
        return Letter(
            title=_("You answer for an engagement: {sentence}").format(sentence=engagement.sentence),
            body=body.format(irritant=engagement.irritant.title, day=human_date(engagement.due_on)),
            action=_("Open the engagement"),
        )

    key = f"engagement-owner:{engagement.pk}:{engagement.version}"
    return notify(
        [engagement.owner],
        kind="engagement_entrusted",
        event_key=key,
        compose=compose,
        url=engagement.get_absolute_url(),
    )


def tell_of_a_guest(word: GuestWord) -> int:
    """Tell whoever answers for the engagement what a guest said."""

    def compose(_person):
        return Letter(
            title=_("{guest} said something about an engagement").format(guest=word.guest.name),
            body=word.text,
            action=_("Read and answer"),
        )

    url = reverse("engagements:guests", args=[word.engagement_id])
    owner = word.engagement.owner
    return notify([owner], kind="engagement_guest", event_key=f"engagement-word:{word.pk}", compose=compose, url=url)
