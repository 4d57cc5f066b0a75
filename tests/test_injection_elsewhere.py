"""I02: what is typed stays text off the pages too: on posters and badges."""

import re
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import typst

from ideas.posters import Paper, Poster, poster_pdf
from parkour.accounts import card_sheets, cards
from tests.factories import UserFactory
from tests.factories.people import SiteFactory
from tests.hostile import LITERAL, MARKUP

pytestmark = pytest.mark.django_db
A_TUESDAY_MORNING = datetime(2026, 3, 17, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
TYPST = (
    '#panic("pwn")',
    '#read("/etc/passwd")',
    '#link("http://evil.example")[ici]',
    '#image("http://evil.example/x.png")',
    "$ x^2 $ *gras* _plat_ `code` <etiquette> @renvoi",
    '"); panic("pwn")',
    "\\u{0} \\ // /* [ ] { }",
)


def said_of(pdf):
    """Everything a PDF holds, its packed parts unpacked."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def acts(pdf):
    return re.findall(rb"/(?:JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile|OpenAction)\b", said_of(pdf))


def poster(text):
    return Poster(
        title=text, words=text, invitation=text, url="http://localhost/x", address=text, place=text, period=text,
        organisation=text, code_says=text, language="fr",
    )  # fmt: skip


@pytest.mark.parametrize("text", [*TYPST, *MARKUP[:3], LITERAL[13]])
@pytest.mark.parametrize("paper", [Paper.A4, Paper.STICKER])
def test_a_poster_prints_what_looks_like_commands_and_does_none_of_them(text, paper):
    assert acts(poster_pdf(poster(text), paper, A_TUESDAY_MORNING)) == []


@pytest.mark.parametrize("text", TYPST[1:2])
def test_planted_fault_a_sheet_that_reads_words_as_commands_runs_them(text, tmp_path):
    sheet = tmp_path / "sheet.typ"
    sheet.write_text('#eval(sys.inputs.words, mode: "markup")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typst.compile(str(sheet), sys_inputs={"words": text})


def test_planted_fault_a_link_in_a_sheet_is_seen(tmp_path):
    sheet = tmp_path / "sheet.typ"
    sheet.write_text('#eval(sys.inputs.words, mode: "markup")', encoding="utf-8")
    assert b"/URI" in acts(typst.compile(str(sheet), sys_inputs={"words": TYPST[2]}))


def test_a_badge_prints_a_name_and_does_nothing_of_it():
    people = [
        UserFactory(first_name=text[:80], last_name=text[:80], site=SiteFactory(name=text[:120]))
        for text in (*TYPST, MARKUP[0])
    ]
    assert acts(card_sheets.sheet_of(cards.make_cards(people, by=UserFactory(admin=True)))) == []
