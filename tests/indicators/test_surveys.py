from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from ideas.models import Idea
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.indicators.links import invitation_of, link_of
from parkour.indicators.models import Answer, Audience, Invitation, Kind, Stage, Survey, Wave
from parkour.indicators.results import detectable, results_of, roll_of, share_before
from parkour.indicators.services import waves
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.services.retention import forget_who_was_asked
from parkour.indicators.services.surveys import cancel_wave, delete_survey, plan_wave, write_survey
from parkour.indicators.services.verbatims import open_contribution
from parkour.indicators.services.waves import (
    close_wave,
    invite_people,
    keep_waves,
    make_links,
    open_wave,
    remind_wave,
)
from parkour.notifications.models import Notification
from tests.factories import SiteFactory, UserFactory
from tests.indicators.surveying import QUESTIONS, answered, facts, of, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def people(count, **facts_of_them):
    return [UserFactory(**facts_of_them) for _ in range(count)]


class TestWriting:
    def test_three_to_six_questions_one_of_them_on_a_scale(self, officer):
        for questions in (QUESTIONS[:2], QUESTIONS * 3, [(Kind.TEXT, "Quoi ?")] * 3):
            with pytest.raises(InvalidInput):
                write_survey(facts(questions=questions), by=officer)
        survey = write_survey(facts(questions=[*QUESTIONS, (Kind.CSAT, "  ")]), by=officer)
        assert [question.place for question in survey.questions.all()] == [1, 2, 3]

    def test_only_the_officer_writes(self):
        with pytest.raises(NotAllowed):
            write_survey(facts(), by=UserFactory(sponsor=True))

    def test_a_survey_that_was_put_to_people_stays(self, officer):
        wave = opened(officer)
        with pytest.raises(TransitionRefused):
            write_survey(facts(title="Autre"), by=officer, survey=wave.survey, version=1)
        with pytest.raises(TransitionRefused):
            delete_survey(wave.survey, by=officer)
        with pytest.raises(TransitionRefused):
            cancel_wave(wave, by=officer)

    def test_two_editors_do_not_overwrite_each_other(self, officer):
        survey = write_survey(facts(), by=officer)
        assert write_survey(facts(title="Un"), by=officer, survey=survey, version=1).version == 2
        with pytest.raises(Conflict):
            write_survey(facts(title="Deux"), by=officer, survey=survey, version=1)

    def test_one_that_nobody_was_asked_is_taken_away_with_its_waves(self, officer):
        delete_survey(planned(officer).survey, by=officer)
        assert not Survey.objects.exists() and not Wave.objects.exists()

    def test_two_waves_of_a_survey_do_not_run_together(self, officer):
        wave = planned(officer)
        with pytest.raises(InvalidInput):
            plan_wave(wave.survey, opens_on=wave.closes_on, closes_on=wave.closes_on, expected=5, by=officer)


