"""The vote of a pole for its candidates: who votes, when, for how many; the count; and that nobody can know it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from committee import ballots, draw
from committee.enums import CallMethod, CallState, Standing
from committee.models import CandidacyCall, Urn, VoteMark
from committee.models.session import house_zone
from committee.selectors import calls_for, electors
from committee.services import candidacies, drawing, electing, mandates
from committee.tasks import keep_mandates
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import MailPreference, Notification, OutgoingMail, Rhythm
from tests.committee.racing import in_thread, read_together, run
from tests.factories import SiteFactory, UserFactory
from tests.factories.committee import MandateFactory, voted_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def people(count, **facts):
    return [UserFactory(**facts) for _each in range(count)]


def put(call, voter, *ballot):
    with later(12):
        return electing.put_ballot(call, by=voter, ballot=list(ballot))


def counted(call):
    with later(16):
        drawing.draw_lots(call)
    return list(call.candidacies.order_by("rank").select_related("person"))


def told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- The days -----------------------------------------------------------------------------------------------


def test_people_apply_then_vote_then_the_votes_are_counted(officer):
    call, _candidates = voted_call(officer, people(2))
    states = {}
    for offset in (0, 10, 11, 15, 16):
        with later(offset):
            states[offset] = call.state
    assert states == {
        0: CallState.OPEN,
        10: CallState.OPEN,
        11: CallState.VOTING,
        15: CallState.VOTING,
        16: CallState.WAITING,
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"votes_until": None}, "votes_until"),
        ({"votes_until": 10}, "votes_until"),
        ({"votes_until": 71, "from_on": 90}, "votes_until"),
        ({"votes_until": 20}, "from_on"),
    ],
)
def test_a_vote_lasts_from_the_last_day_to_apply_until_before_the_mandates(officer, facts, field):
    dated = {name: day(value) if value else None for name, value in facts.items()}
    with pytest.raises(InvalidInput) as refusal:
        voted_call(officer, [], **dated)
    assert refusal.value.field == field


def test_a_call_without_a_vote_has_no_last_day_of_it(officer):
    call, _nobody = voted_call(officer, [], method=CallMethod.DRAW)
    assert (call.votes_until, call.by_vote) == (None, False)


def test_the_database_refuses_a_vote_without_its_days_or_numbers_before_the_count(officer):
    call, (candidate,) = voted_call(officer, people(1))
    put(call, candidate)
    for facts in (
        {"votes_until": None},
        {"votes_until": call.closes_on},
        {"votes_until": call.from_on},
        {"ballots": 3, "enrolled": 9},
        {"settled_at": clock.now(), "seed": "a", "drawn_text": "b", "ballots": 3},
        {"secret": ""},
        {"method": "draw"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CandidacyCall.objects.filter(pk=call.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        VoteMark.objects.create(call=call, person=candidate)


# --- Who votes, and how ---------------------------------------------------------------------------------------


def test_the_people_of_the_pole_vote_and_nobody_else(officer):
    call, (candidate, _other) = voted_call(officer, people(2))
    director, sat, gone = UserFactory(sponsor=True), UserFactory(), UserFactory(is_active=False)
    direction = MandateFactory(person=sat, from_on=day(-90), until_on=day(-1)).college
    seated = MandateFactory(college=call.college).person
    partner, badge = UserFactory(site=SiteFactory(kind="partner")), UserFactory()
    badge.contributor_only = True
    assert direction.code == "direction"
    entitled = set(electors(call))
    assert {officer, candidate, seated} <= entitled
    assert entitled.isdisjoint({director, sat, partner, gone})
    for person in (director, sat, partner, badge):
        with pytest.raises(NotAllowed):
            put(call, person, 1)
    for person in (officer, candidate, seated):
        assert put(call, person, 1) is True


def test_who_may_vote_is_the_same_by_the_statement_and_by_the_permission(officer):
    call, _candidates = voted_call(officer, people(1))
    partner = UserFactory(site=SiteFactory(kind="franchise"))
    MandateFactory(college=call.college, person=partner)
    some = [partner, officer, UserFactory(sponsor=True), UserFactory(site=SiteFactory(kind="partner")), *people(2)]
    by_statement = set(electors(call))
    assert {person for person in some if person.has_perm("committee.elect", call)} == by_statement & set(some)
    assert partner in by_statement


def test_a_ballot_holds_some_of_those_who_stand_each_once_and_no_more_than_there_are_seats(officer):
    call, candidates = voted_call(officer, people(4), seats=2)
    candidacies.withdraw(call, by=candidates[3])
    voter = UserFactory()
    for ballot in ([1, 1], [9], [4], [1, 2, 3]):
        with pytest.raises(InvalidInput) as refusal:
            put(call, voter, *ballot)
        assert refusal.value.field == "ballot"
    assert not VoteMark.objects.exists() and not Urn.objects.exists()
    assert put(call, voter, 1, 3) is True


def test_a_ballot_is_final_and_a_second_one_is_told_so_also_after_the_last_day(officer):
    call, _candidates = voted_call(officer, people(2))
    voter = UserFactory()
    assert [put(call, voter, 1), put(call, voter, 2)] == [True, False]
    with later(16):
        assert electing.put_ballot(call, by=voter, ballot=[2]) is False
        with pytest.raises(TransitionRefused):
            electing.put_ballot(call, by=UserFactory(), ballot=[2])
    sums = electing.opened(Urn.objects.get())
    assert sums == ballots.Sums(1, {1: 1, 2: 0})


@pytest.mark.parametrize("offset", [0, 10, 16])
def test_nobody_votes_before_the_vote_or_after_it(officer, offset):
    call, (candidate,) = voted_call(officer, people(1))
    with later(offset), pytest.raises(TransitionRefused):
        electing.put_ballot(call, by=candidate, ballot=[1])


def test_nobody_votes_in_a_call_by_lots_or_one_that_was_given_up(officer):
    lots, _people = voted_call(officer, people(1), method=CallMethod.DRAW)
    given_up, _people = voted_call(officer, people(1))
    candidacies.cancel_call(given_up, by=officer, reason="Le comité est réformé.")
    for call in (lots, given_up):
        with pytest.raises(TransitionRefused):
            put(call, UserFactory(), 1)


def test_no_more_people_apply_than_a_ballot_can_hold(officer, monkeypatch):
    monkeypatch.setattr(candidacies, "MOST_CANDIDATES", 2)
    call, (one, _other) = voted_call(officer, people(2))
    with pytest.raises(TransitionRefused):
        candidacies.apply(call, by=UserFactory(), letter="Moi aussi.")
    candidacies.apply(call, by=one, letter="Autrement dit.")


# --- The count ------------------------------------------------------------------------------------------------


def test_most_votes_come_first_with_their_numbers_and_everybody_is_answered(officer):
    call, candidates = voted_call(officer, people(4), seats=1, alternates=1)
    voters = people(6)
    for voter, number in zip(voters, (3, 3, 3, 2, 2, 1), strict=True):
        put(call, voter, number)
    rows = counted(call)
    assert [(row.number, row.votes) for row in rows] == [(3, 3), (2, 2), (1, 1), (4, 0)]
    assert [row.standing for row in rows] == ["seated", "alternate", "on_the_list", "on_the_list"]
    call.refresh_from_db()
    assert (call.ballots, call.enrolled, call.state) == (6, electors(call).count(), CallState.SETTLED)
    assert not Urn.objects.exists()
    assert all(told(person)[-1] == "candidacy_answered" for person in candidates)
    assert all(told(voter)[-1] == "candidacy_counted" for voter in voters)
    assert str(rows[0].person) in Notification.objects.filter(kind="candidacy_counted").first().body
    waiting = Notification.objects.get(recipient=rows[2].person, kind="candidacy_answered")
    assert "vote" in waiting.body and "tirage" not in waiting.body


def test_equal_votes_are_decided_by_the_draw_that_anybody_can_do_again(officer):
    call, _candidates = voted_call(officer, people(5))
    for voter in people(5):
        put(call, voter, 4)
    rows = counted(call)
    secret, *lines = CandidacyCall.objects.get().drawn_text.splitlines()
    assert draw.commitment(secret) == call.commitment
    order = [int(place.line[:3]) for place in draw.draw(secret, lines)]
    order.remove(4)
    assert [row.number for row in rows] == [4, *order]
    assert {row.number: row.ticket for row in rows} == {
        int(place.line[:3]): place.ticket for place in draw.draw(secret, lines)
    }


def test_with_fewer_than_five_ballots_the_order_alone_is_said(officer):
    call, _candidates = voted_call(officer, people(2))
    for voter in people(4):
        put(call, voter, 2)
    rows = counted(call)
    assert [(row.number, row.votes) for row in rows] == [(2, None), (1, None)]
    assert CandidacyCall.objects.get().ballots == 4


def test_blank_ballots_count_as_ballots_and_no_ballot_leaves_all_to_the_draw(officer):
    blank, _candidates = voted_call(officer, people(2))
    for voter in people(5):
        put(blank, voter)
    assert [row.votes for row in counted(blank)] == [0, 0]
    nobody, _candidates = voted_call(officer, people(2))
    assert [row.votes for row in counted(nobody)] == [None, None]
    nobody.refresh_from_db()
    assert (nobody.ballots, nobody.state) == (0, CallState.SETTLED)


def test_the_votes_for_who_withdraws_or_is_seated_meanwhile_seat_nobody(officer):
    call, (gone, seated, stays) = voted_call(officer, people(3))
    for voter, number in zip(people(5), (1, 1, 2, 2, 3), strict=True):
        put(call, voter, number)
    with later(13):
        candidacies.withdraw(call, by=gone)
        mandates.give_mandate(seated, call.college, by=officer, from_on=clock.today())
    rows = [row for row in counted(call) if row.rank]
    assert [(row.person, row.standing, row.votes) for row in rows] == [(stays, Standing.SEATED, 1)]


def test_the_waiting_list_of_a_vote_fills_a_seat_that_becomes_free(officer):
    call, _candidates = voted_call(officer, people(3))
    for voter, number in zip(people(5), (1, 1, 1, 2, 2), strict=True):
        put(call, voter, number)
    first, second, _third = counted(call)
    with later(40):
        mandates.end_mandate(first.mandate, by=officer, until_on=clock.today(), reason="Un départ.")
        assert drawing.seat_next(call, by=officer).person == second.person


def test_the_officer_neither_chooses_nor_counts_before_the_last_day(officer):
    call, _candidates = voted_call(officer, people(2))
    with later(12), pytest.raises(TransitionRefused, match="vote"):
        drawing.draw_lots(call, by=officer)
    with later(16):
        with pytest.raises(TransitionRefused):
            drawing.choose_candidates(call, by=officer, seated=[])
        assert drawing.draw_lots(call, by=officer).settled_at is not None


def test_an_urn_that_does_not_hold_one_ballot_a_voter_is_not_counted(officer):
    call, candidates = voted_call(officer, people(2))
    put(call, candidates[0], 1)
    VoteMark.objects.create(call=call, person=UserFactory())
    with later(16), pytest.raises(TransitionRefused, match="2"):
        drawing.draw_lots(call, by=officer)
    assert CandidacyCall.objects.get().settled_at is None


def test_the_sweeper_tells_the_pole_once_and_counts_once(officer):
    call, _candidates = voted_call(officer, people(2))
    voter, director = UserFactory(), UserFactory(sponsor=True)
    with later(10):
        keep_mandates()
    assert told(voter) == []
    for offset in (11, 11, 13):
        with later(offset):
            keep_mandates()
    assert (told(voter), told(director)) == (["candidacy_vote_open"], [])
    put(call, voter, 1)
    with later(15):
        keep_mandates()
    assert CandidacyCall.objects.get().settled_at is None
    for offset in (16, 17):
        with later(offset):
            keep_mandates()
    assert told(voter) == ["candidacy_vote_open", "candidacy_counted"]


def test_the_mail_of_a_vote_does_not_wait_for_a_friday_on_which_it_is_over(officer):
    voter = UserFactory()
    MailPreference.objects.create(person=voter, rhythm=Rhythm.FRIDAY)
    with clock.at(datetime(2026, 3, 4, 9, tzinfo=UTC)):  # the vote lasts from a Sunday to a Thursday
        call, _candidates = voted_call(officer, people(1))
        with later(11):
            keep_mandates()
    mail = OutgoingMail.objects.get(recipient=voter, kind="candidacy_vote_open")
    assert mail.not_before.astimezone(house_zone()).date() < call.votes_until


def test_a_vote_without_candidates_is_told_to_nobody(officer):
    call, _nobody = voted_call(officer, [])
    voter = UserFactory()
    with later(11):
        keep_mandates()
        assert calls_for(voter) == []
    assert told(voter) == []
    with later(16):
        keep_mandates()
    assert CandidacyCall.objects.get(pk=call.pk).state == CallState.SETTLED


def test_who_may_vote_and_has_not_is_shown_it_at_home(officer):
    call, _candidates = voted_call(officer, people(1))
    voter, director = UserFactory(), UserFactory(sponsor=True)
    with later(12):
        assert (calls_for(voter), calls_for(director)) == ([call], [])
        electing.put_ballot(call, by=voter, ballot=[1])
        assert calls_for(voter) == []


# --- Nobody can know it -----------------------------------------------------------------------------------------


def everything():
    """Every row of every table, but what is drawn at random whatever one votes: keys of rows, the sealed text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
                names = [column.name for column in cursor.description]
                rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
                found[model._meta.db_table] = rows
    for row in found["committee_votemark"]:
        del row["id"]
    for row in found["committee_urn"]:
        row["sealed"] = electing.unseal(electing.SEALED, row["sealed"])
    return {table: sorted(map(repr, rows)) for table, rows in found.items()}


