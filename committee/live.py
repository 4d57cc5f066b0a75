"""What the screens of a session follow, and who may still follow it. Services say here what they changed.

The phone of a member follows the room and its owner, never the others: nobody's ballot moves because a colleague votes,
and when somebody votes is nothing that a phone could hear. The wall and the console follow the numbers besides.
"""

from committee.rules import SEATED
from parkour.accounts.models.people import ROLES
from parkour.core import clock
from parkour.core.events import Ticket, announce
from parkour.core.prepared import prepared_cursor

ROOMS = "committee.rooms"  # of any session: a phone waits for the next one
COUNTS = "committee.counts"  # who is there, how many have voted
# What a ticket remembers of its owner, for all of them at once; a session that ended or a person who left has no row.
STANDING = f"""
SELECT asked.key, asked.person, ARRAY[md5(u.password), u.sessions_ended::text, seated.now::text] || roles.held
  FROM unnest(%(keys)s::text[], %(people)s::bigint[]) AS asked(key, person)
  JOIN django_session s ON s.session_key = asked.key AND s.expire_date > now()
  JOIN accounts_user u ON u.id = asked.person AND u.is_active
 CROSS JOIN LATERAL (SELECT {SEATED.replace("%(me)s", "u.id")} AS now) seated
 CROSS JOIN LATERAL (SELECT ARRAY(SELECT role::text FROM ({ROLES.replace("%(me)s", "u.id")}) r ORDER BY 1) AS held)
            roles
"""  # noqa: S608 — statements of ours, put together


def room_changed(session) -> None:
    """The session, its point, its vote or its decision changed: every screen of the room reads again."""
    announce(ROOMS, room(session))


def counts_changed() -> None:
    """Somebody came, left, or voted: wall and console read again."""
    announce(COUNTS)


def person_changed(person_id: int) -> None:
    """What this person sees of their own part changed: their other devices read again."""
    announce(person(person_id))


def room(session) -> str:
    return f"committee.room.{session.pk}"


def person(person_id: int) -> str:
    return f"person.{person_id}"


def ticket(request, *topics: str) -> Ticket:
    """For the person and the session of the browser of a request; two sessions of one person are two."""
    own = request.session.session_key, request.user.pk
    return Ticket(frozenset(topics), *own, still=still_holding, standing=_standing([own]).get(own))


def still_holding(tickets: list[Ticket]) -> set[Ticket]:
    """Those whose owner stands as when the ticket was given: signed in, active, same roles, seated or not; one query.

    Whatever changed ends the stream, also for the better: the page asks again, and the door decides by all its rules.
    """
    found = _standing([(ticket.session_key, ticket.person_id) for ticket in tickets])
    return {
        ticket
        for ticket in tickets
        if ticket.standing is not None and found.get((ticket.session_key, ticket.person_id)) == ticket.standing
    }


def _standing(owners: list[tuple[str, int]]) -> dict[tuple[str, int], list[str]]:
    today = clock.today()
    values = {
        "keys": [key for key, _person in owners],
        "people": [person_id for _key, person_id in owners],
        "today": today,
        "day": today,
    }
    with prepared_cursor() as cursor:
        cursor.execute(STANDING, values)
        return {(key, person_id): standing for key, person_id, standing in cursor.fetchall()}
