"""Reference ideas: who makes them of what, eight at most, retired and used again; what the grid shows, to whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from ideas.models import Authorship, Idea, IdeaEvent, ReferenceIdea
from ideas.reference_ideas import consensus_of, examples_for, references
from ideas.rules import MOST_REFERENCES
from ideas.services.opinions import take_back_opinion
from ideas.services.reference_ideas import make_reference, retire_reference
from ideas.services.rubrics import rubric_to_read
from ideas.services.triage import assess_idea
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.referring import LEVELS, candidate, reference

pytestmark = pytest.mark.django_db
LIST = "/triage/references/"
TYPED = {name: str(level) for name, level in LEVELS.items()}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True, locale="en")


def url(name, idea):
    return reverse(f"ideas:{name}", args=[idea.reference])


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def levels_of(row):
    return {name: getattr(row, name) for name in LEVELS}


# --- Making one -----------------------------------------------------------------------------------------------


def test_a_reference_has_the_consensus_of_its_raters_rounded(officer, reviewer):
    idea = IdeaFactory(officer=officer, assessed=True, levels=LEVELS)
    assess_idea(idea, by=reviewer, **LEVELS | {"impact": 5})
    row = make_reference(idea, by=officer)
    assert levels_of(row) == LEVELS | {"impact": 5} == consensus_of(Idea.objects.get(pk=idea.pk))
    event = IdeaEvent.objects.get(idea=idea, name="make_reference")
    assert (event.actor, event.is_internal, event.data) == (officer, True, levels_of(row))


def test_a_level_that_differs_from_the_consensus_needs_a_reason(officer):
    idea = candidate()
    with pytest.raises(InvalidInput) as refused:
        make_reference(idea, by=officer, impact=5)
    assert refused.value.field == "because"
    row = make_reference(idea, by=officer, impact=5, because="Deux agences l’ont confirmé.")
    assert (row.impact, row.because) == (5, "Deux agences l’ont confirmé.")
    back = make_reference(idea, by=officer, **LEVELS, because="Sans objet.")
    assert (levels_of(back), back.because) == (LEVELS, "")


@pytest.mark.parametrize("wrong", [0, 6, True, 2.5])
def test_a_level_is_a_whole_number_from_one_to_five(officer, wrong):
    with pytest.raises(InvalidInput) as refused:
        make_reference(candidate(), by=officer, novelty=wrong, because="Pour voir.")
    assert refused.value.field == "novelty"


def test_feedback_what_has_no_levels_and_what_is_sealed_are_refused(officer):
    UserFactory(reviewer=True)
    sealed = IdeaFactory(officer=officer, assessed=True, levels=LEVELS)
    assert Idea.objects.get(pk=sealed.pk).sealed
    for idea, words in (
        (IdeaFactory(feedback=True, assessed=True), "two criteria"),
        (IdeaFactory(opened=True), "Assess it"),
        (sealed, "second opinion"),
    ):
        with translation.override("en"), pytest.raises(TransitionRefused, match=words):
            make_reference(idea, by=officer)
    take_back_opinion(sealed, by=officer)
    assert make_reference(sealed, by=officer).pk


def test_an_officer_makes_no_reference_of_what_they_wrote(officer):
    with pytest.raises(NotAllowed):
        make_reference(candidate(author=officer), by=officer)


@pytest.mark.parametrize("role", ["reviewer", "facilitator", "sponsor", "admin", None])
def test_nobody_but_officers_makes_or_retires_one(role):
    person, row = UserFactory(**{role: True} if role else {}), reference()
    for act in (make_reference, retire_reference):
        with pytest.raises(NotAllowed):
            act(row.idea, by=person)


def test_there_are_eight_at_most_and_the_sentence_says_what_to_do(officer):
    made = [reference(officer) for _number in range(MOST_REFERENCES)]
    ninth = candidate()
    with translation.override("en"), pytest.raises(TransitionRefused, match="8 reference ideas already: retire one"):
        make_reference(ninth, by=officer)
    assert make_reference(made[0].idea, by=officer, impact=5, because="Plus fort.").impact == 5
    retire_reference(made[0].idea, by=officer)
    assert make_reference(ninth, by=officer).pk
    with pytest.raises(TransitionRefused):
        make_reference(made[0].idea, by=officer)


def test_retired_it_is_kept_and_used_again_as_it_was(officer):
    row = reference(officer, as_levels={"effort": 5})
    retired = retire_reference(row.idea, by=officer)
    assert (retired.retired_by, references().count(), ReferenceIdea.objects.count()) == (officer, 0, 1)
    assert retire_reference(row.idea, by=officer).retired_at == retired.retired_at
    again = make_reference(row.idea, by=officer)
    assert (again.pk, again.effort, again.because, again.retired_at) == (row.pk, 5, row.because, None)
    assert retire_reference(candidate(), by=officer) is None
    names = IdeaEvent.objects.filter(idea=row.idea, name__endswith="reference").order_by("pk")
    assert list(names.values_list("name", flat=True)) == ["make_reference", "retire_reference", "make_reference"]


def test_making_it_twice_is_once(officer):
    row = reference(officer)
    assert make_reference(row.idea, by=officer).version == row.version == 1


def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(officer, signed_in):
    row, desk = reference(officer), signed_in(officer)
    make_reference(row.idea, by=UserFactory(officer=True), impact=5, because="Plus fort.")
    with pytest.raises(Conflict):
        make_reference(row.idea, by=officer, impact=3, because="Plus faible.", version=1)
    typed = TYPED | {"impact": "3", "because": "Plus faible.", "version": "1"}
    html = text(desk.post(url("make_reference", row.idea), typed), 409)
    assert "What stands now" in html and "Plus fort." in html and 'value="Plus faible."' in html
    assert 'name="version" value="2"' in html
    assert desk.post(url("make_reference", row.idea), typed | {"version": "2"}).status_code == 303
    assert ReferenceIdea.objects.get().impact == 3


# --- The pages ------------------------------------------------------------------------------------------------


def test_the_page_of_an_item_leads_to_making_it_one(officer, signed_in):
    idea, desk = candidate(), signed_in(officer)
    assert "Make it a reference" in text(desk.get(url("triage_item", idea)))
    html = text(desk.get(url("make_reference", idea)))
    assert "The consensus of the raters is 4 · 2 · 4 · S" in html
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', html) == list(TYPED.items())
    assert 'value="na"' not in html
    answer = desk.post(url("make_reference", idea), TYPED)
    assert (answer.status_code, answer.url) == (303, LIST)
    html = text(desk.get(LIST))
    assert idea.reference in html and "In use: 1 of 8 at most" in html
    assert "Change it as a reference" in text(desk.get(url("triage_item", idea)))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(officer, signed_in):
    idea, desk = candidate(), signed_in(officer)
    html = text(desk.post(url("make_reference", idea), TYPED | {"impact": "1"}), 422)
    assert "why the levels differ" in html and 'name="impact" value="1"' in html
    assert "A reference has a level on every criterion." in text(
        desk.post(url("make_reference", idea), TYPED | {"impact": "na", "because": "Rien."}), 422
    )
    assert ReferenceIdea.objects.count() == 0


def test_from_the_list_one_is_named_retired_and_used_again(officer, signed_in):
    desk, idea = signed_in(officer), candidate()
    assert "No reference idea yet" in text(desk.get(LIST))
    assert desk.post(LIST, {"idea": idea.reference.lower()}).url == url("make_reference", idea)
    assert "No contribution has this reference" in text(desk.post(LIST, {"idea": "PKR-1999-0001"}), 422)
    row = reference(officer)
    assert desk.post(url("retire_reference", row.idea)).url == LIST
    html = text(desk.get(LIST))
    assert "Retired. It can be used again" in html and "Use again" in html and "No reference idea yet" in html
    assert desk.post(url("restore_reference", row.idea)).url == LIST
    assert "In use: 1 of 8" in text(desk.get(LIST))


def test_a_reviewer_reads_the_list_and_changes_nothing(reviewer, signed_in):
    row, desk = reference(), signed_in(reviewer)
    html = text(desk.get(LIST))
    assert row.idea.reference in html and "Retire" not in html and "Choose its levels" not in html
    for name in ("make_reference", "retire_reference", "restore_reference"):
        assert desk.post(url(name, row.idea), TYPED).status_code == 404
    assert signed_in(UserFactory()).get(LIST).status_code == 404


def test_the_list_says_when_the_consensus_has_moved_since(officer, signed_in):
    row = reference(officer)
    Idea.objects.filter(pk=row.idea_id).update(level_impact=2.0)
    assert "The consensus is 4 · 2 · 2 · S" in text(signed_in(officer).get(LIST))


def test_where_there_are_eight_the_list_says_so_instead_of_asking(officer, signed_in):
    for _number in range(MOST_REFERENCES):
        reference(officer)
    html = text(signed_in(officer).get(LIST))
    assert "There are 8 reference ideas: retire one to make another." in html and "Choose its levels" not in html


# --- In the grid ----------------------------------------------------------------------------------------------


def test_an_example_stands_beside_the_anchor_of_its_level(officer, signed_in):
    row, idea = reference(officer), IdeaFactory(opened=True)
    html = text(signed_in(officer).get(url("triage_item", idea)))
    assert html.count(f"Example: {row.idea.reference} · Deux heures") == 4
    assert html.count('target="_blank" rel="noopener"') == 4


def test_of_several_at_a_level_the_latest_is_shown_and_never_the_item_itself(officer):
    old, new = reference(officer), reference(officer, as_levels={"impact": 5})
    rubric = rubric_to_read(examples=True)
    found = examples_for(officer, rubric)
    assert {key: example.reference for key, example in found.items()} == {
        ("policy", 4): new.idea.reference,
        ("novelty", 2): new.idea.reference,
        ("impact", 5): new.idea.reference,
        ("impact", 4): old.idea.reference,
        ("effort", 2): new.idea.reference,
    }
    without = examples_for(officer, rubric, besides=new.idea.reference)
    assert {example.reference for example in without.values()} == {old.idea.reference} and len(without) == 4


def test_the_page_of_an_item_costs_no_statement_more_for_eight_references(officer, signed_in):
    idea, desk = candidate(), signed_in(officer)

    def cost():
        desk.get(url("triage_item", idea))
        with CaptureQueriesContext(connection) as asked:
            text(desk.get(url("triage_item", idea)))
        return len(asked)

    before = cost()
    for _number in range(MOST_REFERENCES):
        reference(officer, visibility="name_hidden")
    assert cost() == before


@pytest.mark.parametrize("change", [{"redirected_to": "harassment", "state": "redirected"}, {"state": "withdrawn"}])
def test_what_nobody_may_read_any_more_is_no_example_and_stands_in_no_list(officer, signed_in, change):
    row, idea, desk = reference(officer), IdeaFactory(opened=True), signed_in(officer)
    Idea.objects.filter(pk=row.idea_id).update(**change)
    for address in (url("triage_item", idea), LIST, "/triage/calibration/"):
        assert row.idea.reference not in text(desk.get(address)).replace("PKR-2026-0142", "")
    assert rows(Program(officer).asks("triage/references/")) == []


def named(**facts):
    """A reference whose title holds the name of its author."""
    row = reference(author=UserFactory(first_name="Violaine", last_name="Quistrebert"), **facts)
    Idea.objects.filter(pk=row.idea_id).update(title="Le chariot de Violaine Quistrebert")
    return row


def test_a_name_that_is_hidden_is_read_in_no_example_and_no_list(reviewer, signed_in):
    row, idea = named(visibility="name_hidden"), IdeaFactory(opened=True)
    desk = signed_in(reviewer)
    for address in (url("triage_item", idea), LIST):
        html = text(desk.get(address))
        assert row.idea.reference in html and "Quistrebert" not in html and "Violaine" not in html
    assert "Quistrebert" not in Program(reviewer).asks("triage/references/").content.decode()


def test_planted_fault_a_title_told_to_everybody_would_be_seen(reviewer, signed_in):
    """The same page, the name public: it is read there, so the test above looks where it shows."""
    named()
    assert "Quistrebert" in text(signed_in(reviewer).get(url("triage_item", IdeaFactory(opened=True))))


def test_no_author_is_named_as_such_in_the_list(officer):
    row = reference(officer, author=UserFactory(first_name="Violaine", last_name="Quistrebert"))
    assert Authorship.objects.get(idea=row.idea).person.last_name == "Quistrebert"
    assert "Quistrebert" not in Program(officer).asks("triage/references/").content.decode()


# --- API ------------------------------------------------------------------------------------------------------


def test_the_api_makes_lists_and_retires(officer, reviewer):
    program, idea = Program(officer), candidate()
    path = f"triage/{idea.reference}/reference/"
    is_problem(program.puts(path, {"impact": 5}), 422, "because")
    made = program.puts(path, {"impact": 5, "because": "Plus fort."}).json()
    assert made["levels"] == LEVELS | {"impact": 5} and (made["retired"], made["version"]) == (False, 1)
    is_problem(program.puts(path, {"impact": 4, "version": 9}), 412)
    assert rows(Program(reviewer).asks("triage/references/")) == [made]
    assert Program(reviewer).puts(path, {}).status_code in {403, 404}
    assert program.asks(path, method="DELETE").status_code == 204
    assert [row["retired"] for row in rows(program.asks("triage/references/"))] == [True]
    assert program.puts(path, {}).json()["levels"] == LEVELS | {"impact": 5}
    is_problem(program.puts(f"triage/{IdeaFactory(opened=True).reference}/reference/", {}), 409)
