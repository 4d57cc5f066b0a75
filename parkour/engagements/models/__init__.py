from parkour.engagements.models.engagements import Engagement, Irritant, Proof, Step
from parkour.engagements.models.guests import Guest, GuestWord

__all__ = ["Engagement", "Guest", "GuestWord", "Irritant", "Proof", "Step"]
