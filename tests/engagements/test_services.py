"""Irritants, promises, steps, proofs and guests: what each service does and refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.links import guest_of, path_of
from parkour.engagements.models import Engagement, Irritant, Proof, Step
from parkour.engagements.reading import said_with_guests, tally, told
from parkour.engagements.services.guests import MOST_GUESTS, answer_guests, close_link, hide_word, say_as_guest
from parkour.engagements.services.irritants import IrritantFacts, put_aside, take_up, write_irritant
from parkour.engagements.services.promises import (
    add_step,
    drop_step,
    mark_step,
    publish_engagement,
    withdraw_engagement,
    write_engagement,
)
from parkour.engagements.services.proving import take_back_proof
from parkour.engagements.standing import Standing, Tally
from parkour.indicators.services.indicators import close_indicator
from parkour.journeys.models import Stage
from parkour.notifications.models import Notification
from tests.engagements.promising import drafted, facts, in_days, invited, irritant, promised, proved
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.indicators.measuring import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_an_irritant_is_noted_corrected_put_aside_with_a_reason_and_taken_up(officer):
    idea = IdeaFactory(officer=officer, opened=True)
    one = irritant(officer, ideas=[idea], words="Chaque service demande la même chose.")
    assert (one.noted_by, list(one.ideas.all())) == (officer, [idea])
    said = IrritantFacts(title="  On rappelle \n sans fin ", attention="employees")
    changed = write_irritant(said, by=officer, irritant=one, version=1)
    assert (changed.title, changed.version, changed.ideas.count()) == ("On rappelle sans fin", 2, 0)
    with pytest.raises(Conflict):
        write_irritant(said, by=officer, irritant=one, version=1)
    with pytest.raises(InvalidInput):
        put_aside(one, why=" ", by=officer)
    put_aside(one, why="Ce n'est pas de notre ressort.", by=officer)
    with pytest.raises(TransitionRefused):
        drafted(officer, about=one)
    assert take_up(one, by=officer).closed_why == ""
    drafted(officer, about=one)
    with pytest.raises(TransitionRefused):
        put_aside(one, why="Finalement non.", by=officer)
    for wrong in ({"title": " "}, {"attention": "nobody"}, {"words": "x" * 2_001}):
        with pytest.raises(InvalidInput):
            irritant(officer, **wrong)
    with pytest.raises(NotAllowed):
        irritant(UserFactory())


def test_what_is_out_of_use_stays_where_it_was_and_is_chosen_nowhere_anew(officer):
    place, series = Stage.objects.first(), filled(officer)
    about = irritant(officer, stage=place)
    one = drafted(officer, about=about, indicator=series)
    Stage.objects.filter(pk=place.pk).update(closed_at=clock.now())
    close_indicator(series, by=officer)
    place, series = fresh(place), fresh(series)
    said = IrritantFacts(title="Les clés", attention="customers", stage=place)
    assert write_irritant(said, by=officer, irritant=about, version=1).stage == place
    assert write_engagement(facts(officer, indicator=series), by=officer, engagement=one, version=1).indicator == series
    with pytest.raises(InvalidInput):
        irritant(officer, stage=place)
    with pytest.raises(InvalidInput):
        drafted(officer, indicator=series)


def test_whoever_answers_for_a_promise_is_told_once_and_again_when_somebody_else_does(officer):
    first, second = UserFactory(), UserFactory()
    one = drafted(officer, first)
    write_engagement(facts(first, sentence="Un appel suffit"), by=officer, engagement=one, version=1)
    write_engagement(facts(second), by=officer, engagement=one, version=2)
    told = Notification.objects.filter(kind="engagement_entrusted").values_list("recipient", flat=True)
    assert sorted(told) == sorted([first.pk, second.pk])
    with pytest.raises(Conflict):
        write_engagement(facts(first), by=officer, engagement=one, version=2)
    partner = UserFactory(site=SiteFactory(kind="partner"))
    for wrong in ({"sentence": ""}, {"due_on": clock.today()}, {"due_on": in_days(4_000)}):
        with pytest.raises(InvalidInput):
            drafted(officer, **wrong)
    with pytest.raises(InvalidInput):
        drafted(officer, partner)


def test_once_promised_the_words_stay_and_the_day_moves_with_a_reason(officer):
    one = promised(officer)
    due = one.due_on
    with pytest.raises(InvalidInput):
        write_engagement(facts(officer, sentence="Deux appels"), by=officer, engagement=one, version=one.version)
    with pytest.raises(InvalidInput):
        write_engagement(facts(officer, due_on=in_days(60)), by=officer, engagement=one, version=one.version)
    later = facts(officer, due_on=in_days(60), why="Le standard arrive en mai.")
    moved = write_engagement(later, by=officer, engagement=one, version=one.version)
    assert (moved.first_due_on, moved.due_on, moved.moved_why) == (due, in_days(60), "Le standard arrive en mai.")
    assert moved.has_moved and moved.standing == Standing.PROMISED


def test_a_promise_goes_on_the_charter_leaves_it_with_a_reason_and_comes_back(officer):
    sponsor, one = UserFactory(sponsor=True), drafted(officer)
    with pytest.raises(NotAllowed):
        publish_engagement(one, by=UserFactory(), version=1)
    with pytest.raises(Conflict):
        publish_engagement(one, by=sponsor, version=2)
    one = publish_engagement(publish_engagement(one, by=sponsor, version=1), by=officer, version=1)
    assert (one.published_by, one.standing, tally()) == (sponsor, Standing.PROMISED, Tally(0, 1, 0))
    with pytest.raises(InvalidInput):
        withdraw_engagement(one, why="", by=sponsor)
    gone = withdraw_engagement(one, why="Le contrat a changé.", by=sponsor)
    assert (gone.standing, tally().total) == (Standing.WITHDRAWN, 0)
    for act in (lambda: proved(one, officer), lambda: add_step(one, words="Former", by=officer)):
        with pytest.raises(TransitionRefused):
            act()
    assert publish_engagement(one, by=officer, version=fresh(one).version).withdrawn_why == ""
    with clock.at(clock.now() + timedelta(days=31)):
        assert tally() == Tally(0, 0, 1)
        late = drafted(officer)
    with clock.at(clock.now() + timedelta(days=90)), pytest.raises(TransitionRefused):
        publish_engagement(late, by=officer, version=1)


def test_a_draft_that_was_given_up_is_promised_only_for_a_day_to_come(officer):
    one = withdraw_engagement(drafted(officer), why="Trop tôt.", by=officer)
    with clock.at(clock.now() + timedelta(days=60)), pytest.raises(TransitionRefused):
        publish_engagement(one, by=officer, version=one.version)
    assert publish_engagement(one, by=officer, version=one.version).standing == Standing.PROMISED


def test_only_a_proof_keeps_a_promise_and_taking_it_back_undoes_that(officer):
    owner, series = UserFactory(), filled(officer)
    one = promised(officer, owner, indicator=series)
    step = add_step(one, words="Former l'accueil", by=owner, due_on=in_days(9))
    mark_step(step, done=True, by=owner)
    assert fresh(one).standing == Standing.PROMISED  # all its steps are done, and it is not kept
    on_the_way = proved(one, owner, keeps=False)
    assert fresh(one).standing == Standing.PROMISED
    proof = proved(one, owner)
    assert (fresh(one).standing, fresh(one).kept_by, tally()) == (Standing.KEPT, proof, Tally(1, 0, 0))
    last = (proof.indicator, proof.numerator, proof.denominator)
    assert last == (series, 84, 100) and proof.starts_on.isoformat() == "2024-12-01"
    with pytest.raises(TransitionRefused):
        proved(one, owner)
    with pytest.raises(TransitionRefused):
        withdraw_engagement(one, why="Non", by=officer)
    with pytest.raises(InvalidInput):
        take_back_proof(proof, why=" ", by=owner)
    taken = take_back_proof(proof, why="Le relevé était faux.", by=owner)
    assert taken.taken_back_why and fresh(one).standing == Standing.PROMISED
    with pytest.raises(TransitionRefused):
        take_back_proof(proof, why="Encore", by=owner)
    (row,) = told([one], owner)
    assert row.last_proof.proof == on_the_way and len(row.proofs) == 2


def test_a_proof_is_of_a_day_that_has_come_and_of_a_promise_that_was_made(officer):
    one = promised(officer)
    for wrong in ({"on": in_days(1)}, {"words": " "}, {"on": date(1900, 1, 1)}):
        with pytest.raises(InvalidInput):
            proved(one, officer, **wrong)
    with pytest.raises(TransitionRefused):
        proved(drafted(officer), officer)
    with pytest.raises(NotAllowed):
        proved(one, UserFactory())
    assert not Proof.objects.exists()


def test_the_database_refuses_a_promise_that_is_kept_without_a_proof(officer):
    one = promised(officer)
    for wrong in ({"kept_at": clock.now()}, {"first_due_on": None}, {"withdrawn_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Engagement.objects.filter(pk=one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Irritant.objects.update(closed_at=clock.now())


def test_a_step_is_done_and_undone_and_taken_away_while_it_is_not_done(officer):
    one = drafted(officer)
    step = add_step(one, words="Former l'accueil", by=officer)
    assert mark_step(mark_step(step, done=True, by=officer), done=True, by=officer).done_on == clock.today()
    with pytest.raises(TransitionRefused):
        drop_step(step, by=officer)
    mark_step(step, done=False, by=officer)
    drop_step(step, by=officer)
    assert not Step.objects.exists()
    for wrong in ({"words": ""}, {"words": "Un", "due_on": clock.today()}):
        with pytest.raises(InvalidInput):
            add_step(one, by=officer, **wrong)
    with pytest.raises(NotAllowed):
        add_step(one, words="Former", by=UserFactory())


def test_a_guest_says_something_until_the_link_is_closed_and_the_owner_is_told(officer):
    owner = UserFactory()
    one = promised(officer, owner)
    guest, other = invited(one, owner), invited(one, officer, name="Un client")
    token = path_of(guest).rstrip("/").rpartition("/")[2]
    assert guest_of(token) == guest and guest_of(token[:-2]) is None and guest_of("1:abc") is None
    word = say_as_guest(guest, text="Et le soir ?")
    answer_guests(one, text="Nous y pensons.", by=owner)
    assert Notification.objects.filter(kind="engagement_guest", recipient=owner).count() == 1
    hide_word(word, by=officer)
    assert [row.word.text for row in said_with_guests(one, for_guests=True)] == ["Nous y pensons."]
    hide_word(word, by=officer, hidden=False)
    rows = said_with_guests(one, for_guests=True)
    assert [(row.name, row.word.is_ours) for row in rows] == [("Association des aidants", False), ("", True)]
    close_link(close_link(guest, by=owner), by=owner)
    assert guest_of(token) is None
    with pytest.raises(NotAllowed):
        say_as_guest(guest, text="Encore")
    live = path_of(other).rstrip("/").rpartition("/")[2]
    with clock.at(clock.now() + timedelta(days=21)):
        assert guest_of(live) is None
    withdraw_engagement(one, why="Le contrat a changé.", by=officer)
    assert guest_of(live) is None
    for act in (
        lambda: invited(one, UserFactory()),
        lambda: answer_guests(one, text="Oui", by=UserFactory()),
        lambda: hide_word(word, by=UserFactory()),
        lambda: close_link(other, by=UserFactory()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_invitation_has_a_name_and_ends_within_a_year(officer):
    one = promised(officer)
    for wrong in ({"name": " "}, {"until": in_days(-1)}, {"until": in_days(400)}):
        with pytest.raises(InvalidInput):
            invited(one, officer, **wrong)
    with pytest.raises(InvalidInput):
        say_as_guest(invited(one, officer), text="  ")
    with pytest.raises(TransitionRefused):  # a draft goes to nobody outside
        invited(drafted(officer), officer)


def test_a_link_opens_no_draft_and_one_past_its_day_leaves_room_for_another(officer):
    one = promised(officer)
    guests = [invited(one, officer, name=f"Invité {number}", until=in_days(1)) for number in range(MOST_GUESTS)]
    with pytest.raises(InvalidInput):
        invited(one, officer)
    with clock.at(clock.now() + timedelta(days=2)):
        assert invited(one, officer).engagement == one
    Engagement.objects.update(published_at=None, first_due_on=None)
    assert guest_of(path_of(guests[0]).rstrip("/").rpartition("/")[2]) is None


def test_a_hidden_name_is_read_in_no_word_about_the_engagement(officer):
    author = UserFactory(first_name="Zébulon", last_name="Quartz")
    idea = IdeaFactory(officer=officer, author=author, shortlisted=True, visibility="name_hidden")
    about = irritant(officer, title="Zébulon attend ses clés", ideas=[idea])
    one = promised(officer, about=about, sentence="Zébulon Quartz a ses clés")
    add_step(one, words="Demander à Zébulon", by=officer, idea=idea)
    one = fresh(one)
    moved = facts(officer, sentence=one.sentence, due_on=in_days(60), why="Zébulon est en congé.")
    write_engagement(moved, by=officer, engagement=one, version=one.version)
    proof = proved(one, officer, words="Zébulon a ses clés.", place="Casier de Zébulon")
    take_back_proof(proof, why="Zébulon les a rendues.", by=officer)
    withdraw_engagement(one, why="Zébulon est parti.", by=officer)

    def said(reader):
        (row,) = told([one], reader)
        texts = [row.sentence, row.irritant, row.moved_why, row.withdrawn_why, *(step.words for step in row.steps)]
        return " ".join([*texts, *(f"{p.words} {p.place} {p.taken_back_why}" for p in row.proofs)])

    for reader in (UserFactory(), None, UserFactory(sponsor=True)):
        assert "Zébulon" not in said(reader) and "Quartz" not in said(reader)
    assert said(officer).count("Zébulon") == 8
    (row,) = told([one], None)
    assert row.steps[0].idea is None  # somebody from outside is led to no contribution
