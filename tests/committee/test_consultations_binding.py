"""A consultation that is the vote of the pole of the employees, when enough of them answer."""

from datetime import timedelta
from uuid import uuid4

import pytest

from committee.enums import PoleMode
from committee.models import Participation
from committee.selectors import published_result, turnout
from committee.selectors.consultations import consultation_result, named, with_subjects
from committee.services import attendance, conduct, voting
from committee.services import consultations as services
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.factories.committee import committee_of, open_consultation, vote
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def consulted(yes, no, mode=PoleMode.ALL_STAFF, poles=None):
    """(a closed consultation, its session, open with the direction alone and its point under discussion)."""
    poles = poles or committee_of()
    services.set_mode(mode, by=UserFactory(officer=True))
    asked = open_consultation(poles=poles)
    for index, person in enumerate([UserFactory() for _each in range(yes + no)]):  # there before it opens
        services.answer_consultation(asked, by=person, key=uuid4(), choice="yes" if index < yes else "no")
    return asked, poles


def in_session(asked, poles, present):
    """The point under discussion, an hour before the session."""
    chair = poles["direction"][0]
    session = conduct.open_session(asked.session, by=chair)
    for person in present:
        attendance.mark_present(session, by=chair, person=person)
    return conduct.start_item(session, session.items.get(), by=chair), chair


def on_the_day(asked):
    return clock.at(asked.session.starts_at - timedelta(hours=1))


def voted(asked, poles, choice, **how):
    """The revealed vote of the direction, after the consultation."""
    with on_the_day(asked):
        item, chair = in_session(asked, poles, poles["direction"])
        poll = voting.open_poll(item, by=chair, **how)
        for person in poles["direction"]:
            vote(poll, person, choice)
        voting.close_poll(poll, by=chair)
        return published_result(voting.reveal_poll(poll, by=chair))


def test_from_twenty_answers_on_it_is_the_vote_of_the_pole():
    asked, poles = consulted(yes=15, no=5)
    result = voted(asked, poles, "yes")
    assert str(result.outcome) == "adopted"
    assert [(row.code, row.yes, row.no) for row in result.colleges] == [("direction", 3, 0), ("employees", 15, 5)]
    assert "consultation" in result.lines[-1]
    assert not Participation.objects.filter(poll=result.poll, college__code="employees").exists()
    assert [line.code for line in turnout(result.poll)] == ["direction"]


def test_equal_answers_are_a_no_and_nobody_settles_them():
    asked, poles = consulted(yes=10, no=10)
    result = voted(asked, poles, "no")
    assert (str(result.outcome), result.cause) == ("not_adopted", None)
    assert not result.colleges[1].casting_vote


def test_poles_that_disagree_vote_a_second_time_on_the_same_answer():
    asked, poles = consulted(yes=20, no=0)
    with on_the_day(asked):
        item, chair = in_session(asked, poles, poles["direction"])
        poll = voting.open_poll(item, by=chair)
        for person in poles["direction"]:
            vote(poll, person, "no")
        voting.reveal_poll(voting.close_poll(poll, by=chair), by=chair)
        again = voting.second_reading(poll, by=chair)
    assert again.electorate["employees"]["yes"] == 20


@pytest.mark.parametrize(("answers", "mode"), [(19, PoleMode.ALL_STAFF), (20, PoleMode.ADVICE)])
def test_with_fewer_or_as_advice_those_who_sit_vote_and_need_their_quorum(answers, mode):
    asked, poles = consulted(yes=answers, no=0, mode=mode)
    with on_the_day(asked):
        told = consultation_result(named([with_subjects().get(pk=asked.pk)])[0])
        assert (told.yes, told.is_of_the_pole) == (answers, False)
        item, chair = in_session(asked, poles, poles["direction"])
        with pytest.raises(TransitionRefused, match="quorum"):
            voting.open_poll(item, by=chair)


def test_a_secret_vote_is_held_by_those_who_sit():
    """Beside numbers that everybody has read, its result would tell what the other pole voted."""
    asked, poles = consulted(yes=20, no=0)
    with on_the_day(asked):
        item, chair = in_session(asked, poles, poles["direction"] + poles["employees"])
        poll = voting.open_poll(item, by=chair, visibility="secret")
    assert Participation.objects.filter(poll=poll, college__code="employees").count() == 3


def test_what_it_counts_for_is_fixed_when_it_opens():
    asked, _poles = consulted(yes=1, no=0)
    services.set_mode(PoleMode.ADVICE, by=UserFactory(officer=True))
    assert with_subjects().get(pk=asked.pk).binding


def test_only_those_who_keep_the_seats_say_what_it_counts_for():
    committee_of()
    with pytest.raises(NotAllowed):
        services.set_mode(PoleMode.ALL_STAFF, by=UserFactory())
