"""A rate never stands alone: its numbers are beside it, on every page of ideas and in every text."""

import re

import pytest
from django.utils.translation import gettext

from ideas.services.rubrics import rubric_to_read
from tests.docs.test_guides import labels_of
from tests.hostile import FullSwing
from tests.markup import page_of

PERCENT = re.compile(r"\d[\d.,]*[\s\u00a0\u202f]*%")
NUMBERS = re.compile(r"\d+[\s\u00a0\u202f]*(?:/|of|sur)[\s\u00a0\u202f]*\d+")
NEAR = 60
# What somebody wants, the ends of a scale, what could be seen at all: they count nothing.
BOUND = re.compile(r"^(target|cible) ?: |\b100 %%|two waves of so many|deux vagues d’autant", re.IGNORECASE)
# How far its owner says that the work is: a word of one person, of no number of things.
DECLARED = {"ideas:action", "ideas:action_step"}


def rates_alone(text: str) -> list[str]:
    """The percentages of `text` without « n / N » close by."""
    return [
        found.group()
        for found in PERCENT.finditer(text)
        if not NUMBERS.search(text[max(found.start() - NEAR, 0) : found.end() + NEAR])
    ]


def without(anchors: list[str], text: str) -> str:
    """`text` without the levels of the grid: "less than 5% of the teams" bounds a level, it counts nothing."""
    words = " ".join(text.split())
    for anchor in anchors:
        words = words.replace(" ".join(anchor.split()), "")
    return words


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_no_page_of_ideas_shows_a_rate_without_its_numbers():
    swing, read = FullSwing.now(), {}
    anchors = [gettext(anchor) for texts in rubric_to_read().texts.values() for anchor in texts["anchors"]]
    for name, address in swing.addresses():
        if name.startswith("ideas:") and name not in DECLARED:
            answer = swing.client().get(address)
            if answer.get("Content-Type", "").startswith("text/html"):
                read[address] = rates_alone(without(anchors, page_of(answer).text))
    assert len(read) > 60
    assert {address: alone for address, alone in read.items() if alone} == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_text_of_the_product_says_a_rate_without_its_numbers(language):
    told = [text for text in labels_of(language) if "%%" in text and not BOUND.search(text)]
    assert [text for text in told if text.count("…") < 3] == []


def test_planted_fault_a_rate_alone_is_reported_and_one_with_its_numbers_is_not():
    assert rates_alone("Réponses à temps : 62 %") == ["62 %"]
    assert rates_alone("Réponses à temps : 62\u00a0%, 31 sur 50") == []
    assert rates_alone("62% (31 / 50)") == []
