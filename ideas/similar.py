"""Contributions that say the same as a text: while somebody types, and for the worker that writes neighbours down.

Rare words find what may be alike, through the index of the search; the pieces of words (`ideas.likeness`) say how much.
Typed words are asked for among what is on the board and nowhere else, and what was found passes the rules of reading
once more before it is told.
"""

from array import array
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from ideas.enums import BoardTab
from ideas.likeness import KINDS, Weights, shingles, unpacked, wanted_words
from ideas.models import Idea, LikenessFigures, Support
from ideas.privacy import tell
from ideas.search import CONFIG
from ideas.selectors import visible_to
from ideas.sight import sight_of
from parkour.accounts.models import User
from parkour.core.fragments import Memory
from parkour.core.text import UNSTORABLE

SHOWN = 3  # while one types
TYPED_FLOOR = 0.15  # below, it would be read for nothing
TYPED_LONGEST = 2_000
PATIENCE = 120  # milliseconds of the database, then nothing is said
RARE = 2  # a word so rare may be a slip of the finger
MISTYPED = 6  # words tried otherwise

_weights = Memory(2)


@dataclass(frozen=True)
class Reach:
    """How far one looks: contributions that the index may find, and those compared piece by piece."""

    found: int
    compared: int


TYPING, DEEP = Reach(1_500, 400), Reach(6_000, 2_000)

WORDS = f"""
SELECT typed.word, coalesce((SELECT max(known.found) FROM ideas_searchword known WHERE known.word = typed.word), 0)
  FROM unnest(tsvector_to_array(to_tsvector({CONFIG}, %s))) AS typed(word)
"""  # noqa: S608 — a constant

NEAR = """
SELECT typed.word, near.word, near.found
  FROM unnest(%s::text[]) AS typed(word)
 CROSS JOIN LATERAL (
   SELECT known.word, max(known.found) AS found FROM ideas_searchword known
    WHERE known.word %% typed.word AND known.word <> typed.word AND known.found > 0
    GROUP BY known.word ORDER BY similarity(known.word, typed.word) DESC, known.word LIMIT 2) AS near
"""

HITS = """
WITH hits AS MATERIALIZED (
  SELECT x.idea_id, x.words FROM ideas_ideasearch x JOIN ideas_idea i ON i.id = x.idea_id
   WHERE x.words @@ %s::tsquery AND {condition} LIMIT %s
), best AS (
  SELECT idea_id, ({points}) / sqrt(1 + length(words)) AS points FROM hits ORDER BY points DESC, idea_id DESC LIMIT %s
)
SELECT best.idea_id, likeness.shingles
  FROM best JOIN ideas_likeness likeness ON likeness.idea_id = best.idea_id AND likeness.shaped > 0
"""
ON_THE_BOARD = """i.board_tab <> ''
  AND NOT EXISTS (SELECT 1 FROM ideas_authorship w WHERE w.idea_id = i.id AND w.person_id = %s)"""
ANY_OTHER = "i.id <> %s AND i.submitted_at IS NOT NULL"


def similar_on_board(typed: str, reader: User) -> list[Idea]:
    """At most three contributions of the board that say what `typed` says, the closest first, each with its `told`.

    Those of the reader are left out. Nothing when the database takes too long: nobody waits for this.
    """
    typed = UNSTORABLE.sub(" ", typed)[:TYPED_LONGEST]
    try:
        with transaction.atomic(), _patience():
            limits = sight_of(reader)
            condition = f"{ON_THE_BOARD} AND {limits[0]}" if limits else ON_THE_BOARD
            found = nearest(typed, condition, [reader.pk, *(limits[1] if limits else ())], TYPING)
    except DatabaseError:
        return []
    keys = [key for score, key in found if score >= TYPED_FLOOR][:SHOWN]
    if not keys:
        return []
    readable = readable_on_board(reader).select_related("site").in_bulk(keys)
    return tell(reader, [readable[key] for key in keys if key in readable])


def readable_on_board(reader: User) -> QuerySet[Idea]:
    """What is on the board and `reader` may read, by the rules of reading."""
    return visible_to(reader).exclude(board_tab=BoardTab.NONE)


def supported_by(reader: User, ideas: list[Idea]) -> set[int]:
    """The keys of those of `ideas` that `reader` supports."""
    theirs = Support.objects.filter(person=reader, idea__in=ideas)
    return set(theirs.values_list("idea_id", flat=True)) if ideas else set()


class _patience:
    """Statements inside end after `PATIENCE` milliseconds, with an error."""

    def __enter__(self):
        sql = "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)"
        self.before = _asked(sql, [str(PATIENCE)])[0][0]

    def __exit__(self, error, *_rest):
        if error is None:  # otherwise the transaction takes it back
            _asked("SELECT set_config('statement_timeout', %s, true)", [self.before])


def nearest(text: str, condition: str, values: list, reach: Reach) -> list[tuple[float, int]]:
    """(likeness, key) of the contributions most like `text`, the closest first.

    `condition` is SQL over `i`, the idea, with its values.
    """
    numbers = shingles(text)
    if not numbers:
        return []
    words = {word: [(word, found)] for word, found in _asked(WORDS, [text])}
    if mistyped := _mistyped(words):
        for word, near, found in _asked(NEAR, [mistyped]):
            words[word].append((near, found))
    found = {word: sum(count for _word, count in forms) for word, forms in words.items()}
    weights, total = weights_now()
    wanted = wanted_words(found, total, reach.found)
    if not wanted:
        return []
    hits = _hits(words, found, wanted, total, condition, values, reach)
    return weights.ranked(numbers, ((key, unpacked(kept)) for key, kept in hits))


def _mistyped(words):
    """Words that hardly anybody wrote: the very ones are not told from those that are close to them (see
    `ideas.search.closely`)."""
    rare = [word for word, ((_word, found),) in words.items() if found <= RARE and 4 <= len(word) <= 40]
    return sorted(rare, key=lambda word: (-len(word), word))[:MISTYPED]


def _hits(words, found, wanted, total, condition, values, reach):
    forms = {word: "(" + " | ".join(_lexeme(form) for form, _found in words[word]) + ")" for word in words}
    query = " | ".join("(" + " & ".join(forms[word] for word in together) + ")" for together in wanted)
    counted = sorted(found, key=lambda word: (found[word], word))[:POINTS]
    points = " + ".join(["CASE WHEN words @@ %s::tsquery THEN %s ELSE 0 END"] * len(counted))
    worth = [part for word in counted for part in (forms[word], Weights.worth(total, found[word]))]
    sql = HITS.format(condition=condition, points=points)
    return _asked(sql, [query, *values, reach.found, *worth, reach.compared])


POINTS = 20  # rare words that say which of the found contributions are compared


def _lexeme(word):
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _asked(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def weights_now() -> tuple[Weights, int]:
    """What shingles weigh in the base as the worker last wrote it, and of how many contributions that was."""
    stamp = LikenessFigures.objects.values_list("stamp", flat=True).first()
    return _weights.recall(stamp, partial(_read_weights, stamp))


def _read_weights(stamp):
    figures = LikenessFigures.objects.filter(stamp=stamp).first() or LikenessFigures()
    return Weights(figures.total, holders_of(figures)), figures.total


def holders_of(figures: LikenessFigures) -> array:
    """How many contributions hold each shingle."""
    holders = array("I")
    holders.frombytes(bytes(figures.holders) or bytes(holders.itemsize * KINDS))
    return holders
