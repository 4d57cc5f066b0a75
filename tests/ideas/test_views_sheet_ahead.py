"""A sheet that is read before its levels are saved: they go along in its address, and nothing is written."""

import pytest
from django.urls import reverse

from ideas.models import Assessment, Idea
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
LEVELS = {"policy": "4", "novelty": "2", "impact": "4", "effort": "2"}


@pytest.fixture
def desk(signed_in):
    return signed_in(UserFactory(officer=True, locale="en"))


def sheet(idea, outcome="shortlist"):
    return reverse("ideas:decide", args=[idea.reference, outcome])


def test_with_the_levels_in_its_address_the_sheet_reads_as_after_saving_them(desk):
    idea = IdeaFactory()
    ahead = desk.get(sheet(idea), LEVELS)
    assert (ahead.status_code, Assessment.objects.count(), Idea.objects.get(pk=idea.pk).version) == (
        200,
        0,
        idea.version,
    )
    saved = desk.post(reverse("ideas:assess", args=[idea.reference]), LEVELS | {"then": "stay"})
    assert saved.status_code == 303
    later = desk.get(sheet(idea))
    assert ahead.context["form"].initial == later.context["form"].initial
    assert ahead.context["form"].initial["message"]


@pytest.mark.parametrize("wrong", [{"effort": ""}, {"effort": "9"}, {"effort": "na"}, {"policy": "x' or 1"}])
def test_without_all_the_levels_the_criteria_come_first(desk, wrong):
    answer = desk.get(sheet(IdeaFactory()), LEVELS | wrong)
    assert answer.status_code == 302


def test_levels_in_an_address_decide_nothing(desk):
    idea = IdeaFactory()
    address = sheet(idea) + "?policy=4&novelty=2&impact=4&effort=2"
    answer = desk.post(address, {"message": "Merci, le comité en parlera.", "version": idea.version})
    assert answer.status_code == 409
    assert "Merci, le comité en parlera." in answer.content.decode()
    assert (Assessment.objects.count(), Idea.objects.get(pk=idea.pk).state) == (0, idea.state)


def test_saving_in_place_tells_the_version_that_stands_now(desk):
    idea = IdeaFactory()
    form = LEVELS | {"then": "stay", "version": idea.version}
    answer = desk.post(reverse("ideas:assess", args=[idea.reference]), form, headers={"X-In-Place": "1"})
    assert (answer.status_code, answer["X-Version"]) == (204, str(Idea.objects.get(pk=idea.pk).version))
