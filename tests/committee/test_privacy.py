"""The committee discusses an idea without learning whose it is, when its author wished so."""

from datetime import timedelta

import pytest

from committee.models import AgendaItem
from committee.selectors import agenda_of, has_unreleased_changes
from committee.services import agenda, conduct
from committee.services.decisions import decide_item
from committee.services.minutes import publish_minutes
from ideas.models import Idea
from ideas.services.lifecycle import apply_transition
from ideas.services.quick_wins import accept_quick_win
from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import browser, page, says_the_name, text_of, url
from tests.factories.committee import (
    SessionFactory,
    committee_of,
    counted,
    open_session_with,
    released_session,
    vote_all,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SOMEBODY = "somebody whose name is hidden"
COUNTED = "One member wrote it and does not vote."


@pytest.fixture
def hidden():
    return UserFactory(first_name="Zéphyrine", last_name="Quetzal")


def unnamed(author, **facts):
    facts.setdefault("problem_text", "Zéphyrine Quetzal attend entre deux clientes.")
    return IdeaFactory(shortlisted=True, author=author, visibility="name_hidden", change_text="Grouper.", **facts)


def with_hidden_member(idea_of=unnamed):
    poles = committee_of()
    author = poles["employees"][1]
    type(author).objects.filter(pk=author.pk).update(first_name="Zéphyrine", last_name="Quetzal")
    author.refresh_from_db()
    room = open_session_with(idea_of(author), poles=poles)
    conduct.start_item(room.session, room.item, by=room.chair)
    return room, author


def test_the_console_counts_the_members_who_wrote_it_and_names_none():
    room, author = with_hidden_member()
    console = page(room.chair, "console", room.session.number)
    assert COUNTED in console
    assert "having written it" not in console
    assert "(author, does not vote)" not in console


def test_the_officer_reads_on_the_console_who_wrote_it():
    room, author = with_hidden_member()
    console = page(room.officer, "console", room.session.number)
    assert "Does not vote, having written it: Zéphyrine Quetzal" in console
    assert "(author, does not vote)" in console
    assert COUNTED not in console


def test_the_author_of_a_public_contribution_is_named_on_the_console():
    room, author = with_hidden_member(lambda author: IdeaFactory(shortlisted=True, author=author))
    assert "Does not vote, having written it: Zéphyrine Quetzal" in page(room.chair, "console", room.session.number)


def test_who_wrote_it_without_a_name_cannot_be_made_to_present_it(hidden):
    room = released_session(unnamed(hidden))
    with pytest.raises(InvalidInput) as refusal:
        agenda.set_presenter(room.item, by=room.officer, presenter=hidden)
    assert refusal.value.field == "presenter"
    other = UserFactory()
    assert agenda.set_presenter(room.item, by=room.officer, presenter=other).presenter == other


def test_a_presenter_who_became_hidden_is_shown_nowhere(hidden):
    idea = IdeaFactory(shortlisted=True)
    room = released_session(idea)
    agenda.set_presenter(room.item, by=room.officer, presenter=hidden)
    agenda.release_agenda(room.session, by=room.officer)
    assert "Presented by Zéphyrine Quetzal" in page(room.chair, "session", room.session.number)
    joined = IdeaFactory(opened=True, author=hidden, visibility="name_hidden")
    apply_transition(joined, "merge", by=room.officer, message="Même sujet.", into=idea)
    for name in ("session", "agenda", "console", "minutes"):
        assert not says_the_name(page(room.chair, name, room.session.number)), name
    assert not has_unreleased_changes(room.session)
    session = conduct.open_session(room.session, by=room.chair)
    conduct.start_item(session, room.item, by=room.chair)
    browser(room.chair).post(url("present", session.number))
    assert room.item.subject in page(room.chair, "live")
    assert not says_the_name(page(room.chair, "live"))


def test_a_hidden_name_in_a_title_is_neither_released_nor_mailed(hidden):
    room = released_session(unnamed(hidden))
    release = room.session.releases.get()
    assert [row["title"] for row in release.snapshot["items"]] == ["… attend entre deux clientes."]
    mails = OutgoingMail.objects.filter(notification__kind="committee_agenda")
    assert len(mails) == len(room.people)
    assert not says_the_name(" ".join(mail.subject + mail.body_text + mail.body_html for mail in mails))


def test_a_hidden_name_in_a_title_is_read_on_no_screen_of_the_session(hidden):
    room = open_session_with(unnamed(hidden))
    room.poll()
    member = room.poles["employees"][1]
    for name in ("session", "agenda", "console", "wall", "minutes"):
        assert not says_the_name(page(room.chair, name, room.session.number)), name
    for text in (page(member, "live"), text_of(browser(member).get("/"))):
        assert "… attend entre deux clientes." in text
        assert not says_the_name(text)


def test_a_refusal_does_not_say_a_hidden_name(hidden):
    room = open_session_with(unnamed(hidden))
    room.poll()
    response = browser(room.chair).post(url("close_session", room.session.number), follow=True)
    assert "The vote on “… attend entre deux clientes.” is not over" in text_of(response)


def test_an_owner_without_a_name_is_somebody_in_the_room_and_in_the_minutes(hidden):
    room = open_session_with(unnamed(hidden, problem_text="On attend entre deux clientes."))
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    decide_item(room.item, by=room.chair, reason="Utile.", owner=hidden, due_on=clock.today() + timedelta(days=99))
    assert not says_the_name(page(room.chair, "console", room.session.number))
    conduct.finish_item(AgendaItem.objects.get(pk=room.item.pk), by=room.chair)
    for name in ("console", "live"):
        args = [room.session.number] if name == "console" else []
        shown = page(room.chair, name, *args)
        assert f"Carried out by {SOMEBODY}" in shown
        assert not says_the_name(shown)
    conduct.close_session(room.session, by=room.chair)
    publish_minutes(room.session, by=room.officer)
    minutes = page(UserFactory(), "minutes", room.session.number)
    assert f"Carried out by {SOMEBODY}" in minutes
    assert not says_the_name(minutes)


def test_a_quick_win_carried_out_by_its_author_without_a_name_names_nobody(hidden):
    member = committee_of()["employees"][0]
    idea = IdeaFactory(
        fast_track=True, author=hidden, visibility="name_hidden", problem_text="Quetzal attend.", change_text="Grouper."
    )
    Idea.objects.filter(pk=idea.pk).update(quick_win_owner=hidden)
    accept_quick_win(Idea.objects.get(pk=idea.pk), by=hidden)
    shown = page(member, "quick_wins")
    assert f"Carried out by {SOMEBODY}" in shown
    assert not says_the_name(shown)
    told = Notification.objects.filter(recipient=member, kind="committee_quick_win")
    assert [says_the_name(row.title + row.body) for row in told] == [[]] * len(told)


def test_an_agenda_costs_the_same_for_more_hidden_names(django_assert_num_queries):
    session, officer = SessionFactory(), UserFactory(officer=True)
    for _ in range(3):
        agenda.add_item(session, unnamed(UserFactory()), by=officer)
        with django_assert_num_queries(3):
            agenda_of(session)
