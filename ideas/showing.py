"""The board for a screen in an agency and for a feed: nobody has signed in, nobody is named who did not agree."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from ideas.board import board_rows, idea_of
from ideas.campaigns import open_now
from ideas.cards import board_card
from ideas.enums import BoardTab, CampaignTarget
from ideas.models import Campaign, Idea
from ideas.privacy import nameless
from parkour.accounts.models import User
from parkour.organisation.models import Site

ON_A_SCREEN, IN_A_FEED, CAMPAIGNS = 6, 30, 2
NOBODY = 0  # the number of no person


@dataclass(frozen=True)
class Shown:
    """One contribution as a passer-by may read it. `thanks` is what was written for all to read, by consent."""

    reference: str
    url: str
    title: str
    label: str
    you_said: str
    heading: str
    we_did: str
    effect: str
    thanks: str
    published_at: datetime


def nobody(site: Site | None = None) -> User:
    """A reader without a name, a role or a part in anything, who stands at `site`."""
    reader = User(pk=NOBODY, site=site)
    reader.role_names = frozenset()
    return reader


def shown(tab: str = "", size: int = ON_A_SCREEN, *, site: Site | None = None) -> list[Shown]:
    """The newest of the board for whoever stands at `site`, without names. One statement."""
    reader = nobody(site)
    return [_shown(reader, idea_of(row)) for row in board_rows(reader, tab, size=size)[:size]]


def shown_one(idea: Idea) -> Shown:
    """One contribution of the board as it would be shown, for a text that leaves the house."""
    return _shown(nobody(), idea)


def _shown(reader, idea):
    card, update = board_card(reader, idea), getattr(idea, "public_update", None)
    agreed = update.credits if update else ""
    return Shown(
        reference=idea.reference,
        url=idea.get_absolute_url(),
        title=nameless(idea, card.title),
        label=str(card.info.author_label),
        you_said=nameless(idea, card.you_said),
        heading=card.heading,
        we_did=nameless(idea, card.we_did),
        effect=nameless(idea, card.effect),
        thanks=agreed if agreed and card.thanks == agreed else "",
        published_at=idea.published_at,
    )


def campaigns_on_screen(site: Site) -> list[Campaign]:
    """The open campaigns that ask everybody, or this site."""
    of_site = Q(target=CampaignTarget.SITES, sites=site)
    rows = Campaign.objects.filter(open_now()).filter(Q(target=CampaignTarget.EVERYBODY) | of_site).distinct()
    return list(rows.order_by("ends_on", "pk")[:CAMPAIGNS])


def slides_of(site: Site) -> dict:
    """What a screen of this site turns through."""
    return {
        "campaigns": campaigns_on_screen(site),
        "done": shown(BoardTab.DONE, site=site),
        "decided": shown(BoardTab.IN_PROGRESS, 3, site=site),
    }
