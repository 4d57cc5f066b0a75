"""Who is told what by a version of the agenda: members of the whole, everybody else of their own point alone."""

import pytest

from committee.enums import Block
from committee.models import College
from committee.selectors import asked_on, next_version, versions, versions_of
from committee.services import agenda, sessions
from ideas.services.lifecycle import apply_transition
from parkour.core.exceptions import Conflict
from parkour.notifications.models import Notification
from tests.committee.pages import browser, says_the_name, text_of, url
from tests.days import meeting_day
from tests.factories import SiteFactory
from tests.factories.committee import MandateFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}  # far from the threshold: eight minutes


@pytest.fixture
@usual
def room():
    ideas = [IdeaFactory(shortlisted=True, levels=CLEAR, author=UserFactory(locale="en")) for _index in range(3)]
    return released_session(*ideas, poles=committee_of(1, 1))


def told(person, kind, version=None):
    """What `person` was told of that kind, one line each."""
    rows = Notification.objects.filter(recipient=person, kind=kind).order_by("pk")
    return [row.body for row in rows if version is None or f"agenda:{version}" in row.event_key]


def release(room):
    return agenda.release_agenda(room.session, by=room.officer)


def author_of(item):
    return item.idea.authorships.get().person


def test_a_member_hears_once_all_that_changed_and_who_presents_hears_only_of_their_own(room):
    first, second, third = room.items
    one, other = UserFactory(locale="en"), UserFactory(locale="en")
    type(one).objects.filter(pk=room.chair.pk).update(locale="en")
    agenda.set_presenter(first, by=room.officer, presenter=one)
    agenda.set_presenter(third, by=room.officer, presenter=other)
    release(room)
    (letter,) = told(room.chair, "committee_agenda", 2)
    assert f"“{first.subject}” is presented by {one}." in letter
    assert f"“{third.subject}” is presented by {other}." in letter
    (own,) = told(one, "committee_presenter", 2)
    assert f"You present “{first.subject}”" in own
    assert third.subject not in own
    agenda.remove_item(third, by=room.officer)
    release(room)
    assert told(one, "committee_presenter", 3) == []
    assert told(other, "committee_presenter", 3)[0].count(third.subject) == 1
    assert "you have nothing to prepare" in told(other, "committee_presenter", 3)[0]


def test_who_no_longer_presents_is_told_and_a_point_that_moves_by_minutes_reaches_its_presenter(room):
    first, _second, third = room.items
    one, late = UserFactory(locale="en"), UserFactory(locale="en")
    agenda.set_presenter(first, by=room.officer, presenter=one)
    agenda.set_presenter(third, by=room.officer, presenter=late)
    release(room)
    agenda.set_presenter(first, by=room.officer, presenter=None)
    agenda.set_duration(first, by=room.officer, minutes=14)  # six more: what follows begins later
    release(room)
    assert f"You no longer present “{first.subject}”." in told(one, "committee_presenter", 3)[0]
    assert f"“{third.subject}” begins at" in told(late, "committee_presenter", 3)[0]


def test_planted_fault_everybody_who_presents_would_be_told_of_everything(room, monkeypatch):
    first, _second, third = room.items
    one = UserFactory(locale="en")
    agenda.set_presenter(first, by=room.officer, presenter=one)
    release(room)
    monkeypatch.setattr(versions, "_concerned", lambda row: {one.pk})
    agenda.remove_item(third, by=room.officer)
    release(room)
    assert told(one, "committee_presenter", 3) != []


def test_an_author_hears_when_their_point_goes_to_another_block_and_no_other_author_does(room):
    first, second, third = room.items
    agenda.move_item(second, by=room.officer, to=f"block:{Block.BIG_TOPIC}")
    release(room)
    (body,) = told(author_of(second), "author_agenda_moved")
    assert f"“{second.subject}” goes from “Decisions” to “The big subject”" in body
    assert told(author_of(first), "author_agenda_moved") == told(author_of(third), "author_agenda_moved") == []
    assert told(author_of(second), "committee_agenda") == []


