"""Nobody who reads the written pages is sent to a place that does not exist."""

import pytest

from tests.docs.reading import PAGES, ROOT, Page, dead_ends, slug

NAMED = {page.name: page for page in map(Page, PAGES)}
# Files and folders that a page names in code, with the folder before them.
OURS = ("parkour/", "ideas/", "committee/", "tests/", "docs/")


@pytest.mark.parametrize("name", NAMED)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(name):
    assert dead_ends(NAMED[name]) == []


@pytest.mark.parametrize("name", NAMED)
def test_every_picture_exists(name):
    page = NAMED[name]
    assert [picture for picture in page.pictures if not (page.path.parent / picture).is_file()] == []


def test_a_link_to_nowhere_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Un titre\n[là](#un-titre) [ici](page.md#un-titre) [perdu](#autre) [parti](nulle-part.md)\n")
    assert dead_ends(Page(page)) == ["#autre", "nulle-part.md"]


def test_an_anchor_is_made_as_forges_make_it():
    assert slug("Dire si c’est bien cela") == "dire-si-cest-bien-cela"
    assert slug("Présider : ouvrir, clôturer") == "présider--ouvrir-clôturer"


def test_the_readme_leads_to_every_guide():
    links = {link for link in NAMED["README.md"].links if link.startswith("docs/guides/")}
    assert links == {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "guides").rglob("*.md")}
