"""Forty voters in front of the real product, everybody clicking twice, processes killed; then each fault, planted."""

import pytest

from tests.load.crowd import gather
from tests.load.house import House
from tests.load.voting_once import Interference, vote_past_the_deadline, vote_secretly, vote_twice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]
VOTERS = 40
KILLED_AFTER, CLOSED_AFTER = VOTERS // 2, 3 * VOTERS  # answers, of four that each of them gets


@pytest.fixture
def crowd():
    return gather(VOTERS)


@pytest.fixture
def house(tmp_path):
    """`house(**how)` is the product, started; it is ended after the test."""
    running = []

    def start(*, worker=False, **how):
        running.append(House(tmp_path, **how))
        return running[-1].start() if worker else running[-1].start_web()

    yield start
    for one in running:
        one.stop()


def voting(house, crowd, kill=None):
    meanwhile = Interference(KILLED_AFTER, kill) if kill else None
    return vote_twice(house.url, crowd, seed=1, closes_after=CLOSED_AFTER, meanwhile=meanwhile)


def test_nothing_is_lost_double_half_or_late_whoever_closes_clicks_twice_waits_or_is_killed(house, crowd):
    running = house(workers=2, worker=True)
    two_windows = vote_secretly(running.url, crowd, seed=1)
    assert (two_windows.faults, two_windows.ballots) == ({}, VOTERS)

    past_the_deadline = vote_past_the_deadline(running.url, crowd, seed=1)
    assert (past_the_deadline.faults, past_the_deadline.ballots) == ({}, 0)
    assert past_the_deadline.heard.choices == dict.fromkeys(crowd.people)

    for kill in (None, running.kill_web, running.kill_worker):
        outcome = voting(running, crowd, kill)
        assert outcome.faults == {}
        assert 0 < outcome.ballots <= VOTERS
        assert set(outcome.heard.choices) == set(crowd.people)


def test_a_process_that_dies_between_a_ballot_and_its_mark_leaves_neither_and_the_click_sent_again_counts(house, crowd):
    outcome = voting(house(dies_at=10), crowd)
    assert outcome.heard.again > 0
    assert outcome.faults == {}


# --- Each rule, taken away ------------------------------------------------------------------------------------------


def test_ballots_that_wait_in_memory_are_lost_with_their_process(house, crowd):
    running = house(fault="in_memory")
    assert voting(running, crowd, running.kill_web).faults["lost"]


def test_ballots_left_to_the_worker_are_lost_with_it(house, crowd):
    running = house(fault="left_to_the_worker", worker=True)
    assert voting(running, crowd, running.kill_worker).faults["lost"]


def test_without_a_transaction_a_process_that_dies_leaves_half_a_vote(house, crowd):
    outcome = voting(house(fault="without_transaction", dies_at=10), crowd)
    assert outcome.faults


def test_without_the_lock_of_the_roll_two_windows_are_two_ballots(house, crowd):
    assert vote_secretly(house(fault="without_lock_of_the_roll").url, crowd, seed=1).faults["double"]


def test_a_deadline_compared_with_an_hour_read_before_the_lock_lets_late_ballots_count(house, crowd):
    outcome = vote_past_the_deadline(house(fault="hour_read_before_the_lock").url, crowd, seed=1)
    assert outcome.faults["late"]
