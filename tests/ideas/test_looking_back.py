"""What the past says of one item: after one's own levels or on request, to whom, and when it is silent."""

import pytest
from django.test import Client
from django.urls import reverse

from ideas import looking_back
from ideas.likeness import Band as Likeness
from ideas.looking_back import look_back_on
from ideas.models import Idea, IdeaEvent
from ideas.ratings import ratings_for
from ideas.scoring import DEFAULT_RUBRIC, Band
from ideas.services.comparing import compare_all
from ideas.services.looking_back import look_back
from ideas.services.opinions import ask_opinion, take_back_opinion
from ideas.services.triage import assess_idea
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.lives import decided, done
from tests.ideas.pasts import CUPS, STRONG, WEAK, a_past, measured, others, refused
from tests.metering import metered

pytestmark = pytest.mark.django_db
ASKED = "look_back"


@pytest.fixture
def officer():
    """Alone at the desk: no second opinion is awaited."""
    return UserFactory(officer=True, locale="en")


def client_of(person):
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client


def address(idea):
    return reverse("ideas:past", args=[idea.reference])


def piece(person, idea):
    return client_of(person).get(address(idea), headers={"HX-Request": "true"}).content.decode()


def past_of(idea, reader):
    return look_back_on(Idea.objects.get(pk=idea.pk), reader, DEFAULT_RUBRIC)


def asked(idea):
    return IdeaEvent.objects.filter(idea=idea, name=ASKED).count()


# --- When it is shown ----------------------------------------------------------------------------------


def test_nothing_is_told_before_ones_own_levels_are_saved(officer):
    new, ones = a_past(officer)
    before = piece(officer, new)
    assert [one.reference for one in ones if one.reference in before] == []
    assert "Shown once your levels are saved" in before
    assess_idea(new, by=officer, **STRONG)
    after = piece(officer, new)
    assert [one.reference for one in ones if one.reference not in after] == []
    assert asked(new) == 0


def test_whoever_asks_before_is_shown_it_and_that_is_written_down_once(officer):
    new, ones = a_past(officer)
    client = client_of(officer)
    for _time in range(2):
        answer = client.post(address(new))
        assert (answer.status_code, answer.url) == (303, address(new))
    page = client.get(address(new)).content.decode()
    assert [one.reference for one in ones if one.reference not in page] == []
    [event] = IdeaEvent.objects.filter(idea=new, name=ASKED)
    assert (event.actor, event.is_internal) == (officer, True)


def test_asking_changes_no_version_so_that_levels_in_hand_are_saved(officer):
    new, _ones = a_past(officer)
    version = Idea.objects.get(pk=new.pk).version
    look_back(new, by=officer)
    assess_idea(new, by=officer, version=version, **STRONG)


def test_asking_after_ones_levels_is_nothing_to_write_down(officer):
    new, _ones = a_past(officer)
    assess_idea(new, by=officer, **STRONG)
    look_back(new, by=officer)
    assert asked(new) == 0


def test_what_one_asked_before_an_appeal_is_asked_again_after_it(officer):
    new, _ones = a_past(officer)
    look_back(new, by=officer)
    Idea.objects.filter(pk=new.pk).update(appealed_at=IdeaEvent.objects.latest("at").at.replace(year=2050))
    assert past_of(new, officer).on_request


def test_pairs_of_which_one_read_the_past_before_are_no_measure_of_agreement(officer):
    reviewer = UserFactory(reviewer=True)
    new = IdeaFactory(officer=officer, opened=True)
    look_back(new, by=officer)
    blind = IdeaFactory(officer=officer, opened=True)
    for idea in (new, blind):
        assess_idea(idea, by=officer, **STRONG)
        assess_idea(idea, by=reviewer, **STRONG)
    assert ratings_for(officer).pairs == 1
    IdeaEvent.objects.filter(name=ASKED).delete()
    assert ratings_for(officer).pairs == 2


# --- Secrecy -------------------------------------------------------------------------------------------


def sealed_one(officer):
    """One with the officer's levels, and the second opinion of a reviewer awaited."""
    new, ones = a_past(officer)
    reviewer = UserFactory(reviewer=True, locale="en")
    assess_idea(new, by=officer, **STRONG)
    new = Idea.objects.get(pk=new.pk)
    if not new.sealed:
        ask_opinion(new, by=officer)
    return Idea.objects.get(pk=new.pk), ones, reviewer


def test_while_a_second_opinion_is_awaited_neither_rater_is_told_anything(officer):
    new, ones, reviewer = sealed_one(officer)
    for person in (officer, reviewer):
        assert [one.reference for one in ones if one.reference in piece(person, new)] == []
        with pytest.raises(TransitionRefused):
            look_back(new, by=person)
    assert asked(new) == 0
    assess_idea(new, by=reviewer, **WEAK)
    for person in (officer, reviewer):
        assert [one.reference for one in ones if one.reference not in piece(person, new)] == []


