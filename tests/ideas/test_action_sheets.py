"""The sheet of an action: one page from the situation to what comes next; small work needs less of it."""

from datetime import date

import pytest
from django.urls import reverse

from ideas.models import Action, ActionSheet, IdeaEvent
from ideas.services.action_links import link_actions
from ideas.services.action_sheets import SheetWords, write_sheet
from ideas.services.follow_up import abandon_work, start_work
from ideas.services.following_up import escalate_action, shape_action
from ideas.services.gains import add_gain, measure_gain
from ideas.sheet import SMALL, WHOLE, fields_asked, whys
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db
WRITTEN = SheetWords(
    situation="Vingt minutes d'attente au dépôt.",
    target="Dix minutes.",
    target_on=date(2027, 3, 1),
    causes="Le plan change le matin.\n\n Il est fait la veille. ",
    countermeasure="Un plan à midi.",
    side_effects="Moins de café.",
    next_step="generalise",
    next_words="À Nantes en avril.",
)


@pytest.fixture
def action():
    owner = UserFactory(locale="en")
    return Action.objects.get(idea=start_work(decided(owner=owner), by=owner))


def of_effort(action, effort):
    type(action.idea).objects.filter(pk=action.idea.pk).update(effort=effort)
    return action


def page_of(client, action):
    return client.get(reverse("ideas:action_sheet", args=[action.idea.reference]))


def sent(**facts):
    return dict.fromkeys((*WHOLE, "version"), "") | facts


# --- What it asks of whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effort", "written", "asked"),
    [
        (1, set(), SMALL),
        (2, set(), SMALL),
        (3, set(), WHOLE),
        (None, set(), WHOLE),
        (1, {"causes"}, tuple(name for name in WHOLE if name in (*SMALL, "causes"))),
    ],
)
def test_small_work_is_asked_for_less_and_never_for_less_than_is_written(effort, written, asked):
    assert fields_asked(effort, written) == asked


def test_whys_are_one_a_line():
    assert whys(" Un.\n\n  Deux. \n") == ["Un.", "Deux."]


# --- The service ----------------------------------------------------------------------------------------------


def test_the_owner_writes_the_sheet_whole_and_writes_it_again(action):
    write_sheet(action, WRITTEN, by=action.owner)
    again = write_sheet(action, SheetWords(target="Cinq minutes."), by=action.owner)
    kept = ActionSheet.objects.get()
    assert (kept.target, kept.situation, kept.target_on, kept.next_step) == ("Cinq minutes.", "", None, "")
    assert (again.pk, kept.version) == (kept.pk, 2)
    assert IdeaEvent.objects.filter(name="write_sheet", is_internal=True).count() == 2


def test_what_cannot_be_is_refused_at_its_field(action):
    for words, field in (
        (SheetWords(causes="\n".join("abcdef")), "causes"),
        (SheetWords(target_on=date(2027, 3, 1)), "target"),
        (SheetWords(next_step="wait"), "next_step"),
        (SheetWords(next_words="À Nantes."), "next_step"),
        (SheetWords(target="x" * 301), "target"),
    ):
        with pytest.raises(InvalidInput) as refused:
            write_sheet(action, words, by=action.owner)
        assert refused.value.field == field
    assert ActionSheet.objects.count() == 0


def test_owner_and_officer_write_it_nobody_else_and_not_once_it_is_given_up(action):
    officer = UserFactory(officer=True)
    for person in (UserFactory(), UserFactory(sponsor=True)):
        with pytest.raises(NotAllowed):
            write_sheet(action, WRITTEN, by=person)
    assert write_sheet(action, WRITTEN, by=officer).by == officer
    abandon_work(action.idea, by=officer, reason="Le besoin a disparu.")
    with pytest.raises(TransitionRefused):
        write_sheet(action, WRITTEN, by=officer)


def test_two_who_write_at_once_do_not_lose_the_words_of_the_first(action):
    write_sheet(action, WRITTEN, by=action.owner, version=0)
    with pytest.raises(Conflict) as refused:
        write_sheet(action, SheetWords(target="Autre."), by=UserFactory(officer=True), version=0)
    assert refused.value.current.target == "Dix minutes."
    assert ActionSheet.objects.get().target == "Dix minutes."


# --- Pages and API --------------------------------------------------------------------------------------------


def test_an_empty_sheet_says_what_is_not_written(action, signed_in):
    page = page_of(signed_in(action.owner), action)
    html = page.content.decode()
    assert (page.status_code, "Not written yet." in html, "Not known yet" in html) == (200, True, True)


def test_the_page_of_the_action_takes_it_and_the_sheet_shows_it(action, signed_in):
    client = signed_in(action.owner)
    step = reverse("ideas:action_step", args=[action.idea.reference, "plan"])
    words = sent(target="Dix minutes.", causes="Le plan.\nLa veille.", next_step="adjust", version="0")
    assert client.post(step, words).status_code == 303
    for html in (page_of(client, action).content.decode(), client.get(action.get_absolute_url()).content.decode()):
        assert all(word in html for word in ("Dix minutes.", "<li>La veille.</li>", "Adjust it and try again"))


