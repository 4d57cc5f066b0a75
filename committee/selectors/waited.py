"""Whose ballot is still missing in an open vote: for whoever runs the session, never what anybody chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from committee.enums import CHOOSING, PollState, VoteMethod
from committee.models import AgendaItem, Participation, Poll
from committee.selectors.lots import points_of_lot
from committee.selectors.people import Presence, Recusal
from committee.selectors.polls import poll_state
from ideas.models import Authorship
from ideas.privacy import prefetch_names, veil
from parkour.accounts.models import User


class Unnamed(TextChoices):
    """Why nobody is named."""

    SECRET = "secret", _("Secret vote: who has voted is said to nobody while it is open, not even here.")
    AUTHOR = "author", _("Nobody is named: the list would tell who wrote a contribution whose author is hidden.")


@dataclass(frozen=True)
class Voter:
    """Somebody on the roll whose ballot is missing. `holder` casts it by proxy; `is_here`: whoever casts it is."""

    person: User
    holder: User | None
    is_here: bool


@dataclass(frozen=True)
class Waited:
    """Those who have not voted yet, by the code of their pole; `why` nobody is named, "" when they are."""

    poles: Mapping[str, tuple[Voter, ...]] = field(default_factory=dict)
    why: Unnamed | str = ""


def waited_for(
    poll: Poll | None, reader: User, presences: Iterable[Presence], recusal: Recusal, lot: Iterable[AgendaItem] = ()
) -> Waited | None:
    """Whose ballot is missing, for `reader`, who runs the session; None when no vote is open.

    Nobody is named in a secret vote, nor where the names would give away a hidden author: the roll without them, beside
    the list of who is here, is the author. `recusal` is the reader’s, of the point under discussion; `lot` the points
    of a vote on several. One query, and two at most for a lot (more where one of its points hides a name).
    """
    if poll is None or poll_state(poll) != PollState.OPEN:
        return None
    presences = list(presences)
    if why := _why_unnamed(poll, reader, presences, recusal, lot):
        return Waited(why=why)
    here = {row.mandate.person_id for row in presences if row.present}
    lines = Participation.objects.filter(poll=poll, has_voted=False).select_related("person", "cast_by", "college")
    poles: dict[str, list[Voter]] = {}
    for line in lines.order_by("person__last_name", "person__first_name", "pk"):
        voter = Voter(line.person, line.cast_by, (line.cast_by_id or line.person_id) in here)
        poles.setdefault(line.college.code, []).append(voter)
    return Waited({code: tuple(voters) for code, voters in poles.items()})


def points_voted_on(poll: Poll | None) -> list[AgendaItem]:
    """The points of a vote on several at once; none for any other, without a query."""
    on_several = poll is not None and poll.method in {*CHOOSING, VoteMethod.CONSENT_BLOCK}
    return points_of_lot(poll) if on_several else []


def _why_unnamed(poll, reader, presences, recusal, lot) -> Unnamed | str:
    if poll.is_secret:
        return Unnamed.SECRET
    return Unnamed.AUTHOR if recusal.unnamed or _hides_an_author(reader, presences, lot) else ""


def _hides_an_author(reader, presences, lot) -> bool:
    """Whether a member wrote one of these points and the reader may not know it."""
    ideas = [point.idea for point in lot if point.idea_id]
    members = [row.mandate.person_id for row in presences]
    wrote = set(Authorship.objects.filter(idea__in=ideas, person__in=members).values_list("idea_id", flat=True))
    ideas = [idea for idea in ideas if idea.pk in wrote]
    prefetch_names(ideas)
    written = [(idea, row.person) for idea in ideas for row in idea.authorships.all() if row.person_id in members]
    return any(veil(reader, idea).hides(author) for idea, author in written)
