"""Re-scoring three references in a cycle: blind, one by one, then beside the consensus. It counts nowhere else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from committee.services.conduct import close_session
from ideas.calibrating import calibration_is_due, calibration_of, current_cycle
from ideas.calibration import LONGEST
from ideas.models import Assessment, CalibrationCycle, CalibrationScore, Idea
from ideas.ratings import pairs_since, ratings_for
from ideas.services.calibrating import begin_cycle, calibrate
from ideas.services.reference_ideas import make_reference, retire_reference
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem
from tests.factories import UserFactory, open_session_with
from tests.ideas.referring import LEVELS, reference

pytestmark = pytest.mark.django_db
PAGE = "/triage/calibration/"
OTHER = {"policy": 5, "novelty": 2, "impact": 2, "effort": 2}
TYPED = {name: str(level) for name, level in OTHER.items()}


@pytest.fixture
def rater():
    return UserFactory(reviewer=True, locale="en")


@pytest.fixture
def four():
    """References of which three are drawn."""
    return [reference() for _number in range(4)]


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def give_all(person, **levels):
    for row in calibration_of(person).drawn:
        calibrate(row, by=person, **LEVELS | levels)
    return calibration_of(person)


def url(row):
    return reverse("ideas:calibrate", args=[row.idea.reference])


# --- Cycles and the draw --------------------------------------------------------------------------------------


def test_a_session_that_is_closed_begins_a_cycle():
    room = open_session_with()
    assert CalibrationCycle.objects.count() == 0
    close_session(room.session, by=room.chair)
    assert current_cycle() == CalibrationCycle.objects.get().started_on == clock.today()


def test_a_cycle_begins_once_a_day_and_lasts_sixty_days_without_another():
    begin_cycle(), begin_cycle()
    began = CalibrationCycle.objects.get().started_on
    with clock.at(timezone.now() + LONGEST + timedelta(days=1)):
        assert current_cycle() == began + LONGEST


def test_three_are_drawn_and_never_what_one_wrote(rater):
    own = reference(author=rater)
    for _number in range(2):
        reference()
    found = calibration_of(rater)
    assert (found.is_enough, found.available, found.next) == (False, 2, None)
    reference()
    found = calibration_of(rater)
    assert (found.is_enough, len(found.drawn), own in found.drawn) == (True, 3, False)


def test_the_next_cycle_begins_with_the_one_that_was_left_out(rater, four):
    first = give_all(rater)
    left_out = next(row for row in four if row not in first.drawn)
    with clock.at(timezone.now() + LONGEST):
        following = calibration_of(rater)
        assert (following.drawn[0], following.given, following.is_complete) == (left_out, {}, False)


def test_what_was_given_stays_though_its_reference_is_retired_before_the_others(rater, four):
    given = calibration_of(rater).next
    calibrate(given, by=rater, **LEVELS)
    retire_reference(given.idea, by=UserFactory(officer=True))
    found = calibration_of(rater)
    assert given in found.drawn and len(found.drawn) == 3 and set(found.given) == {given.pk}


# --- Saving ---------------------------------------------------------------------------------------------------


def test_until_the_last_one_a_level_is_given_again_and_then_it_stays(rater, four):
    first = calibration_of(rater).drawn[0]
    calibrate(first, by=rater, **LEVELS)
    calibrate(first, by=rater, **OTHER)
    assert CalibrationScore.objects.get().policy == 5
    give_all(rater)
    with pytest.raises(TransitionRefused):
        calibrate(first, by=rater, **OTHER)
    assert CalibrationScore.objects.get(reference=first).policy == 4


def test_only_what_was_drawn_is_taken_and_only_of_those_who_rate(rater, four):
    drawn = calibration_of(rater).drawn
    with pytest.raises(TransitionRefused):
        calibrate(next(row for row in four if row not in drawn), by=rater, **LEVELS)
    for person in (UserFactory(), UserFactory(sponsor=True), UserFactory(admin=True)):
        with pytest.raises(NotAllowed):
            calibrate(drawn[0], by=person, **LEVELS)
    with pytest.raises(InvalidInput):
        calibrate(drawn[0], by=rater, policy=9, novelty=1, impact=1, effort=1)
    with pytest.raises(InvalidInput):
        calibrate(drawn[0], by=rater, policy=4)
    assert CalibrationScore.objects.count() == 0


def test_it_changes_no_level_and_counts_for_no_agreement(rater, four):
    facts = ("priority", "value", "level_impact", "raters", "version", "sealed")
    before = list(Idea.objects.order_by("pk").values_list(*facts)), Assessment.objects.count(), ratings_for(rater)
    give_all(rater, impact=1)
    after = list(Idea.objects.order_by("pk").values_list(*facts)), Assessment.objects.count(), ratings_for(rater)
    assert after == before
    assert pairs_since(timezone.now() - timedelta(days=365)) == []


def test_the_mean_gap_tells_nothing_of_a_cycle_that_is_not_ended(rater, four):
    for row in calibration_of(rater).drawn[:2]:
        calibrate(row, by=rater, **OTHER)
    assert calibration_of(rater).deviations == {}
    found = give_all(rater, impact=3).deviations
    assert {name: (one.mean, one.n) for name, one in found.items()} == {
        "policy": (0, 3),
        "novelty": (0, 3),
        "impact": (-1, 3),
        "effort": (0, 3),
    }


def test_the_gap_is_measured_from_the_levels_that_the_reference_has_today(rater, four):
    row = give_all(rater).drawn[0]
    make_reference(row.idea, by=UserFactory(officer=True), impact=1, because="Revu.")
    assert calibration_of(rater).deviations["impact"].mean == 1


# --- The page -------------------------------------------------------------------------------------------------


def test_the_page_asks_one_after_the_other_then_says_how_far_one_is(rater, four, signed_in):
    desk = signed_in(rater)
    for number in (1, 2, 3):
        row = calibration_of(rater).next
        html = text(desk.get(PAGE))
        assert f"Reference {number} of 3" in html and row.idea.reference in html
        assert "checked" not in html and "Consensus" not in html
        answer = desk.post(url(row), TYPED)
        assert (answer.status_code, answer.url) == (303, PAGE)
    html = text(desk.get(PAGE))
    assert "All three are given" in html and "Levels saved: 3 of 3." in html
    assert html.count("one level above") == 3 and html.count("2 levels below") == 3
    assert html.count("as the consensus") == 6
    assert "My mean gap to the consensus" in html and "+1.0" in html and "-2.0" in html
    assert "Not enough double ratings (0/30)" in html


def test_the_one_before_is_given_again_and_nothing_is_filled_in(rater, four, signed_in):
    desk, row = signed_in(rater), calibration_of(rater).next
    desk.post(url(row), TYPED)
    html = text(desk.get(PAGE))
    assert "Give the levels of the one before again" in html and url(row) in html
    html = text(desk.get(url(row)))
    assert "Reference 1 of 3" in html and "checked" not in html
    assert desk.post(url(row), TYPED | {"policy": "1"}).status_code == 303
    assert CalibrationScore.objects.get().policy == 1


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(rater, four, signed_in):
    row = calibration_of(rater).next
    html = text(signed_in(rater).post(url(row), TYPED | {"novelty": ""}), 422)
    assert "Give a level to" in html and html.count(" checked") == 3


def test_too_few_references_are_said_with_their_number(rater, signed_in):
    reference()
    html = text(signed_in(rater).get(PAGE))
    assert "Not enough reference ideas (1/3)" in html and "Not enough double ratings (0/30)" in html


def test_the_consensus_is_on_no_page_of_the_calibration_before_the_end(rater, four, signed_in):
    """Neither in the examples beside the anchors, nor in words, nor by the API."""
    desk = signed_in(rater)
    first, second, _third = calibration_of(rater).drawn
    calibrate(first, by=rater, **OTHER)
    for address in (PAGE, url(first), url(second)):
        html = text(desk.get(address))
        assert "Example:" not in html and "one level above" not in html
    told = Program(rater).asks("triage/calibration/").json()
    assert [(row["mine"], row["consensus"]) for row in told["references"]] == [(None, None)] * 3


def test_planted_fault_at_the_end_the_same_places_tell_it(rater, four, signed_in):
    give_all(rater, policy=5)
    assert "one level above" in text(signed_in(rater).get(PAGE))
    told = Program(rater).asks("triage/calibration/").json()
    assert {row["consensus"]["policy"] for row in told["references"]} == {4}


def test_it_is_for_those_who_rate(four, signed_in):
    row = calibration_of(UserFactory(reviewer=True)).next
    for person in (UserFactory(), UserFactory(sponsor=True), UserFactory(admin=True), UserFactory(facilitator=True)):
        desk = signed_in(person)
        assert (desk.get(PAGE).status_code, desk.get(url(row)).status_code) == (404, 404)
        assert desk.post(url(row), TYPED).status_code == 404


def test_the_day_reminds_of_it_until_it_is_done(rater, four, signed_in):
    officer = UserFactory(officer=True, locale="en")
    for person in (rater, officer):
        desk = signed_in(person)
        assert (calibration_is_due(person), PAGE in text(desk.get("/"))) == (True, True)
        give_all(person)
        assert (calibration_is_due(person), PAGE in text(desk.get("/"))) == (False, False)
    assert PAGE not in text(signed_in(UserFactory()).get("/"))


def test_without_three_references_the_day_asks_for_nothing(rater, signed_in):
    reference(), reference(), reference(author=rater)
    assert not calibration_is_due(rater)
    assert PAGE not in text(signed_in(rater).get("/"))


# --- API ------------------------------------------------------------------------------------------------------


def test_the_api_takes_levels_one_after_the_other(rater, four):
    program = Program(rater)
    told = program.asks("triage/calibration/").json()
    assert (told["complete"], told["available"], told["deviations"]) == (False, 4, [])
    for row in told["references"]:
        answer = program.puts(f"triage/calibration/{row['reference']}/", OTHER)
    assert answer.json()["complete"]
    assert answer.json()["references"][0]["mine"] == OTHER
    assert {"criterion": "impact", "mean": -2.0, "levels": 3} in answer.json()["deviations"]
    is_problem(program.puts(f"triage/calibration/{told['references'][0]['reference']}/", OTHER), 409)
    left_out = next(row for row in four if row.idea.reference not in {one["reference"] for one in told["references"]})
    assert program.puts(f"triage/calibration/{left_out.idea.reference}/", OTHER).status_code == 404


def test_a_reference_that_is_drawn_no_more_leads_to_the_page_with_a_sentence(rater, four, signed_in):
    left = next(row for row in four if row not in calibration_of(rater).drawn)
    client = signed_in(rater)
    for answer in (client.get(url(left), follow=True), client.post(url(left), TYPED, follow=True)):
        assert answer.redirect_chain[0][0] == PAGE
        assert "This reference is not one of those that you re-score in this cycle." in text(answer)
    assert not CalibrationScore.objects.exists()
    own = reference()
    own.idea.authorships.update(person=rater)
    for unknown in (url(own), "/triage/calibration/AM-9999/"):
        assert client.get(unknown).status_code == 404
