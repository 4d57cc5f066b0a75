"""Samples of what one meets while writing a contribution and while talking about one (see `design_samples`)."""

import uuid
from types import SimpleNamespace

from django.utils.translation import gettext as _

from ideas.enums import CampaignState, FileKind
from ideas.models import Attachment
from parkour.views.design_samples import WROTE_AT, answer, idea, words


def uploads():
    """(file, the state of its line, what the line says of it)."""
    photo = Attachment(key=uuid.UUID(int=1), kind=FileKind.IMAGE, name=_("badge-reader.webp"))
    document = Attachment(key=uuid.UUID(int=2), kind=FileKind.DOCUMENT, name=_("plan of the premises.pdf"))
    ready, waiting = _("Ready"), _("Kept on this phone: it leaves with your words, as soon as there is a network.")
    return [(photo, "photo", waiting), (document, "document", ready)]


def drafts():
    begun = {"changed_at": WROTE_AT}
    return [
        SimpleNamespace(key=uuid.UUID(int=3), first_words=words(), files_kept=2, **begun),
        SimpleNamespace(key=uuid.UUID(int=4), first_words="", files_kept=0, **begun),
    ]


def other_draft():
    return SimpleNamespace(problem_text=words(), change_text=answer())


def similar():
    """The neighbours of what is being typed; the second is supported already."""
    rows = [idea(number=31), idea(number=32)]
    for number, row in enumerate(rows, start=1):
        row.pk = number
    return rows


def supported():
    return {2}


def campaigns():
    return [SimpleNamespace(state=state) for state in CampaignState]


def talk():
    """What the one who reads may do, and did, about a contribution."""
    facts = {"comment_count": 3, "supports": 12, "supported": True, "followed": False}
    return SimpleNamespace(may={"support", "follow"}, **facts)


def discussed():
    return idea()


def comments():
    """One of a colleague, one's own that was corrected, and one that the officer hid."""

    def comment(number, **facts):
        about = {"by": "Nadia Petit", "edited_at": None, "hidden_reason": "", "may": (), "is_reported": False}
        return SimpleNamespace(pk=number, written_at=WROTE_AT, words=answer(), **about | facts)

    return [
        comment(1, may=("report",)),
        comment(2, by="Samira Benali", edited_at=WROTE_AT, may=("edit", "remove")),
        comment(3, hidden_reason=_("It names a client."), may=("moderate",)),
    ]
