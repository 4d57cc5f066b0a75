"""Typed for somebody else: theirs, answered like any other; whoever typed it is written down and has no say in it."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ideas.captures import to_say
from ideas.enums import Origin, State
from ideas.models import Capture, Idea, Message
from ideas.selectors import history_of, ideas_of
from ideas.services import spoken_answers, submission
from ideas.services.captures import Spoken, capture_idea, disown_idea, say_answer
from ideas.services.conversation import write_message
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.capturing import WORDS, answer, capture, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Odile", last_name="Ferrand")


@pytest.fixture
def lea():
    return UserFactory(first_name="Léa", last_name="Vasseur", site=SiteFactory(name="Nantes"))


def told(person, kind):
    return list(Notification.objects.filter(recipient=person, kind=kind).values_list("title", "body"))


def said(idea, by, **facts):
    row = capture(idea)
    given = {"answer": row.to_say_id, "said_on": clock.today(), "said_by": by} | facts
    return say_answer(row, by=by, **given)


# --- Who may, and whose it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["officer", "facilitator", "admin"])
def test_the_officer_who_runs_a_workshop_and_an_administrator_type_for_others(role, lea):
    idea = typed(UserFactory(**{role: True}), person=lea)
    assert (idea.state, idea.origin, idea.kind) == ("submitted", "card", "feedback")


@pytest.mark.parametrize("role", [None, "reviewer", "sponsor"])
def test_nobody_else_does(role, lea):
    with pytest.raises(NotAllowed):
        typed(UserFactory(**({role: True} if role else {})), person=lea)
    assert not Idea.objects.exists()


def test_the_colleague_named_is_its_author_with_the_same_promise(officer, lea):
    idea = typed(officer, person=lea, change_text="Ajouter des casiers.")
    assert [row.person for row in idea.authorships.all()] == [lea]
    assert list(ideas_of(lea)) == [idea]
    assert (idea.kind, idea.site, idea.team) == ("proposal", lea.site, lea.team)
    own, _new = submission.submit_idea(submission.Submission(WORDS, uuid.uuid4()), by=lea)
    assert idea.promised_reply_at == own.promised_reply_at


def test_the_author_is_told_by_whom_and_how_to_say_no(officer, lea):
    typed(officer, person=lea)
    [(title, body)] = told(lea, "author_capture")
    assert title == f"Saisi pour vous\N{NO-BREAK SPACE}: {WORDS}"
    assert body.startswith("Odile Ferrand a saisi ce que vous avez dit le ")
    assert "d’un seul geste" in body
    assert OutgoingMail.objects.filter(recipient=lea, kind="author_capture").count() == 1
    assert not Notification.objects.filter(recipient=officer).exists()


def test_who_typed_is_in_the_story_and_has_no_say_in_it(officer, lea):
    helper = UserFactory(facilitator=True)
    idea = typed(helper, person=lea)
    [event] = history_of(idea, internal=False)
    assert (event.name, event.actor, event.data["origin"]) == ("capture", helper, "card")
    with pytest.raises(NotAllowed):
        submission.withdraw_idea(idea, by=helper)
    assert not helper.has_perm("ideas.disown_idea", idea)
    assert submission.withdraw_idea(idea, by=lea).state == State.WITHDRAWN


def test_somebody_without_an_account_is_named_or_not(officer):
    site = SiteFactory()
    named, card = typed(officer, said_by="Fatou", site=site), typed(officer)
    assert [(row.said_by, row.person) for row in (capture(named), capture(card))] == [("Fatou", None), ("", None)]
    assert (named.site, card.site) == (site, None)
    assert not named.authorships.exists()
    assert named.promised_reply_at is not None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"origin": Origin.WEB}, "origin"),
        ({"origin": Origin.IMPORT}, "origin"),
        ({"said_on": clock.today() + timedelta(days=9)}, "said_on"),  # later still when midnight passes meanwhile
        ({"said_on": clock.today() - timedelta(days=400)}, "said_on"),
        ({"said_by": "x" * 121}, "said_by"),
        ({"words": "court"}, "problem_text"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(officer, facts, field):
    with pytest.raises(InvalidInput) as refused:
        typed(officer, **facts)
    assert refused.value.field == field


def test_one_person_says_it_and_not_whoever_types(officer, lea):
    with pytest.raises(InvalidInput) as both:
        typed(officer, person=lea, said_by="Fatou")
    with pytest.raises(InvalidInput) as oneself:
        typed(officer, person=officer)
    with pytest.raises(InvalidInput) as gone:
        typed(officer, person=UserFactory(is_active=False))
    assert [one.value.field for one in (both, oneself, gone)] == ["said_by", "person", "person"]


def test_the_same_key_is_one_contribution_and_never_another_text(officer, lea):
    key = uuid.uuid4()
    first = typed(officer, client_uuid=key, person=lea)
    again, new = capture_idea(Spoken(WORDS, key, Origin.CARD, clock.today(), person=lea), by=officer)
    assert (again, new) == (first, False)
    with pytest.raises(Conflict):
        typed(officer, words="Tout autre chose ici.", client_uuid=key)
    with pytest.raises(InvalidInput):
        typed(UserFactory(officer=True), client_uuid=key)
    assert (Idea.objects.count(), len(told(lea, "author_capture"))) == (1, 1)


def test_the_database_refuses_two_people_for_one_and_a_refusal_without_its_date(officer, lea):
    row = capture(typed(officer, person=lea))
    for wrong in ({"said_by": "Fatou"}, {"disowned": "not_mine"}, {"disowned": "not_mine", "person": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Capture.objects.filter(pk=row.pk).update(**wrong)


# --- It is not from me ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "words"), [("not_mine", "ce n’est pas de moi"), ("not_meant", "ce n’est pas ce que je voulais dire")]
)
def test_the_colleague_named_takes_their_name_off_and_the_officers_know(officer, lea, why, words):
    idea = typed(officer, person=lea)
    disown_idea(idea, by=lea, why=why)
    disown_idea(idea, by=lea, why=why)
    assert not idea.authorships.exists()
    assert list(ideas_of(lea)) == []
    [(title, body)] = told(officer, "officer_disown")
    assert title == f"Ce n’est pas son auteur\N{NO-BREAK SPACE}: {idea.reference}"
    assert body.startswith(f"Léa Vasseur répond\N{NO-BREAK SPACE}: {words}.")
    assert [event.actor for event in history_of(idea, internal=False)] == [None, officer]


def test_nobody_else_takes_it_off(officer, lea):
    idea, own = typed(officer, person=lea), IdeaFactory(author=lea)
    for contribution, person in ((idea, officer), (idea, UserFactory()), (own, lea)):
        with pytest.raises(NotAllowed):
            disown_idea(contribution, by=person, why="not_mine")
    with pytest.raises(InvalidInput):
        disown_idea(idea, by=lea, why="because")
    assert idea.authorships.count() == 1


def test_whoever_has_written_there_since_is_its_author(officer, lea):
    idea = typed(officer, person=lea)
    write_message(idea, by=lea, body="C’est aussi le cas le soir.")
    with pytest.raises(TransitionRefused):
        disown_idea(idea, by=lea, why="not_meant")


def test_the_name_goes_from_the_one_it_was_merged_into_too(officer, lea):
    idea, kept = typed(officer, person=lea), IdeaFactory(opened=True)
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    assert kept.authorships.filter(person=lea).exists()
    disown_idea(idea, by=lea, why="not_mine")
    assert not kept.authorships.filter(person=lea).exists()


def test_an_offer_to_carry_it_out_ends_with_its_author(officer, lea):
    idea = typed(officer, person=lea, change_text="Ajouter des casiers.")
    due = clock.today() + timedelta(days=20)
    apply_transition(idea, "open", by=officer)
    Idea.objects.filter(pk=idea.pk).update(self_offered_at=clock.now(), self_offer_due_on=due)
    disown_idea(idea, by=lea, why="not_mine")
    assert Idea.objects.get(pk=idea.pk).self_offered_at is None


# --- Said aloud -----------------------------------------------------------------------------------------------


def test_an_answer_that_nobody_reads_waits_until_somebody_has_said_it(officer):
    idea = answer(typed(officer, said_by="Fatou"), by=officer)
    [row] = to_say()
    assert (row.idea, row.to_say.name, row.to_say.note) == (idea, "give_answer", "Un local se libère en mai.")
    assert told(officer, "officer_say")[0][0] == f"À dire de vive voix\N{NO-BREAK SPACE}: {idea.reference}"
    said(idea, officer)
    assert not to_say().exists()
    event = idea.events.get(name="say")
    assert (event.actor, event.note.endswith("par Odile Ferrand.")) == (officer, True)


def test_an_author_with_an_account_reads_it_and_nothing_waits(officer, lea):
    answer(typed(officer, person=lea), by=officer)
    answer(IdeaFactory(feedback=True), by=officer)
    assert not to_say().exists()


def test_a_message_and_a_decision_wait_too(officer):
    idea = typed(officer)
    write_message(idea, by=officer, body="Nous regardons les plans.")
    assert [row.to_say.name for row in to_say()] == ["message"]
    answer(idea, by=officer)
    assert [row.to_say.name for row in to_say()] == ["give_answer"]


def test_what_becomes_of_the_one_it_was_merged_into_is_said_as_well(officer):
    idea, kept = typed(officer), IdeaFactory(feedback=True, opened=True)
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    said(idea, officer)
    answer(kept, by=officer)
    assert [(row.idea, row.to_say.idea) for row in to_say()] == [(idea, kept)]


def test_what_was_answered_before_the_name_was_taken_off_is_said_again(officer, lea):
    idea = answer(typed(officer, person=lea), by=officer)
    disown_idea(idea, by=lea, why="not_mine")
    assert [row.to_say.name for row in to_say()] == ["give_answer"]


def test_what_the_one_it_was_merged_into_answered_is_said_again_too(officer, lea):
    idea, kept = typed(officer, person=lea), IdeaFactory(feedback=True, opened=True)
    write_message(kept, by=officer, body="Avant la fusion.")
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    answer(kept, by=officer)
    disown_idea(Idea.objects.get(pk=idea.pk), by=lea, why="not_mine")
    assert [(row.idea, row.to_say.idea, row.to_say.name) for row in to_say()] == [(idea, kept, "give_answer")]


def test_what_was_answered_there_before_the_merge_was_no_answer_to_it(officer, lea):
    idea, kept = typed(officer, person=lea), IdeaFactory(feedback=True, opened=True)
    write_message(kept, by=officer, body="Avant la fusion.")
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    disown_idea(Idea.objects.get(pk=idea.pk), by=lea, why="not_mine")
    assert [(row.idea, row.to_say.idea, row.to_say.name) for row in to_say()] == [(idea, idea, "merge")]


def test_whoever_disowns_holds_the_row_that_an_answer_would_change(officer, lea):
    idea, kept = typed(officer, person=lea), IdeaFactory(feedback=True, opened=True)
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    with CaptureQueriesContext(connection) as queries:
        disown_idea(Idea.objects.get(pk=idea.pk), by=lea, why="not_mine")
    locks = [row["sql"] for row in queries if "FOR UPDATE" in row["sql"]]
    assert f"IN ({idea.pk}, {kept.pk})" in locks[0]
    assert any('FROM "ideas_capture"' in sql for sql in locks)


def test_planted_fault_an_answer_that_owes_nothing_leaves_somebody_without(officer, monkeypatch):
    monkeypatch.setattr(spoken_answers, "ANSWERS", frozenset())
    monkeypatch.setattr("ideas.services.lifecycle.ANSWERS", frozenset())
    answer(typed(officer), by=officer)
    assert not to_say().exists()  # what the tests above would see


def test_an_answer_given_meanwhile_is_not_noted_as_said(officer):
    idea = typed(officer)
    write_message(idea, by=officer, body="Nous regardons les plans.")
    read = capture(idea)
    answer(idea, by=officer)
    with pytest.raises(Conflict):
        say_answer(read, by=officer, answer=read.to_say_id, said_on=clock.today(), said_by=officer)
    assert to_say().exists()


def test_noted_twice_is_once_and_nothing_is_noted_that_does_not_wait(officer):
    idea = answer(typed(officer), by=officer)
    row = capture(idea)
    facts = {"said_on": clock.today(), "said_by": officer, "by": officer}
    say_answer(row, answer=row.to_say_id, **facts)
    say_answer(row, answer=row.to_say_id, **facts)
    assert idea.events.filter(name="say").count() == 1
    with pytest.raises(TransitionRefused):
        say_answer(row, answer=row.to_say_id + 1_000, **facts)


def test_only_an_officer_notes_it_on_a_day_since_the_answer(officer):
    idea = answer(typed(officer), by=officer)
    with pytest.raises(NotAllowed):
        said(idea, UserFactory(admin=True))
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(InvalidInput):
            said(idea, officer, said_on=day)
    assert to_say().exists()


def test_a_question_is_asked_aloud_and_the_reply_brings_it_back_under_review(officer):
    idea = answer(typed(officer, said_by="Fatou"), "ask", "À quelle heure ?", by=officer)
    assert idea.state == State.NEEDS_INFO
    said(idea, officer, reply="Le matin, à la relève.")
    idea.refresh_from_db()
    assert (idea.state, idea.question) == (State.IN_TRIAGE, "")
    assert Message.objects.get(idea=idea, body="Le matin, à la relève.").sender == officer


# --- What the register says -----------------------------------------------------------------------------------


def test_an_export_says_how_it_came_in_and_who_typed_it(officer, lea):
    typed(officer, person=lea)
    IdeaFactory(author=lea)
    header, *rows = export_ideas(ExportFilters(), by=officer)
    columns = [header.index("Origine"), header.index("Saisi par")]
    assert [[row[column] for column in columns] for row in rows] == [
        ["Carte sur un mur", "Odile Ferrand"],
        ["Formulaire", ""],
    ]


def test_what_comes_by_the_poster_of_a_site_says_so(lea):
    made, _new = submission.submit_idea(submission.Submission(WORDS, uuid.uuid4(), site=lea.site.code), by=lea)
    other, _new = submission.submit_idea(submission.Submission(WORDS, uuid.uuid4(), site="nowhere"), by=lea)
    assert (made.origin, other.origin) == ("qr", "web")
