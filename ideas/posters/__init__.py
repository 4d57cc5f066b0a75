"""Posters and stickers as PDF: pure, data in, bytes out. The same facts give the same bytes."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import typst

from parkour.core.qr_codes import qr_svg

SHEET = Path(__file__).parent / "poster.typ"
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # of control


class Paper(StrEnum):
    A4 = "a4"
    A3 = "a3"
    STICKER = "sticker"


@dataclass(frozen=True)
class Poster:
    """What a sheet says. `url` is in the code; `address` is what somebody types who has no camera."""

    title: str
    words: str
    invitation: str
    url: str
    address: str
    place: str
    period: str
    organisation: str
    code_says: str  # for whoever cannot see the code
    language: str


def poster_pdf(poster: Poster, paper: Paper, at: datetime) -> bytes:
    """The sheet as an accessible PDF (PDF/UA-1), fonts inside. `at` is written into it as its date.

    A sign that no font of ours has (an emoji) is left blank: the sheet is then tagged all the same, but no PDF/UA-1,
    which wants every sign drawn.
    """
    facts = {name: UNPRINTABLE.sub(" ", getattr(poster, name)) for name in Poster.__dataclass_fields__}
    facts |= {"paper": paper.value, "code": qr_svg(poster.url)}
    try:
        return _compiled(facts, at, pdf_standards=["ua-1"])
    except typst.TypstError:
        return _compiled(facts, at)


def _compiled(facts, at, **options) -> bytes:
    return typst.compile(
        str(SHEET),
        root=str(SHEET.parent),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
        timestamp=int(at.timestamp()),
        **options,
    )
