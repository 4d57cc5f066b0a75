"""One contribution with what its pages read of it, in one statement that the database plans once.

Written by Django, six relations, the authors and a dozen questions take longer to be put together, and to be planned,
than to be answered. What comes along is as if it had been fetched with `select_related` and `prefetch_related`.
"""

from functools import cache

from ideas.models import Action, Authorship, Idea, PublicUpdate
from parkour.accounts.models import User
from parkour.core.parts import from_json
from parkour.core.prepared import read_rows
from parkour.organisation.models import Site, Team


def _any(table, condition="x.idea_id = ideas_idea.id"):
    return f"EXISTS (SELECT 1 FROM ideas_{table} x WHERE {condition})"  # noqa: S608 — names of ours


# What the page of an item reads only where there is any; and how much its author has sent.
BESIDE = {
    "has_flag": _any("redflag"),
    "has_escalation": _any("escalation", "x.idea_id = ideas_idea.id AND x.answered_at IS NULL"),
    "has_opinion": _any("opinionrequest"),
    "has_links": _any("relatedideas", "x.idea_id = ideas_idea.id OR x.other_id = ideas_idea.id"),
    "has_ready": _any("readyanswer", "x.idea_id = ideas_idea.id AND x.discarded_at IS NULL"),
    "has_joined": _any("idea", "x.merged_into_id = ideas_idea.id"),
    "has_levels": _any("assessment"),
    "has_files": _any("attachment"),
    "has_messages": _any("message"),
    "has_neighbours": _any("neighbour", "x.idea_id = ideas_idea.id OR x.other_id = ideas_idea.id"),
    "has_tags_in_use": "EXISTS (SELECT 1 FROM ideas_tag x WHERE x.is_active)",
    "tag_rows": """ARRAY(SELECT ARRAY[t.id::text, t.name] FROM ideas_ideatag x JOIN ideas_tag t ON t.id = x.tag_id
      WHERE x.idea_id = ideas_idea.id ORDER BY lower(t.name), t.id)""",
    "author_sent": """(SELECT count(*) FROM ideas_authorship x WHERE x.person_id = (
      SELECT person_id FROM ideas_authorship f WHERE f.idea_id = ideas_idea.id ORDER BY f.role, f.id LIMIT 1))""",
}


def _row(model, condition):
    return f"(SELECT to_json(x) FROM {model._meta.db_table} x WHERE {condition})"  # noqa: S608 — names of ours


RELATED = {  # what `idea.name` is
    "site": (Site, _row(Site, "x.id = ideas_idea.site_id")),
    "team": (Team, _row(Team, "x.id = ideas_idea.team_id")),
    "quick_win_owner": (User, _row(User, "x.id = ideas_idea.quick_win_owner_id")),
    "merged_into": (Idea, _row(Idea, "x.id = ideas_idea.merged_into_id")),
    "action": (Action, _row(Action, "x.idea_id = ideas_idea.id")),
    "public_update": (PublicUpdate, _row(PublicUpdate, "x.idea_id = ideas_idea.id")),
}
OWNER = _row(User, "x.id = (SELECT owner_id FROM ideas_action a WHERE a.idea_id = ideas_idea.id)")
AUTHORS = """(SELECT json_agg(json_build_array(a, p) ORDER BY a.role, a.id)
  FROM ideas_authorship a JOIN accounts_user p ON p.id = a.person_id WHERE a.idea_id = ideas_idea.id)"""


@cache
def _said(beside) -> str:
    """One JSON object: the rows that come along, and the answers of `beside`."""
    rows = {name: sql for name, (_model, sql) in RELATED.items()} | {"owner": OWNER, "authors": AUTHORS}
    parts = [f"'{name}', {sql}" for name, sql in (rows | {name: BESIDE[name] for name in beside}).items()]
    return f"json_build_object({', '.join(parts)})"


def idea_at_once(reference: str, beside=()) -> Idea | None:
    """The contribution of this reference with its authors, site, team, action and its owner, owner of the quick win,
    canonical one and words on the board; and what `beside` (names of BESIDE) asks. None if there is none.
    """
    rows = read_rows(Idea, "WHERE reference = %s", [reference], ("_said", _said(tuple(beside))))
    if not rows:
        return None
    idea = rows[0]
    said = idea.__dict__.pop("_said")
    for name, (model, _sql) in RELATED.items():
        idea._state.fields_cache[name] = from_json(model, said[name])
    _join(idea, said)
    idea.__dict__.update((name, said[name]) for name in beside)
    return idea


def _join(idea, said):
    """What points back at the contribution knows it; the authors stand where a prefetch puts them."""
    kept = idea._state.fields_cache
    for one in (kept["action"], kept["public_update"]):
        if one is not None:
            one._state.fields_cache["idea"] = idea
    if kept["action"] is not None:
        kept["action"]._state.fields_cache["owner"] = from_json(User, said["owner"])
    authors = idea.authorships.all()
    authors._result_cache = [_authorship(idea, *pair) for pair in said["authors"] or ()]
    authors._prefetch_done = True
    idea._prefetched_objects_cache = {"authorships": authors}


def _authorship(idea, facts, person):
    row = from_json(Authorship, facts)
    row._state.fields_cache |= {"idea": idea, "person": from_json(User, person)}
    return row
