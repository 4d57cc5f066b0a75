"""Taking a contribution back: alone at once, together when each has asked, never by those a merge credited."""

import pytest
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.models import Idea
from ideas.services.lifecycle import apply_transition
from ideas.services.submission import keep_idea, withdraw_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return [UserFactory(locale="en") for _each in range(3)]


@pytest.fixture
def shared(group):
    return IdeaFactory(author=group[0], coauthors=tuple(group[1:]))


def state(idea):
    return Idea.objects.get(pk=idea.pk).state


def test_what_a_group_wrote_goes_with_the_last_who_asks(group, shared):
    for person in group[:2]:
        assert withdraw_idea(shared, by=person).state == State.SUBMITTED
    assert withdraw_idea(shared, by=group[2]).state == State.WITHDRAWN


def test_asking_twice_counts_once_and_tells_the_others_once(group, shared):
    for _click in range(2):
        withdraw_idea(shared, by=group[0])
    told = Notification.objects.filter(kind="author_ask_withdrawal").values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.pk for person in group[1:])


def test_the_table_alone_does_not_take_it_back(group, shared):
    with pytest.raises(TransitionRefused):
        apply_transition(shared, "withdraw", by=group[1])
    assert state(shared) == State.SUBMITTED


def test_one_who_wants_to_keep_it_ends_what_was_asked(group, shared):
    withdraw_idea(shared, by=group[0])
    keep_idea(shared, by=group[1])
    assert Notification.objects.filter(kind="author_keep").count() == 2
    for person in group[1:]:
        assert withdraw_idea(shared, by=person).state == State.SUBMITTED


def test_somebody_who_left_is_not_waited_for(group, shared):
    group[2].is_active = False
    group[2].save(update_fields=["is_active"])
    withdraw_idea(shared, by=group[0])
    assert withdraw_idea(shared, by=group[1]).state == State.WITHDRAWN


def test_those_credited_by_a_merge_have_no_say(group, shared):
    officer, other = UserFactory(officer=True), UserFactory()
    joined = IdeaFactory(author=other, officer=officer, opened=True)
    decide_triage(joined, Orientation(Outcome.MERGE, "Avec l’autre.", into=shared), by=officer)
    for call in (withdraw_idea, keep_idea):
        with pytest.raises(NotAllowed):
            call(shared, by=other)
    for person in group:
        withdraw_idea(shared, by=person)
    assert state(shared) == State.WITHDRAWN


def test_the_page_says_who_is_waited_for_and_offers_to_keep_it(signed_in, group, shared):
    url = {name: reverse(f"ideas:{name}", kwargs={"reference": shared.reference}) for name in ("withdraw", "keep")}
    client = signed_in(group[0])
    assert group[1].get_full_name() in client.get(url["withdraw"]).content.decode()
    assert client.post(url["withdraw"]).status_code == 303
    other = signed_in(group[1])
    page = other.get(shared.get_absolute_url()).content.decode()
    assert f"{group[0].get_full_name()} asked to take it back." in page
    assert url["keep"] in page
    other.post(url["keep"])
    assert "asked to take it back" not in other.get(shared.get_absolute_url()).content.decode()
