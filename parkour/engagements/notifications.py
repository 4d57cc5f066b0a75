"""What people are told: an engagement they answer for, a guest who said something about it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.enums import AuthorRole
from parkour.core.dates import human_date
from parkour.engagements.models import Engagement, GuestWord, Replication
from parkour.engagements.reading import told
from parkour.notifications.services import Letter, notify


def tell_owner(engagement: Engagement) -> int:
    """Tell somebody that they answer for an engagement; once for each version that names them anew."""

    def compose(person):
        row = told([engagement], person)[0]
        body = _(
            "It answers what irritates: {irritant}. It is due on {day}, and it is kept with a proof: its page takes it."
        )
        return Letter(
            title=_("You answer for an engagement: {sentence}").format(sentence=row.sentence),
            body=body.format(irritant=row.irritant, day=human_date(engagement.due_on)),
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


def tell_author(replication: Replication) -> int:
    """Tell whoever wrote a contribution that another site takes it up; not who, nor to whoever takes it up."""
    rows = replication.idea.authorships.filter(role=AuthorRole.AUTHOR, person__is_active=True).select_related("person")
    authors = [row.person for row in rows if row.person_id != replication.by_id]

    def compose(_person):
        return Letter(
            title=_("Your contribution is taken up at {site}").format(site=replication.site.name),
            body=_("What succeeded with you is done again there: “{title}”.").format(
                title=replication.idea.display_title
            ),
            action=_("See where it is taken up"),
        )

    url = reverse("engagements:success", args=[replication.idea.reference])
    key = f"replication:{replication.pk}"
    return notify(authors, kind="author_replicated", event_key=key, compose=compose, url=url)
