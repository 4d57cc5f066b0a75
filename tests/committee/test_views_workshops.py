"""The pages of workshops: from the board to the proposal, by forms alone."""

import pytest

from committee.models import Variant, Workshop
from committee.services import workshop_room as room
from committee.workshop_steps import WorkshopStep
from ideas.models import Idea
from tests.committee.pages import browser, text_of, url
from tests.committee.workshopping import QUESTION, VARIANTS, source, workshop_at
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
S = WorkshopStep


@pytest.fixture
def facilitator():
    return UserFactory(facilitator=True, locale="en")


def shown(person, name, *args):
    answer = browser(person).get(url(name, *args))
    assert answer.status_code == 200, (name, answer.status_code)
    return text_of(answer)


def test_the_board_is_empty_at_first_and_says_what_comes(facilitator):
    assert "No workshop yet" in shown(facilitator, "workshops")
    assert "When you are invited" in shown(UserFactory(locale="en"), "workshops")


def test_a_workshop_goes_from_the_board_to_the_committee_by_forms_alone(facilitator):
    idea, mate = source(), UserFactory(locale="en")
    officer = UserFactory(officer=True, locale="en")
    led, writes, decides = browser(facilitator), browser(mate), browser(officer)
    form = led.get(url("new_workshop") + f"?idea={idea.reference}")
    assert form.status_code == 200
    sent = {
        "sources": [idea.reference],
        "question": QUESTION,
        "facilitator": str(facilitator.pk),
        "participants": mate.email,
        "dots": "3",
    }
    assert led.post(url("new_workshop"), sent).status_code == 303
    workshop = Workshop.objects.get()
    key = workshop.pk

    def go(step):
        assert led.post(url("workshop_step", key), {"to": step}).status_code == 303
        workshop.refresh_from_db()
        assert workshop.step == step

    go("ideas")
    assert writes.post(url("workshop_ideas", key), {"text": "Une rue\nDeux rues"}).status_code == 303
    assert "Une rue" in shown(mate, "workshop", key)
    assert "Une rue" not in shown(facilitator, "workshop", key)
    go("grouping")
    assert "Une rue" in shown(facilitator, "workshop", key)
    keys = [str(row.pk) for row in workshop.silent_ideas.all()]
    assert led.post(url("workshop_groups", key), {"ideas": keys, "name": "Par rue"}).status_code == 303
    go("variants")
    variant = {"title": "Une tournée par rue", "text": "Regrouper.", "scope": "collective", "effort": "2"}
    group = {"groups": [str(workshop.groups.get().pk)]}
    assert led.post(url("new_variant", key), variant | group).status_code == 303
    row = Variant.objects.get()
    assert led.post(url("variant", key, row.pk), variant | group | {"effort": "3"}).status_code == 303
    refused = led.post(url("workshop_step", key), {"to": "vote"}, follow=True)
    assert "“Par rue”: nothing yet for each" in text_of(refused)
    place = {"group": group["groups"][0], "scope": "individual"}
    assert led.post(url("workshop_place", key), place).status_code == 303
    go("vote")
    assert "Two at most on one variant." in shown(mate, "workshop", key)
    assert writes.post(url("workshop_dots", key), {f"dots_{row.pk}": "3"}).status_code == 422
    assert writes.post(url("workshop_dots", key), {f"dots_{row.pk}": "2"}).status_code == 303
    go("committee")
    seen = shown(mate, "workshop", key)
    assert "2 dots" in seen and "Nothing for individuals here" in seen
    levels = {"policy": "4", "impact": "4", "novelty": "", "message": "Merci."}
    assert decides.post(url("propose_variants", key), levels | {"variants": [str(row.pk)]}).status_code == 303
    assert Idea.objects.get(variant=row).state == "shortlisted"
    assert "proposed to the committee" in shown(mate, "workshop", key)


@pytest.mark.parametrize(
    ("step", "name", "sent", "words"),
    [
        (S.IDEAS, "workshop_ideas", {"text": "x" * 300}, "An idea is short"),
        (S.GROUPING, "workshop_groups", {"name": "Vide"}, "Choose one idea at least."),
        (S.VARIANTS, "new_variant", {"title": "", "text": "Un texte"}, "Please fill in “Title”."),
        (S.VARIANTS, "close_workshop", {"reason": ""}, "Please fill in"),
    ],
)
def test_what_is_wrong_is_told_on_the_same_page_and_what_was_typed_stays(facilitator, step, name, sent, words):
    led = workshop_at(step, facilitator=facilitator)
    answer = browser(facilitator).post(url(name, led.workshop.pk), sent)
    assert answer.status_code == 422
    assert words in text_of(answer)
    for value in sent.values():
        assert value in answer.content.decode()


