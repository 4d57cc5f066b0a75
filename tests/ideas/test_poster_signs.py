"""A poster is printed whatever signs somebody typed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ideas.posters import Paper, Poster, poster_pdf

POSTER = Poster(
    title="Qu’est-ce qui vous retarde ?",
    words="Racontez.",
    invitation="Une minute suffit",
    url="http://parkour.example/ideas/new/?site=nan",
    address="parkour.example/s/nan",
    place="Agence de Nantes",
    period="",
    organisation="Maisonnée",
    code_says="Code à scanner",
    language="fr",
)
AT = datetime(2026, 3, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize("signs", ["\x01\x1f\x7f", "😀🎉", "漢字", "‮", "\n"])
@pytest.mark.parametrize("paper", list(Paper))
def test_a_sign_that_no_font_has_stops_no_poster(paper, signs):
    sheet = replace(POSTER, title=f"{POSTER.title} {signs}", place=f"Nantes {signs}")
    assert poster_pdf(sheet, paper, AT).startswith(b"%PDF-")
