"""Trophies in preparation: the edition, its categories, the contributions nominated. Once the jury votes, all stays."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import TrophyCategory, TrophyEdition, TrophyNominee
from parkour.engagements.models.trophies import (
    CATEGORY_LIMIT,
    CITATION_LIMIT,
    EDITION_LIMIT,
    FOREWORD_LIMIT,
    REWARDS_LIMIT,
)
from parkour.engagements.services.irritants import one_line

MOST_CATEGORIES, MOST_NOMINEES = 12, 12
FARTHEST = timedelta(days=732)


@dataclass(frozen=True)
class EditionFacts:
    """What is said of an edition; `on` is the day of the ceremony."""

    title: str
    on: date
    words: str = ""


@transaction.atomic
def write_edition(
    facts: EditionFacts, *, by: User, edition: TrophyEdition | None = None, version: int = 0
) -> TrophyEdition:
    """Begin an edition, or correct what is said of it. Raises NotAllowed, InvalidInput, Conflict (changed since)."""
    permit(by)
    title = one_line(facts.title, "title", EDITION_LIMIT, _("Give the trophies a title."))
    words = line(facts.words, "words", FOREWORD_LIMIT)
    if abs(facts.on - clock.today()) > FARTHEST:
        raise InvalidInput(_("Choose a day within two years."), field="on")
    if edition is None:
        return TrophyEdition.objects.create(title=title, on=facts.on, words=words, made_at=clock.now())
    kept = take(edition)
    if kept.version != version:
        raise Conflict(
            _("Somebody changed these trophies meanwhile. What you typed is still here: compare, then save again."),
            current=kept,
        )
    kept.title, kept.on, kept.words, kept.version = title, facts.on, words, kept.version + 1
    kept.save(update_fields=["title", "on", "words", "version"])
    return kept


@transaction.atomic
def drop_edition(edition: TrophyEdition, *, by: User) -> None:
    """Give it up with its categories and its jury. Raises NotAllowed, TransitionRefused (the jury votes, or voted)."""
    take_draft(edition, by).delete()


@transaction.atomic
def add_category(edition: TrophyEdition, *, title: str, by: User, words: str = "") -> TrophyCategory:
    """One trophy more; the same title twice is once. Raises NotAllowed, InvalidInput, TransitionRefused."""
    kept = take_draft(edition, by)
    title = one_line(title, "title", CATEGORY_LIMIT, _("Give the category a title."))
    words = line(words, "words", REWARDS_LIMIT)
    if kept.categories.exclude(title=title).count() >= MOST_CATEGORIES:
        raise InvalidInput(_("%(most)s categories at most.") % {"most": MOST_CATEGORIES}, field="title")
    return TrophyCategory.objects.get_or_create(edition=kept, title=title, defaults={"words": words})[0]


@transaction.atomic
def drop_category(category: TrophyCategory, *, by: User) -> None:
    """Take a trophy away with its nominees. Raises NotAllowed, TransitionRefused."""
    take_draft(category.edition, by)
    TrophyCategory.objects.filter(pk=category.pk).delete()


@transaction.atomic
def nominate(category: TrophyCategory, idea: Idea, *, by: User, citation: str = "") -> TrophyNominee:
    """Nominate what was carried out and is on the board. Twice is once, with the newest reason.

    Raises NotAllowed, InvalidInput (field: idea or citation), TransitionRefused.
    """
    take_draft(category.edition, by)
    if not by.has_perm("engagements.read_success", idea):
        raise InvalidInput(_("Only what is done, and on the board, may be nominated."), field="idea")
    citation = line(citation, "citation", CITATION_LIMIT)
    if category.nominees.exclude(idea=idea).count() >= MOST_NOMINEES:
        raise InvalidInput(_("%(most)s nominees at most.") % {"most": MOST_NOMINEES}, field="idea")
    defaults = {"citation": citation}
    return TrophyNominee.objects.update_or_create(category=category, idea=idea, defaults=defaults)[0]


@transaction.atomic
def drop_nominee(nominee: TrophyNominee, *, by: User) -> None:
    """It is not nominated after all. Raises NotAllowed, TransitionRefused."""
    take_draft(nominee.category.edition, by)
    TrophyNominee.objects.filter(pk=nominee.pk).delete()


def permit(by: User) -> None:
    """Raise NotAllowed unless this person prepares trophies."""
    if not by.has_perm("engagements.write_trophies"):
        raise NotAllowed(_("Trophies are prepared by the improvement officer."))


def take(edition: TrophyEdition) -> TrophyEdition:
    """The edition, locked until the end of the transaction."""
    return TrophyEdition.objects.select_for_update().get(pk=edition.pk)


def take_draft(edition: TrophyEdition, by: User) -> TrophyEdition:
    """The same while it is in preparation. Raises NotAllowed, TransitionRefused."""
    permit(by)
    kept = take(edition)
    if kept.opened_at is not None:
        raise TransitionRefused(_("The jury votes, or has voted: nothing changes any more."))
    return kept


def line(text: str, field: str, limit: int) -> str:
    """`text` on one line, or nothing. Raises InvalidInput when it is too long."""
    return " ".join(clean_text(text, field, limit=limit).split())
