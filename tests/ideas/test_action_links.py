"""Actions that need another one first, or collide: shown on both, a circle is refused, owners are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ideas.action_links import MOST_LINKS, links_of
from ideas.enums import LinkAs
from ideas.finding import action_for
from ideas.models import Action, ActionLink, Idea, IdeaEvent
from ideas.services.action_links import link_actions, unlink_actions
from ideas.services.follow_up import (
    abandon_work,
    close_idea,
    confirm_done,
    dispute_done,
    publish_update,
    start_work,
    verify_effect,
)
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import alike, decided

pytestmark = pytest.mark.django_db
WORDS = "Le même atelier la même semaine."


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def an_action(**facts):
    owner = facts.pop("owner", None) or UserFactory(locale="en")
    return Action.objects.get(idea=start_work(decided(owner=owner, **facts), by=owner))


def linked(action, other, how="needs", words="", by=None):
    return link_actions(action, by=by or action.owner, other=other.idea, how=how, words=words)


def seen(user, action):
    return [(row.how, row.reference, row.is_open) for row in links_of(user, action_for(user, action.idea.reference))]


def told(person, words=""):
    return Notification.objects.filter(recipient=person, kind="owner_linked", title__contains=words).count()


def test_a_link_is_read_from_both_actions():
    one, other = an_action(), an_action()
    for how, there in (
        (LinkAs.NEEDS, LinkAs.NEEDED),
        (LinkAs.NEEDED, LinkAs.NEEDS),
        (LinkAs.COLLIDES, LinkAs.COLLIDES),
    ):
        link = linked(one, other, how, WORDS)
        assert seen(one.owner, one) == [(how, other.idea.reference, True)]
        assert seen(other.owner, other) == [(there, one.idea.reference, True)]
        link.delete()
    assert (told(other.owner), told(one.owner)) == (3, 0)
    assert set(IdeaEvent.objects.filter(name="link_actions").values_list("is_internal", flat=True)) == {True}


def test_a_circle_is_refused_at_its_field_and_its_way_is_named():
    one, two, three = an_action(), an_action(), an_action()
    linked(one, two)
    linked(two, three)
    with pytest.raises(InvalidInput) as refused:
        linked(three, one)
    way = [action.idea.reference for action in (one, three, two, one)]
    assert refused.value.field == "other"
    assert " → ".join(way) in refused.value.message
    assert ActionLink.objects.count() == 2


def test_a_collision_closes_no_circle():
    one, two, three = an_action(), an_action(), an_action()
    linked(one, two)
    linked(two, three)
    linked(three, one, "collides", WORDS)
    assert ActionLink.objects.count() == 3


def test_what_cannot_be_is_refused_at_its_field(officer):
    one, other = an_action(), an_action()
    for how, idea, words, field in (
        ("needs", one.idea, "", "other"),
        ("needs", IdeaFactory(shortlisted=True), "", "other"),
        ("beside", other.idea, "", "how"),
        ("collides", other.idea, " ", "words"),
    ):
        with pytest.raises(InvalidInput) as refused:
            link_actions(one, by=one.owner, other=idea, how=how, words=words)
        assert refused.value.field == field
    linked(one, other)
    for how in ("needs", "needed", "collides"):  # in either direction, the two are linked already
        with pytest.raises(InvalidInput):
            linked(one, other, how, WORDS)
    abandon_work(an_action().idea, by=officer, reason="Le besoin a disparu.")
    with pytest.raises(InvalidInput):
        link_actions(one, by=one.owner, other=Action.objects.latest("pk").idea, how="needs")
    with pytest.raises(TransitionRefused):
        link_actions(Action.objects.latest("pk"), by=officer, other=one.idea, how="needs")


def test_an_action_has_no_more_links_than_one_reads(officer):
    one = an_action()
    others = [idea.action for idea in alike(an_action().idea, MOST_LINKS)]
    rows = [ActionLink(first=one, then=other, kind="order", by=officer, at=clock.now()) for other in others]
    ActionLink.objects.bulk_create(rows)
    with pytest.raises(InvalidInput):
        linked(an_action(), one, by=officer)


def test_those_who_carry_an_action_and_the_officer_link_it_and_remove_the_link(officer):
    one, other = an_action(), an_action()
    with pytest.raises(NotAllowed):
        linked(one, other, by=other.owner)  # of the other one, from its own page
    link = linked(one, other, by=officer)
    assert (told(other.owner), told(one.owner)) == (1, 1)
    with pytest.raises(NotAllowed):
        unlink_actions(link, by=UserFactory(sponsor=True))
    unlink_actions(link, by=other.owner)
    with pytest.raises(TransitionRefused):
        unlink_actions(link, by=officer)
    assert seen(one.owner, one) == []


def test_the_owner_who_waits_is_told_when_it_is_done_and_when_it_is_given_up(officer):
    one, needed, doomed = an_action(), an_action(), an_action()
    linked(one, needed)
    linked(one, doomed)
    assert action_for(one.owner, one.idea.reference).waits
    confirm_done(needed.idea, by=officer, evidence="C'est posé.")
    assert (told(one.owner, "You need not wait any more"), told(one.owner, "It will not come")) == (1, 0)
    dispute_done(needed.idea, by=officer, reason="Il en manque deux.")
    assert told(one.owner, "You wait again") == 1
    confirm_done(needed.idea, by=officer, evidence="C'est posé partout.")
    assert told(one.owner, "You need not wait any more") == 2
    abandon_work(doomed.idea, by=officer, reason="Trop cher.")
    assert told(one.owner, "It will not come") == 1
    standing = {row.reference: (row.is_open, row.is_given_up) for row in links_of(one.owner, one)}
    assert standing == {needed.idea.reference: (False, False), doomed.idea.reference: (True, True)}


def test_an_action_waits_no_more_once_all_it_needs_is_done(officer):
    one, needed = an_action(), an_action()
    linked(one, needed)
    confirm_done(needed.idea, by=officer, evidence="C'est posé.")
    assert not action_for(one.owner, one.idea.reference).waits
    assert seen(one.owner, one) == [(LinkAs.NEEDS, needed.idea.reference, False)]


def test_a_collision_is_over_once_one_of_the_two_is_done(officer):
    one, other = an_action(), an_action()
    linked(one, other, "collides", WORDS)
    confirm_done(other.idea, by=officer, evidence="C'est posé.")
    assert seen(one.owner, one) == [(LinkAs.COLLIDES, other.idea.reference, False)]


def test_what_is_needed_first_and_due_later_says_so_on_both():
    one, needed = an_action(), an_action()
    Action.objects.filter(pk=needed.pk).update(due_on=one.due_on + timedelta(days=1))
    linked(one, needed)
    for end in (one, needed):
        assert [row.is_too_late for row in links_of(end.owner, action_for(end.owner, end.idea.reference))] == [True]


def test_a_link_may_still_be_made_while_an_effect_is_measured_and_not_once_closed(officer):
    one, other = an_action(), an_action()
    confirm_done(other.idea, by=officer, evidence="C'est posé.")
    verify_effect(other.idea, by=officer, claim_level="probable", effect="Une heure par semaine.")
    publish_update(other.idea, by=officer, you_said="On attend.", we_did="On a regroupé.")
    close_idea(other.idea, by=officer)
    with pytest.raises(InvalidInput):
        linked(one, other)


def test_many_links_cost_no_more_queries_than_one():
    one = an_action()
    found = action_for(one.owner, one.idea.reference)
    counts = []
    for _more in range(3):
        linked(one, an_action())
        links_of(one.owner, found)  # the roles of the reader are read once
        with CaptureQueriesContext(connection) as asked:
            links_of(one.owner, found)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


# --- Pages and API ------------------------------------------------------------------------------------------


def test_the_page_takes_shows_and_removes_a_link_and_the_list_says_who_waits(signed_in):
    one, other = an_action(), an_action()
    client = signed_in(one.owner)
    step = reverse("ideas:action_step", args=[one.idea.reference, "link"])
    sent = {"other": other.idea.reference.lower(), "how": "needs", "words": "La pièce vient de là."}
    assert client.post(step, sent).status_code == 303
    html = client.get(one.get_absolute_url()).content.decode()
    assert all(words in html for words in (other.idea.reference, "La pièce vient de là.", "needs another one first"))
    assert other.get_absolute_url() not in html  # it is not theirs: its contribution is what they may read
    assert "Waits for another" in client.get(reverse("ideas:actions")).content.decode()
    assert "Waits for another" in client.get("/actions/?view=columns").content.decode()
    remove = reverse("ideas:unlink_actions", args=[ActionLink.objects.get().pk])
    assert remove in html
    assert client.post(remove).status_code == 303
    assert ActionLink.objects.count() == 0


def test_a_circle_is_said_on_the_page_and_the_words_stay(signed_in):
    one, other = an_action(), an_action()
    linked(one, other)
    step = reverse("ideas:action_step", args=[other.idea.reference, "link"])
    page = signed_in(other.owner).post(step, {"other": one.idea.reference, "how": "needs", "words": "Gardé ici."})
    assert page.status_code == 422
    assert "linked already" in page.content.decode()
    assert "Gardé ici." in page.content.decode()


def test_a_stranger_removes_no_link(signed_in):
    link = linked(an_action(), an_action())
    assert signed_in(UserFactory()).post(reverse("ideas:unlink_actions", args=[link.pk])).status_code == 404
    assert ActionLink.objects.count() == 1


def test_a_hidden_name_is_in_no_title_and_in_no_words_of_a_link(signed_in):
    author = UserFactory(first_name="Quiterie", last_name="Vasseur")
    other = an_action(
        idea=IdeaFactory(
            shortlisted=True, author=author, visibility="name_hidden", problem_text="Le bureau de Quiterie Vasseur"
        )
    )
    one = an_action()
    linked(one, other, "collides", "Vasseur a besoin de la salle.")
    html = signed_in(one.owner).get(one.get_absolute_url()).content.decode()
    assert other.idea.reference in html
    assert ("Quiterie" in html, "Vasseur" in html) == (False, False)
    assert not Notification.objects.filter(recipient=other.owner, body__contains="Vasseur").exists()


def test_an_action_that_one_may_not_read_is_neither_named_nor_led_to(signed_in):
    """What is passed on to those who may act on harassment is read by nobody else."""
    one, other = an_action(), an_action()
    linked(one, other)
    Idea.objects.filter(pk=other.idea.pk).update(state="redirected", redirected_to="harassment")
    [row] = links_of(one.owner, action_for(one.owner, one.idea.reference))
    assert (row.reference, row.title, row.may_open) == ("", "", False)
    html = signed_in(one.owner).get(one.get_absolute_url()).content.decode()
    assert ("An action that you may not read" in html, other.idea.reference in html) == (True, False)


def test_the_api_links_lists_and_unlinks():
    one, other = an_action(), an_action()
    mine = Program(one.owner)
    sent = {"other": other.idea.reference, "how": "collides", "words": WORDS}
    answer = mine.posts(f"actions/{one.idea.reference}/link/", sent)
    assert answer.status_code == 200
    [link] = answer.json()["links"]
    assert (link["how"], link["reference"], link["words"]) == ("collides", other.idea.reference, WORDS)
    assert clock.today().isoformat() < link["due_on"]
    assert mine.asks(f"action-links/{link['id']}/", method="DELETE").status_code == 204
    assert ActionLink.objects.count() == 0
