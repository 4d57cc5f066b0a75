"""A session and its minutes on paper: pure, facts in, PDF out. The same facts give the same bytes."""

import json
import re
from datetime import datetime
from pathlib import Path

import typst

SHEETS = Path(__file__).parent
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # of control


def paper_pdf(facts: dict, at: datetime, *, sheet: str = "session", folder: Path = SHEETS) -> bytes:
    """The sheets as an accessible PDF (PDF/UA-1) with bookmarks, fonts inside. `at` is written into it as its date.
    `sheet` says how they look: session or minutes, or one of another `folder`.

    A sign that no font of ours has (an emoji) is left blank: the sheets are then tagged all the same, but no PDF/UA-1,
    which wants every sign drawn.
    """
    facts = _printable(facts)
    try:
        return _compiled(folder, sheet, facts, at, pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compiled(folder, sheet, facts, at)


def _printable(value):
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value)
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value


def _compiled(folder, sheet, facts, at, **options) -> bytes:
    return typst.compile(
        str(folder / f"{sheet}.typ"),
        root=str(folder),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
        timestamp=int(at.timestamp()),
        **options,
    )
