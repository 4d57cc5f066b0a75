from tests.factories.committee import CollegeFactory, MandateFactory, SessionFactory, committee_of
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, TeamFactory, UserFactory

__all__ = [
    "CollegeFactory",
    "IdeaFactory",
    "MandateFactory",
    "SessionFactory",
    "SiteFactory",
    "TeamFactory",
    "UserFactory",
    "committee_of",
]
