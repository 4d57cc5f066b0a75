"""The board, one page at a time: one statement brings everything that its cards tell.

The most read page of the product, hence by hand: prefetching the same facts takes seven statements and most of the
time of the page.
"""

from datetime import datetime

from django.db import connection

from ideas.enums import Visibility
from ideas.models import Action, Authorship, Decision, Idea, IdeaEvent, PublicUpdate, TriageDecision
from parkour.accounts.models import User
from parkour.core.parts import Part, cut
from parkour.organisation.models import Site

PAGE = 20

IDEA = Part(
    Idea,
    "i",
    *("reference", "kind", "title", "problem_text", "visibility", "group_names", "state", "state_since"),
    *("board_tab", "published_at", "objections_until", "session_on", "answer_due_on", "review_on", "resume_on"),
    *("quick_win_owner_id", "redirected_to", "promised_reply_at", "first_human_reply_at", "site_id"),
)
SITE = Part(Site, "s", "name", "timezone")
TOLD = Part(PublicUpdate, "u", "idea_id", "you_said", "we_did", "effect", "credits", "published_at")
WORK = Part(Action, "a", "idea_id", "owner_id", "due_on", "evidence", "claim_level")
WROTE = Part(Authorship, "w", "person_id", "role", "merged_from_id")
PERSON = Part(User, "p", "email", "first_name", "last_name")
PARTS = [IDEA, SITE, TOLD, WORK]
TRIAGED = ("outcome", "reason_code", "message")

STATEMENT = f"""
SELECT {", ".join(part.columns for part in PARTS)},
  (SELECT json_agg(json_build_array({WROTE.columns}, {PERSON.columns}) ORDER BY w.role, w.id)
     FROM ideas_authorship w JOIN accounts_user p ON p.id = w.person_id WHERE w.idea_id = i.id),
  (SELECT json_agg(json_build_array(m.id, {WROTE.columns}, {PERSON.columns}) ORDER BY m.id, w.role, w.id)
     FROM ideas_idea m JOIN ideas_authorship w ON w.idea_id = m.id JOIN accounts_user p ON p.id = w.person_id
    WHERE m.merged_into_id = i.id AND m.visibility = %s),
  (SELECT d.reason FROM ideas_decision d WHERE d.idea_id = i.id AND d.superseded_at IS NULL),
  (SELECT json_build_array(t.outcome, t.reason_code, t.message) FROM ideas_triagedecision t
    WHERE t.idea_id = i.id
      AND t.outcome = CASE i.state WHEN 'declined' THEN 'decline' WHEN 'answered' THEN 'give_answer' END
    ORDER BY t.at DESC, t.id DESC LIMIT 1),
  (SELECT e.note FROM ideas_ideaevent e WHERE i.state = 'abandoned' AND e.idea_id = i.id AND e.name = 'abandon'
    ORDER BY e.at DESC, e.id DESC LIMIT 1)
FROM ideas_idea i
LEFT JOIN organisation_site s ON s.id = i.site_id
LEFT JOIN ideas_publicupdate u ON u.idea_id = i.id
LEFT JOIN ideas_action a ON a.idea_id = i.id
"""  # noqa: S608 — columns of our own models; every value is a parameter


def board_page(
    tab: str = "", *, after: tuple[datetime, int] | None = None, search=None, size: int = PAGE
) -> list[Idea]:
    """One page of the board, newest first, and one row more if there is a next page; ready for `board_cards`.

    `after` is the (published_at, pk) of the last row of the page before: pages are found by key. `search` (see
    `ideas.search`) keeps what holds its words. The ideas are for reading: what no card tells is not loaded.
    """
    if search is not None and not search.found:
        return []
    where, values = ["i.board_tab <> ''"], [Visibility.NAME_HIDDEN.value]
    if tab:
        where.append("i.board_tab = %s")
        values.append(tab)
    if after:
        where.append("(i.published_at, i.id) < (%s, %s)")
        values += after
    if search is not None:
        sql, words = search.sql("i.id")
        where.append(sql)
        values += words
    order = "ORDER BY i.published_at DESC, i.id DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{STATEMENT} WHERE {' AND '.join(where)} {order}", [*values, size + 1])
        return [_idea_of(row) for row in cursor.fetchall()]


def _idea_of(row) -> Idea:
    """An idea that knows all that its card asks: nothing more is read for it."""
    idea_values, site, told, work, (people, unnamed, reason, triage, stop) = cut(row, PARTS)
    idea = IDEA.build(idea_values)
    related = idea._state.fields_cache
    related["site"], related["public_update"], related["action"] = SITE.build(site), TOLD.build(told), WORK.build(work)
    idea.merged_unnamed = [
        _wrote(Idea(pk=pk), [entry[1:] for entry in unnamed or () if entry[0] == pk])
        for pk in dict.fromkeys(entry[0] for entry in unnamed or ())
    ]
    idea.stops = [IdeaEvent(note=stop)] if stop is not None else []
    idea._prefetched_objects_cache = {
        "decisions": [Decision(reason=reason)] if reason is not None else [],
        "triage_decisions": [TriageDecision(**dict(zip(TRIAGED, triage, strict=True)))] if triage else [],
    }
    return _wrote(idea, people or ())


def _wrote(idea, people):
    """Give an idea its authors, author first."""
    rows = []
    for entry in people:
        wrote, person, _rest = cut(entry, [WROTE, PERSON])
        row = WROTE.build(wrote)
        row._state.fields_cache["person"] = PERSON.build(person)
        rows.append(row)
    idea.__dict__.setdefault("_prefetched_objects_cache", {})["authorships"] = rows
    return idea
