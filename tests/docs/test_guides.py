"""The guides tell what the screens say: their pictures, labels and addresses exist, in both languages."""

import re
from functools import cache

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import trans_real

from tests.docs.reading import CODE, GUIDES, LANGUAGES, ROOT, Page
from tests.screenshots.shots import SHOTS

NAMES = sorted(path.name for path in (GUIDES / "fr").glob("*.md"))
BOTH = [(language, name) for language in LANGUAGES for name in NAMES]
CONSOLE = ROOT / "committee" / "templates" / "committee"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# In bold for the reader's eye, and not on the screen: written here, so that nothing else slips through.
EMPHASIS = {
    "en": {"in bold", "each of them", "Somebody else", "each", "both", "Not yet"},
    "fr": {"en gras", "chacun", "Quelqu’un d’autre", "chaque", "les deux", "Pas encore"},
}


def guide(language, name):
    return Page(GUIDES / language / name)


@cache
def labels_of(language):
    """Every text of the screen, without its variables."""
    with translation.override("fr"):
        catalogue = trans_real.catalog()._catalog._catalogs
    english, french = set(), set()
    for entries in catalogue:
        for key, text in entries.items():
            msgid = key[0] if isinstance(key, tuple) else key
            english.add(plain(msgid.rpartition("\x04")[2]))
            french.add(plain(text))
    return {"en": english, "fr": french}[language]


def plain(text):
    """Without variables and the mark at the end; the administration writes names with a capital."""
    words = " ".join(PLACEHOLDER.sub("…", text).split()).rstrip(".:").strip()
    return words[:1].lower() + words[1:]


def test_each_guide_exists_in_both_languages_with_the_same_chapters():
    names = ("admin", "chair", "facilitator", "member", "officer", "owner", "sponsor", "staff")
    assert [name.removesuffix(".md") for name in NAMES] == list(names)
    for name in NAMES:
        depths = [[depth for depth, _text in guide(language, name).headings] for language in LANGUAGES]
        assert depths[0] == depths[1], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_named_by_a_guide_and_every_named_picture_is_taken(language):
    named = [picture for name in NAMES for picture in guide(language, name).pictures]
    there = {f"images/{path.name}" for path in (GUIDES / language / "images").iterdir()}
    taken = {f"images/{shot.name}.webp" for shot in SHOTS}
    assert len(named) == len(set(named))
    assert set(named) == there == taken


@pytest.mark.parametrize("name", NAMES)
def test_the_same_pictures_come_in_the_same_order(name):
    assert guide("en", name).pictures == guide("fr", name).pictures


def test_all_pictures_together_stay_light():
    assert sum(path.stat().st_size for path in GUIDES.rglob("*.webp")) < 3_900_000


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_every_picture_is_described_in_words(language, name):
    words = guide(language, name).words
    described = re.findall(r'!\[([^\]]+)\]\(|<img [^>]*alt="([^"]+)"', words)
    assert len(described) == len(guide(language, name).pictures)


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_every_page_that_a_guide_names_is_a_page_of_the_product(language, name):
    unknown = []
    for address in guide(language, name).addresses:
        try:
            resolve(address)
        except Resolver404:
            unknown.append(address)
    assert unknown == []


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_every_label_in_bold_is_written_on_the_screen(language, name):
    known, emphasis = labels_of(language), EMPHASIS[language]
    unknown = [label for label in guide(language, name).labels if label not in emphasis and plain(label) not in known]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_of_the_chair_names_every_key_of_the_console_and_no_other(language):
    buttons = "".join(path.read_text(encoding="utf-8") for path in CONSOLE.glob("*.html"))
    keys = {"→" if key == "ArrowRight" else key.upper() for key in re.findall(r'data-key="([^"{]+)"', buttons)}
    rows = re.findall(r"^\| (`[^|]+)\|", guide(language, "chair.md").words, re.M)
    assert {key for row in rows for key in CODE.findall(row)} == keys


def test_a_label_that_no_screen_says_would_be_seen():
    assert plain("Envoyer ma contribution") in labels_of("fr")
    assert plain("Send my contribution") in labels_of("en")
    assert plain("Expédier ma contribution") not in labels_of("fr")
