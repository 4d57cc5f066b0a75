"""What an action brings: typed, an estimate until it is measured, never more than what was said."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from ideas.enums import GainKind
from ideas.gains import by_kind, effect_with, say_amount, say_gain, say_proof
from ideas.gains_seen import gains_for
from ideas.models import Action, Gain, IdeaEvent
from ideas.services.follow_up import abandon_work, confirm_done, start_work
from ideas.services.gains import MOST_GAINS, add_gain, measure_gain, remove_gain
from ideas.telling_back import drafts_for
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.factories import UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def action():
    owner = UserFactory(locale="en")
    return Action.objects.get(idea=start_work(decided(owner=owner), by=owner))


def gained(action, **facts):
    return add_gain(action, by=action.owner, **{"kind": "time", "words": "Aux aides à domicile."} | facts)


@pytest.mark.parametrize(
    ("kind", "amount", "per", "said"),
    [
        ("time", "2", "week", "2 h a week"),
        ("time", "2.5", "month", "2.50 h a month"),
        ("money", "1200", "once", "€1,200 once"),
    ],
)
def test_an_amount_is_said_with_its_unit_and_its_period(kind, amount, per, said):
    with translation.override("en"):
        assert say_amount(kind, Decimal(amount), per) == said


def test_without_an_amount_the_words_are_enough():
    assert say_amount("comfort", None, "") == ""


def test_what_is_told_of_an_effect_holds_as_many_whole_gains_as_there_is_room_for():
    with translation.override("en"):
        one, other = say_gain("time", "2 h a week", "Aux aides à domicile."), say_gain("comfort", "", "Moins de bruit")
    assert one == "Time given back, 2 h a week: Aux aides à domicile."
    assert effect_with("Mieux.", [one, other], 300) == f"Mieux. {one} {other}"
    assert effect_with("Mieux.", [one, other], len(f"Mieux. {one}")) == f"Mieux. {one}"
    assert (effect_with("", [one], 20), effect_with("Mieux.", [], 3)) == ("", "Mie")


def test_the_words_for_everybody_begin_with_what_was_measured_and_with_no_estimate(action, officer, signed_in):
    measure_gain(
        gained(action, amount=Decimal(2), per="week"), by=officer, how="Relevé.", amount=Decimal(3), per="week"
    )
    gained(action, kind="comfort", words="Moins de bruit.")
    html = signed_in(officer).get(action.get_absolute_url()).content.decode()
    assert 'value="Time given back, 3 h a week: Aux aides à domicile."' in html
    confirm_done(action.idea, by=officer, evidence="C'est posé.")
    [draft] = drafts_for(officer)[0]
    assert draft.words["effect"].endswith("Aux aides à domicile.") and "bruit" not in draft.words["effect"]


def test_a_gain_is_an_estimate_until_the_officer_says_how_it_was_measured(action, officer):
    gain = gained(action, amount=Decimal(2), per="week")
    with translation.override("en"):
        assert gain.proof == say_proof(False) == "Estimated"
        measured = measure_gain(gain, by=officer, how="Relevé de six semaines.", amount=Decimal("1.5"), per="week")
        assert (measured.proof, measured.said) == ("Measured", "1.50 h a week")
    assert (measured.measured_by, measured.words) == (officer, "Aux aides à domicile.")


def test_only_time_and_money_have_an_amount_above_nothing_with_a_period(action):
    for facts, field in (
        ({"kind": "comfort", "amount": Decimal(2), "per": "week"}, "amount"),
        ({"amount": Decimal(0), "per": "week"}, "amount"),
        ({"amount": Decimal("NaN"), "per": "week"}, "amount"),
        ({"amount": Decimal(2), "per": ""}, "per"),
        ({"kind": "joy"}, "kind"),
        ({"words": " "}, "words"),
    ):
        with pytest.raises(InvalidInput) as refused:
            gained(action, **facts)
        assert refused.value.field == field
    assert Gain.objects.count() == 0


def test_every_kind_may_be_said_in_words_alone(action):
    for kind in GainKind.values:
        gained(action, kind=kind)
    assert list(Gain.objects.values_list("kind", "amount", "per")) == [(kind, None, "") for kind in GainKind.values]


def test_owner_and_officer_write_gains_and_the_officer_alone_measures(action, officer):
    with pytest.raises(NotAllowed):
        add_gain(action, by=UserFactory(), kind="time", words="À moi.")
    gain = gained(action)
    with pytest.raises(NotAllowed):
        measure_gain(gain, by=action.owner, how="Je l'ai vu.")
    assert add_gain(action, by=officer, kind="quality", words="Moins de retards.").by == officer


def test_what_was_measured_is_removed_by_the_officer_alone(action, officer):
    estimate, measured = gained(action), gained(action)
    measure_gain(measured, by=officer, how="Relevé de six semaines.")
    remove_gain(estimate, by=action.owner)
    with pytest.raises(NotAllowed):
        remove_gain(measured, by=action.owner)
    remove_gain(measured, by=officer)
    assert Gain.objects.count() == 0
    with pytest.raises(TransitionRefused):
        remove_gain(measured, by=officer)


def test_an_action_that_is_given_up_brings_nothing_and_no_action_brings_without_end(action, officer):
    for _ in range(MOST_GAINS):
        gained(action)
    with pytest.raises(TransitionRefused):
        gained(action)
    Gain.objects.all().delete()
    abandon_work(action.idea, by=officer, reason="Le besoin a disparu.")
    with pytest.raises(TransitionRefused):
        gained(action)


def test_the_page_of_the_action_takes_shows_and_measures_a_gain(action, officer, signed_in):
    client = signed_in(officer)
    step = reverse("ideas:action_step", args=[action.idea.reference, "gain"])
    sent = {"kind": "time", "words": "Aux aides à domicile.", "amount": "2", "per": "week"}
    assert client.post(step, sent).status_code == 303
    gain = Gain.objects.get()
    html = client.get(action.get_absolute_url()).content.decode()
    assert all(words in html for words in ("Estimated", "2 h a week", "Aux aides à domicile."))
    measure = reverse("ideas:measure_gain", args=[gain.pk])
    assert measure in html
    assert client.post(measure, {"how": "", "amount": "2", "per": "week"}).status_code == 422
    assert client.post(measure, {"how": "Relevé.", "amount": "2", "per": "week"}).status_code == 303
    assert "Estimated" not in client.get(action.get_absolute_url()).content.decode()
    client.post(reverse("ideas:remove_gain", args=[gain.pk]), {"sure": "yes"})
    assert Gain.objects.count() == 0


def test_a_stranger_finds_no_gain(action, signed_in):
    gain = gained(action)
    client = signed_in(UserFactory())
    assert client.get(reverse("ideas:measure_gain", args=[gain.pk])).status_code == 404
    assert client.post(reverse("ideas:remove_gain", args=[gain.pk])).status_code == 404
    assert Gain.objects.count() == 1


# --- Over all actions ---------------------------------------------------------------------------------------


def test_gains_of_all_actions_are_read_kind_by_kind_with_their_proof_and_no_hidden_name(action, officer, signed_in):
    gained(action, amount=Decimal(2), per="week")
    measure_gain(gained(action, words="Trajets."), by=officer, how="Relevé de six semaines.")
    author = UserFactory(first_name="Quiterie", last_name="Vasseur")
    hidden = decided(author=author, visibility="name_hidden").action
    gained(hidden, kind="comfort", words="Vasseur respire.")
    gained(other := decided().action, kind="money", words="Rien.")
    abandon_work(other.idea, by=officer, reason="Le besoin a disparu.")
    [time, comfort] = by_kind(gains_for(officer)[0])
    assert [(group.kind, len(group.rows), group.measured) for group in (time, comfort)] == [
        ("time", 2, 1),
        ("comfort", 1, 0),
    ]
    html = signed_in(officer).get("/actions/?view=gains").content.decode()
    assert all(words in html for words in ("2 h a week", "Relevé de six semaines.", "Vasseur respire."))
    sponsor = signed_in(UserFactory(sponsor=True, locale="en")).get("/actions/?view=gains").content.decode()
    assert ("respire." in sponsor, "Vasseur" in sponsor) == (True, False)
    own = signed_in(action.owner).get("/actions/?view=gains").content.decode()
    assert ("Trajets." in own, "respire." in own) == (True, False)
    assert signed_in(UserFactory()).get("/actions/?view=gains").status_code == 404
    assert gains_for(officer, size=1)[1]


def test_without_a_gain_the_page_says_who_writes_one(action, signed_in):
    assert "No gain is written yet" in signed_in(action.owner).get("/actions/?view=gains").content.decode()


def test_what_is_written_measured_and_removed_of_gains_is_on_the_timeline_of_those_inside(action, officer):
    gain = gained(action)
    measure_gain(gain, by=officer, how="Compté un mois.")
    remove_gain(gain, by=officer)
    events = IdeaEvent.objects.filter(idea=action.idea, name__endswith="_gain").order_by("pk")
    assert list(events.values_list("name", "is_internal")) == [
        ("add_gain", True),
        ("measure_gain", True),
        ("remove_gain", True),
    ]
    assert "Aux aides à domicile" in events.last().note and "Compté un mois." in events.last().note


def test_nothing_is_measured_or_removed_of_an_action_that_was_given_up(action, officer):
    gain = gained(action)
    abandon_work(action.idea, by=officer, reason="Trop cher.")
    with pytest.raises(TransitionRefused):
        measure_gain(gain, by=officer, how="Compté.")
    with pytest.raises(TransitionRefused):
        remove_gain(gain, by=officer)


def test_one_is_asked_before_what_was_measured_is_removed(action, officer, signed_in):
    gain = measure_gain(gained(action), by=officer, how="Compté un mois.")
    client, address = signed_in(officer), reverse("ideas:remove_gain", args=[gain.pk])
    asked = client.post(address)
    assert (asked.status_code, Gain.objects.count()) == (200, 1)
    assert "Remove what was measured?" in asked.content.decode() and 'name="sure"' in asked.content.decode()
    assert client.post(address, {"sure": "yes"}).status_code == 303
    assert not Gain.objects.exists()
