"""Whoever gives somebody an action reads how much that person carries already."""

from django.contrib import messages
from django.utils.translation import ngettext

from ideas.load import load_of
from ideas.privacy import veil


def warn_of_load(request, idea, owner) -> None:
    """Say it when `owner`, who carries out `idea`, now has more at once than was set as enough. Nothing is refused."""
    if veil(request.user, idea).hides(owner):
        return
    load = load_of(request.user, owner)
    if not load.is_much:
        return
    sentence = ngettext(
        "%(owner)s now carries %(number)s action at once; %(limit)s was set as enough. Ask what may wait.",
        "%(owner)s now carries %(number)s actions at once; %(limit)s was set as enough. Ask what may wait.",
        load.number,
    )
    messages.warning(request, sentence % {"owner": owner, "number": load.number, "limit": load.limit})


def warn_of_load_to_come(request, owner, *, coming: int) -> None:
    """Say it when `owner` has more than was set as enough with `coming`: what is promised and is no action yet."""
    load = load_of(request.user, owner, coming=coming)
    if not load.is_much:
        return
    sentence = ngettext(
        "With this one, %(owner)s carries %(number)s action at once; %(limit)s was set as enough. Ask what may wait.",
        "With this one, %(owner)s carries %(number)s actions at once; %(limit)s was set as enough. Ask what may wait.",
        load.number,
    )
    messages.warning(request, sentence % {"owner": owner, "number": load.number, "limit": load.limit})
