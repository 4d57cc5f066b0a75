"""How far interviews reach: how many are at a stage, were asked, were heard. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

ENOUGH = 33  # percent: in the programme that this product follows, a third of the staff were heard


@dataclass(frozen=True)
class Reach:
    """One stage, or all of them: `people` there are, `asked` among them, `heard` in an interview."""

    people: int = 0
    asked: int = 0
    heard: int = 0

    @property
    def asked_at_least(self) -> int:
        """Whoever was heard had been asked, whether or not somebody counted it."""
        return max(self.asked, self.heard)

    @property
    def share(self) -> int | None:
        """Heard among the people, in whole percents rounded down, 100 at most; None where nobody said how many."""
        return min(100 * self.heard // self.people, 100) if self.people else None

    @property
    def is_enough(self) -> bool:
        return self.share is not None and self.share >= ENOUGH


def whole(rows: Iterable[Reach]) -> Reach:
    """All stages together; heard counts those too whose stage is not known."""
    rows = list(rows)
    return Reach(
        sum(row.people for row in rows), sum(row.asked_at_least for row in rows), sum(row.heard for row in rows)
    )