def test_small_work_has_the_short_form(action, signed_in):
    client = signed_in(action.owner)
    short = client.get(of_effort(action, 2).get_absolute_url()).content.decode()
    whole = client.get(of_effort(action, 3).get_absolute_url()).content.decode()
    assert ['name="situation"' in html for html in (short, whole)] == [False, True]
    assert ['name="target"' in html for html in (short, whole)] == [True, True]


def test_after_a_conflict_both_texts_are_on_the_page_and_sending_again_replaces(action, signed_in):
    client = signed_in(action.owner)
    write_sheet(action, WRITTEN, by=UserFactory(officer=True))
    step = reverse("ideas:action_step", args=[action.idea.reference, "plan"])
    refused = client.post(step, sent(target="Autre cible.", version="0"))
    html = refused.content.decode()
    assert (refused.status_code, "Autre cible." in html, "Dix minutes." in html) == (409, True, True)
    assert 'name="version" value="1"' in html
    assert client.post(step, sent(target="Autre cible.", version="1")).status_code == 303
    assert ActionSheet.objects.get().target == "Autre cible."


def test_a_hidden_author_is_named_on_no_sheet_and_in_no_form_of_it(signed_in):
    author, owner = UserFactory(first_name="Quiterie", last_name="Vasseur"), UserFactory(locale="en")
    idea = decided(IdeaFactory(shortlisted=True, author=author, visibility="name_hidden"), owner=owner)
    write_sheet(idea.action, SheetWords(situation="Vasseur attend."), by=UserFactory(officer=True))
    client = signed_in(owner)
    for page in (page_of(client, idea.action), client.get(idea.action.get_absolute_url())):
        assert "Vasseur" not in page.content.decode()


def test_a_stranger_finds_no_sheet(action, signed_in):
    assert page_of(signed_in(UserFactory()), action).status_code == 404


def test_the_api_writes_and_tells_the_sheet_and_refuses_an_old_version(action):
    mine, one = Program(action.owner), f"actions/{action.idea.reference}/"
    assert mine.asks(one).json()["sheet"]["version"] == 0
    told = mine.posts(f"{one}plan/", {"target": "Dix minutes.", "causes": "Le plan.\nLa veille.", "version": 0})
    assert told.json()["sheet"]["causes"] == ["Le plan.", "La veille."]
    is_problem(mine.posts(f"{one}plan/", {"target": "Autre.", "version": 0}), 412)
    assert mine.asks(one).json()["sheet"]["target"] == "Dix minutes."


def test_work_adopted_again_inherits_nothing_of_the_first_one_which_the_timeline_keeps(action):
    officer = UserFactory(officer=True)
    write_sheet(action, WRITTEN, by=officer)
    shape_action(action, by=officer, sites_total=4, sites_done=2, pilot="stopped", pilot_words="Trop de trajets.")
    measure_gain(add_gain(action, by=officer, kind="comfort", words="Moins d'attente."), by=officer, how="Compté.")
    link_actions(action, by=officer, other=decided(), how="needs")
    escalate_action(action, by=officer, reason="Il manque une voiture.")
    type(action.idea).objects.filter(pk=action.idea.pk).update(state="shortlisted")
    again = decided(action.idea).action
    assert (again.sites_total, again.sites_done, again.pilot, again.pilot_words, again.team) == (0, 0, "", "", None)
    assert (again.pk, again.stage, again.version > action.version) == (action.pk, "plan", True)
    left = (again.gains, again.links_before, again.links_after, again.escalations)
    assert [rows.count() for rows in left] == [0, 0, 0, 0] and not ActionSheet.objects.exists()
    event = IdeaEvent.objects.get(idea=action.idea, name="begin_anew")
    kept = ("Vingt minutes d'attente", "Trop de trajets.", "Moins d'attente.")
    assert event.is_internal and all(words in event.note for words in kept)


def test_saving_what_one_was_shown_without_a_name_keeps_the_name():
    author, owner = UserFactory(last_name="Quetzal"), UserFactory()
    idea = start_work(decided(owner=owner, author=author, visibility="name_hidden"), by=owner)
    named = SheetWords(situation="Mme Quetzal attend.", target="Dix minutes.")
    write_sheet(idea.action, named, by=UserFactory(officer=True))
    shape_action(idea.action, by=UserFactory(officer=True), pilot="stopped", pilot_words="Quetzal a raison.")
    write_sheet(idea.action, SheetWords(situation="Mme … attend.", target="Cinq minutes."), by=owner)
    shape_action(idea.action, by=owner, pilot="stopped", pilot_words="… a raison.", sites_total=2)
    sheet, action = ActionSheet.objects.get(), Action.objects.get()
    assert (sheet.situation, sheet.target) == ("Mme Quetzal attend.", "Cinq minutes.")
    assert (action.pilot_words, action.sites_total) == ("Quetzal a raison.", 2)
