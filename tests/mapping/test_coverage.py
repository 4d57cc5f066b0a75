"""How far interviews reach, by hand."""

from parkour.journeys.coverage import Reach, whole


def test_the_share_is_of_the_people_there_are_rounded_down_and_never_above_all():
    assert [Reach(people, 0, heard).share for people, heard in ((0, 5), (30, 0), (30, 9), (30, 10), (3, 4))] == [
        None, 0, 30, 33, 100,
    ]  # fmt: skip
    assert [Reach(30, 0, heard).is_enough for heard in (9, 10)] == [False, True]


def test_whoever_was_heard_had_been_asked():
    assert Reach(30, 2, 5).asked_at_least == 5 and Reach(30, 12, 5).asked_at_least == 12


def test_together_counts_each_stage_once_and_those_of_no_known_stage():
    assert whole([Reach(30, 12, 5), Reach(10, 1, 2), Reach(heard=3)]) == Reach(40, 17, 10)
    assert whole([]).share is None
