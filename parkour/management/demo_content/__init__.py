"""Texts of the demonstration: an invented home-services company, its people, their ideas, its sessions.

Everything is invented. Dates are relative to the day the demonstration is built.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
# What a contribution does not say of itself.
NOTHING = dict.fromkeys((
    "title", "change", "group_names", "working_days_ago", "outcome", "scores", "score_note", "restatement",
    "replied_days_ago", "officer_reply", "offer_due_in_days", "reason_code", "reason", "review_in_days",
    "redirect_to", "merge_into", "withdrawn_days_ago", "workshop_question", "quick_win", "poll_question",
    "presenter", "decision_reason", "direction_answer", "answer_due_in_days", "action", "public_update",
))  # fmt: skip
EMPTY = ("co_authors", "exchange", "moves")


def load(name: str) -> Any:
    """The parsed ``organisation``, ``votes``, ``room``, ``planning``, ``measures`` or ``doors``: objects.

    ``people``, ``talk``, ``follow_up``, ``workshops``, ``consultations`` and ``ideas`` are lists. Each idea has every
    key.
    """
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if name == "ideas":
        return [NOTHING | {key: [] for key in EMPTY} | row for row in content]
    return content


def sessions_of(key: str, past_sessions: list) -> list[dict]:
    """The points of the past sessions that are about the contribution `key`, in the order of time."""
    return [item for session in past_sessions for item in session["items"] if item["idea"] == key]