def test_each_group_shows_its_two_places_and_invites_to_write_or_to_say_that_there_is_nothing(facilitator):
    led = workshop_at(S.VARIANTS, facilitator=facilitator)
    key, group = led.workshop.pk, led.workshop.groups.get()
    seen = shown(facilitator, "workshop", key)
    assert seen.index("For the whole group") < seen.index("For each")
    assert "2 places still wait" in seen and "Nothing for the whole group here" in seen
    form = browser(facilitator).get(url("new_variant", key) + f"?group={group.pk}&scope=individual")
    assert form.context["form"]["scope"].value() == "individual"
    assert form.context["form"]["groups"].value() == [str(group.pk)]
    place = {"group": str(group.pk), "scope": "collective"}
    said = browser(facilitator).post(url("workshop_place", key), place, follow=True)
    assert "this place stays empty" in text_of(said) and "1 place still waits" in text_of(said)
    back = browser(facilitator).post(url("workshop_place", key), place | {"left_empty": "no"}, follow=True)
    assert "2 places still wait" in text_of(back)
    reads = shown(led.writers[0], "workshop", key)
    assert "Nothing is written here yet." in reads and "Write a variant" not in reads


def test_a_variant_of_several_groups_is_told_once_and_named_beside_the_others(facilitator):
    led = workshop_at(S.GROUPING, facilitator=facilitator)
    for name, idea in zip(("Par rue", "Entre nous"), led.workshop.silent_ideas.all(), strict=True):
        room.group_ideas(led.now(), by=facilitator, ideas=[idea.pk], name=name)
    led.go(S.VARIANTS).vary(VARIANTS[:1])
    seen = shown(facilitator, "workshop", led.workshop.pk)
    assert seen.count("Une tournée par rue.") == 1
    assert "Regrouper par rue (told above)" in " ".join(seen.split())
    assert "Comes from 2 ideas" in seen


def test_more_dots_than_one_has_are_refused_with_those_placed_kept(facilitator):
    led = workshop_at(S.VOTE, facilitator=facilitator, dots=2)
    sent = {f"dots_{row.pk}": "2" for row in led.workshop.variants.all()}
    answer = browser(led.facilitator).post(url("workshop_dots", led.workshop.pk), sent)
    assert (answer.status_code, "You have 2 dots" in text_of(answer)) == (422, True)


def test_a_screen_learns_that_the_workshop_has_gone_on_and_nothing_of_sealed_ideas(facilitator):
    led = workshop_at(S.IDEAS, facilitator=facilitator).write()
    held = url("workshop_state", led.workshop.pk) + "?step=ideas"
    answer = text_of(browser(led.facilitator).get(held))
    assert "2 ideas written" in answer and "Regrouper" not in answer
    led.go(S.GROUPING)
    assert "has gone on" in text_of(browser(led.facilitator).get(held))


def test_whoever_is_not_invited_finds_no_workshop(facilitator):
    led, stranger = workshop_at(S.IDEAS), UserFactory()
    for name in ("workshop", "workshop_state", "change_workshop", "workshop_kit", "close_workshop"):
        assert browser(stranger).get(url(name, led.workshop.pk)).status_code == 404
    assert browser(stranger).post(url("workshop_ideas", led.workshop.pk), {"text": "Une"}).status_code == 404


def test_the_kit_prints_the_prompts_and_keeps_the_whys(facilitator):
    led = workshop_at(facilitator=facilitator)
    assert "Everybody writes alone" in shown(facilitator, "workshop_kit", led.workshop.pk)
    answer = browser(facilitator).post(url("workshop_kit", led.workshop.pk), {"why_1": "Le plan est tardif."})
    assert answer.status_code == 303
    assert "Le plan est tardif." in shown(facilitator, "workshop", led.workshop.pk)


def test_a_workshop_is_changed_with_what_was_said_before_in_the_form(facilitator):
    led = workshop_at(facilitator=facilitator)
    form = browser(facilitator).get(url("change_workshop", led.workshop.pk)).content.decode()
    assert led.writers[0].email in form and QUESTION in form
    sent = {"question": "Comment faire ?", "facilitator": str(facilitator.pk), "dots": "4", "day": "+1", "at": ""}
    assert browser(facilitator).post(url("change_workshop", led.workshop.pk), sent).status_code == 422
    sent |= {"day": "", "participants": "Personne Connue"}
    assert browser(facilitator).post(url("change_workshop", led.workshop.pk), sent).status_code == 422
    sent |= {"participants": led.writers[1].email}
    assert browser(facilitator).post(url("change_workshop", led.workshop.pk), sent).status_code == 303
    assert [row.person for row in led.now().participants.all()] == [led.writers[1]]
