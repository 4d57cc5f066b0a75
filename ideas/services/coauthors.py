"""Our group: the author names those who wrote it too; each of them says whether it is so.

Credited, told of every answer and able to speak for it once they have said yes; until then, and after a no, their name
is on no page but that of the author who named them.
"""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ideas.enums import AuthorRole
from ideas.models import Authorship, CoauthorInvitation, Follow, Idea, IdeaEvent, Support
from ideas.notifications import tell_authors
from ideas.services.kept_counts import count_supports
from ideas.services.lifecycle import lock, lock_in_order
from ideas.workflow import COAUTHOR_EVENT
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import NotAllowed
from parkour.notifications.services import Letter, notify


def invite_coauthors(idea: Idea, people: Iterable[User], *, by: User) -> None:
    """Ask `people` whether they wrote `idea` with its author. In the transaction that makes it."""
    people = list(people)
    if not people:
        return
    now = clock.now()
    CoauthorInvitation.objects.bulk_create(
        [CoauthorInvitation(idea=idea, person=person, invited_at=now) for person in people]
    )

    def compose(_person):
        facts = {"name": by.get_full_name(), "title": idea.display_title}
        return Letter(
            _("Did you write this with %(name)s?") % facts,
            _(
                "%(name)s says that you wrote “%(title)s” together. Say yes to be credited and told of each answer. "
                "Until then your name is shown to nobody else."
            )
            % facts,
            _("Say yes or no"),
        )

    url = reverse("ideas:coauthor", args=[idea.reference])
    notify(people, kind="coauthor_invited", event_key=f"coauthors:{idea.pk}", compose=compose, url=url)


@transaction.atomic
def confirm_coauthor(idea: Idea, *, by: User) -> None:
    """Yes: `by` is credited, where it was merged into too. The other authors are told. Twice is once.

    What `by` had added as a colleague goes: nobody supports their own. Raises NotAllowed.
    """
    lock_in_order(idea, *filter(None, [idea.merged_into]))
    locked = lock(idea)
    if not _answer(locked, by, accepted=True):
        return
    rows = [Authorship(idea=locked, person=by, role=AuthorRole.COAUTHOR)]
    if locked.merged_into_id:
        rows.append(
            Authorship(idea=locked.merged_into, person=by, role=AuthorRole.COAUTHOR, merged_from=locked),
        )
    Authorship.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        for model in (Support, Follow):
            model.objects.filter(idea=row.idea, person=by).delete()
        count_supports(row.idea)
    tell_authors(locked, IdeaEvent.objects.create(idea=locked, name=COAUTHOR_EVENT, actor=by, at=clock.now()))


@transaction.atomic
def decline_coauthor(idea: Idea, *, by: User) -> None:
    """No: the author who named them sees it, and nobody else. Twice is once. Raises NotAllowed."""
    _answer(lock(idea), by, accepted=False)


def _answer(locked, by, *, accepted) -> bool:
    """Write the answer down; whether it is a new one."""
    row = CoauthorInvitation.objects.select_for_update().filter(idea=locked, person=by).first()
    if row is None or (row.answered_at and row.accepted != accepted):
        raise NotAllowed(_("You have answered already, or nobody named you."))
    if row.answered_at:
        return False
    if not by.has_perm("ideas.answer_invitation", locked):
        raise NotAllowed(_("This contribution no longer waits for co-authors."))
    row.answered_at, row.accepted = clock.now(), accepted
    row.save(update_fields=["answered_at", "accepted"])
    return True
