"""Where one item stands in the queue of the triage: its neighbours, its rank, how many wait. One statement,
which also asks for what its clocks say, and for what an officer finds everywhere on the desk.
"""

from dataclasses import dataclass, replace

from ideas.deadlines import effective_state
from ideas.desk import QUEUE, QUEUE_ORDER, line_of, place_of, up_to, whole
from ideas.enums import UNTRIAGED
from ideas.held import OWN
from ideas.keeping import AS_JSON, asked_of
from ideas.models import Idea
from ideas.privacy import tell
from parkour.accounts.models import User
from parkour.accounts.rules import is_officer
from parkour.core import clock
from parkour.core.counting import MOST
from parkour.core.prepared import prepared_cursor

SHOWN_BEFORE, SHOWN_AFTER = 8, 24
SAID = 7  # columns before the line of a neighbour: total, ahead, facts of the clocks, what `OWN` says
ORDER, BACKWARDS = ", ".join(QUEUE_ORDER), ", ".join(f"{part} DESC" for part in QUEUE_ORDER)
HERE = "(%(promise)s, %(sent)s, %(key)s)"
# Its first column by itself says nothing new, but lets PostgreSQL know how many there are.
EARLIER = f"({QUEUE_ORDER[0]}) <= %(promise)s AND ({ORDER}) < {HERE}"
LATER = f"({QUEUE_ORDER[0]}) >= %(promise)s AND ({ORDER}) > {HERE}"
AROUND = f"""
SELECT counted.*, near.* FROM (
  SELECT {up_to()} AS total, {up_to(f"AND {EARLIER}")} AS ahead,
    ({AS_JSON}) AS facts, {OWN}
) AS counted LEFT JOIN (
  ({QUEUE} AND {EARLIER} ORDER BY {BACKWARDS} LIMIT {SHOWN_BEFORE})
  UNION ALL
  ({QUEUE} AND {LATER} ORDER BY {ORDER} LIMIT {SHOWN_AFTER})
) AS near ON TRUE
"""  # noqa: S608 — columns of our models


@dataclass(frozen=True)
class Place:
    """Where an item stands: its neighbours in the queue, its rank from 1 (0 when it has left), the total.

    Rank and total are counted up to `MOST` + 1. The neighbours are for reading only: what a line says. `own` are the
    facts of `held.OWN` about who asks, `facts` those of `keeping.FACTS` about the item.
    """

    before: list[Idea]
    after: list[Idea]
    rank: int
    total: int
    own: tuple = ()
    facts: dict | None = None

    @property
    def after_one(self):
        """The same once the one before it has left the queue: what is read ahead is shown then."""
        counted = self.total <= MOST
        return replace(self, rank=max(self.rank - 1, 1) if self.rank <= MOST else self.rank, total=self.total - counted)

    @property
    def previous(self):
        return self.before[-1] if self.before else None

    @property
    def next(self):
        return self.after[0] if self.after else None


def place_in_queue(idea: Idea, person: User | None = None) -> Place:
    """Neighbours and rank of `idea`, for `person`; the window is bounded however long the queue."""
    promise, sent, key = here = place_of(idea)
    asked = {"today": clock.today(), "promise": promise, "sent": sent, "key": key, **asked_of(idea)}
    with prepared_cursor() as cursor:
        cursor.execute(AROUND, asked | {"me": person.pk if person else 0, "here": idea.pk})
        rows = cursor.fetchall()
    total, ahead, facts, *own = rows[0][:SAID]
    near = [line_of(row[SAID:]) for row in rows if row[SAID] is not None]
    near.sort(key=place_of)
    before = [one for one in near if place_of(one) < here]
    rank = ahead + 1 if effective_state(idea) in UNTRIAGED else 0
    return Place(before, near[len(before) :], rank, total, tuple(own), facts)


def place_for(reader: User, idea: Idea) -> Place:
    """The same, with the words of the neighbours that `reader` may read: one statement more, and those of `tell`, for
    whoever may not read all names.
    """
    place = place_in_queue(idea, reader)
    near = [*place.before, *place.after]
    told = {row.pk: row for row in tell(reader, near if is_officer(reader) else whole(near))}
    before, after = ([told[row.pk] for row in rows if row.pk in told] for rows in (place.before, place.after))
    return replace(place, before=before, after=after)
