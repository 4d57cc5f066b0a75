"""How well tags are suggested here: measured by the worker, never while somebody waits.

Read are the latest `MOST` contributions that carry a tag in use, and the neighbours that are kept of them: two
statements, however many there are. Done twice, or by two workers, the same row stands.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from ideas.models import Idea, IdeaTag, TagReliability
from ideas.services.measuring import AGAIN_AFTER, MANY, MOST, alike_among
from ideas.tagging import MODEL_VERSION, Tagged, tag_reliability
from ideas.tags import speaking
from parkour.core import clock


def measure_tags(*, anew: bool = False) -> bool:
    """Write down how well tags are suggested, when that is due or `anew`; return whether it was."""
    tagged = IdeaTag.objects.filter(tag__is_active=True).count()
    if not (anew or _is_due(tagged)):
        return False
    history = _history()
    found = tag_reliability(history, alike_among([one.key for one in history]))
    low, high = found.over_guess or (None, None)
    measured = {"n": found.n, "error": found.error, "guess": found.guess, "low": low, "high": high}
    facts = {"tagged": tagged, "model_version": MODEL_VERSION, "at": clock.now()}
    TagReliability.objects.update_or_create(pk=1, defaults=measured | facts)
    return True


def _is_due(tagged):
    row = TagReliability.objects.first()
    if row is None:
        return True
    many = abs(tagged - row.tagged) >= MANY
    return row.model_version != MODEL_VERSION or many or clock.now() - row.at >= AGAIN_AFTER


def _history() -> list[Tagged]:
    """The latest contributions that carry a tag in use: what is suggested is in use too."""
    in_use = IdeaTag.objects.filter(idea=OuterRef("pk"), tag__is_active=True)
    rows = Idea.objects.filter(speaking(), Exists(in_use)).order_by("-submitted_at", "-pk")
    rows = rows.annotate(carries=ArraySubquery(in_use.order_by("tag").values("tag")))
    return [Tagged(key, frozenset(tags)) for key, tags in rows.values_list("pk", "carries")[:MOST]]
