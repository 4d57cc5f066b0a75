"""How long a point still has, and when a session is likely to end. Pure; seconds and half-minutes are whole numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_MINUTE = 30  # seconds
SOON = 60  # seconds: from here on a point is nearly over


@dataclass(frozen=True)
class Timer:
    """A point under discussion: `allowed` and `spent` in seconds; it stands still while the session is suspended."""

    allowed: int
    spent: int
    runs: bool

    @property
    def left(self) -> int:
        """Negative once its time is over."""
        return self.allowed - self.spent

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    @property
    def words(self) -> str:
        """4:05, or −0:12."""
        minutes, seconds = divmod(abs(self.left), 60)
        return f"{'−' if self.left < 0 else ''}{minutes}:{seconds:02d}"


def timer(duration: int, added: int, spent: int, since: datetime | None, now: datetime) -> Timer:
    """`duration` in half-minutes, `added` in minutes; `spent` before `since`, when it was taken up (None: paused)."""
    allowed = max(duration * HALF_MINUTE + added * 60, 0)
    running = max(int((now - since).total_seconds()), 0) if since else 0
    return Timer(allowed, spent + running, since is not None)


def predicted_end(now: datetime, current: Timer | None, ahead: int, back_at: datetime | None = None) -> datetime:
    """When it ends if what is left takes its time: the point under discussion, then `ahead` half-minutes.

    `back_at`: the session is suspended until then.
    """
    left = max(current.left, 0) if current else 0
    return max(now, back_at or now) + timedelta(seconds=left + ahead * HALF_MINUTE)