class Undone(Exception):
    pass


def two_worlds(officer):
    """Two databases that differ in who voted what, and in nothing else."""
    call, _candidates = voted_call(officer, people(3))
    one, other, third = people(3)
    worlds = []
    for choices in ((1, 2, 3), (2, 3, 1)):
        try:
            with transaction.atomic(), clock.at(clock.now()):
                for voter, number in zip((one, other, third), choices, strict=True):
                    put(call, voter, number)
                worlds.append(everything())
                raise Undone
        except Undone:
            pass
    return worlds


def test_no_row_and_no_order_of_rows_tells_who_voted_what(officer):
    one, other = two_worlds(officer)
    assert len(one["committee_votemark"]) == 3
    assert one == other


def test_planted_fault_ballots_kept_in_the_order_they_came_tell_it(officer, monkeypatch):
    monkeypatch.setattr(
        ballots, "as_text", lambda sums: "\n".join(f"{number} {votes}" for number, votes in sums.votes.items())
    )
    monkeypatch.setattr(
        ballots,
        "from_text",
        lambda text: ballots.Sums(3, {int(number): int(votes) for number, votes in map(str.split, text.split("\n"))}),
    )
    monkeypatch.setattr(
        ballots.Sums,
        "add",
        lambda sums, ballot: sums.votes.update({number: sums.votes.pop(number) + 1 for number in ballot}),
    )
    one, other = two_worlds(officer)
    assert one != other


