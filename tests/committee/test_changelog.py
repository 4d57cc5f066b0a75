"""What differs between two versions of an agenda, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committee.changelog import NEWS, Changes, Point, Version, What, carried, changes_between, followed, version_of

START = datetime(2026, 3, 19, 13, 0, tzinfo=UTC)


def agenda(*points, starts_at=START, place="Loire"):
    return Version(starts_at, place, tuple(points))


def point(title, at, block="decision", duration=16, **facts):
    return Point(title, block, duration, at, **facts)


def told(changes):
    return [(str(row.what), row.point.title) for row in changes.rows]


def test_the_same_agenda_changes_nothing():
    one = agenda(point("A", 50), point("B", 66))
    assert not changes_between(one, one)
    assert Changes() == changes_between(one, one)


def test_points_that_come_leave_or_go_to_another_block_are_told():
    before = agenda(point("A", 50), point("B", 66, idea="PKR-2026-0002"))
    after = agenda(point("C", 50), point("B", 66, "big_topic", idea="PKR-2026-0002"))
    changes = changes_between(before, after)
    assert told(changes) == [("added", "C"), ("removed", "A"), ("moved", "B")]


def test_a_contribution_is_the_same_point_under_another_title_and_another_row():
    before = agenda(point("Old", 50, idea="PKR-2026-0001", key=1))
    after = agenda(point("New", 50, idea="PKR-2026-0001", key=9))
    assert told(changes_between(before, after)) == [("title", "New")]


def test_a_subject_is_the_same_by_its_row_and_in_old_versions_by_its_title():
    assert told(changes_between(agenda(point("Old", 50, key=1)), agenda(point("New", 50, key=1)))) == [("title", "New")]
    assert not changes_between(agenda(point("Same", 50)), agenda(point("Same", 50, key=4)))


def test_a_presenter_is_compared_by_who_it_is_where_both_versions_know():
    before = agenda(point("A", 50, presenter="Lea Martin", presenter_id=3))
    assert not changes_between(before, agenda(point("A", 50, presenter="Lea Durand", presenter_id=3)))
    other = agenda(point("A", 50, presenter="Lea Martin", presenter_id=4))
    assert told(changes_between(before, other)) == [("presenter", "A")]


def test_another_duration_another_day_and_another_place_are_told():
    before = agenda(point("A", 50))
    after = agenda(point("A", 50, duration=20), starts_at=START + timedelta(days=7), place="Erdre")
    changes = changes_between(before, after)
    assert (told(changes), changes.moment[1], changes.place) == (
        [("duration", "A")],
        after.starts_at,
        ("Loire", "Erdre"),
    )


def test_an_exchange_inside_a_block_is_told_even_when_no_hour_is_news():
    before = agenda(point("A", 50, "consent", 1), point("B", 51, "consent", 1))
    after = agenda(point("B", 50, "consent", 1), point("A", 51, "consent", 1))
    changes = changes_between(before, after)
    assert (told(changes), changes.reordered) == ([], ("consent",))


@pytest.mark.parametrize(("shift", "news"), [(NEWS - 1, False), (NEWS, True), (-NEWS, True)])
def test_an_hour_is_news_from_five_minutes_on(shift, news):
    changes = changes_between(agenda(point("A", 50)), agenda(point("A", 50 + shift)))
    assert told(changes) == ([("hour", "A")] if news else [])


def test_small_shifts_add_up_and_are_told_once():
    versions = [agenda(point("A", at)) for at in (50, 56, 62, 68)]
    assert [told(changes) for _version, changes in followed(versions)[1:]] == [[], [("hour", "A")], []]


def test_planted_fault_shifts_that_are_forgotten_are_never_told(monkeypatch):
    monkeypatch.setattr("committee.changelog.carried", lambda before, after: after)
    versions = [agenda(point("A", at)) for at in (50, 56, 62, 68)]
    assert [told(changes) for _version, changes in followed(versions)[1:]] == [[], [], []]


def test_old_snapshots_without_hours_are_read_by_their_blocks():
    rows = [
        {"block": block, "title": block, "idea": None, "duration": 16, "presenter": None}
        for block in ("report", "decision", "decision")
    ]
    version = version_of({"starts_at": START.isoformat(), "place": "", "items": rows})
    assert [one.at for one in version.points] == [10, 50, 66]


blocks = st.sampled_from(["report", "consent", "decision", "big_topic"])


def laid_out(rows):
    points, at = [], 0
    for key, (block, duration, presenter) in sorted(rows.items(), key=lambda row: (row[1][0], row[0])):
        points.append(Point(f"T{key}", block, duration, at, key=key, presenter_id=presenter))
        at += duration
    return agenda(*points)


# The first draw reads tables of signs: on a busy machine that takes more than a second, and says nothing of the rule.
ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROWS = st.tuples(blocks, st.integers(1, 30), st.sampled_from([None, 1, 2]))
agendas = st.dictionaries(st.integers(1, 8), ROWS, max_size=6).map(laid_out)


@ANY_SPEED
@given(agendas, agendas)
def test_what_came_and_what_left_is_the_difference_of_both_sets(before, after):
    changes = changes_between(before, after)
    old, new = ({one.key for one in version.points} for version in (before, after))
    assert {row.point.key for row in changes.of(What.ADDED)} == new - old
    assert {row.point.key for row in changes.of(What.REMOVED)} == old - new


@ANY_SPEED
@given(st.lists(agendas, min_size=1, max_size=5))
def test_what_was_heard_of_an_hour_is_never_five_minutes_wrong(versions):
    before = None
    for version in versions:
        before = carried(before, version)
        assert all(abs(one.at - one.last_heard) < NEWS for one in before.points)
