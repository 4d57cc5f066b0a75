from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.calendar import (
    MAX_GAP,
    MIN_GAP,
    ConflictCode,
    Severity,
    conflicts,
    next_session_date,
    retro_planning,
    rule_dates,
    session_dates,
    session_start,
)
from parkour.organisation.working_days import is_public_holiday, is_working_day_in

REGIONS = ("FR", "FR-57")

PARIS = "Europe/Paris"


def test_golden_dates_of_2026_and_2027():
    assert session_dates(2026, 2027) == (
        date(2026, 1, 15),
        date(2026, 3, 19),
        date(2026, 5, 21),
        date(2026, 7, 2),
        date(2026, 9, 17),
        date(2026, 11, 19),
        date(2027, 1, 21),
        date(2027, 3, 18),
        date(2027, 5, 20),
        date(2027, 7, 1),
        date(2027, 9, 16),
        date(2027, 11, 18),
    )


def test_july_meets_on_its_first_thursday():
    assert [d for d in rule_dates(2025, 2027) if d.month == 7] == [
        date(2025, 7, 3),
        date(2026, 7, 2),
        date(2027, 7, 1),
    ]


def test_twelve_years_have_six_sessions_each_on_working_thursdays_well_spaced():
    dates = session_dates(2024, 2035)
    assert len(dates) == 72
    assert {d.weekday() for d in dates} == {3}
    assert [d for d in dates if not is_working_day_in(d, REGIONS)] == []
    assert [(a, b) for a, b in pairwise(dates) if not MIN_GAP <= (b - a).days <= MAX_GAP] == []


def test_a_rule_date_on_ascension_day_moves_to_the_thursday_before():
    assert date(2034, 5, 18) in rule_dates(2034, 2034)
    assert is_public_holiday(date(2034, 5, 18))
    assert next_session_date(date(2034, 3, 17), previous=date(2034, 3, 16)) == date(2034, 5, 11)
    assert next_session_date(date(2034, 5, 11), previous=date(2034, 5, 11)) == date(2034, 7, 6)


def test_without_a_working_thursday_the_nearest_tuesday_or_wednesday_is_taken():
    thursdays = [date(2034, 5, 11), date(2034, 5, 25)]
    moved = next_session_date(date(2034, 3, 17), previous=date(2034, 3, 16), closures=thursdays)
    assert moved == date(2034, 5, 17)


def test_a_bridge_day_is_taken_only_when_there_is_no_other():
    # 16 May is 80 days away and 9 May is Ascension Day: only Tuesday 7 May, a bridge day, is left.
    assert next_session_date(date(2024, 3, 1), previous=date(2024, 2, 26)) == date(2024, 5, 7)
    # One day later, Tuesday 14 May is free of any warning, though no nearer than others.
    assert next_session_date(date(2024, 3, 1), previous=date(2024, 2, 27)) == date(2024, 5, 14)


def test_a_closure_alone_does_not_move_the_date_of_the_rule():
    assert next_session_date(date(2026, 2, 1), closures=[date(2026, 3, 19)]) == date(2026, 3, 19)


def test_the_next_session_is_strictly_after_the_given_day():
    assert next_session_date(date(2026, 3, 18)) == date(2026, 3, 19)
    assert next_session_date(date(2026, 3, 19)) == date(2026, 5, 21)
    assert next_session_date(date(2026, 12, 31)) == date(2027, 1, 21)


def test_a_late_session_pushes_the_next_one_to_42_days():
    # Held on 9 April instead of 19 March: 21 May is exactly 42 days later and stays.
    assert next_session_date(date(2026, 4, 9), previous=date(2026, 4, 9)) == date(2026, 5, 21)
    # Held on 14 April: 21 May is too soon, 28 May is the nearest working Thursday.
    assert next_session_date(date(2026, 4, 14), previous=date(2026, 4, 14)) == date(2026, 5, 28)
    # Held on 30 April: no day near 21 May is far enough, July keeps its date.
    assert next_session_date(date(2026, 4, 30), previous=date(2026, 4, 30)) == date(2026, 7, 2)


def test_when_the_last_session_is_long_ago_the_first_date_of_the_rule_is_taken():
    assert next_session_date(date(2026, 8, 1), previous=date(2026, 1, 15)) == date(2026, 9, 17)


def test_the_session_after_one_already_planned_keeps_its_distance():
    assert next_session_date(date(2026, 2, 1), previous=date(2026, 5, 21)) == date(2026, 7, 2)


def test_a_previous_session_out_of_sight_is_refused():
    with pytest.raises(ValueError, match="check the previous session"):
        next_session_date(date(2026, 2, 1), previous=date(2031, 5, 21))


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2035, 6, 30)), st.integers(0, 120))
def test_a_proposed_day_is_never_a_public_holiday_and_never_too_soon(after, since):
    previous = after - timedelta(days=since)
    day = next_session_date(after, previous=previous)
    assert day > after
    assert is_working_day_in(day, REGIONS)
    assert (day - previous).days >= MIN_GAP
    assert [c for c in conflicts(day, REGIONS) if c.severity is Severity.FORBIDDEN] == []


