"""What the board says is also posted to the chats that the operator has set up: without names."""

from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.showing import shown_one
from parkour.notifications.chats import ChatWords, forget_waiting, post_to_chats
from parkour.notifications.topics import Topic


def announce_update(idea: Idea) -> int:
    """Words about `idea`, which is on the board, were published; return in how many channels they are posted.

    Once a day for each contribution: words corrected before they leave are those that leave.
    """

    def compose():
        told = shown_one(idea)
        rows = [(_("You said"), told.you_said), (told.heading, told.we_did), (_("Effect"), told.effect)]
        lines = [_("%(heading)s: %(words)s") % {"heading": head, "words": words} for head, words in rows if words]
        return ChatWords(told.title, "\n".join(lines), _("See its path"))

    return post_to_chats(Topic.TOLD, thread=_thread(idea), compose=compose, url=idea.get_absolute_url())


def recall_update(idea: Idea) -> int:
    """`idea` leaves its tab of the board: what waits to be posted about it is posted no more; how many messages."""
    return forget_waiting(_thread(idea))


def _thread(idea):
    return f"idea:{idea.pk}:told"
