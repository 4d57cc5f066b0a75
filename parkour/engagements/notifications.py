"""What people are told: an engagement they answer for, a guest who said something about it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import AuthorRole
from ideas.selectors import officers
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
    """Tell whoever answers for the engagement what a guest said; the officers when they have left."""

    def compose(_person):
        return Letter(
            title=_("{guest} said something about an engagement").format(guest=word.guest.name),
            body=word.text,
            action=_("Read and answer"),
        )

    url = reverse("engagements:guests", args=[word.engagement_id])
    owner = word.engagement.owner
    people = [owner] if owner.is_active else officers()
    return notify(people, kind="engagement_guest", event_key=f"engagement-word:{word.pk}", compose=compose, url=url)


def tell_due(engagement: Engagement) -> int:
    """Tell owner and officers that a day that was promised comes; once for each day."""
    title = gettext_lazy("An engagement is due on {day}: {sentence}")
    body = gettext_lazy("It is kept with a proof, or its day moves with a reason: its page does both.")
    return _remind(engagement, f"due:{engagement.due_on}", title, body, engagement.owner)


def tell_late(engagement: Engagement) -> int:
    """Tell owner and officers that a promise is late; once for each day that was promised."""
    title = gettext_lazy("An engagement is late: {sentence}")
    body = gettext_lazy("It was due on {day}. Everybody reads that it is late, until it has a proof or another day.")
    return _remind(engagement, f"late:{engagement.due_on}", title, body, engagement.owner)


def tell_left(engagement: Engagement) -> int:
    """Tell the officers that whoever answered for a promise has left; once for each owner."""
    title = gettext_lazy("Nobody answers for an engagement any more: {sentence}")
    body = gettext_lazy("The account of whoever answered for it is closed. It is due on {day}: name somebody else.")
    return _remind(engagement, f"left:{engagement.owner_id}", title, body)


def _remind(engagement, what, title, body, *people) -> int:
    def compose(person):
        facts = {"sentence": told([engagement], person)[0].sentence, "day": human_date(engagement.due_on)}
        action = _("Open the engagement")
        return Letter(title=str(title).format(**facts), body=str(body).format(**facts), action=action)

    return notify(
        [*people, *officers()],
        kind="engagement_reminder",
        event_key=f"engagement:{engagement.pk}:{what}",
        compose=compose,
        url=engagement.get_absolute_url(),
    )


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
