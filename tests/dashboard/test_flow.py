from datetime import date

from parkour.dashboard.flow import flow
from parkour.dashboard.funnel import funnel, stage_of, together
from parkour.dashboard.kpis import Delay, Share
from parkour.dashboard.lives import Life
from tests.dashboard.lifetimes import ALL, FRESH, MONTHS, REFUSED, WAITING


def test_each_month_counts_what_came_and_left_in_it():
    january, february, march = flow(ALL, MONTHS)
    assert [(row.received, row.ended, row.decided, row.done) for row in (january, february, march)] == [
        (2, 0, 0, 0),
        (1, 1, 2, 0),
        (1, 0, 0, 1),
    ]
    assert [(row.all_received, row.all_ended) for row in (january, february, march)] == [(2, 0), (3, 1), (4, 1)]


def test_the_promise_belongs_to_the_month_of_sending():
    january, february, march = flow(ALL, MONTHS)
    assert (january.in_time, february.in_time, march.in_time) == (Share(1, 2), Share(1, 1), Share(0, 0))


def test_a_duration_belongs_to_the_month_in_which_it_ended_beside_what_is_open_at_its_end():
    january, february, march = flow(ALL, MONTHS)
    assert (january.reply, february.reply) == (Delay(2.0, 2, 1, 1), Delay(5.0, 9, 2, 0))
    assert march.reply == Delay(None, None, 0, 1)
    assert (january.triage, february.triage) == (Delay(5.0, 5, 1, 1), Delay(9.0, 9, 1, 1))
    assert february.decision == Delay(24.5, 36, 2, 1)
    assert february.kept == Share(1, 2)
    assert (february.realisation, march.realisation) == (Delay(None, None, 0, 1), Delay(38.0, 38, 1, 0))


def test_what_came_before_the_first_month_is_counted_in_the_sums():
    early = Life(sent=date(2020, 5, 1), ended=date(2020, 6, 1))
    january = flow([early, *ALL], MONTHS)[0]
    assert (january.received, january.all_received, january.all_ended) == (2, 3, 1)


def test_months_without_contributions_are_there():
    assert [row.received for row in flow([], MONTHS)] == [0, 0, 0]
    assert flow([], []) == []


def test_a_cohort_is_followed_to_where_it_stands_today():
    january, february, march = funnel(ALL, MONTHS)
    assert january.reached == [2, 2, 2, 2, 1, 0]
    assert february.reached == [1, 1, 0, 0, 0, 0]
    assert march.reached == [1, 0, 0, 0, 0, 0]
    assert together([january, february, march]) == [4, 3, 2, 2, 1, 0]


def test_a_later_stage_counts_for_those_before_it():
    assert stage_of(Life(sent=date(2026, 1, 1), done=date(2026, 2, 1))) == 4
    assert [stage_of(life) for life in (FRESH, WAITING, REFUSED)] == [0, 1, 3]


def test_an_answer_to_a_feedback_is_its_decision():
    answered = Life(sent=date(2026, 1, 1), replied=date(2026, 1, 2), answered=date(2026, 1, 2))
    assert answered.settled == date(2026, 1, 2)
    assert stage_of(answered) == 3


def test_what_was_sent_outside_these_months_is_in_no_cohort():
    assert [cohort.reached[0] for cohort in funnel([Life(sent=date(2025, 12, 31))], MONTHS)] == [0, 0, 0]
