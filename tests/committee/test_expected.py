"""Who may be expected, from what members said: counted per pole, recused members and proxies in their place."""

import pytest

from committee.expected import Outlook, Word, expected_by_pole, poles_lost


def pole(*said, holders=None):
    """One pole whose members 0, 1, 2… said so."""
    return [Word(n, "employees", word, (holders or {}).get(n)) for n, word in enumerate(said)]


def of(words, recused=frozenset()):
    return expected_by_pole(words, recused)["employees"]


def test_who_said_yes_or_remotely_is_sure_and_who_said_nothing_could_come():
    row = of(pole("yes", "remote", "", "no"))
    assert (row.seats, row.sure, row.silent, row.possible, row.needed) == (4, 2, 1, 3, 2)


@pytest.mark.parametrize(
    ("said", "outlook"),
    [
        (("", "", ""), Outlook.FINE),
        (("", "", "no"), Outlook.TIGHT),
        (("yes", "yes", "yes", "no"), Outlook.FINE),
        (("yes", "no", "no"), Outlook.LOST),
        (("no", "no"), Outlook.NOBODY),
        (("",), Outlook.FINE),
    ],
)
def test_the_outlook_of_a_quorum_takes_the_silent_as_coming(said, outlook):
    assert of(pole(*said)).outlook == outlook


def test_a_proxy_counts_as_far_as_its_holder_comes_and_votes():
    held = pole("no", "yes", "no", holders={0: 1})
    assert (of(held).sure, of(held).outlook) == (2, Outlook.TIGHT)
    assert of(pole("no", "no", "yes", holders={0: 1})).sure == 1
    assert of(pole("no", "", "no", holders={0: 1})).silent == 2
    assert of(held, recused={1}).possible == 0  # nobody votes on what they wrote, in any name


def test_a_proxy_counts_in_its_own_pole_only():
    words = [Word(1, "direction", "yes"), Word(2, "employees", "no", holder=1)]
    assert expected_by_pole(words)["employees"].possible == 0


def test_recused_members_leave_both_sides_of_the_quorum():
    row = of(pole("yes", "", "no"), recused={0})
    assert (row.seats, row.recused, row.needed, row.possible, row.may_vote) == (3, 1, 1, 1, True)
    assert not of(pole("yes", "yes"), recused={0, 1}).may_vote


def test_a_pole_is_lost_by_recusals_only_when_it_could_vote_without_them():
    able, unable = pole("yes", "yes", "no", "no"), pole("yes", "no", "no")
    assert (poles_lost(able, {0}), poles_lost(able, {0, 1})) == (("employees",), ("employees",))
    assert (poles_lost(able, {2}), poles_lost(able, {7}), poles_lost(able, set())) == ((), (), ())
    assert poles_lost(unable, {0}) == ()  # it has no quorum whatever is discussed


def test_a_pole_without_members_is_not_told():
    assert expected_by_pole([]) == {}
