"""What happened in the room and every kind of vote, in the minutes: the page, the paper and the API say the same."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.enums import Block
from committee.minutes_paper import minutes_facts
from committee.models import AgendaItem, Session
from committee.selectors.minutes import minutes_data
from committee.serializers.minutes import minutes_out
from committee.services import conduct, holding_up, voting
from committee.services.decisions import decide_item, decide_lot, send_to_workshop
from committee.services.interests import declare_interest
from committee.templatetags.committee_ui import said_chairs, said_event
from ideas.services.lifecycle import apply_transition
from parkour.accounts.models import User
from parkour.core import clock
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import answer, committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def soon():
    return clock.today() + timedelta(days=60)


def page_of(room, reader=None):
    return text_of(browser(reader or room.officer).get(url("minutes", room.session.number)))


def paper_of(room):
    """Every word of the sheets, point by point."""
    (points,) = [row["points"] for row in minutes_facts(minutes_data(room.session))["sections"] if row["points"]]
    return points


def test_whoever_said_that_they_are_concerned_stands_beside_the_authors_without_the_reason():
    poles = committee_of(direction=4, employees=4)
    author, concerned = poles["employees"][1], poles["direction"][2]
    room = open_session_with(IdeaFactory(shortlisted=True, author=author), poles=poles)
    declare_interest(room.item, by=concerned, reason="Ma sœur dirige le fournisseur.")
    (line,) = minutes_data(room.session).items
    assert (line.recused, line.concerned) == ((author,), (concerned,))
    page, (point,) = page_of(room), paper_of(room)
    said = f"Did not vote, being concerned: {concerned}"
    assert said in page and said in point["paragraphs"][0]
    assert minutes_out(minutes_data(room.session))["items"][0]["concerned"] == [str(concerned)]
    assert "Ma sœur" not in page


def test_breaks_changes_of_the_chair_and_points_without_votes_are_told_in_their_order():
    poles = committee_of(direction=4, employees=4)
    room = open_session_with(poles=poles)
    second, begun = poles["direction"][1], clock.now()
    conduct.start_item(room.session, room.item, by=room.chair)
    steps = [
        lambda: holding_up.go_on_without_votes(room.session, by=room.chair),
        lambda: holding_up.suspend_session(room.session, by=room.chair, minutes=10),
        lambda: holding_up.resume_session(room.session, by=room.chair),
        lambda: holding_up.replace_chair(room.session, by=room.chair, person=second),
    ]
    for after, step in enumerate(steps, 1):
        with clock.at(begun + timedelta(minutes=after)):
            step()
    room.session.refresh_from_db()
    course = minutes_data(room.session).course
    assert [said_event(event) for event in course.events] == [
        f"Without a quorum, the point is talked over without a vote: “{room.item.subject}”",
        "The session is suspended",
        "The session is resumed",
        f"{second} takes the chair",
    ]
    assert said_chairs(course) == f"{room.chair}, then {second}"
    page = page_of(room)
    assert f"Chaired by {room.chair}, then {second}" in page and f"{second} takes the chair" in page
    facts = minutes_facts(minutes_data(room.session))
    assert f"Chaired by {room.chair}, then {second}" in facts["lines"]
    (told,) = [row["paragraphs"] for row in facts["sections"] if row["head"] == "Course of the session"]
    assert [line.partition(" · ")[2] for line in told] == [said_event(event) for event in course.events]
    assert [row["kind"] for row in minutes_out(minutes_data(room.session))["course"]] == [
        "no_votes",
        "suspended",
        "resumed",
        "chair",
    ]


def test_whoever_leaves_the_company_later_stays_in_the_record_of_the_session():
    poles = committee_of(direction=4, employees=4)
    room = open_session_with(poles=poles, absent=poles["employees"][3:])
    poll = room.poll()
    vote_all(poll, dict.fromkeys(poles["direction"] + poles["employees"][:3], "yes"))
    counted(room, poll)
    decide_item(room.item, by=room.chair, reason="Oui.", owner=UserFactory(), due_on=soon())
    conduct.close_session(room.session, by=room.chair)
    before = presence_of(room)
    User.objects.filter(pk__in=[person.pk for person in poles["employees"][1:3]]).update(is_active=False)
    assert presence_of(room) == before
    assert str(poles["employees"][1]) in page_of(room)


def presence_of(room):
    return minutes_out(minutes_data(Session.objects.get(pk=room.session.pk)))["poles"]


def test_a_quiet_session_has_no_course_to_tell():
    room = open_session_with()
    assert minutes_data(room.session).course.events == ()
    assert "Course of the session" not in page_of(room)
    assert f"Chaired by {room.chair}" in page_of(room)


def test_each_vote_on_a_point_is_named_by_its_method_with_its_table_on_the_page_and_on_paper():
    room = open_session_with()
    advice = room.poll(method="temperature")
    answer(advice, room.people[1], degree=4)
    counted(room, advice)
    item = AgendaItem.objects.get(pk=room.item.pk)
    variants = ["Une tournée par rue", "Échanger les passages"]
    poll = voting.open_poll(item, by=room.chair, method="majority_judgment", options=variants)
    for person in room.people:
        answer(poll, person, grades=[4, 2])
    counted(room, poll)
    page, (point,) = page_of(room), paper_of(room)
    assert (
        page.index("Temperature, for advice") < page.index("Majority judgment") < page.index("Grades of each variant")
    )
    temperature, judgment = point["votes"]
    assert (temperature["name"], judgment["name"]) == ("Temperature, for advice", "Majority judgment")
    assert judgment["table"][0][:2] == ["Variant", "Majority grade"]
    assert [row[0] for row in judgment["table"][1:]] == ["Une tournée par rue (retained)", "Échanger les passages"]
    answer_ = browser(room.officer).get(url("minutes_pdf", room.session.number))
    assert answer_.content[:5] == b"%PDF-" and b"StructTreeRoot" in answer_.content


def test_the_vote_on_a_lot_is_written_once_and_said_of_each_of_its_points():
    ideas = [IdeaFactory(shortlisted=True) for _one in range(2)]
    room = open_session_with(*ideas, block=Block.CONSENT)
    poll = room.poll(method="consent_block")
    counted(room, poll)
    owner = UserFactory()
    decide_lot(poll, by=room.chair, reason="Sans débat.", promises={item.pk: (owner, soon()) for item in room.items})
    first, second = minutes_data(room.session).items
    assert [len(line.own_results) for line in (first, second)] == [1, 0]
    (with_it,) = second.with_others
    assert with_it.poll == poll
    page, (_first, other) = page_of(room), paper_of(room)
    said = f"Voted on together with “{first.subject}”, where the vote stands. The lot is adopted: nobody objects."
    assert page.count(said) == 1 and page.count("Adopted together") >= 1
    assert other["votes"][0]["lines"] == [said]


def said_sent(room):
    (line,) = minutes_data(room.session).items
    assert line.went_to_workshop and not line.lacks_owner
    assert "Sent to a workshop" in page_of(room) and "Not dealt with" not in page_of(room)
    assert paper_of(room)[0]["decided"] == ["Sent to a workshop"]


def test_what_was_sent_to_a_workshop_is_dealt_with_whatever_becomes_of_it():
    room = open_session_with()
    first = room.poll()
    split = {person: "yes" if person in room.poles["direction"] else "no" for person in room.people}
    vote_all(first, split)
    counted(room, first)
    second = voting.second_reading(first, by=room.chair)
    vote_all(second, split)
    counted(room, second)
    send_to_workshop(room.item, by=room.chair, reason="Une variante.")
    said_sent(room)
    room.item.idea.refresh_from_db()
    apply_transition(room.item.idea, "return_from_workshop", by=room.officer, reason="Rien de mieux.")
    said_sent(room)
    assert "For or against, second vote" in page_of(room)


def test_a_decided_point_took_the_time_until_its_decision():
    room = open_session_with()
    begun = clock.now()
    with clock.at(begun):
        poll = room.poll()
        vote_all(poll, dict.fromkeys(room.people, "yes"))
    with clock.at(begun + timedelta(minutes=7)):
        counted(room, poll)
        decide_item(room.item, by=room.chair, reason="Chaque semaine.", owner=UserFactory(), due_on=soon())
    with clock.at(begun + timedelta(minutes=40)):
        conduct.close_session(room.session, by=room.chair)
    (line,) = minutes_data(room.session).items
    assert line.spent == 7
    assert "7 min," in page_of(room)
