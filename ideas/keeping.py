"""Reading the promises of one contribution: its clocks, from rows."""

from datetime import datetime

from ideas.danger import reason_of_words
from ideas.enums import State
from ideas.models import Idea, RedFlag
from ideas.promises import Clock, Facts, Terms, clocks
from ideas.workflow import SUBMISSION_EVENT
from parkour.core import clock
from parkour.core.prepared import prepared_cursor
from parkour.organisation.models import CLOSURES, Organisation, calendar_of

DECIDED = (State.APPROVED, State.REJECTED, State.DECLINED, State.ANSWERED)
# Somebody else goes on with it, or nobody: nothing more is owed here.
OVER = (State.MERGED, State.REDIRECTED, State.WITHDRAWN, State.ARCHIVED)


# In the order of `Terms`.
TERMS = "o.promise_hour, o.orientation_days, o.decision_days, o.deputy_after_days, o.sponsor_after_days"
# What the clocks of one contribution are made of; `asked_of` gives the parameters.
FACTS = f"""
SELECT EXISTS (SELECT 1 FROM ideas_untoldevent u JOIN ideas_ideaevent e ON e.id = u.event_id
                WHERE e.idea_id = %(idea)s AND e.name = %(submission)s) AS waits,
  (SELECT min(at) FROM ideas_triagedecision WHERE idea_id = %(idea)s) AS oriented_at,
  (SELECT min(at) FROM ideas_ideaevent WHERE idea_id = %(idea)s AND to_state = ANY(%(decided)s)) AS decided_at,
  {CLOSURES} AS closures, ARRAY[{TERMS}] AS terms
  FROM organisation_organisation o LEFT JOIN organisation_site s ON s.id = %(site)s WHERE o.id = %(only)s
"""  # noqa: S608 — columns and a sub-select of ours

AS_JSON = f"SELECT to_json(f) FROM ({FACTS}) AS f"  # noqa: S608 — the same


def asked_of(idea: Idea) -> dict:
    """The parameters of `FACTS`."""
    return {
        "idea": idea.pk,
        "site": idea.site_id,
        "submission": SUBMISSION_EVENT,
        "decided": [state.value for state in DECIDED],
        "only": Organisation.ONLY,
    }


def clocks_of(idea: Idea, facts: dict | None = None) -> list[Clock]:
    """Receipt, first answer, orientation and decision of `idea`, as they stand now. Empty for an imported one.

    `facts` are those of `FACTS`, for a page that has asked for them already; else one statement reads them.
    """
    if idea.promised_reply_at is None or idea.submitted_at is None:
        return []
    facts = facts or _facts_of(idea)
    known = Facts(
        submitted_at=idea.submitted_at,
        received_at=None if facts["waits"] else idea.submitted_at,
        promised_at=idea.promised_reply_at,
        answered_at=idea.first_human_reply_at,
        oriented_at=_moment(facts["oriented_at"]),
        decided_at=_moment(facts["decided_at"]),
        ended_at=idea.state_since if idea.state in OVER else None,
    )
    return clocks(known, Terms(*facts["terms"]), calendar_of(idea.site, facts["closures"]), clock.now())


def _facts_of(idea):
    with prepared_cursor() as cursor:
        cursor.execute(AS_JSON, asked_of(idea))
        found = cursor.fetchone()
    if found is None:  # before anybody has opened the settings
        Organisation.current()
        return _facts_of(idea)
    return found[0]


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def flag_of(idea: Idea) -> RedFlag | None:
    """The red flag of `idea`, lifted or not; `by_its_words`: nobody raised it, the contribution says so."""
    flag = RedFlag.objects.filter(idea=idea).select_related("raised_by").first()
    if flag:
        words = reason_of_words(idea.problem_text, idea.change_text)
        flag.by_its_words = flag.raised_by_id is None and flag.reason == words
    return flag
