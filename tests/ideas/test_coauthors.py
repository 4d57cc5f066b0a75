"""Our group: named by the author, credited once they say so, told of every answer; until then their name is nowhere."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.models import Authorship, Idea
from ideas.services import coauthors, submission, triage
from ideas.services.coauthors import confirm_coauthor, decline_coauthor
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.support import support
from parkour.core.exceptions import NotAllowed
from parkour.notifications.models import Notification, OutgoingMail
from tests.api.asking import Program, is_problem
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NAME = {"first_name": "Zélie", "last_name": "Quatrevingt", "email": "zelie.quatrevingt@example.org"}


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def friend():
    return UserFactory(**NAME)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def idea(author, friend):
    words = {"problem_text": "Deux tournées se croisent.", "change_text": "Les regrouper."}
    made, _new = submission.submit_idea(
        submission.Submission(client_uuid=uuid.uuid4(), coauthors=(friend,), **words), by=author
    )
    return made


def shortlisted(idea, officer):
    triage.open_idea(idea, by=officer)
    triage.assess_idea(idea, by=officer, policy=4, novelty=2, impact=4, effort=2)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.SHORTLIST, message="Au comité."), by=officer)
    return Idea.objects.get(pk=idea.pk)


def page(person, address):
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client.get(address)


def told(idea, *people) -> str:
    """Everything that these people, and a file that goes round, say of it."""
    addresses = ["/board/", f"/ideas/{idea.reference}/", "/api/v1/board/", f"/triage/{idea.reference}/"]
    addresses += [f"/api/v1/ideas/{idea.reference}/{part}" for part in ("", "story/", "messages/")]
    said = [page(person, address).content.decode() for person in people for address in addresses]
    rows = export_ideas(ExportFilters(hidden_names=True), by=people[0])
    return " ".join([*said, *(str(row) for row in rows)])


def test_until_they_answer_their_name_is_on_no_page_but_that_of_the_author(idea, author, officer):
    idea = shortlisted(idea, officer)
    assert NAME["last_name"] not in told(idea, officer, UserFactory(), UserFactory(admin=True))
    assert NAME["last_name"] in page(author, f"/ideas/{idea.reference}/").content.decode()


def test_once_they_say_yes_they_are_credited(idea, friend, officer):
    idea = shortlisted(idea, officer)
    confirm_coauthor(idea, by=friend)
    assert f"{NAME['first_name']} {NAME['last_name']}" in page(UserFactory(), "/board/").content.decode()
    assert NAME["last_name"] in told(idea, officer)


def test_planted_fault_somebody_credited_at_once_is_seen(author, friend, officer, monkeypatch):
    def credit(idea, people, *, by):
        Authorship.objects.bulk_create([Authorship(idea=idea, person=person, role="coauthor") for person in people])

    monkeypatch.setattr(submission, "invite_coauthors", credit)
    words = submission.Submission("Deux tournées se croisent.", uuid.uuid4(), "Regrouper.", coauthors=(friend,))
    made, _new = submission.submit_idea(words, by=author)
    assert NAME["last_name"] in told(shortlisted(made, officer), officer, UserFactory())


def test_they_are_asked_in_the_product_and_by_mail_with_a_link_to_the_question(idea, friend):
    url = reverse("ideas:coauthor", args=[idea.reference])
    assert Notification.objects.get(recipient=friend, kind="coauthor_invited").url == url
    assert OutgoingMail.objects.filter(recipient=friend, kind="coauthor_invited").exists()
    assert url in page(friend, "/ideas/").content.decode()
    assert "Deux tournées" in page(friend, url).content.decode()


def test_before_they_answer_they_may_not_speak_for_it_nor_read_its_thread(idea, friend):
    for door in ("view_idea", "view_thread", "withdraw_idea", "answer_question", "write_message"):
        assert not friend.has_perm(f"ideas.{door}", idea), door


def test_after_a_yes_they_are_told_of_every_answer_and_the_others_of_the_yes(idea, author, friend, officer):
    confirm_coauthor(idea, by=friend)
    assert Notification.objects.filter(recipient=author, kind="author_coauthor").count() == 1
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ASK, message="Quel jour ?"), by=officer)
    assert set(Notification.objects.filter(kind="author_ask").values_list("recipient", flat=True)) == {
        author.pk,
        friend.pk,
    }


def test_a_no_credits_nobody_and_the_author_sees_it(idea, author, friend, officer):
    decline_coauthor(idea, by=friend)
    assert "a dit non" in page(author, f"/ideas/{idea.reference}/").content.decode()
    assert NAME["last_name"] not in told(shortlisted(idea, officer), officer, UserFactory())


def test_who_has_said_no_is_told_so_the_second_time_and_reads_nothing(idea, friend, signed_in):
    url, client = reverse("ideas:coauthor", args=[idea.reference]), signed_in(friend)
    assert client.post(url, {"answer": "no"}).status_code == 303
    for ask in (client.get, lambda address: client.post(address, {"answer": "no"})):
        answer = ask(url)
        assert answer.url == reverse("ideas:mine")
        text = client.get(answer.url).content.decode()
        assert "Vous avez déjà dit non" in text and "Deux tournées" not in text
    assert page(friend, idea.get_absolute_url()).status_code == 404
    program = Program(friend)
    assert program.asks(f"ideas/{idea.reference}/coauthor/", {"accepted": False}).status_code == 204
    is_problem(program.asks(f"ideas/{idea.reference}/coauthor/", {"accepted": True}), 403)


def test_an_answer_given_twice_is_one_and_the_other_answer_is_refused(idea, friend):
    for _click in range(2):
        confirm_coauthor(idea, by=friend)
    assert idea.events.filter(name="coauthor").count() == 1
    with pytest.raises(NotAllowed):
        decline_coauthor(idea, by=friend)


def test_nobody_answers_who_was_not_named(idea, officer):
    for answer in (confirm_coauthor, decline_coauthor):
        with pytest.raises(NotAllowed):
            answer(idea, by=officer)
    assert page(officer, reverse("ideas:coauthor", args=[idea.reference])).status_code == 404


def test_nobody_signs_what_was_taken_back(idea, author, friend):
    assert submission.withdraw_idea(idea, by=author).state == State.WITHDRAWN
    with pytest.raises(NotAllowed):
        confirm_coauthor(idea, by=friend)
    assert reverse("ideas:coauthor", args=[idea.reference]) not in page(friend, "/ideas/").content.decode()


def test_whoever_supported_it_meanwhile_supports_it_no_more(idea, friend, officer):
    idea = shortlisted(idea, officer)
    support(idea, by=friend)
    confirm_coauthor(idea, by=friend)
    idea.refresh_from_db()
    assert (idea.support_count, idea.supports.count()) == (0, 0)


def test_a_yes_after_a_merge_is_credited_there_too(idea, friend, officer, author):
    into, _new = submission.submit_idea(
        submission.Submission("Les rues se croisent deux fois.", uuid.uuid4(), "Une tournée."), by=UserFactory()
    )
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.MERGE, message="Ensemble.", into=into), by=officer)
    confirm_coauthor(idea, by=friend)
    assert into.authorships.get(person=friend).merged_from == idea


def test_the_page_says_yes_and_no(idea, friend, signed_in):
    url = reverse("ideas:coauthor", args=[idea.reference])
    assert signed_in(friend).post(url, {}).status_code == 422
    assert signed_in(friend).post(url, {"answer": "yes"}).status_code == 303
    assert idea.authorships.filter(person=friend).exists()
    assert signed_in(friend).get(url).status_code == 302
    assert idea.events.last().name == coauthors.COAUTHOR_EVENT
