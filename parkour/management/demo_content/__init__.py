"""Texts of the demonstration: an invented home-services company, its people, their ideas, one session.

Everything is invented. Dates are relative to the day the demonstration is built.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def load(name: str) -> Any:
    """The parsed ``organisation`` or ``votes`` (objects), ``people`` or ``ideas`` (lists)."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