def test_a_planted_fault_that_forgets_the_seal_is_seen(officer, monkeypatch):
    """The test above would see it: without the rule both are told."""
    new, ones, _reviewer = sealed_one(officer)
    monkeypatch.setattr(looking_back, "withheld", lambda _idea, _reader: "")
    assert [one.reference for one in ones if one.reference not in piece(officer, new)] == []


def test_doing_without_the_second_opinion_shows_it(officer):
    new, ones, _reviewer = sealed_one(officer)
    take_back_opinion(new, by=officer)
    assert past_of(new, officer).rows[0].idea.pk in {one.pk for one in ones}


def test_levels_that_are_still_sealed_speak_to_nobody(officer):
    new, ones = a_past(officer, size=3)
    measured()
    assess_idea(new, by=officer, **STRONG)
    assert past_of(new, officer).proposed is not None
    Idea.objects.filter(pk=ones[0].pk).update(sealed=True)
    past = past_of(new, officer)
    [row] = [row for row in past.rows if row.idea.pk == ones[0].pk]
    assert (row.band, row.sentence, row.points, past.proposed) == (None, "", None, None)
    assert "Its levels are sealed." in piece(officer, new)


def test_an_officer_is_told_nothing_of_what_they_wrote(officer):
    new, ones = a_past(officer)
    own = IdeaFactory(author=officer, officer=officer, problem_text=f"{CUPS}, et partout.")
    compare_all()
    with pytest.raises(NotAllowed):
        look_back(own, by=officer)
    told = piece(officer, own)
    assert [one.reference for one in ones if one.reference in told] == []
    assert "your own contribution" in told


@pytest.mark.parametrize("role", ["facilitator", "sponsor", "admin", None])
def test_nobody_outside_the_desk_is_answered(officer, role):
    new, _ones = a_past(officer)
    person = UserFactory(**({role: True} if role else {}))
    for ask in (client_of(person).get, client_of(person).post):
        assert ask(address(new)).status_code == 404
    author = new.authorships.get().person
    assert client_of(author).get(address(new)).status_code == 404
    assert asked(new) == 0


def test_somebody_of_a_partner_is_not_answered(officer):
    new, _ones = a_past(officer)
    partner = UserFactory(site=SiteFactory(kind="franchise"))
    assert partner.partner_site is not None
    assert client_of(partner).get(address(new)).status_code == 404
    assert Program(partner).asks(f"triage/{new.reference}/past/").status_code in {403, 404}


def test_what_was_passed_on_in_confidence_neither_shows_nor_speaks(officer):
    new, ones = a_past(officer)
    Idea.objects.filter(pk=ones[0].pk).update(state="redirected", redirected_to="harassment")
    assess_idea(new, by=officer, **STRONG)
    assert {row.idea.pk for row in past_of(new, officer).rows} == {one.pk for one in ones[1:]}


def test_a_hidden_name_stays_hidden_from_a_reviewer(officer):
    others(officer)
    writer = UserFactory(first_name="Apolline", last_name="Vergniaud")
    refused(officer, f"{CUPS}, dit Apolline.", author=writer, visibility="name_hidden")
    new = IdeaFactory(officer=officer, problem_text=f"{CUPS}.", opened=True)
    compare_all()
    reviewer = UserFactory(reviewer=True)
    look_back(new, by=reviewer)
    told = piece(reviewer, new)
    assert "gobelets" in told
    assert "Apolline" not in told


# --- What it says --------------------------------------------------------------------------------------


def test_a_band_is_proposed_with_its_reasons_and_how_far_it_was_wrong_here(officer):
    new, _ones = a_past(officer)
    measured()
    assess_idea(new, by=officer, **WEAK)
    said = past_of(new, officer).proposed
    assert (said.band, said.assessed, said.same) == (Band.PRIORITY, 4, 4)
    told = piece(officer, new)
    for words in (
        "The past proposes: Priority",
        "Of the 4 assessed most like it, 4 stand there.",
        "On average: Strong impact for a light effort.",
        "Measured on 84 decided contributions here: wrong by 11 points on average; always answering the middle: 16; "
        "by length alone: 15.",
    ):
        assert words in told
    assert Idea.objects.get(pk=new.pk).priority < 10  # nothing of it is taken over


@pytest.mark.parametrize(
    "columns",
    [
        {"n": 29},
        {"middle_high": 0.0},
        {"length_high": 0.4},
        {"middle_low": None, "middle_high": None},
        {"n": 0, "error": None, "error_middle": None, "error_length": None},
    ],
)
def test_no_band_is_proposed_that_is_no_better_than_a_guess_and_the_neighbours_are_told(officer, columns):
    new, ones = a_past(officer)
    row = measured(**columns)
    assess_idea(new, by=officer, **STRONG)
    told = piece(officer, new)
    assert past_of(new, officer).proposed is None
    assert "The past proposes" not in told
    assert f"no band is proposed. Tried on {row.n} decided contribution" in told
    assert [one.reference for one in ones if one.reference not in told] == []


def test_before_the_worker_has_measured_nothing_is_proposed(officer):
    new, _ones = a_past(officer)
    assess_idea(new, by=officer, **STRONG)
    assert "no band is proposed. Tried on 0 decided contributions." in piece(officer, new)


