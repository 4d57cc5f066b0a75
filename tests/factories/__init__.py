from tests.factories.committee import (
    CollegeFactory,
    MandateFactory,
    SessionFactory,
    committee_of,
    open_session_with,
    released_session,
)
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
    "open_session_with",
    "released_session",
]
