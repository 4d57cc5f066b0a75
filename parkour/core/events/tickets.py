"""The way into a stream leads through a page: every middleware and rule of the house, in a thread, on the connection of
a request, both given back before the first byte of the stream. The page gives a ticket; the event loop takes it on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse

TAKE = "parkour.take_ticket"  # where the web process says that it can keep a stream open
STREAM = "text/event-stream"
NO_STREAM = 204  # by which a browser stops asking for a stream: the page asks by itself


@dataclass(frozen=True, eq=False)
class Ticket:
    """Who follows what. `still` is asked of many tickets at once, once a minute, which of them hold; it may use the
    database. `standing` is what it remembers of the moment at which the ticket was given.
    """

    topics: frozenset[str]
    session_key: str
    person_id: int
    still: Callable[[list["Ticket"]], Iterable["Ticket"]] = field(repr=False)
    standing: object = None


def admit(request, ticket: Ticket) -> HttpResponse:
    """Answer with the stream of this ticket; with "no stream" where none can be kept open, or no more of them.

    Called once the person may read what the topics are about.
    """
    take = request.META.get(TAKE) if request.method == "GET" else None
    if take is None or not take(ticket):
        return HttpResponse(status=NO_STREAM)
    # X-Accel-Buffering: a proxy would keep lines until it has enough of them.
    return HttpResponse(content_type=STREAM, headers={"X-Accel-Buffering": "no", "Cache-Control": "private, no-store"})
