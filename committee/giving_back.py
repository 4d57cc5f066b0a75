"""What a session gives back: what came in, what became of it, in the words that everybody may read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from committee.minutes_words import SaidList, said_lists
from committee.models import Session
from committee.selectors.happened import Happened, as_read_by, lists_of
from committee.selectors.restitution import Period, Restitution, period_of, restitution_of
from ideas.as_of import moved
from ideas.enums import BoardTab, Outcome, State
from ideas.models import Action, PublicUpdate, TriageDecision
from ideas.privacy import refusal_veil, veil_to_pass_on
from ideas.selectors import is_not_kept
from parkour.accounts.models import User

# Where what was done, or what was answered, is what the board says, or said until it was archived.
WITH_EVIDENCE = frozenset({State.IMPLEMENTED, State.VERIFIED, State.CLOSED, State.ARCHIVED})
WITH_ANSWER = frozenset({State.ANSWERED, State.ARCHIVED})


@dataclass(frozen=True)
class GivenBack:
    """One contribution that ended: what was said, and under `heading` what came of it ("" when no words tell it)."""

    row: Happened
    said: str
    heading: str
    told: str = ""
    effect: str = ""


@dataclass(frozen=True)
class Sorted:
    """How many contributions the desk has answered, by the last answer of each in the period."""

    rows: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        return sum(number for _label, number in self.rows)


@dataclass(frozen=True)
class GivingBack:
    """The numbers, the four lists in words, what the desk sorted, and the two lists that are told as answers."""

    found: Restitution
    lists: tuple[SaidList, ...]
    sorted: Sorted
    done: tuple[GivenBack, ...] = ()
    refused: tuple[GivenBack, ...] = ()

    def list_of(self, name: str) -> SaidList:
        return next(row for row in self.lists if row.name == name)


def giving_back(reader: User, session: Session) -> GivingBack | None:
    """What `reader` may read of it and pass on; None for a session that is only planned, or cancelled.

    The same number of statements whatever the lists hold.
    """
    period = period_of(session)
    if period is None:
        return None
    found, lists = restitution_of(session, period), as_read_by(reader, lists_of(period))
    words = _Words(reader, (*lists.done, *lists.refused))
    return GivingBack(
        found,
        said_lists(found, lists),
        sorted_in(period),
        tuple(words.done(row) for row in lists.done),
        tuple(words.refused(row) for row in lists.refused),
    )


def sorted_in(period: Period) -> Sorted:
    """What the desk answered in the period, the most frequent first. One statement."""
    begun = Q() if period.since is None else Q(at__gte=period.since)
    rows = TriageDecision.objects.filter(begun, moved(period.since), at__lt=period.until)
    last = rows.order_by("idea_id", "-at", "-pk").distinct("idea_id")
    counted = TriageDecision.objects.filter(pk__in=last.values("pk")).order_by()
    pairs = counted.values_list("outcome").annotate(total=Count("pk")).order_by("-total", "outcome")
    return Sorted(tuple((str(Outcome(outcome).label), total) for outcome, total in pairs))


class _Words:
    """What is told of each row, read once for all of them: three statements."""

    def __init__(self, reader: User, rows: Iterable[Happened]):
        self.reader = reader
        keys = {row.idea.pk for row in rows if row.is_told}
        # Words that were published before it came to its tab tell of another moment, here as on the board.
        current = Q(idea__published_at=None) | Q(published_at__gte=F("idea__published_at"))
        self.published = {row.idea_id: row for row in PublicUpdate.objects.filter(current, idea__in=keys)}
        evidence = Action.objects.filter(idea__in=keys).exclude(evidence="")
        self.evidence = dict(evidence.values_list("idea", "evidence"))
        answers = TriageDecision.objects.filter(idea__in=keys, outcome=Outcome.ANSWER).order_by("at", "pk")
        self.answers = dict(answers.values_list("idea", "message"))

    def done(self, row: Happened) -> GivenBack:
        done = self.evidence.get(row.idea.pk, "") if row.idea.state in WITH_EVIDENCE else ""
        answer = self.answers.get(row.idea.pk, "") if row.idea.state in WITH_ANSWER and not done else ""
        return self._given(row, _("Our answer") if answer else _("We did"), done or answer, BoardTab.DONE)

    def refused(self, row: Happened) -> GivenBack:
        return self._given(row, _("Not kept, because"), row.reason, BoardTab.NOT_KEPT)

    def _given(self, row, heading, told, tab) -> GivenBack:
        if not row.is_told:
            return GivenBack(row, row.title, heading)
        # Published since it moved on to another tab, they would tell of that one; what is archived stands on none.
        update = self.published.get(row.idea.pk) if row.idea.board_tab in {tab, BoardTab.NONE} else None
        said = self._read(row, update.you_said, tab) if update else row.title
        words = self._read(row, update.we_did if update else told, tab)
        return GivenBack(row, said, heading, words, self._read(row, update.effect, tab) if update else "")

    def _read(self, row, text, tab) -> str:
        """`text` as this reader may read it and pass it on; of what is not kept, nobody who wrote it is read."""
        refused = tab == BoardTab.NOT_KEPT or is_not_kept(row.idea)
        hidden = refusal_veil(row.idea) if refused else veil_to_pass_on(self.reader, row.idea)
        return hidden.words(text)
