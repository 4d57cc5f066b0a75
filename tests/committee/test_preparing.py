"""What the direction asks for, and documents that a contribution waits for: who says it, who is told, what it does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from committee.agenda_checks import CheckCode
from committee.enums import Answer
from committee.models import AgendaItem, AskedPoint, AwaitedDocument
from committee.selectors.checks import checks_of
from committee.selectors.preparing import awaited_from
from committee.selectors.whole_session import whole_session
from committee.services import agenda, asking, documents
from committee.services.answering import answer_session
from committee.services.proposal import preview_agenda
from ideas.models import Idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import browser, page, text_of, url
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}
WEAK = {"policy": 2, "novelty": 2, "impact": 2, "effort": 3}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def sponsor():
    return UserFactory(sponsor=True, locale="en")


@pytest.fixture
def session():
    return SessionFactory()


def codes(session):
    return [check.code for check in checks_of(session)]


# --- A point of the direction ---------------------------------------------------------------------


def test_what_the_direction_asks_for_is_placed_before_what_is_worth_more(session, officer, sponsor):
    weak = IdeaFactory(shortlisted=True, levels=WEAK)
    for _index in range(7):
        IdeaFactory(shortlisted=True, levels=CLEAR)
    assert weak not in preview_agenda(session).added
    asking.ask_for_point(session, weak, by=sponsor, reason="Le contrat finit en mars.")
    assert CheckCode.ASKED_LEFT_OUT in codes(session)
    agenda.propose_agenda(session, by=officer)
    item = AgendaItem.objects.get(idea=weak)
    assert item.reasons[0] == ["asked", 0]
    assert "The direction asks for it" in page(officer, "agenda", session.number)
    assert CheckCode.ASKED_LEFT_OUT not in codes(session)
    (told,) = Notification.objects.filter(recipient=officer)
    assert (told.kind, "Le contrat finit en mars." in told.body) == ("officer_asked_point", True)


def test_one_point_a_session_and_whoever_asked_says_why_otherwise(session, sponsor):
    first, second = (IdeaFactory(shortlisted=True) for _index in range(2))
    asking.ask_for_point(session, first, by=sponsor, reason="Le contrat finit.")
    asking.ask_for_point(session, first, by=sponsor, reason="Le contrat finit en mars.")
    assert [row.reason for row in AskedPoint.objects.all()] == ["Le contrat finit en mars."]
    with pytest.raises(TransitionRefused):
        asking.ask_for_point(session, second, by=UserFactory(sponsor=True), reason="Aussi.")
    asking.ask_for_point(SessionFactory(), second, by=sponsor, reason="Une autre séance.")


def test_what_is_taken_back_leaves_its_place_free_and_is_taken_back_by_its_asker_alone(session, sponsor):
    idea, other = IdeaFactory(shortlisted=True), UserFactory(sponsor=True)
    asking.ask_for_point(session, idea, by=sponsor, reason="Le contrat finit.")
    with pytest.raises(NotAllowed):
        asking.take_back_point(session, by=other)
    for _twice in range(2):
        asking.take_back_point(session, by=sponsor)
    asking.ask_for_point(session, idea, by=other, reason="Pour une autre raison.")
    assert AskedPoint.objects.filter(taken_back_at=None).count() == 1


def test_members_of_the_direction_ask_and_nobody_else_does(session):
    poles, idea = committee_of(), IdeaFactory(shortlisted=True)
    for person in (poles["employees"][0], UserFactory(officer=True), UserFactory()):
        with pytest.raises(NotAllowed):
            asking.ask_for_point(session, idea, by=person, reason="Parce que.")
    asking.ask_for_point(session, idea, by=poles["direction"][1], reason="Parce que.")


def test_only_what_waits_for_a_session_is_asked_for(session, officer, sponsor):
    elsewhere, new = IdeaFactory(shortlisted=True), IdeaFactory()
    agenda.add_item(SessionFactory(), elsewhere, by=officer)
    for idea in (elsewhere, new):
        with pytest.raises(InvalidInput):
            asking.ask_for_point(session, idea, by=sponsor, reason="Parce que.")
    with pytest.raises(InvalidInput):
        asking.ask_for_point(session, IdeaFactory(shortlisted=True), by=sponsor, reason=" ")


def test_the_database_keeps_one_point_a_session(session, sponsor):
    """The fault that the lock prevents, planted: the row itself refuses."""
    said = {"session": session, "by": sponsor, "at": clock.now(), "reason": "Parce que."}
    AskedPoint.objects.create(idea=IdeaFactory(shortlisted=True), **said)
    with pytest.raises(IntegrityError, match="asked_point_one_per_session"), transaction.atomic():
        AskedPoint.objects.create(idea=IdeaFactory(shortlisted=True), **said)


def test_the_page_asks_from_the_contribution_changes_and_takes_back(session, sponsor):
    idea = IdeaFactory(shortlisted=True)
    client = browser(sponsor)
    there = client.get(idea.get_absolute_url()).content.decode()
    assert url("ask_next", idea.reference) in there
    form = client.get(url("ask_next", idea.reference), follow=True)
    assert f'value="{idea.reference}" selected' in form.content.decode()
    empty = client.post(url("ask_point", session.number), {"idea": idea.reference, "reason": ""})
    assert empty.status_code == 422
    client.post(url("ask_point", session.number), {"idea": idea.reference, "reason": "Le contrat finit en mars."})
    again = text_of(client.get(url("ask_point", session.number)))
    assert ("You ask for" in again, "Le contrat finit en mars." in again) == (True, True)
    client.post(url("take_back_point", session.number))
    assert not AskedPoint.objects.filter(taken_back_at=None).exists()


# --- Documents --------------------------------------------------------------------------------------


def test_at_most_one_point_that_waits_for_a_document_is_placed_and_it_is_told(session, officer):
    ideas = [IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(2)]
    for idea in ideas:
        documents.ask_for_document(idea, by=officer, what="Devis")
    (left,) = preview_agenda(session).excluded
    assert str(left.exclusion.cause) == "missing_document"
    agenda.propose_agenda(session, by=officer)
    assert "is incomplete: Devis." in page(officer, "agenda", session.number)
    documents.document_arrived(AwaitedDocument.objects.get(idea=left.idea), by=officer)
    assert preview_agenda(session).excluded == ()


def test_who_is_to_bring_it_is_told_finds_it_at_home_and_says_that_it_is_there(session, officer):
    person, idea = UserFactory(locale="en"), IdeaFactory(shortlisted=True)
    due_on = clock.today() + timedelta(days=5)
    document = documents.ask_for_document(idea, by=officer, what="Devis du garage", person=person, due_on=due_on)
    assert OutgoingMail.objects.get(recipient=person).kind == "document_asked"
    client = browser(person)
    assert "Devis du garage" in text_of(client.get("/"))
    assert f"Asked by {officer}" in text_of(client.get(document.get_absolute_url()))
    client.post(url("document_arrived", document.pk))
    document.refresh_from_db()
    assert document.arrived_by == person
    assert "Devis du garage" not in text_of(client.get("/"))
    assert Notification.objects.get(recipient=officer).kind == "officer_document"
    client.post(url("document_missing", document.pk))
    document.refresh_from_db()
    assert (document.arrived_at, document.arrived_by) == (None, None)


def test_the_page_of_the_day_reads_no_more_documents_than_it_shows_and_no_contribution(
    officer, django_assert_num_queries
):
    person = UserFactory()
    for number in range(4):
        documents.ask_for_document(IdeaFactory(shortlisted=True), by=officer, what=f"Devis {number}", person=person)
    with django_assert_num_queries(1) as captured:
        found = [(row.what, row.by, row.get_absolute_url()) for row in awaited_from(person, 3)]
    assert [row[0] for row in found] == ["Devis 0", "Devis 1", "Devis 2"]
    (statement,) = (query["sql"] for query in captured.captured_queries)
    assert "LIMIT 3" in statement and "display_title" not in statement and '"ideas_idea"."title"' not in statement


def test_nobody_else_reads_or_ticks_a_document(officer):
    idea = IdeaFactory(shortlisted=True)
    document = documents.ask_for_document(idea, by=officer, what="Devis", person=UserFactory())
    stranger = browser(UserFactory())
    for name in ("document", "document_arrived"):
        assert stranger.get(url(name, document.pk)).status_code == 404
    with pytest.raises(NotAllowed):
        documents.document_arrived(document, by=UserFactory())
    with pytest.raises(NotAllowed):
        documents.ask_for_document(idea, by=UserFactory(), what="Plan")


def test_a_document_is_awaited_once_five_at_the_most_and_from_somebody_who_may_read(officer):
    idea = IdeaFactory(shortlisted=True)
    for _twice in range(2):
        documents.ask_for_document(idea, by=officer, what="Devis")
    assert AwaitedDocument.objects.count() == 1
    for number in range(4):
        documents.ask_for_document(idea, by=officer, what=f"Plan {number}")
    with pytest.raises(InvalidInput):
        documents.ask_for_document(idea, by=officer, what="Un de trop")
    with pytest.raises(InvalidInput):
        documents.ask_for_document(idea, by=officer, what=" ")
    with pytest.raises(TransitionRefused):
        documents.ask_for_document(IdeaFactory(), by=officer, what="Devis")
    with pytest.raises(InvalidInput):
        documents.ask_for_document(idea, by=officer, what="Avis", person=UserFactory(is_active=False))


def test_a_document_that_is_not_needed_any_more_is_awaited_from_nobody(officer):
    person, idea = UserFactory(locale="en"), IdeaFactory(shortlisted=True)
    document = documents.ask_for_document(idea, by=officer, what="Devis", person=person)
    Idea.objects.filter(pk=idea.pk).update(state="declined")
    assert "Devis" not in text_of(browser(person).get("/"))
    browser(officer).post(url("drop_document", document.pk))
    assert not AwaitedDocument.objects.exists()


def test_the_officer_notes_a_document_on_the_page_of_the_contribution(officer):
    idea = IdeaFactory(shortlisted=True)
    client = browser(officer)
    assert "Nothing is missing" in text_of(client.get(url("documents", idea.reference)))
    wrong = client.post(url("documents", idea.reference), {"what": "Devis", "person": "Personne Inconnue"})
    assert (wrong.status_code, "Devis" in wrong.content.decode()) == (422, True)
    client.post(url("documents", idea.reference), {"what": "Devis"})
    assert "Devis Missing" in text_of(client.get(url("documents", idea.reference)))


# --- Read from rows -----------------------------------------------------------------------------------


def test_the_facts_of_an_agenda_are_read_from_rows(officer):
    room = released_session(poles=committee_of(3, 3))
    session, first, item = room.session, room.poles["employees"][0], room.items[0]
    late = IdeaFactory(shortlisted=True)
    workshop = agenda.add_item(session, late, by=officer, block="workshop")
    old = IdeaFactory(shortlisted=True)
    Idea.objects.filter(pk=old.pk).update(waited_cycles=3)
    agenda.set_presenter(item, by=officer, presenter=first)
    for member in room.poles["employees"][:2]:
        answer_session(session, by=member, answer=Answer.NO)
    found = {(check.code, check.item, check.reference) for check in checks_of(session)}
    assert found == {
        (CheckCode.QUORUM_LOST, None, ""),
        (CheckCode.PRESENTER_ABSENT, item.pk, item.idea.reference),
        (CheckCode.NO_FACILITATOR, workshop.pk, late.reference),
        (CheckCode.AUTHOR_NOT_TOLD, workshop.pk, late.reference),
        (CheckCode.OLD_LEFT_OUT, None, old.reference),
    }
    assert "The pole Employees cannot vote: 1 could come, 2 are needed." in page(officer, "session", session.number)


def test_the_quorum_of_a_pole_is_counted_in_one_way_and_said_once_on_the_page_of_the_session(officer):
    room = released_session(poles=committee_of(1, 3))
    first, silent, third = room.poles["employees"]
    answer_session(room.session, by=first, answer=Answer.NO, holder=silent)
    seen = page(officer, "session", room.session.number)
    # Whoever is to vote for somebody has said nothing either: nobody is sure.
    assert ("0 expected, 2 needed" in seen, "cannot vote" in seen) == (True, False)
    answer_session(room.session, by=third, answer=Answer.NO)
    answer_session(room.session, by=silent, answer=Answer.NO, holder=None)
    seen = page(officer, "session", room.session.number)
    assert "Nobody of the pole Employees is expected." in seen
    assert "There may be no quorum" not in seen


def test_what_is_looked_at_before_a_session_asks_for_nobody_who_is_in_the_room(officer):
    session = released_session(poles=committee_of(2, 1)).session
    with metered() as meter:
        checks_of(session)
        whole_session(session)
    assert [sql for sql, _params, _rows in meter.statements if 'FROM "committee_attendance"' in sql] == []


def test_a_member_reads_no_check_on_the_page_of_the_session():
    room = released_session(poles=committee_of(2, 1))
    for member in room.poles["direction"]:
        answer_session(room.session, by=member, answer=Answer.NO)
    assert "To look at" in page(room.officer, "session", room.session.number)
    assert "To look at" not in page(room.poles["employees"][0], "session", room.session.number)
