"""A person's own keys on the triage desk."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.hotkeys import changes_of, errors_in
from ideas.models import DeskKeys
from parkour.core.exceptions import InvalidInput, NotAllowed


@transaction.atomic
def set_desk_keys(keys: dict[str, str], *, by) -> dict[str, str]:
    """Keep the key of every action; return what differs from the usual ones. Raises NotAllowed, InvalidInput."""
    if not by.has_perm("ideas.view_triage"):
        raise NotAllowed(_("Only those who triage have keys to choose."))
    for name, sentence in errors_in(keys).items():
        raise InvalidInput(sentence, field=name)
    changed = changes_of(keys)
    DeskKeys.objects.update_or_create(person=by, defaults={"keys": changed})
    return changed