class TestAsking:
    def test_a_barometer_asks_everybody_of_the_house_once(self, officer):
        UserFactory(is_active=False), UserFactory(site=SiteFactory(kind="partner"))
        asked = [officer, *people(3)]
        wave = opened(officer)
        keep_waves()
        assert {row.person for row in wave.invitations.all()} == set(asked)
        assert Notification.objects.filter(kind="survey_asked").count() == 4

    def test_nobody_is_asked_twice_in_thirty_days_whatever_the_survey(self, officer):
        first = opened(officer)
        assert opened(officer, title="Autre").invitations.count() == 0
        assert invite_people(first, [officer], by=officer) == 0
        with later(31):
            assert opened(officer, title="Encore").invitations.count() == 1

    def test_a_survey_of_a_stage_asks_those_whose_moment_is_due_when_it_is(self, officer):
        today = clock.today()
        UserFactory(hired_on=None), UserFactory(hired_on=today - timedelta(days=200))
        due, tomorrow = UserFactory(hired_on=today - timedelta(days=30)), UserFactory(hired_on=today - timedelta(29))
        wave = opened(officer, audience=Audience.STAGE, stage=Stage.DAY_30)
        assert [row.person for row in wave.invitations.all()] == [due]
        with later(1):
            keep_waves()
        assert {row.person for row in wave.invitations.all()} == {due, tomorrow}

    def test_two_waves_of_a_survey_are_not_opened_together_by_hand_either_nor_one_for_more_than_a_year(self, officer):
        first, today = opened(officer), clock.today()
        day = first.closes_on + timedelta(days=1)
        second = plan_wave(first.survey, opens_on=day, closes_on=day, expected=5, by=officer)
        with pytest.raises(TransitionRefused, match="ces jours"):
            open_wave(second, by=officer)
        close_wave(first, by=officer)
        assert open_wave(second, by=officer).opens_on == today
        far = planned(officer, title="Loin", opens_on=today + timedelta(days=200), days=200)
        with pytest.raises(TransitionRefused, match="plus d’un an"):
            open_wave(far, by=officer)

    def test_a_wave_that_cannot_be_opened_keeps_no_other_one_from_its_day(self, officer):
        first, today = opened(officer), clock.today()
        Wave.objects.create(survey=first.survey, opens_on=today, closes_on=today, expected=5)
        other = planned(officer, title="Autre")
        keep_waves()
        assert set(Wave.objects.filter(opened_at__isnull=False)) == {first, other}

    def test_whoever_has_a_role_here_is_asked_whatever_their_site(self, officer):
        partner = SiteFactory(kind="partner")
        member, _other = UserFactory(site=partner, facilitator=True), UserFactory(site=partner)
        assert {row.person for row in opened(officer).invitations.all()} == {officer, member}

    def test_the_clock_asks_by_parts_until_everybody_is_asked(self, officer, monkeypatch):
        monkeypatch.setattr(waves, "TOGETHER", 2)
        people(4)
        wave = opened(officer)
        assert wave.invitations.count() == 2
        keep_waves()
        assert wave.invitations.count() == 5
        assert Notification.objects.filter(kind="survey_asked").count() == 5

    def test_the_clock_opens_and_closes(self, officer):
        wave = planned(officer, opens_on=clock.today() + timedelta(days=2), days=3)
        keep_waves()
        assert not Wave.objects.get().opened_at
        with later(2):
            keep_waves()
            assert Wave.objects.get().is_open
        with later(6):
            assert Wave.objects.get().is_over  # by its days alone
            keep_waves()
            assert Wave.objects.get().closed_at
        assert wave.pk == Wave.objects.get().pk

    def test_one_reminder_and_none_to_those_who_answered(self, officer):
        one, other = people(2)
        wave = opened(officer)
        answered(wave, [one])
        assert remind_wave(wave, by=officer) == 0  # asked today
        with later(3):
            assert remind_wave(wave, by=officer) == 2
            assert remind_wave(wave, by=officer) == 0
        told = Notification.objects.filter(event_key__endswith=":reminder")
        assert {row.recipient for row in told} == {other, officer}

    def test_a_link_opens_its_own_invitation_and_nothing_else(self, officer):
        wave = opened(officer, audience=Audience.CUSTOMERS)
        [invitation] = make_links(wave, count=1, site=SiteFactory(), by=officer)
        token = link_of(invitation).rstrip("/").rpartition("/")[2]
        assert invitation_of(token) == invitation
        assert invitation_of(token[:-1]) is None and invitation_of("x") is None
        with pytest.raises(InvalidInput):
            invite_people(wave, [officer], by=officer)


class TestAnswering:
    def test_an_answer_keeps_neither_person_nor_moment(self):
        names = {field.name for field in Answer._meta.get_fields()}
        assert names == {"id", "wave", "question", "site", "value", "words", "idea"}
        assert Answer._meta.pk.get_internal_type() == "UUIDField"

    def test_one_answers_once(self, officer):
        wave = opened(officer)
        assert answer_wave(of(wave, officer), {1: 5, 3: "Rien."}) is True
        assert answer_wave(of(wave, officer), {1: 1}) is False
        assert sorted(Answer.objects.values_list("value", "words"), key=str) == [(5, ""), (None, "Rien.")]

    @pytest.mark.parametrize("answers", [{}, {3: "  "}, {1: 6}, {1: 0}, {1: True}, {1: "5"}, {9: 1}])
    def test_what_is_no_answer_is_refused_and_the_roll_unmarked(self, officer, answers):
        wave = opened(officer)
        with pytest.raises(InvalidInput):
            answer_wave(of(wave, officer), answers)
        assert not of(wave, officer).answered and not Answer.objects.exists()

    def test_after_the_last_day_it_takes_nothing(self, officer):
        wave = opened(officer, days=2)
        with later(3), pytest.raises(TransitionRefused):
            answer_wave(of(wave, officer), {1: 5})

    def test_the_close_writes_all_answers_again(self, officer):
        asked = people(6)
        wave = opened(officer)
        answered(wave, asked)
        before = set(Answer.objects.values_list("pk", flat=True))
        close_wave(wave, by=officer)
        after = set(Answer.objects.values_list("pk", flat=True))
        assert len(after) == 6 and not before & after