def test_planted_fault_authors_of_points_that_stay_would_be_told(room, monkeypatch):
    first, second, _third = room.items
    real = versions._authors
    monkeypatch.setattr(versions, "_authors", lambda came, gone, _moved, by: real(came, gone, came, by))
    coming = next_version(room.session, by=room.officer)
    assert author_of(first).pk in coming.authors
    monkeypatch.undo()
    assert next_version(room.session, by=room.officer).authors == frozenset()


def test_an_author_who_sits_in_the_session_reads_it_in_one_letter_only():
    poles = committee_of(1, 1)
    member = poles["employees"][0]
    room = released_session(IdeaFactory(shortlisted=True, levels=CLEAR, author=member), poles=poles)
    agenda.move_item(room.item, by=room.officer, to=f"block:{Block.BIG_TOPIC}")
    release(room)
    assert len(told(member, "committee_agenda", 2)) == 1
    assert told(member, "author_agenda_moved") == []


def test_sending_what_was_sent_already_tells_nobody_and_says_so(room):
    before = Notification.objects.count()
    assert release(room).version == 1
    response = browser(room.officer).post(url("release", room.session.number), follow=True)
    assert "Nothing has changed since version 1: nobody was told." in text_of(response)
    assert Notification.objects.count() == before


def test_a_shift_that_is_no_news_is_told_to_the_members_as_a_duration_and_to_nobody_else(room):
    first, second, _third = room.items
    late = UserFactory(locale="en")
    agenda.set_presenter(second, by=room.officer, presenter=late)
    release(room)
    agenda.set_duration(first, by=room.officer, minutes=10)  # two more
    release(room)
    assert len(told(room.chair, "committee_agenda", 3)) == 1
    assert told(late, "committee_presenter", 3) == []


def test_another_day_alone_tells_who_presents_and_not_again_the_members(room):
    one = UserFactory(locale="en")
    agenda.set_presenter(room.item, by=room.officer, presenter=one)
    release(room)
    starts_at = sessions.exact_start(meeting_day(40), room.session.local_start.time())
    sessions.postpone(room.session, by=room.officer, starts_at=starts_at)
    room.session.refresh_from_db()
    release(room)
    assert told(room.chair, "committee_agenda", 3) == []
    assert len(told(one, "committee_presenter", 3)) == 1


# --- Alternates -------------------------------------------------------------------------------------


def alternate_of(room, **facts):
    College.objects.filter(code="employees").update(alternates=3)
    person = UserFactory(locale="en", **facts)
    return MandateFactory(college=College.objects.get(code="employees"), person=person, is_alternate=True).person


def test_alternates_read_the_agenda_and_what_changes_in_it_as_members_do(room):
    alternate = alternate_of(room)
    type(alternate).objects.filter(pk=room.chair.pk).update(locale="en")
    agenda.remove_item(room.items[2], by=room.officer)
    page = text_of(browser(room.officer).get(url("release", room.session.number)))
    assert "3 members and alternates read what has changed." in page
    release(room)
    assert told(alternate, "committee_agenda", 2) == told(room.chair, "committee_agenda", 2)
    assert f"– {room.items[2].subject}" in told(alternate, "committee_agenda", 2)[0]
    release(room)
    assert len(told(alternate, "committee_agenda")) == 1


def test_an_alternate_who_presents_reads_of_their_point_in_the_same_letter_and_in_no_other(room):
    alternate = alternate_of(room)
    agenda.set_presenter(room.item, by=room.officer, presenter=alternate)
    release(room)
    (letter,) = told(alternate, "committee_agenda", 2)
    assert f"You present “{room.item.subject}”" in letter
    assert told(alternate, "committee_presenter") == []


def test_an_alternate_of_a_partner_who_opens_no_agenda_is_not_sent_one(room):
    partner = alternate_of(room, site=SiteFactory(kind="partner"))
    alternate_of(room)
    agenda.remove_item(room.items[2], by=room.officer)
    release(room)
    assert browser(partner).get(url("session", room.session.number)).status_code == 404
    assert told(partner, "committee_agenda") == []


