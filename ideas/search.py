"""Looking for contributions by their words: French stems, accents forgiven, then what comes close to a mistyped word.

A search is counted before a page of it is asked for: beyond `FEW` hits the words are so common that a page is found
sooner by walking the list in its order than by sorting the hits.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from parkour.core.text import UNSTORABLE

LONGEST = 200
FEW = 4_000
CLOSE = 4  # words tried instead of one that nobody wrote
CONFIG = "'parkour_french'::regconfig"
NAMES = "'parkour_names'::regconfig"


@dataclass(frozen=True)
class Search:
    """A search ready to be run: `query` is a tsquery as text, `people` one over the names of authors ("" for none).

    `found` is how many contributions hold the words, whoever may see them; above `FEW` it only says "many".
    `is_close` when `query` is not what was typed but what comes close to it.
    """

    typed: str
    query: str = ""
    people: str = ""
    found: int = 0
    is_close: bool = False

    @property
    def is_common(self) -> bool:
        return self.found > FEW

    @property
    def condition(self) -> tuple[str, list[str]]:
        """SQL over `x`, the entry of the search, with its values."""
        if self.people:
            return "(x.words @@ %s::tsquery OR x.people @@ %s::tsquery)", [self.query, self.people]
        return "x.words @@ %s::tsquery", [self.query]

    def sql(self, idea: str) -> tuple[str, list]:
        """SQL that says whether the idea whose key is the expression `idea` holds the words, with its values."""
        holds, values = self.condition
        if self.is_common:
            entry = f"SELECT 1 FROM ideas_ideasearch x WHERE x.idea_id = {idea} AND {holds}"  # noqa: S608
            return f"EXISTS ({entry})", values
        # Found once and for all: asked for each idea of the list, or by parallel workers, they cost ten times as much.
        hits = f"SELECT x.idea_id FROM ideas_ideasearch x WHERE {holds} LIMIT {FEW}"  # noqa: S608
        return f"{idea} IN (WITH hits AS MATERIALIZED ({hits}) SELECT idea_id FROM hits)", values  # noqa: S608


def clean_search(typed: str | None) -> str:
    """What somebody typed, in one line, without what the database cannot hold; "" when nothing is left."""
    return " ".join(UNSTORABLE.sub(" ", typed or "").split())[:LONGEST]


def exactly(typed: str, *, people: bool = False) -> Search:
    """What holds the words of `typed` (see `clean_search`): one statement.

    `people`: or is by authors of that name, for a reader who may know them all.
    """
    values = {"typed": typed, "names": typed if people else ""}
    words, names = f"websearch_to_tsquery({CONFIG}, %(typed)s)", f"plainto_tsquery({NAMES}, %(names)s)"
    holds = f"x.words @@ {words} OR x.people @@ {names}" if people else f"x.words @@ {words}"
    return Search(typed, *_one(f"SELECT {words}::text, {names}::text, ({_counted(holds)})", values))


def closely(typed: str) -> Search:
    """What holds words like those of `typed`, for when nothing that the reader may see holds them: two statements.

    The very words are left out: were they tried where they are known, a reader would learn from an empty page that
    somebody wrote them in a contribution of which they may know nothing.
    """
    near = _one(
        f"""
        SELECT json_agg(ARRAY(
                 SELECT known.word FROM ideas_searchword known
                  WHERE known.word %% typed.word AND known.word <> typed.word
                  GROUP BY known.word ORDER BY similarity(known.word, typed.word) DESC, known.word LIMIT {CLOSE}))
          FROM unnest(tsvector_to_array(to_tsvector({CONFIG}, %s))) AS typed(word)
        """,  # noqa: S608 — constants of this module
        [typed],
    )[0]
    query = " & ".join(f"({' | '.join(map(_lexeme, words))})" for words in near or () if words)
    if not query:
        return Search(typed, is_close=True)
    (found,) = _one(_counted("x.words @@ %s::tsquery"), [query])
    return Search(typed, query, found=found, is_close=True)


def matching(ideas: QuerySet, search: Search) -> QuerySet:
    """Those of `ideas` that hold the words of the search."""
    if not search.found:
        return ideas.none()
    return ideas.filter(RawSQL(*search.sql('"ideas_idea"."id"'), output_field=BooleanField()))  # noqa: S611


def _counted(holds):
    """SQL that counts the entries that hold the words, up to one more than `FEW`."""
    return f"SELECT count(*) FROM (SELECT 1 FROM ideas_ideasearch x WHERE {holds} LIMIT {FEW + 1}) AS counted"  # noqa: S608


def _one(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _lexeme(word):
    """A word as a tsquery writes it."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def search_page(typed: str, fetch, *, is_first: bool, people: bool = False, close: bool = False):
    """(search, rows) of one page: `fetch(search)` gives the rows, of everything when nothing was typed (None).

    When nobody wrote the words, the first page is of what comes close; `close` says that the page before was.
    """
    if not typed:
        return None, fetch(None)
    search = closely(typed) if close else exactly(typed, people=people)
    rows = fetch(search) if search.found else []
    if rows or close or not is_first:
        return search, rows
    near = closely(typed)
    rows = fetch(near) if near.found else []
    return (near, rows) if rows else (search, rows)
