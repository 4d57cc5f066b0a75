"""Anonymous feedback: the ticket of its form, the hash of its code, and what its author reads.

The code is made on the phone: sixteen signs of an alphabet of thirty-two, drawn by the browser's generator, hence
eighty bits. The phone sends SHA-256 of it, the key; what is kept is an HMAC of the key under the secret of the server.
A slow hash slows down those who guess words that people choose. Nobody chose these: 2^80 keys are out of reach at any
speed, and without the secret of the server a stolen database cannot even be tried against.
"""

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db.models import Exists, Q
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ideas.cards import board_card, next_step
from ideas.danger import reason_of_words
from ideas.deadlines import effective_state
from ideas.enums import SENSITIVE_CHANNELS, UNDECIDED, State
from ideas.models import FollowUpCode, Idea, IdeaEvent
from ideas.privacy import Veil, shared_veil
from ideas.selectors import TrackStep, track_of
from ideas.showing import nobody
from ideas.story import Entry, story_of
from ideas.workflow import FLAG_EVENT, STATES, UNFLAG_EVENT, StateInfo
from parkour.organisation.models import Organisation, Site

SALT, TICKET = "ideas.follow-up-code", "ideas.anonymous-ticket"
TICKET_SECONDS = 12 * 3600
KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Ticket:
    """Leave to send from one form: of which site, and a number by which what it sends is counted. Kept nowhere."""

    site: int | None
    number: str


def is_open() -> bool:
    """Whether the organisation takes anonymous feedback."""
    return Organisation.current().anonymous_feedback


def is_open_to(person) -> bool:
    """The same, asked together with the site of `person`, which the form says: no page is opened more often."""
    takes = Exists(Organisation.objects.filter(anonymous_feedback=True))
    site = Site.objects.filter(pk=person.site_id).annotate(takes_anonymous=takes).first() if person.site_id else None
    if site is None:
        return is_open()
    person.site = site
    return site.takes_anonymous


def issue_ticket(site: Site | None = None) -> str:
    """A signed ticket; nothing is written."""
    return signing.dumps([site.pk if site else None, secrets.token_urlsafe(12)], salt=TICKET)


def read_ticket(text: str) -> Ticket | None:
    """The ticket, None when it is not one of ours or too old."""
    try:
        site, number = signing.loads(text, salt=TICKET, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    return Ticket(site, number)


def hash_of(key: str, secret: str | None = None) -> str:
    """What is kept of a key. `secret`: another one than that of now."""
    return salted_hmac(SALT, key, secret=secret, algorithm="sha256").hexdigest()


def idea_of(key: str) -> Idea | None:
    """The contribution that this key opens; None for any other, whatever is wrong with it."""
    if not KEY.fullmatch(key):
        return None
    hashes = [hash_of(key, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    row = FollowUpCode.objects.filter(code_hash__in=hashes).select_related("idea__site", "idea__action__owner").first()
    return row.idea if row else None


@dataclass(frozen=True)
class FollowUp:
    """What the author of an anonymous contribution reads. `asks` is the question that waits for an answer."""

    idea: Idea
    info: StateInfo
    steps: list[TrackStep]
    next_step: str
    asks: str
    story: list[Entry]
    hidden: Veil
    may_write: bool
    may_flag: bool
    may_withdraw: bool


def follow_up(idea: Idea) -> FollowUp:
    """`idea` as its author reads it: their words and the answers, nothing internal, no name that is hidden."""
    hidden, withdrawn = shared_veil(idea), idea.state == State.WITHDRAWN
    return FollowUp(
        idea=idea,
        info=STATES[effective_state(idea)],
        steps=track_of(idea),
        next_step=_carried_on(idea) or next_step(idea),
        asks=hidden.words(idea.question) if idea.state == State.NEEDS_INFO else "",
        story=story_of(idea, None, hidden, internal=False),
        hidden=hidden,
        may_write=not withdrawn,
        may_flag=may_be_flagged(idea),
        may_withdraw=idea.state in UNDECIDED,
    )


def may_be_flagged(idea: Idea) -> bool:
    """Whether the officers still read it, and hear its author who says that somebody is in danger."""
    return idea.state != State.WITHDRAWN and idea.redirected_to not in SENSITIVE_CHANNELS


def said_of_danger(idea: Idea) -> IdeaEvent | None:
    """What its author has said of a danger, as long as no officer has lifted the flag since."""
    by_its_words = reason_of_words(idea.problem_text, idea.change_text)
    rows = idea.events.filter(Q(name=UNFLAG_EVENT) | Q(name=FLAG_EVENT, actor=None) & ~Q(note=by_its_words))
    last = rows.order_by("-pk").first()
    return last if last and last.name == FLAG_EVENT else None


def _carried_on(idea) -> str:
    """What the board tells of the contribution that carries this one on; "" while there is nothing to tell.

    Whoever is known is credited there, and told. Nobody is known here: this page is their one way to the answer.
    """
    into = idea.merged_into
    while into is not None and into.merged_into is not None:
        into = into.merged_into
    if into is None or not into.board_tab:
        return ""
    card = board_card(nobody(), into)
    told = {"reference": into.reference, "state": card.info.author_label, "words": card.we_did}
    return _("It goes on as %(reference)s (%(state)s). %(words)s") % told


def day_of(moment):
    """What is told of a moment: the day, at the clock of the organisation."""
    return localdate(moment)