def test_a_mark_has_no_moment_no_number_and_no_way_to_the_urn():
    assert {field.name for field in VoteMark._meta.get_fields()} == {"id", "call", "person"}
    assert VoteMark._meta.pk.get_internal_type() == "UUIDField"
    assert {field.name for field in Urn._meta.get_fields()} == {"call", "sealed"}


def test_a_call_that_is_given_up_keeps_neither_its_urn_nor_who_voted(officer):
    call, _candidates = voted_call(officer, people(2))
    voter = UserFactory()
    put(call, voter, 1)
    with later(12):
        candidacies.cancel_call(call, by=officer, reason="Le comité est réformé.")
        assert (Urn.objects.count(), VoteMark.objects.count()) == (0, 0)
        with pytest.raises(TransitionRefused):
            electing.put_ballot(call, by=voter, ballot=[1])
    assert "candidacy_cancelled" not in told(voter)


def test_the_urn_is_unreadable_without_the_key_that_is_not_in_the_database(officer, settings):
    call, _candidates = voted_call(officer, people(2))
    before = []
    for voter in people(3):
        put(call, voter, 1)
        before.append(Urn.objects.get().sealed)
    assert len({len(text) for text in before}) == 1
    kept = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the server", []
    with later(16), pytest.raises(TransitionRefused, match="urne scellée"):
        drawing.draw_lots(call, by=officer)
    settings.SECRET_KEY_FALLBACKS = [kept]
    assert counted(call)[0].number == 1


