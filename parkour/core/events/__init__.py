"""Screens that follow: whoever writes says that something changed, and the pages that show it read it again.

An event names a topic and nothing else: not what changed, not how often, not for whom. What a reader may know of it
is decided where it is read, as for every page.

`announce` is called by services; `admit` by the view that opens a stream; `hub` and `streams` live in the web process.
"""

from parkour.core.events.bus import announce
from parkour.core.events.tickets import Ticket, admit

__all__ = ["Ticket", "admit", "announce"]