def test_planted_fault_an_alternate_of_a_partner_would_be_sent_the_agenda(room, monkeypatch):
    partner = alternate_of(room, site=SiteFactory(kind="partner"))
    monkeypatch.setattr(versions, "_asked", lambda session: tuple(row.person for row in asked_on(session.on)))
    agenda.remove_item(room.items[2], by=room.officer)
    release(room)
    assert room.items[2].subject in told(partner, "committee_agenda")[0]


# --- What is asked before, and what is listed afterwards ------------------------------------------


def test_one_reads_what_changes_and_who_is_told_before_sending(room):
    presenter = UserFactory(locale="en")
    agenda.set_presenter(room.item, by=room.officer, presenter=presenter)
    agenda.remove_item(room.items[2], by=room.officer)
    page = text_of(browser(room.officer).get(url("release", room.session.number)))
    assert "What has changed since version 1" in page
    assert f"“{room.items[2].subject}” is taken off." in page
    assert "2 members and alternates read what has changed." in page
    assert "1 author hears that their contribution comes, leaves or has another place." in page
    assert "1 presenter hears what it means for their point." in page


def test_the_first_version_says_that_members_receive_the_agenda(room):
    session = released_session(IdeaFactory(shortlisted=True), poles=room.poles).session
    type(session).objects.filter(pk=session.pk).update(agenda_version=0, state="convened")
    session.releases.all().delete()
    page = text_of(browser(room.officer).get(url("release", session.number)))
    assert "What is published" in page
    assert "2 members and alternates receive the agenda." in page


def test_an_agenda_that_changed_while_one_read_is_shown_again_and_not_sent(room):
    agenda.remove_item(room.items[2], by=room.officer)
    shown = next_version(room.session, by=room.officer).fingerprint
    agenda.remove_item(room.items[1], by=room.officer)
    response = browser(room.officer).post(url("release", room.session.number), {"shown": shown})
    assert response.status_code == 409
    assert f"“{room.items[1].subject}” is taken off." in text_of(response)
    with pytest.raises(Conflict):
        agenda.release_agenda(room.session, by=room.officer, shown=shown)
    assert room.session.releases.count() == 1


def test_versions_are_listed_with_what_each_changed_and_who_published_it(room):
    agenda.remove_item(room.items[2], by=room.officer)
    release(room)
    page = text_of(browser(UserFactory()).get(url("versions", room.session.number)))
    assert page.index("Version 2") < page.index("Version 1")
    assert f"“{room.items[2].subject}” is taken off." in page
    assert "The first one, with 3 points." in page
    assert f"by {room.officer}" in page


def test_nobody_reads_versions_before_one_was_sent_but_those_who_prepare_it(room):
    session = released_session(IdeaFactory(shortlisted=True), poles=room.poles).session
    type(session).objects.filter(pk=session.pk).update(agenda_version=0, state="convened")
    session.releases.all().delete()
    assert browser(UserFactory()).get(url("versions", session.number)).status_code == 404
    assert "No version was published yet" in text_of(browser(room.chair).get(url("versions", session.number)))


def test_a_name_hidden_since_is_read_in_no_version(room):
    hidden = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    agenda.set_presenter(room.item, by=room.officer, presenter=hidden)
    release(room)
    joined = IdeaFactory(opened=True, author=hidden, visibility="name_hidden")
    assert says_the_name(text_of(browser(room.chair).get(url("versions", room.session.number))))
    apply_transition(joined, "merge", by=room.officer, message="Même sujet.", into=room.item.idea)
    assert not says_the_name(text_of(browser(room.chair).get(url("versions", room.session.number))))
    assert not says_the_name(text_of(browser(room.officer).get(url("release", room.session.number))))


def test_versions_cost_the_same_for_one_and_for_three(room, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        versions_of(room.session)
    for item in room.items[1:]:
        agenda.remove_item(item, by=room.officer)
        release(room)
    with django_assert_max_num_queries(7):
        assert len(versions_of(room.session)) == 3
