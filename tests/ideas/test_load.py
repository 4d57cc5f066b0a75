"""How much one person carries at once: the organisation sets a number, more is said, nothing is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ideas.load import Load, load_of, quick_wins_asked_of
from ideas.models import Action
from ideas.services.follow_up import give_news
from parkour.core import clock
from parkour.organisation.models import Organisation
from tests.api.asking import Program
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import alike, decided

pytestmark = pytest.mark.django_db
MUCH = "now carries 3 actions at once; 2 was set as enough"
MUCH_TO_COME = "With this one, Maryam Diallo carries 3 actions at once; 2 was set as enough."


@pytest.fixture
def owner():
    return UserFactory(first_name="Maryam", last_name="Diallo", locale="en")


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture(autouse=True)
def two_at_once():
    organisation = Organisation.current()
    organisation.actions_at_once = 2
    organisation.save()


def carried(owner, number, **facts):
    first = decided(owner=owner, **facts)
    return [first, *alike(first, number - 1)]


def test_three_are_enough_unless_the_organisation_says_otherwise():
    assert Organisation._meta.get_field("actions_at_once").default == 3
    with pytest.raises(ValidationError):
        Organisation(name="Ici", actions_at_once=0).full_clean()


def test_what_is_declared_done_weighs_no_more(owner, officer):
    first, *_others = carried(owner, 3)
    assert load_of(officer, owner) == Load(3, 2)
    give_news(first.action, by=owner, status="done", progress=100, note="C'est posé.")
    assert (load_of(officer, owner).number, load_of(officer, owner).is_much) == (2, False)


def test_an_action_whose_owner_is_hidden_from_the_reader_is_not_counted(owner, officer):
    carried(owner, 2)
    carried(owner, 1, author=owner, visibility="name_hidden")
    assert [load_of(reader, owner).number for reader in (officer, UserFactory(sponsor=True))] == [3, 2]


def test_the_limit_of_the_organisation_is_the_one_of_the_columns(owner, officer, signed_in):
    carried(owner, 3)
    html = signed_in(officer).get("/actions/?view=columns").content.decode()
    assert "Whoever carries more than 2 actions at once" in html
    Organisation.objects.update(actions_at_once=3)
    assert "A lot at once" not in signed_in(officer).get("/actions/?view=columns").content.decode()


def test_whoever_starts_one_more_is_told_and_it_starts(owner, signed_in):
    *_others, last = carried(owner, 3)
    step = reverse("ideas:action_step", args=[last.reference, "start"])
    answer = signed_in(owner).post(step, follow=True)
    assert MUCH in answer.content.decode()
    assert Action.objects.get(idea=last).idea.state == "in_progress"


def test_the_direction_that_gives_one_more_is_told_and_it_is_given(owner, signed_in):
    carried(owner, 2)
    idea = decided(outcome="recommended")
    sent = {"answer": "adopt", "owner": owner.email, "reason": "Oui.", "due_on": clock.today() + timedelta(days=30)}
    sponsor = signed_in(UserFactory(sponsor=True, locale="en"))
    answer = sponsor.post(reverse("ideas:arbitrate", args=[idea.reference]), sent, follow=True)
    assert MUCH in answer.content.decode()
    assert Action.objects.filter(owner=owner).count() == 3


def test_whoever_asks_for_a_quick_win_too_many_and_whoever_accepts_it_are_told(owner, officer, signed_in):
    carried(owner, 1)
    levels = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}
    wins = [IdeaFactory(assessed=True, levels=levels) for _ in range(2)]
    sent = {"owner": owner.email, "due_on": clock.today() + timedelta(days=30), "message": "Merci, voici la suite."}
    sheets = [
        reverse("ideas:decide", kwargs={"reference": idea.reference, "outcome": "propose_quick_win"}) for idea in wins
    ]
    desk = signed_in(officer)
    told = [MUCH_TO_COME in desk.post(sheet, sent, follow=True).content.decode() for sheet in sheets]
    assert told == [False, True]
    answer = reverse("ideas:quick_win", args=[wins[0].reference])
    assert MUCH_TO_COME in signed_in(owner).post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert quick_wins_asked_of(owner) == 2


def test_the_page_of_an_action_and_the_api_say_how_much_its_owner_carries(owner, officer, signed_in):
    first, *_others = carried(owner, 3)
    html = signed_in(officer).get(first.action.get_absolute_url()).content.decode()
    assert "Carries 3 actions at once; 2 was set as enough." in html
    told = Program(officer).asks(f"actions/{first.reference}/").json()
    assert (told["owner_carries"], told["actions_at_once"]) == (3, 2)


def test_a_hidden_owner_is_said_to_carry_nothing(owner, signed_in):
    hidden = carried(owner, 3, author=owner, visibility="name_hidden")[0]
    sponsor = UserFactory(sponsor=True, locale="en")
    assert "was set as enough" not in signed_in(sponsor).get(hidden.action.get_absolute_url()).content.decode()
    assert Program(sponsor).asks(f"actions/{hidden.reference}/").json()["owner_carries"] is None