class TestResults:
    def test_nothing_is_told_while_it_runs_nor_under_five_answers(self, officer):
        asked = people(5)
        wave = opened(officer)
        answered(wave, asked)
        assert results_of(wave) == []
        few = results_of(close_wave(wave, by=officer))
        assert [row.told for row in few] == [True, False, False]
        assert (few[0].score.good, few[0].score.answers, few[0].score.value) == (5, 5, 1.0)

    def test_a_site_of_few_is_hidden_with_another_so_that_it_is_not_what_is_left(self, officer):
        one, two, three = (SiteFactory(name=name) for name in ("A", "B", "C"))
        asked = [*people(3, site=one), *people(6, site=two), *people(9, site=three)]
        wave = opened(officer)
        answered(wave, asked)
        lines = {line.site: line.score for line in results_of(close_wave(wave, by=officer))[0].sites}
        assert lines["A"] is None and lines["B"] is None and lines["C"].answers == 9

    @pytest.mark.parametrize("line", [True, False])
    def test_somebody_who_is_deleted_leaves_no_answer_to_be_found_by_subtraction(self, officer, line):
        one, two, three = (SiteFactory(name=name) for name in ("A", "B", "C"))
        User.objects.filter(pk=officer.pk).update(site=two)
        alone, others = UserFactory(site=one), [*people(8, site=two), *people(6, site=three)]
        wave = opened(officer)
        answered(wave, [alone], value=1)
        answered(wave, [officer, *others])
        if not line:
            of(wave, alone).delete()
        alone.delete()
        told = results_of(close_wave(wave, by=officer))[0]
        lines = {line.site: line.score for line in told.sites}
        assert told.score.answers == 16 and lines["B"].answers == 9
        assert lines["A"] is None and lines["C"] is None, "sixteen less nine and six would be the answer of one"

    def test_the_roll_keeps_its_numbers_when_somebody_is_deleted_and_nobody_is_reminded_for_them(self, officer):
        gone = people(2)[0]
        wave = opened(officer)
        gone.delete()
        assert roll_of(wave).invited == 3
        with later(3):
            assert remind_wave(wave, by=officer) == 2

    def test_a_month_after_the_close_nobody_is_named_on_the_roll_any_more_and_it_tells_the_same(self, officer):
        asked = people(6, site=SiteFactory())
        wave = opened(officer)
        answered(wave, asked)
        wave = close_wave(wave, by=officer)
        before = results_of(wave), roll_of(wave)
        with later(29):
            assert forget_who_was_asked() == 0
        with later(31):
            running = opened(officer, title="Autre")
            assert forget_who_was_asked() == 7
            named = Invitation.objects.exclude(person=None)
            assert not named.filter(wave=wave).exists() and named.filter(wave=running).count() == 7
            assert (results_of(wave), roll_of(wave)) == before

    def test_words_are_told_where_five_people_wrote_some(self, officer):
        asked = people(5)
        wave = opened(officer)
        answered(wave, asked, words="Les plannings arrivent trop tard.")
        result = results_of(close_wave(wave, by=officer))[2]
        assert result.told and len(result.words) == 5

    def test_a_wave_is_compared_with_the_one_before(self, officer):
        asked = people(8)
        wave = opened(officer, days=2)
        answered(wave, asked, value=2)
        with later(40):
            today = clock.today()
            keep_waves()
            again = plan_wave(wave.survey, opens_on=today, closes_on=today, expected=60, by=officer)
            open_wave(again, by=officer)
            answered(again, asked, value=5)
            [first, *_others] = results_of(close_wave(again, by=officer))
            assert first.rise.value == 1.0 and first.rise.excludes_zero
            assert (share_before(again.survey), detectable(again)[0]) == (1.0, 0.0), "not from what it told itself"

    def test_a_wave_that_told_nothing_is_passed_over_for_the_one_before(self, officer):
        asked = people(6)
        first = opened(officer, days=2)
        answered(first, asked, value=2)
        survey, later_ones = first.survey, []
        for days, some in ((40, asked[:3]), (80, asked)):
            with later(days):
                keep_waves()
                today = clock.today()
                later_ones.append(plan_wave(survey, opens_on=today, closes_on=today, expected=60, by=officer))
                open_wave(later_ones[-1], by=officer)
                answered(later_ones[-1], some, value=5)
                results = results_of(close_wave(later_ones[-1], by=officer))
        assert (results[0].rise.value, results[0].since) == (1.0, first.opens_on)
        assert detectable(later_ones[1])[0] == 0.0

    def test_what_a_planned_wave_can_show_is_reckoned_from_the_usual_share(self, officer):
        assert detectable(planned(officer)) == (0.8, 0.165)

    def test_the_roll_is_two_numbers(self, officer):
        asked = people(2)
        wave = opened(officer)
        answered(wave, asked[:1])
        assert (roll_of(wave).invited, roll_of(wave).answered) == (3, 1)


class TestVerbatims:
    def test_words_become_a_feedback_of_whoever_reads_them_once(self, officer):
        asked = people(5)
        wave = opened(officer)
        answered(wave, asked, words="Les plannings arrivent trop tard.")
        close_wave(wave, by=officer)
        answer = Answer.objects.exclude(words="").first()
        idea = open_contribution(answer, text="Les plannings arrivent tard.", by=officer)
        assert open_contribution(answer, text="Autre chose.", by=officer) == idea
        assert [row.person for row in idea.authorships.all()] == [officer]
        assert Idea.objects.get().problem_text == "Les plannings arrivent tard."

    def test_words_of_few_become_nothing(self, officer):
        wave = opened(officer)
        answered(wave, [officer], words="Les plannings arrivent trop tard.")
        close_wave(wave, by=officer)
        with pytest.raises(TransitionRefused):
            open_contribution(Answer.objects.exclude(words="").get(), text="Un texte.", by=officer)


def test_the_database_refuses_a_second_reminder(officer):
    wave = opened(officer)
    with pytest.raises(IntegrityError):
        Invitation.objects.filter(wave=wave).update(reminders=2)


def test_days_of_hiring_are_kept():
    assert UserFactory(hired_on=date(2024, 2, 29)).hired_on.year == 2024
