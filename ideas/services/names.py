"""The name of an author after the sending: hidden shown again by them or by an officer, who says why."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import Visibility
from ideas.models import Idea, IdeaEvent
from ideas.notifications import tell_authors
from ideas.privacy import shared_veil
from ideas.selectors import officers
from ideas.services.lifecycle import take
from ideas.validators import clean_text
from ideas.workflow import NAME_HIDDEN_EVENT, NAME_SHOWN_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications.rewording import letters_that_left, reword

TELLING = 20  # characters of a title that stands for one contribution


def _texts(idea: Idea) -> tuple[str, ...]:
    """What a letter about this contribution says of it: the reference of its page, or a title that no other letter
    says by chance.
    """
    title = idea.display_title
    return (idea.reference, title) if len(title) >= TELLING else (idea.reference,)


def _knowing(idea: Idea) -> set[int]:
    """Those who read the name whatever is hidden: the authors and the officers."""
    return {row.person_id for row in idea.authorships.all()} | {person.pk for person in officers()}


def mails_that_left(idea: Idea) -> int:
    """Mails about this contribution that colleagues have received: what they say stays said."""
    return letters_that_left(_texts(idea), but_for=_knowing(idea))


def reword_letters(idea: Idea) -> None:
    """What colleagues read of it in their inbox, or are still to read by mail, says its hidden names no more."""
    hidden = shared_veil(idea)
    reword(_texts(idea), but_for=_knowing(idea), words=hidden.words, markup=hidden.markup)


@transaction.atomic
def hide_name(idea: Idea, *, by) -> Idea:
    """Colleagues read the name of nobody who wrote it any more, here nor in what they are still to be told.

    Twice is once. Raises NotAllowed.
    """
    locked = take(idea)
    if locked.visibility == Visibility.NAME_HIDDEN and by.has_perm("ideas.view_thread", locked):
        return locked
    if not by.has_perm("ideas.hide_name", locked):
        raise NotAllowed(_("Only those who wrote a contribution can hide their name."))
    event = _change(locked, Visibility.NAME_HIDDEN, NAME_HIDDEN_EVENT, by, group_names="")
    reword_letters(locked)
    tell_authors(locked, event)
    return locked


@transaction.atomic
def show_name(idea: Idea, *, by, reason: str = "") -> Idea:
    """Colleagues read the names again. An officer says why, and the authors are told so.

    Raises NotAllowed, InvalidInput.
    """
    locked = take(idea)
    if not by.has_perm("ideas.show_name", locked):
        raise NotAllowed(_("Only those who wrote it show their name again, or the officer, who says why."))
    wrote_it = locked.authorships.filter(person=by).exists()
    note = "" if wrote_it else clean_text(reason, "reason", limit=2000)
    if not (wrote_it or note):
        raise InvalidInput(_("Say why: the author reads it."), field="reason")
    hiding = locked.events.filter(name=NAME_HIDDEN_EVENT).order_by("pk").last()
    tell_authors(locked, _change(locked, Visibility.PUBLIC, NAME_SHOWN_EVENT, by, note=note, **_kept_by(hiding)))
    return locked


def _kept_by(hiding) -> dict[str, str]:
    """The authors' words that went with their names."""
    return {name: value for name, value in (hiding.data if hiding else {}).items() if name == "group_names"}


def _change(idea, visibility, event, by, *, note="", **columns):
    before = {name: getattr(idea, name) for name in columns if getattr(idea, name)}
    for name, value in (columns | {"visibility": visibility, "version": idea.version + 1}).items():
        setattr(idea, name, value)
    idea.save(update_fields=[*columns, "visibility", "version"])
    return IdeaEvent.objects.create(idea=idea, name=event, actor=by, at=clock.now(), note=note, data=before)
