"""« You said, we did » of what is done or not kept: drafts where it has no words of its own yet, and how they look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from ideas.board import BoardRow, board_rows, idea_of
from ideas.cards import board_card, card_html
from ideas.enums import BoardTab
from ideas.models import Action, Idea, PublicUpdate
from ideas.privacy import shared_veil
from ideas.showing import nobody
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.keys import encode_key

PAGE = 20
ENDED = (BoardTab.DONE.value, BoardTab.NOT_KEPT.value)
WORDS = ("you_said", "we_did", "effect", "credits")
SAID, DID, EFFECT = 600, 2000, 300  # signs, as `publish_update` takes them
# Over the tables of `ideas.board`: words that were published on another tab told of another moment.
UNTOLD = "(u.id IS NULL OR u.published_at < i.published_at)"
TOLD = "u.published_at >= i.published_at"


@dataclass(frozen=True)
class Draft:
    """Words to read over before everybody reads them. `words`: you_said, we_did, effect, credits.

    `told`: which published words these are, "" for none; they are replaced by whoever has read them.
    """

    idea: Idea
    version: int
    title: str
    label: str
    heading: str
    told: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return self.idea.reference


def drafts_for(
    reader: User, *, told: bool = False, after: tuple[datetime, int] | None = None, size: int = PAGE
) -> tuple[list[Draft], tuple[datetime, int] | None]:
    """One page, what ended last first, and the key to ask for the next one with as `after` (None: it is the last).

    `told`: those with words of their own, to correct them. Four statements. For who may publish: names are read as
    `reader` may read them.
    """
    only = _only(TOLD if told else UNTOLD)
    rows = board_rows(reader, after=after, size=size, only=only)
    return _drafts(reader, rows[:size]), rows[size - 1].key if len(rows) > size else None


def drafts_of(reader: User, references: Sequence[str]) -> list[Draft]:
    """The same for those of `references` that ended, told or not, in the order of the board."""
    if not references:
        return []
    only = _only("i.reference = ANY(%s)", list(references))
    return _drafts(reader, board_rows(reader, size=len(references), only=only))


def _only(condition, *values):
    return f"i.board_tab = ANY(%s) AND {condition}", [list(ENDED), *values]


def mark_of(update: PublicUpdate | None, idea: Idea) -> str:
    """Which published words these are; "" when there are none, or when they tell of another tab."""
    if update is None or (idea.published_at and update.published_at < idea.published_at):
        return ""
    return encode_key(update.published_at, idea.pk)


def preview(draft: Draft, words: dict[str, str]) -> str:
    """The card of the board with these words, as somebody reads it who has no part in it: nothing is written."""
    idea, now = draft.idea, clock.now()
    told = {name: words.get(name, "").strip() for name in WORDS}
    idea._state.fields_cache["public_update"] = PublicUpdate(idea=idea, published_at=now, **told)
    idea.published_at = now
    return card_html(board_card(nobody(), idea))


def _drafts(reader, rows: list[BoardRow]) -> list[Draft]:
    ideas = [idea_of(row) for row in rows]
    keys = [idea.pk for idea in ideas]
    facts = {pk: rest for pk, *rest in Idea.objects.filter(pk__in=keys).values_list("pk", "version", "restatement")}
    actions = {action.idea_id: action for action in Action.objects.filter(idea__in=keys).prefetch_related("gains")}
    return [_draft(reader, idea, *facts[idea.pk], actions.get(idea.pk)) for idea in ideas if idea.pk in facts]


def _draft(reader, idea, version, restatement, action) -> Draft:
    card, update = board_card(reader, idea), getattr(idea, "public_update", None)
    if told := mark_of(update, idea):
        words = {name: getattr(update, name) for name in WORDS}
    else:
        words = {
            "you_said": (restatement or card.you_said)[:SAID],
            "we_did": card.we_did[:DID],
            "effect": action.effect_told(shared_veil(idea), EFFECT) if action else "",
            "credits": _credits(idea)[:EFFECT],
        }
    return Draft(idea, version, card.title, str(card.info.author_label), card.heading, told, words)


def _credits(idea) -> str:
    """First names that may be read by everybody; nobody is thanked by name for what is not kept."""
    if idea.board_tab != BoardTab.DONE:
        return ""
    hidden = shared_veil(idea)
    names = [row.person.first_name for row in idea.authorships.all() if not hidden.hides(row.person)]
    return _("Thanks to %(names)s") % {"names": ", ".join(names)} if names else ""
