"""Campaigns for tests, brought there through the services."""

from datetime import timedelta

from ideas.models import Campaign
from ideas.services.campaigns import CampaignFacts, announce_campaign, create_campaign
from parkour.core import clock
from tests.factories import UserFactory


def facts_of(sponsor, *, starts=0, lasts=10, **changes) -> CampaignFacts:
    """The facts of a campaign of `lasts` days after the first one, `starts` days from today."""
    first = clock.today() + timedelta(days=starts)
    plain = {
        "question": "Comment perdre moins de temps entre deux clients ?",
        "explanation": "Un détour, une attente, une clé : dites ce qui vous retarde.",
        "starts_on": first,
        "ends_on": first + timedelta(days=lasts),
    }
    return CampaignFacts(sponsor=sponsor, **plain | changes)


def announced(**changes) -> Campaign:
    """A campaign that is announced; open from today unless `starts` says otherwise."""
    officer, sponsor = UserFactory(officer=True), UserFactory(sponsor=True)
    return announce_campaign(create_campaign(facts_of(sponsor, **changes), by=officer), by=officer)