def test_too_few_assessed_ones_propose_nothing(officer):
    new, _ones = a_past(officer, size=2)
    measured()
    assess_idea(new, by=officer, **STRONG)
    assert "Fewer than three of these were assessed" in piece(officer, new)


def test_nothing_alike_is_said_so(officer):
    others(officer)
    new = IdeaFactory(officer=officer, problem_text=CUPS, assessed=True)
    compare_all()
    assert "Nothing decided so far is like it." in piece(officer, new)


def test_what_became_of_each_is_told_with_the_reason(officer):
    others(officer)
    no = refused(officer, f"{CUPS}, encore.")
    adopted = decided(officer=officer, problem_text=f"{CUPS}, encore et encore.", reason="Un irritant de chaque jour.")
    finished = done(officer=officer, problem_text=f"{CUPS}, toujours.")
    open_one = IdeaFactory(officer=officer, problem_text=f"{CUPS}, ouvert.", opened=True)
    new = IdeaFactory(officer=officer, problem_text=f"{CUPS}.", assessed=True, levels=STRONG)
    if new.sealed:  # the work of others has brought them to the desk
        take_back_opinion(new, by=officer)
    compare_all()
    told = piece(officer, new)
    assert "Not kept: Out of proportion with the effect" in told
    assert "Decided: Un irritant de chaque jour." in told
    assert "Done on " in told
    assert {row.idea.pk for row in past_of(new, officer).rows} == {no.pk, adopted.pk, finished.pk}
    assert open_one.reference not in told
    assert past_of(new, officer).rows[0].likeness in set(Likeness)


def test_another_kind_is_said_only_where_it_has_proved_itself(officer):
    others(officer)
    for number in range(3):
        IdeaFactory(officer=officer, problem_text=f"{CUPS}{'!' * number}", answered=True)
    new = IdeaFactory(officer=officer, problem_text=f"{CUPS}.", assessed=True, levels=STRONG)
    compare_all()
    assert past_of(new, officer).other_kind is None
    measured("kind", error=8.0)
    assert past_of(new, officer).other_kind == "feedback"
    assert "wrong for 8 in a hundred" in piece(officer, new)


# --- Where it stands -----------------------------------------------------------------------------------


def test_the_item_page_asks_for_it_afterwards_and_preselects_nothing(officer):
    new, ones = a_past(officer)
    measured()
    item = reverse("ideas:triage_item", args=[new.reference])
    page = client_of(officer).get(item).content.decode()
    assert f'hx-post="{address(new)}"' in page
    assert 'data-key="h"' in page
    assess_idea(new, by=officer, **STRONG)
    page = client_of(officer).get(item).content.decode()
    assert f'hx-get="{address(new)}" hx-trigger="load"' in page
    assert "The past proposes" not in page


def test_its_statements_do_not_grow_with_what_is_alike(officer):
    new, _ones = a_past(officer, size=2)
    assess_idea(new, by=officer, **STRONG)
    client = client_of(officer)

    def statements():
        client.get(address(new), headers={"HX-Request": "true"})
        with metered() as meter:
            client.get(address(new), headers={"HX-Request": "true"})
        return meter.count

    few = statements()
    for number in range(4):
        refused(officer, f"{CUPS}, encore {number}.")
    compare_all()
    assert statements() == few


def test_the_past_itself_is_read_in_two_statements(officer):
    new, _ones = a_past(officer)
    assess_idea(new, by=officer, **STRONG)
    fresh = Idea.objects.prefetch_related("authorships").get(pk=new.pk)  # as the page has it
    with metered() as meter:
        look_back_on(fresh, officer, DEFAULT_RUBRIC)
    [levels, measure, alike] = [sql for sql, _values, _rows in meter.statements]
    assert "ideas_assessment" in levels  # whether one's own are saved
    assert "ideas_pastreliability" in measure
    assert "ideas_neighbour" in alike


# --- The API -------------------------------------------------------------------------------------------


def test_the_api_says_the_same(officer):
    new, ones = a_past(officer)
    measured()
    program, here = Program(officer), f"triage/{new.reference}/past/"
    before = program.asks(here).json()
    assert (before["shown"], before["on_request"], before["decided"]) == (False, True, [])
    assert asked(new) == 0
    after = program.posts(here).json()
    assert asked(new) == 1
    assert (after["shown"], after["proposed"]["band"], after["priority"]["n"]) == (True, "priority", 84)
    assert {row["reference"] for row in after["decided"]} == {one.reference for one in ones}
    assert after["decided"][0]["refused_for"] == "cost"
    assert program.asks(here).json() == after


def test_the_api_keeps_the_seal(officer):
    new, _ones, reviewer = sealed_one(officer)
    for person in (officer, reviewer):
        program, here = Program(person), f"triage/{new.reference}/past/"
        told = program.asks(here).json()
        assert (told["shown"], told["on_request"], told["decided"], told["proposed"]) == (False, False, [], None)
        assert is_problem(program.posts(here), 409)
