"""What the committee has promised of a person and is told to nobody yet: no action so far."""

from ideas.enums import DecisionOutcome
from ideas.models import Decision


def promised_of(owner) -> int:
    """Adopted contributions that `owner` carries out and that wait to be told. For whoever runs a session alone."""
    return Decision.all_taken.filter(is_held=True, outcome=DecisionOutcome.APPROVED, owner=owner).count()