def test_the_lines_of_the_log_do_not_name_who_votes(settings):
    assert not any(
        route.startswith(settings.LOG_PERSON_ROUTES) for route in ("committee:ballot", "api:ballot", "committee:call")
    )


# --- Races ------------------------------------------------------------------------------------------------------


def voted_by_many_at_once():
    """(ballots in the urn, people marked, times one was told “recorded”): each of eight people clicks twice."""
    officer = UserFactory(officer=True)
    call, _candidates = voted_call(officer, people(2))
    recorded, voters = [], people(8)

    def clicks(voter):
        def work():
            try:
                recorded.append(put(call, voter, 1))
            except IntegrityError:  # what the database alone refuses
                recorded.append(None)

        return work

    run([in_thread(clicks(voter)) for _click in range(2) for voter in voters])
    sums = electing.opened(Urn.objects.get())
    return sums.ballots, sums.of(1), VoteMark.objects.count(), recorded.count(True), recorded.count(False)


@pytest.mark.django_db(transaction=True)
def test_however_often_one_clicks_a_ballot_is_counted_once_and_none_is_lost():
    assert voted_by_many_at_once() == (8, 8, 8, 8, 8)


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_lock_of_the_call_ballots_are_lost(monkeypatch):
    unlocked = read_together(lambda call: CandidacyCall.objects.select_related("college").get(pk=call.pk))
    monkeypatch.setattr(electing, "lock_call", unlocked)
    monkeypatch.setattr(electing, "opened", read_together(electing.opened))
    assert voted_by_many_at_once() != (8, 8, 8, 8, 8)


@pytest.mark.django_db(transaction=True)
def test_no_ballot_lands_after_the_count():
    officer = UserFactory(officer=True)
    call, _candidates = voted_call(officer, people(2))
    answers = []

    def votes(voter):
        def work():
            try:
                answers.append(put(call, voter, 1))
            except TransitionRefused:
                answers.append("refused")

        return work

    run([*(in_thread(votes(voter)) for voter in people(8)), in_thread(lambda: counted(call))])
    settled = CandidacyCall.objects.get(pk=call.pk)
    assert settled.ballots == answers.count(True) == VoteMark.objects.count()
    assert not Urn.objects.exists()
