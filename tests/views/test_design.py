"""The page of components: where it may be seen, and that it shows every state of the product."""

import re

import pytest
from django.urls import reverse

from committee.enums import SessionState
from ideas.enums import ImportState
from ideas.workflow import STATES
from parkour.views.design import PARTS

PAGES = ("design", "design_wall")


@pytest.fixture
def page(client, settings, db):
    """`page(language)` is the page of components as text."""
    settings.PARKOUR_DEMO = True

    def ask(language="en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(reverse("design"))
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_the_components_are_shown_to_builders_only(client, settings, name):
    codes = []
    for debug, demo in ((False, False), (True, False), (False, True)):
        settings.DEBUG, settings.PARKOUR_DEMO = debug, demo
        codes.append(client.get(reverse(name)).status_code)
    assert codes == [404, 200, 200]


def test_every_state_of_the_product_has_its_badge(page):
    shown = set(re.findall(r'data-specimen="([\w-]+)"', page()))
    wanted = {f"state-{state}" for state in STATES}
    wanted |= {f"session-{state}" for state in SessionState} | {f"import-{state}" for state in ImportState}
    assert wanted - shown == set()


def test_every_specimen_has_a_name_of_its_own(page):
    html = page()
    for attribute in ("data-specimen", "id"):
        names = re.findall(rf'\s{attribute}="([^"]+)"', html)
        assert sorted(names) == sorted(set(names))
    assert re.findall(r'data-part="(\w+)"', html) == [name for name, _heading in PARTS]


def test_nothing_is_read_from_the_data(page, count_queries):
    page()
    assert count_queries(page) == 0


def test_the_components_speak_both_languages(page):
    assert "Components" in page("en") and "Composants" in page("fr")
