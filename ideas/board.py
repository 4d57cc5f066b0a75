"""The board, one page at a time: one statement brings everything that its cards tell.

The most read page of the product, hence by hand: prefetching the same facts takes seven statements and most of the
time of the page.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ideas.enums import BoardTab, State, Visibility
from ideas.models import Action, Authorship, Capture, Decision, Idea, IdeaEvent, PublicUpdate, TriageDecision
from ideas.search import Search
from ideas.sight import sight_of
from parkour.accounts.models import User
from parkour.core.counting import MOST
from parkour.core.parts import Part, cut
from parkour.core.prepared import prepared_cursor
from parkour.organisation.models import Site

PAGE = 30

IDEA = Part(
    Idea,
    "i",
    *("reference", "kind", "title", "problem_text", "visibility", "group_names", "state", "state_since"),
    *("board_tab", "published_at", "objections_until", "session_on", "answer_due_on", "review_on", "resume_on"),
    *("quick_win_owner_id", "redirected_to", "promised_reply_at", "first_human_reply_at", "site_id"),
    *("support_count", "comment_count", "held_outcome", "held_until"),
)
SITE = Part(Site, "s", "name", "timezone")
TOLD = Part(PublicUpdate, "u", "idea_id", "you_said", "we_did", "effect", "credits", "published_at")
WORK = Part(Action, "a", "idea_id", "owner_id", "due_on", "evidence", "claim_level")
WROTE = Part(Authorship, "w", "person_id", "role", "merged_from_id")
PERSON = Part(User, "p", "email", "first_name", "last_name", "site_id")
PARTS = [IDEA, SITE, TOLD, WORK]
PUBLISHED, OBJECTIONS, HELD = (IDEA.names.index(name) for name in ("published_at", "objections_until", "held_until"))
TRIAGED = ("outcome", "reason_code", "message")

ON_THE_BOARD = "i.board_tab <> ''"
COUNTS = f"""
SELECT json_object_agg(tab, (SELECT count(*) FROM (
    SELECT 1 FROM ideas_idea i WHERE i.board_tab = tab AND {ON_THE_BOARD} LIMIT {MOST + 1}) AS counted))
  FROM unnest(ARRAY[{", ".join(f"'{tab.value}'" for tab in BoardTab if tab != BoardTab.NONE)}]) AS tab
"""  # noqa: S608 — words and a number of ours

FACTS = f"""
  {", ".join(part.columns for part in PARTS)},
  (SELECT json_agg(json_build_array({WROTE.columns}, {PERSON.columns}) ORDER BY w.role, w.id)::text
     FROM ideas_authorship w JOIN accounts_user p ON p.id = w.person_id WHERE w.idea_id = i.id),
  (SELECT json_agg(json_build_array(m.id, {WROTE.columns}, {PERSON.columns}) ORDER BY m.id, w.role, w.id)::text
     FROM ideas_idea m JOIN ideas_authorship w ON w.idea_id = m.id JOIN accounts_user p ON p.id = w.person_id
    WHERE m.merged_into_id = i.id AND m.visibility = %s),
  (SELECT json_agg(json_build_array(c.idea_id, c.said_by, c.disowned, {PERSON.columns}) ORDER BY c.idea_id)::text
     FROM ideas_capture c LEFT JOIN accounts_user p ON p.id = c.person_id
    WHERE (c.said_by <> '' OR c.disowned <> '') AND c.idea_id = ANY(i.id || ARRAY(
          SELECT m.id FROM ideas_idea m WHERE m.merged_into_id = i.id AND m.visibility = %s))),
  (SELECT d.reason FROM ideas_decision d WHERE d.idea_id = i.id AND d.superseded_at IS NULL AND NOT d.is_held),
  (SELECT json_build_array(t.outcome, t.reason_code, t.message)::text FROM ideas_triagedecision t
    WHERE t.idea_id = i.id
      AND t.outcome = CASE i.state WHEN 'declined' THEN 'decline' WHEN 'answered' THEN 'give_answer' END
    ORDER BY t.at DESC, t.id DESC LIMIT 1),
  (SELECT e.note FROM ideas_ideaevent e WHERE i.state = 'abandoned' AND e.idea_id = i.id AND e.name = 'abandon'
    ORDER BY e.at DESC, e.id DESC LIMIT 1),
  coalesce(i.quick_win_owner_id = %s OR a.owner_id = %s, false)
    OR EXISTS (SELECT 1 FROM ideas_authorship w WHERE w.idea_id = i.id AND w.person_id = %s)
    OR EXISTS (SELECT 1 FROM ideas_idea m JOIN ideas_authorship w ON w.idea_id = m.id
                WHERE m.merged_into_id = i.id AND w.person_id = %s)
