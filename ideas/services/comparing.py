"""What the worker writes about likeness: the shingles of each contribution, then its neighbours.

Rows say what is to be done (`Likeness.asked`). Killed at any moment, it can begin again; done twice, the same rows
stand. One worker at a time: the row of the figures is its lock.
"""

import uuid
from array import array

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Length

from ideas.likeness import FLOOR, shingles, unpacked
from ideas.models import Idea, Likeness, LikenessFigures, Neighbour
from ideas.privacy import nameless
from ideas.similar import ANY_OTHER, DEEP, holders_of, nearest

BATCH = 200
KEPT = 15  # neighbours of one contribution
SHARE = 0.5  # of what common neighbours say
COMPARE_TASK = "ideas.tasks.compare_ideas"
GROWN = 1.3  # times as many contributions: words are counted again

COUNT_WORDS = """
UPDATE ideas_searchword known SET found = counted.ndoc
  FROM ts_stat('SELECT words FROM ideas_ideasearch') AS counted
 WHERE known.word = counted.word AND known.found <> counted.ndoc
"""

# A pair whose ends are like the same third ones says the same more surely.
TOGETHER = """
WITH links AS (
  SELECT idea_id AS one, other_id AS another, score FROM ideas_neighbour
  UNION ALL SELECT other_id, idea_id, score FROM ideas_neighbour
), touched AS (
  SELECT pair.id, pair.idea_id, pair.other_id FROM ideas_neighbour pair
   WHERE pair.idea_id = ANY(%(ideas)s) OR pair.other_id = ANY(%(ideas)s)
)
UPDATE ideas_neighbour pair
   SET together = pair.score + %(share)s * coalesce((
         SELECT sum(ours.score * theirs.score) FROM links ours JOIN links theirs ON theirs.another = ours.another
          WHERE ours.one = pair.idea_id AND theirs.one = pair.other_id), 0)
  FROM touched WHERE pair.id = touched.id
"""
WRITE = "UPDATE ideas_likeness SET shingles = %s, shaped = %s WHERE idea_id = %s"
PAIRED = "UPDATE ideas_likeness SET paired = %s WHERE idea_id = %s"


def compare_all(*, kept: int = KEPT) -> int:
    """Do everything that waits, keeping at most `kept` neighbours of each; return how many were dealt with."""
    done = 0
    while shaped := shape_batch():
        done += shaped
    while pair_batch(kept=kept):
        pass
    return done


def ask_again() -> int:
    """Have every contribution compared anew; return how many."""
    return Likeness.objects.update(asked=F("asked") + 1)


@transaction.atomic
def shape_batch(size: int = BATCH) -> int:
    """Write the shingles of some contributions that wait for it; return how many, 0 when another worker is at it."""
    figures = _figures()
    rows = list(Likeness.objects.exclude(shaped=F("asked")).order_by("pk")[:size]) if figures else []
    if not rows:
        return 0
    holders, ideas = holders_of(figures), _ideas([row.pk for row in rows])
    written = []
    for row in rows:
        numbers = shingles(words_of(ideas[row.pk])) if row.pk in ideas else array("H")
        for number in unpacked(bytes(row.shingles)):
            holders[number] -= holders[number] > 0
        for number in numbers:
            holders[number] += 1
        written.append((numbers.tobytes(), row.asked, row.pk))
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, written)
    _keep(figures, holders)
    return len(rows)


def _figures():
    """The row of the figures, locked; None while another holds it."""
    LikenessFigures.objects.get_or_create(pk=1)
    return LikenessFigures.objects.select_for_update(skip_locked=True).filter(pk=1).first()


def _keep(figures, holders):
    figures.holders = holders.tobytes()
    figures.total = Likeness.objects.annotate(held=Length("shingles")).filter(held__gt=0).count()
    if figures.total > figures.words_counted_at * GROWN:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_WORDS)
        figures.words_counted_at = figures.total
    figures.stamp = uuid.uuid4()
    figures.save()


def _ideas(keys):
    return Idea.objects.select_related("capture__person").prefetch_related("authorships__person").in_bulk(keys)


def words_of(idea: Idea) -> str:
    """What a contribution is compared by: its texts, without the names of those who wrote it, whoever may read them."""
    return nameless(idea, f"{idea.title}\n{idea.problem_text}\n{idea.change_text}")


@transaction.atomic
def pair_batch(size: int = BATCH, *, kept: int = KEPT) -> int:
    """Write the neighbours of some contributions whose shingles are there; return how many."""
    if _figures() is None:
        return 0
    waiting = Likeness.objects.filter(shaped=F("asked")).exclude(paired=F("asked")).order_by("pk")
    rows = list(waiting.values_list("pk", "asked")[:size])
    if not rows:
        return 0
    ideas = _ideas([pk for pk, _asked in rows])
    near = {pk: _nearest(ideas[pk], kept) for pk, _asked in rows if pk in ideas}
    Neighbour.objects.filter(Q(idea__in=near) | Q(other__in=near)).delete()
    pairs = {(max(pk, key), min(pk, key)): score for pk, found in near.items() for score, key in found}
    Neighbour.objects.bulk_create(
        Neighbour(idea_id=late, other_id=early, score=score, together=score) for (late, early), score in pairs.items()
    )
    touched = sorted({*near, *(key for pair in pairs for key in pair)})
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, {"ideas": touched, "share": SHARE})
        cursor.executemany(PAIRED, [(asked, pk) for pk, asked in rows])
    return len(rows)


def _nearest(idea, kept):
    found = nearest(words_of(idea), ANY_OTHER, [idea.pk], DEEP) if idea.submitted_at else []
    return [(score, key) for score, key in found if score >= FLOOR][:kept]
