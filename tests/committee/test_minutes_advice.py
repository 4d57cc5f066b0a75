"""Advice in the minutes: what all employees answered, what it counted for; and named votes, once they are old."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from committee.enums import PoleMode
from committee.minutes_paper import minutes_facts
from committee.models import AgendaItem, Ballot, Minutes, Poll, Session
from committee.selectors import votes_of
from committee.selectors.consultations import consulted_before
from committee.selectors.minutes import minutes_data
from committee.selectors.shared import saying_who_hides, veiled
from committee.serializers.minutes import minutes_out
from committee.services import approving, conduct
from committee.services import consultations as services
from committee.services.consultation_course import keep_consultations
from committee.services.decisions import decide_item
from committee.services.forgetting import forget_ballots
from committee.services.minutes import publish_minutes
from parkour.core import clock
from tests.committee.pages import browser, text_of, url
from tests.committee.test_consultations_binding import consulted, in_session, on_the_day, voted
from tests.factories.committee import answer, committee_of, counted, open_consultation, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def told(session):
    """(page, votes of the first point on paper, its advice in the API) of the minutes."""
    session = Session.objects.get(pk=session.pk)
    data = minutes_data(session)
    page = text_of(browser(UserFactory(officer=True)).get(url("minutes", session.number)))
    (points,) = [row["points"] for row in minutes_facts(data)["sections"] if row["points"]]
    return page, points[0]["votes"], minutes_out(data)["items"][0]["advice"]


def test_a_consultation_for_advice_stands_beside_the_votes_with_its_turnout_and_its_result():
    asked, poles = consulted(yes=15, no=6, mode=PoleMode.ADVICE)
    with on_the_day(asked):
        in_session(asked, poles, poles["direction"])
        page, votes, advice = told(asked.session)
    enrolled = advice["result"]["enrolled"]
    said = f"21 of {enrolled} employees answered ({round(2100 / enrolled)} %)."
    words = [said, "15 for, 6 against, 0 abstentions.", "It is advice: the members had read it when they voted."]
    assert (votes[0]["name"], votes[0]["lines"]) == ("Consultation of all employees, for advice", words)
    assert (advice["words"], advice["binding"], advice["counted_as_vote"]) == (words, False, False)
    assert "Consultation of all employees, for advice" in page and all(one in page for one in words)


def test_the_minutes_say_whether_there_were_answers_enough_to_be_the_vote_of_the_pole():
    asked, poles = consulted(yes=14, no=5)
    with on_the_day(asked):
        in_session(asked, poles, poles["direction"])
        _page, votes, advice = told(asked.session)
    assert votes[0]["name"] == "Consultation of all employees, for advice"
    needed = "20 answers for or against were needed to count as the vote of the pole: it is read as advice."
    assert (advice["words"][-1], advice["binding"]) == (needed, True)


def test_what_counted_as_the_vote_of_the_pole_is_said_to_be_that():
    asked, poles = consulted(yes=15, no=5)
    voted(asked, poles, "yes")
    with on_the_day(asked):
        page, votes, advice = told(asked.session)
    assert votes[0]["name"] == "Consultation of all employees, as the vote of their pole"
    assert advice["counted_as_vote"]
    assert "At least 20 answers were needed: this is the vote of the pole of the employees." in page


def test_enough_answers_are_still_advice_where_no_vote_counted_them():
    asked, poles = consulted(yes=15, no=5)
    with on_the_day(asked):
        in_session(asked, poles, poles["direction"] + poles["employees"])
        _page, _votes, advice = told(asked.session)
    assert advice["words"][-1].startswith("The 20 answers that were needed came, but no vote counted them")


def test_what_too_few_answered_is_not_told():
    asked, poles = consulted(yes=3, no=0)
    with on_the_day(asked):
        in_session(asked, poles, poles["direction"])
        _page, _votes, advice = told(asked.session)
    assert advice["words"][1].startswith("With fewer than five answers")
    assert (advice["result"]["yes"], advice["result"]["withheld"]) == (None, True)


def test_a_consultation_that_is_still_open_is_no_advice_yet():
    asked = open_consultation()
    assert minutes_data(asked.session).items[0].consulted is None


def test_advice_is_read_with_the_same_statements_for_one_and_two_points_with_options():
    options = ["Une tournée par rue", "Échanger les passages"]
    items, poles = [], committee_of()
    for _point in range(2):
        asked = open_consultation(IdeaFactory(shortlisted=True), poles=poles)
        items.append(asked.session.items.get())
        with clock.at(clock.now() - timedelta(days=6)):
            services.cancel_consultation(asked, by=UserFactory(officer=True), reason="Autrement.")
            (asked,) = services.consult_on(
                asked.session, by=UserFactory(officer=True), points=[items[-1].pk], method="dot", options=options
            )
        for person in [UserFactory() for _each in range(5)]:
            services.answer_consultation(asked, by=person, key=uuid4(), answer={"dots": [2, 1]})
    moment = clock.now() + timedelta(days=30)
    with clock.at(moment):
        keep_consultations()
        counts = [statements_of(items[:points], moment) for points in (1, 2)]
    assert counts[0] == counts[1]


def statements_of(items, moment):
    items = veiled(saying_who_hides(AgendaItem.objects.filter(pk__in=[item.pk for item in items])))
    with CaptureQueriesContext(connection) as asked:
        found = consulted_before(items, moment)
    assert [row.result.table is not None for row in found.values()] == [True] * len(items)
    return len(asked)


# --- Named votes ---------------------------------------------------------------------------------------------


def test_a_named_vote_names_nobody_twelve_months_after_its_minutes_are_approved_and_keeps_its_counts():
    room = open_session_with()
    poll = room.poll(visibility="named")
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    decide_item(poll.item, by=room.chair, reason="Oui.", owner=UserFactory(), due_on=clock.today() + timedelta(days=9))
    conduct.close_session(room.session, by=room.chair)
    publish_minutes(room.session, by=room.officer)
    approved = Minutes.objects.get().approval_due_at
    with clock.at(approved + timedelta(days=365)):
        assert forget_ballots() == 0  # nobody has written the approval down: an objection may wait
        approving.record_approvals()
    with clock.at(approved + timedelta(days=365) - timedelta(seconds=1)):
        assert forget_ballots() == 0
    before = minutes_out(minutes_data(Session.objects.get()))["items"][0]["results"][0]
    assert len(before["votes"]) == 6 and before["votes_forgotten_at"] is None
    with clock.at(approved + timedelta(days=365)):
        assert (forget_ballots(), forget_ballots()) == (1, 0)
    assert not Ballot.objects.exists()
    after = minutes_out(minutes_data(Session.objects.get()))["items"][0]["results"][0]
    assert after == before | {"votes": [], "votes_forgotten_at": Poll.objects.get().ballots_forgotten_at}
    page, votes, _advice = told(room.session)
    assert "Who voted what was forgotten on" in page and "Who voted what was forgotten on" in votes[0]["after"][-1]
    assert f"{room.people[1]}: For" not in page


def test_who_voted_what_is_read_at_once_for_all_named_votes():
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    for item in room.items:
        poll = room.poll(item, visibility="named")
        vote_all(poll, dict.fromkeys(room.people, "no"))
        counted(room, poll)
        decide_item(poll.item, by=room.chair, reason="Non.")
    results = [result for line in minutes_data(room.session).items for result in line.own_results]
    with CaptureQueriesContext(connection) as asked:
        votes = [votes_of(result.poll) for result in results]
    assert ([len(rows) for rows in votes], len(asked)) == ([6, 6], 0)


def test_how_long_named_votes_are_kept_is_the_choice_of_the_organisation(settings):
    settings.PARKOUR_NAMED_BALLOT_RETENTION_DAYS = 30
    room = open_session_with()
    poll = room.poll(visibility="named", method="temperature")
    for person in room.people:
        answer(poll, person, degree=4)
    counted(room, poll)
    ended = conduct.declare_no_quorum(room.session, by=room.chair).closed_at
    with clock.at(ended + timedelta(days=30) - timedelta(seconds=1)):
        assert forget_ballots() == 0
    with clock.at(ended + timedelta(days=30)):
        assert forget_ballots() == 1