FROM ideas_idea i
LEFT JOIN organisation_site s ON s.id = i.site_id
LEFT JOIN ideas_publicupdate u ON u.idea_id = i.id
LEFT JOIN ideas_action a ON a.idea_id = i.id
"""  # noqa: S608 — columns of our own models; every value is a parameter


@dataclass(frozen=True)
class BoardRow:
    """One contribution of the board as the database tells it; `involved` when the reader has a part in it."""

    facts: tuple
    involved: bool

    @property
    def key(self) -> tuple[datetime, int]:
        """Where it stands on the board: the next page goes on after it."""
        return self.facts[PUBLISHED], self.facts[0]

    @property
    def objections_until(self) -> datetime | None:
        return self.facts[OBJECTIONS]

    @property
    def held_until(self) -> datetime | None:
        return self.facts[HELD]


def board_rows(
    reader: User,
    tab: str = "",
    *,
    after: tuple | None = None,
    search: Search | None = None,
    size: int = PAGE,
    only: tuple[str, list] | None = None,
) -> list[BoardRow]:
    """One page of the board, newest first, and one row more if there is a next page. One statement.

    `after` is the key of the last row of the page before: pages are found by key. `search` (see `ideas.search`) keeps
    what holds its words; `only` is a condition of SQL over `i` with its values (see `ideas.filtering`).
    """
    if search is not None and not search.found:
        return []
    return [row for row, _counts in _asked("NULL", reader, tab, after, search, size, only)]


def board_with_counts(
    reader: User, tab: str = "", *, after: tuple | None = None, size: int = PAGE
) -> tuple[list[BoardRow], dict[str, int]]:
    """The same page with `board_counts`, still in one statement."""
    if sight_of(reader) is not None:
        return [row for row, _counts in _asked("NULL", reader, tab, after, None, size)], board_counts(reader)
    found = _asked(f"({COUNTS})", reader, tab, after, None, size)
    return [row for row, _counts in found], found[0][1] if found else board_counts(reader)


def board_counts(reader: User) -> dict[str, int]:
    """How many contributions each tab of the board holds for `reader`, `MOST` + 1 standing for any number above
    `MOST`.
    """
    limits = sight_of(reader)
    with connection.cursor() as cursor:
        if limits is None:
            cursor.execute(COUNTS)
        else:
            cursor.execute(COUNTS.replace(ON_THE_BOARD, f"{ON_THE_BOARD} AND {limits[0]}"), limits[1])
        return cursor.fetchone()[0]


def _asked(counts, reader, tab, after, search, size, only=None):
    """(row, what the SQL of `counts` says) of each contribution."""
    where, values = [ON_THE_BOARD], [*[Visibility.NAME_HIDDEN.value] * 2, *[reader.pk] * 4]
    limits = sight_of(reader)
    if limits is not None:
        where.append(limits[0])
        values += limits[1]
    if tab:
        where.append("i.board_tab = %s")
        values.append(tab)
    if after:
        where.append("(i.published_at, i.id) < (%s, %s)")
        values += after
    if only is not None:
        where.append(only[0])
        values += only[1]
    if search is not None:
        sql, words = search.sql("i.id")
        where.append(sql)
        values += words
    page = f"WHERE {' AND '.join(where)} ORDER BY i.published_at DESC, i.id DESC LIMIT {int(size) + 1}"
    # The plan of a search or a filter depends on its values; without one, planning takes longer than reading the page.
    with connection.cursor() if search or only or limits else prepared_cursor() as cursor:
        cursor.execute(f"SELECT {counts}, {FACTS} {page}", values)
        return [(BoardRow(tuple(facts), involved), counted) for counted, *facts, involved in cursor.fetchall()]


def idea_of(row: BoardRow) -> Idea:
    """The idea of a row, which knows all that its card asks: nothing more is read for it. For reading only."""
    idea_values, site, told, work, (people, unnamed, unsaid, reason, triage, stop) = cut(row.facts, PARTS)
    idea = IDEA.build(idea_values)
    related = idea._state.fields_cache
    related["public_update"], related["action"] = TOLD.build(told), WORK.build(work)
    # Back under review on its day, or decided and not told, it tells a promise at the hour of its site.
    if idea.state == State.PARKED or idea.held_until:
        related["site"] = SITE.build(site)
    captures = {pk: _capture(*facts) for pk, *facts in json.loads(unsaid)} if unsaid else {}
    related["capture"] = captures.pop(idea.pk, None)
    idea.merged_unnamed = _merged(json.loads(unnamed) if unnamed else [], captures)
    idea.stops = [IdeaEvent(note=stop)] if stop is not None else []
    idea._prefetched_objects_cache = {
        "decisions": [Decision(reason=reason)] if reason is not None else [],
        "triage_decisions": [TriageDecision(**dict(zip(TRIAGED, json.loads(triage), strict=True)))] if triage else [],
    }
    return credit(idea, json.loads(people) if people else (), WROTE, PERSON)


def _capture(said_by, disowned, *person):
    """Whom the words may not name, of what was typed for somebody else."""
    return Capture(said_by=said_by, disowned=disowned, person=PERSON.build(person))


def _merged(entries, captures):
    """The contributions with a hidden name that were merged into one, each with its authors and its capture."""
    ideas = []
    for pk in dict.fromkeys([*(entry[0] for entry in entries), *captures]):
        idea = credit(Idea(pk=pk), [entry[1:] for entry in entries if entry[0] == pk], WROTE, PERSON)
        idea._state.fields_cache["capture"] = captures.get(pk)
        ideas.append(idea)
    return ideas


def credit(idea: Idea, people: Iterable, authorship: Part, author: Part) -> Idea:
    """Give an idea its authors, in the order of `people`: the values of `authorship`, then those of `author`."""
    rows = []
    for entry in people:
        wrote, person, _rest = cut(entry, [authorship, author])
        row = authorship.build(wrote)
        row._state.fields_cache["person"] = author.build(person)
        rows.append(row)
    idea.__dict__.setdefault("_prefetched_objects_cache", {})["authorships"] = rows
    return idea
