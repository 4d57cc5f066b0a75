"""An answer as its author will read it, before it leaves. Nothing is written."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from ideas.enums import Channel, Outcome
from ideas.models import Idea
from ideas.notifications import AUTHOR_WORDS, facts_of
from ideas.privacy import veil
from ideas.selectors import authors_of
from ideas.workflow import OFFER_EVENT
from parkour.core.dates import human_date


@dataclass(frozen=True)
class Preview:
    """The mail: subject, first sentence, words, verb of its link. `to` is "" where nobody of the company reads it."""

    to: str
    subject: str
    lead: str
    words: str
    action: str


def preview_answer(idea: Idea, outcome: Outcome, facts: dict) -> Preview:
    """What `facts` (those of the outcome's form, all valid) make the first author read, in their language."""
    author = next(iter(authors_of(idea)), None)
    words = AUTHOR_WORDS[OFFER_EVENT if outcome == Outcome.SELF_IMPLEMENT else outcome.value]
    if author is None:
        return Preview("", "", "", facts["message"], "")
    with translation.override(author.locale):
        said = facts_of(idea, author) | _decided(facts)
        return Preview(
            to=author.get_full_name(),
            subject=str(words.title).format(**said),
            lead=str(words.lead).format(**said),
            words=veil(author, idea).words(facts["message"]),
            action=str(words.action),
        )


def _decided(facts):
    said = {}
    if isinstance(facts.get("review_on"), date):
        said["review"] = human_date(facts["review_on"])
    if facts.get("channel"):
        said["channel"] = str(Channel(facts["channel"]).label)
    if facts.get("into"):
        said["into"] = facts["into"].reference
    return said
