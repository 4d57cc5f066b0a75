from parkour.engagements.models.engagements import Engagement, Irritant, Proof, Step
from parkour.engagements.models.guests import Guest, GuestWord
from parkour.engagements.models.initiatives import Initiative
from parkour.engagements.models.replications import Replication
from parkour.engagements.models.standards import Standard, StandardEdition
from parkour.engagements.models.trophies import (
    TrophyBallot,
    TrophyCategory,
    TrophyEdition,
    TrophyJuror,
    TrophyNominee,
)
from parkour.engagements.models.visits import OwedAnswer, Visit, VisitCapture

__all__ = [
    "Engagement",
    "Guest",
    "GuestWord",
    "Initiative",
    "Irritant",
    "OwedAnswer",
    "Proof",
    "Replication",
    "Standard",
    "StandardEdition",
    "Step",
    "TrophyBallot",
    "TrophyCategory",
    "TrophyEdition",
    "TrophyJuror",
    "TrophyNominee",
    "Visit",
    "VisitCapture",
]
