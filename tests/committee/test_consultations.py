"""Consultations of all employees: who is asked, when, what is told, what follows the session."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from committee.consulting import FEWEST, counted, last_moment_to_choose, reminder_moment, window
from committee.models import AgendaItem, Ballot, Consultation, Participation, Poll
from committee.selectors.consultations import (
    consultation_result,
    consultations_for,
    consultations_now,
    consulted,
    named,
    with_subjects,
)
from committee.services import consultations as services
from committee.services import sessions
from committee.services.agenda import release_agenda, remove_item
from committee.services.consultation_course import keep_consultations
from committee.services.voting import cast_ballot
from ideas.services.submission import withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.factories.committee import released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SESSION = datetime(2026, 11, 19, 14, tzinfo=PARIS)  # a Thursday
PUBLISHED = datetime(2026, 11, 9, 9, tzinfo=PARIS)
OPENING, CLOSE = datetime(2026, 11, 12, 8, tzinfo=PARIS), datetime(2026, 11, 18, 18, tzinfo=PARIS)
DURING, AFTER = OPENING + timedelta(days=2), CLOSE + timedelta(seconds=1)


@pytest.fixture
@usual
def room():
    with clock.at(PUBLISHED):
        return released_session(starts_at=SESSION)


def ask(room, **facts):
    facts.setdefault("points", [room.item.pk])
    with clock.at(PUBLISHED):
        return services.consult_on(room.session, by=room.officer, **facts)[0]


def fresh(asked):
    return named([with_subjects().get(pk=asked.pk)])[0]


def staff(number):
    return [UserFactory() for _person in range(number)]


def answer(asked, person, choice="yes", key=None, **said):
    return services.answer_consultation(asked, by=person, key=key or uuid4(), choice=choice, **said)


def swept(moment):
    with clock.at(moment):
        keep_consultations()


def told(kind):
    return set(Notification.objects.filter(kind=f"consultation_{kind}").values_list("recipient", flat=True))


class TestTheWindow:
    def test_it_opens_in_the_morning_seven_days_before_and_closes_the_day_before_at_six_in_the_evening(self):
        assert window(SESSION.date(), PARIS) == (OPENING, CLOSE)

    def test_it_moves_away_from_the_session_where_a_day_is_not_worked(self):
        opens_at, closes_at = window(datetime(2026, 11, 18, tzinfo=PARIS).date(), PARIS)  # T-7 is 11 November
        assert (opens_at.day, closes_at.day) == (10, 17)

    def test_points_are_chosen_until_the_end_of_that_day(self):
        assert last_moment_to_choose(OPENING) == datetime(2026, 11, 13, tzinfo=PARIS)

    def test_the_reminder_goes_in_the_morning_of_the_day_before_the_close(self):
        assert reminder_moment(CLOSE, PARIS) == datetime(2026, 11, 17, 10, tzinfo=PARIS)


class TestCounting:
    def test_for_and_against_are_counted(self):
        ballots = [("yes", {})] * 3 + [("no", {})] * 2 + [("abstain", {})]
        assert counted("yes_no", {}, ballots, 40) == {"ballots": 6, "enrolled": 40, "yes": 3, "no": 2, "abstain": 1}

    def test_too_few_answers_are_counted_and_not_told(self):
        assert counted("yes_no", {}, [("yes", {})] * (FEWEST - 1), 40) == {
            "ballots": FEWEST - 1,
            "enrolled": 40,
            "withheld": True,
        }


class TestChoosing:
    def test_the_officer_asks_about_points_of_the_agenda_that_is_published(self, room):
        asked = ask(room)
        assert (asked.idea, asked.opens_at, asked.poll.closes_at) == (room.item.idea, OPENING, CLOSE)
        with clock.at(PUBLISHED):
            assert (fresh(asked).state, consultations_now()) == ("to_come", [asked])

    def test_nobody_else_does(self, room):
        with clock.at(PUBLISHED), pytest.raises(NotAllowed):
            services.consult_on(room.session, by=room.chair, points=[room.item.pk])

    def test_a_point_is_asked_about_once(self, room):
        ask(room)
        with pytest.raises(InvalidInput):
            ask(room)

    def test_a_point_of_another_session_is_not_offered(self, room):
        with clock.at(PUBLISHED):
            other = released_session(poles=room.poles, starts_at=SESSION + timedelta(days=7))
        with pytest.raises(InvalidInput):
            ask(room, points=[other.item.pk])

    def test_it_is_too_late_once_the_day_is_over(self, room):
        with clock.at(last_moment_to_choose(OPENING)), pytest.raises(TransitionRefused):
            services.consult_on(room.session, by=room.officer, points=[room.item.pk])

    def test_chosen_on_the_day_itself_it_opens_at_once(self, room):
        with clock.at(OPENING + timedelta(hours=5)):
            asked = services.consult_on(room.session, by=room.officer, points=[room.item.pk])[0]
            assert fresh(asked).is_open

    def test_consent_is_worked_out_in_a_room(self, room):
        with pytest.raises(InvalidInput):
            ask(room, method="consent")

    def test_a_vote_without_a_point_is_a_consultation(self, room):
        with pytest.raises(IntegrityError, match="poll_of_a_session_has_its_point"):
            Poll.objects.create()


class TestWhoIsAsked:
    def test_the_employees_in_the_house_on_the_opening_day_and_nobody_else(self, room):
        asked, people = ask(room), staff(2)
        gone, partner = UserFactory(is_active=False), UserFactory(site=SiteFactory(kind="partner"))
        author = room.item.idea.authorships.first().person
        swept(OPENING)
        late = UserFactory()
        roll = set(Participation.objects.filter(poll=asked.poll).values_list("person", flat=True))
        assert roll >= {person.pk for person in people + room.poles["employees"]}
        assert not roll & {gone.pk, partner.pk, author.pk, late.pk, *(p.pk for p in room.poles["direction"])}
        with clock.at(DURING), pytest.raises(NotAllowed):
            answer(asked, late)

    def test_the_first_answer_opens_it_where_the_sweeper_is_late(self, room):
        asked, (person, other) = ask(room), staff(2)
        with clock.at(DURING):
            assert consultations_for(person) == [asked]
            assert answer(asked, person).outcome == "created"
            assert (consultations_for(person), consultations_for(other)) == ([], [asked])
        assert fresh(asked).poll.electorate["employees"]["seats"] == asked.poll.roll.count()

    def test_nobody_answers_before_the_opening(self, room):
        asked, (person,) = ask(room), staff(1)
        with clock.at(OPENING - timedelta(seconds=1)):
            assert consultations_for(person) == []
            with pytest.raises(TransitionRefused):
                answer(asked, person)


class TestAnswering:
    def test_the_last_answer_counts_and_a_click_sent_twice_is_one(self, room):
        asked, (person,), key = ask(room), staff(1), uuid4()
        with clock.at(DURING):
            said = [answer(asked, person, "yes", key), answer(asked, person, "no"), answer(asked, person, "yes", key)]
        assert [(one.outcome, one.choice) for one in said] == [("created", "yes"), ("changed", "no"), ("same", "no")]
        assert Ballot.objects.get().choice == "no"

    def test_after_the_close_nothing_is_counted(self, room):
        asked, (person,) = ask(room), staff(1)
        swept(OPENING)
        with clock.at(CLOSE), pytest.raises(TransitionRefused):
            answer(asked, person)
        assert not Ballot.objects.exists()

    def test_the_page_of_votes_takes_no_answer(self, room):

        asked, (person,) = ask(room), staff(1)
        swept(OPENING)
        with clock.at(DURING), pytest.raises(Poll.DoesNotExist):
            cast_ballot(asked.poll, by=person, key=uuid4(), choice="yes")


class TestTheResult:
    def answered(self, room, yes=4, no=2):
        asked = ask(room)
        with clock.at(DURING):
            for index, person in enumerate(staff(yes + no)):
                answer(asked, person, "yes" if index < yes else "no")
        return asked

    def test_nobody_reads_it_before_the_close(self, room):
        asked = self.answered(room)
        with clock.at(CLOSE - timedelta(seconds=1)):
            assert consultation_result(fresh(asked)) is None
            assert consulted(room.item).result is None

    @pytest.mark.parametrize("sweeper_ran", [True, False])
    def test_everybody_reads_it_from_the_close_on_written_down_or_not(self, room, sweeper_ran):
        asked = self.answered(room)
        if sweeper_ran:
            swept(AFTER)
        with clock.at(AFTER):
            result = consultation_result(fresh(asked))
            assert (result.yes, result.no, result.ballots) == (4, 2, 6)
            assert "4" in consulted(room.item).summary
        assert (fresh(asked).poll.state == "revealed") == sweeper_ran

    def test_another_method_gives_its_table(self, room):
        asked, people = ask(room, method="approval", options=["Bleu", "Vert"]), staff(6)
        with clock.at(DURING):
            for person in people:
                answer(asked, person, "", answer={"approved": [2]})
        with clock.at(AFTER):
            rows = consultation_result(fresh(asked)).table.rows
        assert [row.label for row in rows] == ["Bleu", "Vert"]


class TestFollowingTheSession:
    def test_before_it_opens_it_moves_with_the_session(self, room):
        asked = ask(room)
        with clock.at(PUBLISHED):
            sessions.postpone(room.session, by=room.officer, starts_at=SESSION + timedelta(days=7))
        moved = fresh(asked)
        assert (moved.opens_at, moved.poll.closes_at) == (OPENING + timedelta(days=7), CLOSE + timedelta(days=7))

    def test_once_open_it_stays_open_to_the_same_people_until_the_new_close(self, room):
        asked, (person,) = ask(room), staff(1)
        with clock.at(DURING):
            answer(asked, person)
            sessions.postpone(room.session, by=room.officer, starts_at=SESSION + timedelta(days=7))
            UserFactory()
        moved = fresh(asked)
        assert (moved.opens_at, moved.poll.closes_at) == (OPENING, CLOSE + timedelta(days=7))
        with clock.at(AFTER):
            assert answer(asked, person, "no").outcome == "changed"

    def test_what_was_closed_stays_closed(self, room):
        asked, people = ask(room), staff(5)
        with clock.at(DURING):
            for person in people:
                answer(asked, person)
        with clock.at(AFTER):
            sessions.postpone(room.session, by=room.officer, starts_at=SESSION + timedelta(days=7))
            assert consultation_result(fresh(asked)).yes == 5

    def test_a_session_that_is_given_up_asks_nobody_any_more_and_says_why(self, room):
        asked, (person,) = ask(room), staff(1)
        swept(OPENING)
        with clock.at(DURING):
            answer(asked, person)
            sessions.cancel(room.session, by=room.officer, reason="Grève.")
        assert (fresh(asked).state, fresh(asked).cancelled_because) == ("cancelled", "Grève.")
        assert not Ballot.objects.exists()
        assert person.pk in told("cancelled")

    def test_a_point_that_its_author_withdraws_ends_it_at_once(self, room):
        asked, (person,) = ask(room), staff(1)
        swept(OPENING)
        idea = room.item.idea
        with clock.at(DURING):
            withdraw_idea(idea, by=idea.authorships.first().person)
            assert (fresh(asked).state, consultations_for(person)) == ("cancelled", [])
            with pytest.raises(TransitionRefused):
                answer(asked, person)
        swept(DURING)
        assert fresh(asked).cancelled_because

    def test_what_ended_before_its_point_was_dealt_with_keeps_its_answers_whenever_that_is_written_down(self, room):
        asked, people = ask(room), staff(5)
        with clock.at(DURING):
            for person in people:
                answer(asked, person)
        idea = room.item.idea
        with clock.at(AFTER):  # nothing was swept since the close
            withdraw_idea(idea, by=idea.authorships.first().person)
            assert fresh(asked).state == "closed"
        swept(AFTER + timedelta(days=2))
        assert (fresh(asked).state, consultation_result(fresh(asked)).yes) == ("closed", 5)
        assert told("cancelled") == set()

    def test_a_point_taken_off_the_draft_is_asked_about_until_the_next_version_is_sent(self, room):
        with clock.at(PUBLISHED):
            second = IdeaFactory(shortlisted=True)
            from committee.services.agenda import add_item

            add_item(room.session, second, by=room.officer)
        asked = ask(room)
        with clock.at(PUBLISHED):
            remove_item(AgendaItem.objects.get(pk=room.item.pk), by=room.officer)
            assert fresh(asked).state == "to_come"
            release_agenda(room.session, by=room.officer)
            assert fresh(asked).state == "cancelled"

    def test_the_officer_cancels_it_with_a_reason(self, room):
        asked = ask(room)
        with clock.at(DURING):
            with pytest.raises(InvalidInput):
                services.cancel_consultation(asked, by=room.officer, reason=" ")
            services.cancel_consultation(asked, by=room.officer, reason="Doublon.")
            assert fresh(asked).state == "cancelled"
        again = ask(room)
        assert again.pk != asked.pk

    def test_a_result_stands(self, room):
        asked = ask(room)
        with clock.at(AFTER), pytest.raises(TransitionRefused):
            services.cancel_consultation(asked, by=room.officer, reason="Trop tard.")


class TestTelling:
    def test_everybody_who_is_asked_is_told_once_at_the_opening(self, room):
        asked, people = ask(room), staff(2)
        swept(PUBLISHED)
        assert not told("asked")
        swept(OPENING)
        swept(OPENING + timedelta(hours=1))
        assert told("asked") == set(asked.poll.roll.values_list("person", flat=True)) >= {one.pk for one in people}
        assert Notification.objects.filter(kind="consultation_asked", recipient=people[0]).count() == 1

    def test_the_day_before_the_close_only_those_who_have_not_answered_are(self, room):
        asked, (quick, slow) = ask(room), staff(2)
        swept(OPENING)
        with clock.at(DURING):
            answer(asked, quick)
        swept(reminder_moment(CLOSE, PARIS) - timedelta(minutes=1))
        assert not told("last_day")
        swept(reminder_moment(CLOSE, PARIS))
        assert slow.pk in told("last_day")
        assert quick.pk not in told("last_day")

    def test_no_letter_says_who_answered_or_what(self, room):
        asked, (person,) = ask(room), staff(1)
        swept(OPENING)
        with clock.at(DURING):
            answer(asked, person)
        swept(reminder_moment(CLOSE, PARIS))
        swept(AFTER)
        words = " ".join(Notification.objects.filter(kind__startswith="consultation").values_list("body", flat=True))
        assert str(person) not in words

    def test_a_hidden_name_is_in_no_letter(self):
        with clock.at(PUBLISHED):
            author = UserFactory(first_name="Zéphyrine", last_name="Quartz")
            idea = IdeaFactory(shortlisted=True, author=author, visibility="name_hidden")
            idea.title = "L’idée de Zéphyrine Quartz"
            idea.save()
            room = released_session(idea, starts_at=SESSION)
        ask(room)
        swept(OPENING)
        letters = Notification.objects.filter(kind="consultation_asked").values_list("body", flat=True)
        assert letters
        assert not any("Quartz" in body for body in letters)


def test_consultations_are_written_once(room):
    asked = ask(room)
    with pytest.raises(IntegrityError):
        Consultation.objects.create(
            poll=Poll.objects.create(purpose="consultation", closes_at=CLOSE),
            session=room.session,
            idea=asked.idea,
            opens_at=OPENING,
            by=room.officer,
        )
