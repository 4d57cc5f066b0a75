"""Tags: their vocabulary, and what a contribution carries. None is removed: one is retired, or merged into another.

Whoever sets tags on a contribution locks it, then the tags; merging locks the tags alone. So nothing is tagged
with what was merged in the meantime.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaEvent, IdeaTag, Tag
from ideas.models.tag import NAME_LIMIT
from ideas.services.lifecycle import take
from ideas.tags import MOST_IN_USE, MOST_KEPT, MOST_ON_ONE
from ideas.validators import clean_text
from ideas.workflow import TAGGED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed


@transaction.atomic
def write_tag(*, by, name: str, is_active: bool = True, tag: Tag | None = None) -> Tag:
    """A new one, or `tag` renamed, retired or used again; what carries it keeps it.

    Raises NotAllowed, InvalidInput with the field: a name is there once, whatever its capitals.
    """
    _permit(by)
    kept = list(Tag.objects.filter(merged_into=None))
    row = _locked(tag) if tag else Tag()
    name = _name(name, [other for other in kept if other.pk != row.pk])
    if not row.pk and len(kept) >= MOST_KEPT:
        raise InvalidInput(_("There are too many, those out of use included: merge some of them."), field="name")
    if is_active and (not row.pk or not row.is_active) and sum(other.is_active for other in kept) >= MOST_IN_USE:
        sentence = _("%(most)s tags in use are the most: retire one, or merge two, first.")
        raise InvalidInput(sentence % {"most": MOST_IN_USE}, field="name")
    row.name, row.is_active, row.by, row.changed_at = name, is_active, by, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:  # somebody else wrote the same one at the same time
        raise InvalidInput(_("There is a tag of this name already."), field="name") from taken
    return row


@transaction.atomic
def merge_tags(tag: Tag, *, by, into: int) -> Tag:
    """What carries `tag` carries the tag of the key `into` from now on, which is returned; `tag` is no word any more.

    Raises NotAllowed, InvalidInput with the field.
    """
    _permit(by)
    locked = {row.pk: row for row in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into]).order_by("pk")}
    gone, stays = locked.get(tag.pk), locked.get(into)
    if stays is None or gone is None or stays.pk == gone.pk or stays.merged_into_id or gone.merged_into_id:
        raise InvalidInput(_("Choose another tag of the list."), field="into")
    carried = IdeaTag.objects.filter(tag=gone)
    carried.filter(idea__in=IdeaTag.objects.filter(tag=stays).values("idea")).delete()
    carried.update(tag=stays)
    now = clock.now()
    Tag.objects.filter(Q(pk=gone.pk) | Q(merged_into=gone)).update(
        merged_into=stays, is_active=False, by=by, changed_at=now
    )
    return stays


@transaction.atomic
def set_tags(idea: Idea, *, by, tags: Iterable[int]) -> bool:
    """`idea` carries the tags of these keys and no others; true when that changed. The last one who says so is right.

    The version stays: levels that somebody is typing are not out of date for it. Raises NotAllowed, InvalidInput.
    """
    return _write(_taken(idea, by), by, set(tags))


@transaction.atomic
def add_tag(idea: Idea, *, by, tag: int) -> bool:
    """`idea` carries the tag of this key as well. Twice is once. Raises as `set_tags`."""
    locked = _taken(idea, by)
    return _write(locked, by, {*locked.tagged.values_list("tag", flat=True), tag})


def _permit(by):
    if not by.has_perm("ideas.manage_tags"):
        raise NotAllowed(_("Only officers and administrators write tags."))


def _name(name, others):
    name = " ".join(clean_text(name, "name", limit=NAME_LIMIT).split())
    if not name:
        raise InvalidInput(_("Give it a name."), field="name")
    if "," in name:
        raise InvalidInput(_("Write it without a comma: in files it stands between two tags."), field="name")
    if any(other.name.casefold() == name.casefold() for other in others):
        raise InvalidInput(_("There is a tag of this name already."), field="name")
    return name


def _locked(tag):
    row = Tag.objects.select_for_update().get(pk=tag.pk)
    if row.merged_into_id:
        raise InvalidInput(_("This tag was merged into another one meanwhile."), field="name")
    return row


def _taken(idea, by):
    locked = take(idea)
    if not by.has_perm("ideas.tag_idea", locked):
        raise NotAllowed(_("Only the improvement officer sets tags, and not on what was taken back."))
    return locked


def _write(locked, by, wanted):
    carried = set(locked.tagged.values_list("tag", flat=True))
    if wanted == carried:
        return False
    if len(wanted) > MOST_ON_ONE:
        raise InvalidInput(_("Five tags are the most for one contribution."), field="tags")
    rows = list(Tag.objects.select_for_update(no_key=True).filter(pk__in=wanted | carried).order_by("pk"))
    usable = {row.pk for row in rows if row.pk in carried or row.is_active}
    if not wanted <= usable:
        raise InvalidInput(_("One of these tags is no longer in use: choose again."), field="tags")
    now = clock.now()
    locked.tagged.exclude(tag__in=wanted).delete()
    IdeaTag.objects.bulk_create(IdeaTag(idea=locked, tag_id=key, by=by, at=now) for key in sorted(wanted - carried))
    names = ", ".join(sorted((row.name for row in rows if row.pk in wanted), key=str.casefold))
    IdeaEvent.objects.create(idea=locked, name=TAGGED_EVENT, actor=by, at=now, note=names, is_internal=True)
    return True