def test_the_session_starts_at_14_local_in_winter_and_in_summer():
    assert session_start(date(2026, 1, 15), PARIS) == datetime(2026, 1, 15, 13, tzinfo=UTC)
    assert session_start(date(2026, 7, 2), PARIS) == datetime(2026, 7, 2, 12, tzinfo=UTC)
    assert {session_start(d, PARIS).hour for d in session_dates(2024, 2035)} == {14}


def codes(day, **options):
    return [(c.code, c.severity, c.regions) for c in conflicts(day, **options)]


def test_a_public_holiday_is_forbidden_and_names_its_regions():
    both = (ConflictCode.PUBLIC_HOLIDAY, Severity.FORBIDDEN, ("FR", "FR-57"))
    moselle = (ConflictCode.PUBLIC_HOLIDAY, Severity.FORBIDDEN, ("FR-57",))
    assert codes(date(2026, 5, 14)) == [both]
    assert codes(date(2026, 4, 3)) == [moselle]
    assert codes(date(2026, 4, 3), regions=("FR",)) == []


def test_a_bridge_day_is_a_warning():
    bridge = (ConflictCode.BRIDGE_DAY, Severity.WARNING, ("FR", "FR-57"))
    assert codes(date(2026, 5, 15)) == [bridge]  # Friday after Ascension Day
    assert codes(date(2026, 7, 13)) == [bridge, (ConflictCode.SUMMER, Severity.WARNING, ())]
    assert codes(date(2026, 11, 12)) == [bridge]  # Thursday and Friday after a holiday on Wednesday
    assert codes(date(2026, 11, 10)) == [bridge]
    assert codes(date(2026, 5, 26)) == []  # Tuesday after Whit Monday, four days left to the weekend


def test_weekends_closures_and_the_summer_are_warnings():
    assert codes(date(2026, 6, 6)) == [(ConflictCode.WEEKEND, Severity.WARNING, ())]
    closed = date(2026, 12, 29)
    assert codes(closed, closures=[closed]) == [
        (ConflictCode.CLOSURE, Severity.WARNING, ()),
        (ConflictCode.SCHOOL_HOLIDAYS, Severity.WARNING, ()),
    ]
    assert codes(date(2026, 8, 20)) == [(ConflictCode.SUMMER, Severity.WARNING, ())]
    assert codes(date(2026, 7, 2)) == []
    assert codes(date(2026, 9, 1)) == []


def test_every_conflict_has_words():
    assert [c.label is not None for c in ConflictCode] == [True] * 6
    assert conflicts(date(2026, 8, 20))[0].label is ConflictCode.SUMMER.label


def test_golden_retro_planning_of_an_ordinary_session():
    assert [(m.key, m.date) for m in retro_planning(date(2026, 3, 19))] == [
        ("planning_opens", date(2026, 2, 12)),
        ("review_cutoff", date(2026, 2, 26)),
        ("convocation", date(2026, 3, 4)),
        ("agenda_released", date(2026, 3, 9)),
        ("file_sent", date(2026, 3, 12)),
        ("reminder", date(2026, 3, 17)),
        ("consultation_closes", date(2026, 3, 18)),
        ("session", date(2026, 3, 19)),
        ("authors_answered", date(2026, 3, 20)),
        ("minutes_published", date(2026, 3, 23)),  # T+2 is a Saturday
        ("tacit_approval", date(2026, 3, 26)),
        ("action_check", date(2026, 4, 20)),  # T+30 is a Saturday
        ("next_session", date(2026, 5, 18)),
    ]


def test_the_retro_planning_avoids_holidays_away_from_the_session():
    plan = {m.key: m.date for m in retro_planning(date(2026, 5, 21))}
    assert plan["file_sent"] == date(2026, 5, 13)  # T-7 is Ascension Day
    assert plan["minutes_published"] == date(2026, 5, 26)  # T+2 a Saturday, then Whit Monday
    assert plan["tacit_approval"] == date(2026, 5, 29)


@settings(deadline=None)
@given(st.sampled_from(session_dates(2024, 2035)))
def test_a_retro_planning_is_in_order_and_on_working_days(day):
    plan = retro_planning(day)
    assert [m.offset for m in plan] == sorted(m.offset for m in plan)
    assert [m.date for m in plan] == sorted(m.date for m in plan)
    assert [m for m in plan if not is_working_day_in(m.date, ("FR",))] == []
    assert [m for m in plan if m.offset < 0 and (m.date - day).days > m.offset] == []
    assert [m for m in plan if m.offset > 0 and (m.date - day).days < m.offset] == []
