"""Who reads which file: as the contribution it belongs to, and no further."""

import pytest
import rules
from django.urls import reverse

from ideas.models import Attachment, Idea
from ideas.services import triage
from ideas.services.attachments import SentFile, place_photo, remove_file, show_photo
from ideas.services.lifecycle import apply_transition
from ideas.services.submission import withdraw_idea
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import added, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ROLES = ("officer", "reviewer", "facilitator", "sponsor", "admin")


@pytest.fixture
def people():
    return {name: UserFactory() for name in ("author", "coauthor", "stranger")} | {
        role: UserFactory(**{role: True}) for role in ROLES
    }


def idea_of(people, **facts):
    return IdeaFactory(author=people["author"], coauthors=(people["coauthor"],), officer=people["officer"], **facts)


def readers(file, people, client, small=False):
    """Names of those who are handed the bytes."""
    name = "ideas:file_small" if small else "ideas:file"
    found = set()
    for who, person in people.items():
        client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
        answer = client.get(reverse(name, args=[file.key]))
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            found.add(who)
    return found


THREAD = {"author", "coauthor", "officer", "reviewer", "facilitator"}


def test_an_upload_that_was_not_sent_is_its_senders_alone(people, client):
    assert readers(uploaded(people["author"]), people, client) == {"author"}
    assert readers(uploaded(people["author"]), people, client, small=True) == {"author"}


def test_a_file_is_read_on_the_thread_of_its_contribution(people, client):
    idea = idea_of(people)
    for data, name in ((None, "photo.jpg"), (makers.pdf(), "plan.pdf")):
        assert readers(added(idea, people["author"], data, name), people, client) == THREAD


def test_on_the_board_a_photo_is_everybodys_once_the_officer_shows_it(people, client):
    idea = idea_of(people, shortlisted=True)
    file = added(idea, people["author"])
    assert readers(file, people, client) == THREAD
    show_photo(file, by=people["officer"], shown=True)
    assert readers(file, people, client) == set(people)
    show_photo(Attachment.objects.get(pk=file.pk), by=people["officer"], shown=False)
    assert readers(file, people, client) == THREAD


def test_a_photo_to_show_is_shown_to_nobody_before_its_contribution_is_on_the_board(people, client):
    file = added(idea_of(people, opened=True), people["author"])
    show_photo(file, by=people["officer"], shown=True)
    assert readers(file, people, client) == THREAD


def test_photos_before_and_after_are_everybodys_on_the_board(people, client):
    idea = idea_of(people, shortlisted=True)
    file = place_photo(idea, "after", SentFile(uploaded(people["officer"]).key), by=people["officer"])
    assert readers(file, people, client) == set(people)


def test_a_removed_file_is_read_by_nobody(people, client):
    file = added(idea_of(people), people["author"])
    remove_file(file, by=people["author"])
    assert readers(file, people, client) == set()


def test_what_was_taken_back_is_read_by_its_authors_alone(people, client):
    idea = idea_of(people)
    file = added(idea, people["author"])
    for who in ("author", "coauthor"):
        withdraw_idea(idea, by=people[who])
    assert readers(file, people, client) == {"author", "coauthor"}


def test_what_was_passed_on_in_confidence_is_read_by_its_authors_alone(people, client):
    idea = idea_of(people, opened=True)
    file = added(idea, people["author"])
    show_photo(file, by=people["officer"], shown=True)
    orientation = triage.Orientation(outcome="redirect", message="Merci.", channel="harassment")
    triage.decide_triage(Idea.objects.get(pk=idea.pk), orientation, by=people["officer"])
    assert readers(file, people, client) == {"author", "coauthor"}


def test_a_document_of_somebody_whose_name_is_hidden_is_read_by_those_who_may_read_the_name(people, client):
    idea = idea_of(people, visibility="name_hidden", shortlisted=True)
    document = added(idea, people["author"], makers.microsoft(), "note.docx")
    assert readers(document, people, client) == {"author", "coauthor", "officer"}
    assert readers(added(idea, people["author"]), people, client) == THREAD  # nothing of a photo tells who took it
    assert readers(added(idea, people["officer"], makers.pdf(), "plan.pdf"), people, client) == THREAD


def test_merged_a_hidden_authors_document_stays_with_those_who_may_read_the_name(people, client):
    joined, kept = idea_of(people, visibility="name_hidden", opened=True), IdeaFactory(opened=True)
    document, photo = added(joined, people["author"], makers.pdf(), "plan.pdf"), added(joined, people["author"])
    apply_transition(joined, "merge", by=people["officer"], message="Même sujet.", into=kept)
    people["other author"] = kept.authorships.get(role="author").person
    assert readers(document, people, client) == {"author", "coauthor", "officer"}
    assert readers(photo, people, client) == THREAD | {"other author"}


def test_a_hidden_name_in_the_name_of_a_file_is_not_told(people, client, signed_in):
    author = people["author"]
    idea = idea_of(people, visibility="name_hidden", opened=True)
    added(idea, author, name="x.jpg", alt=f"{author.get_full_name()} devant la porte")
    for who, told in (("reviewer", False), ("officer", True)):
        page = signed_in(people[who]).get(f"/ideas/{idea.reference}/").content.decode()
        assert (f"{author.get_full_name()} devant la porte" in page) is told


def test_a_signed_out_reader_is_sent_to_sign_in(people, client):
    file = added(idea_of(people), people["author"])
    assert client.get(file.get_absolute_url())["Location"].startswith(reverse("account_login"))


def test_without_the_rule_a_stranger_would_read_everything(people, client):
    """The fault that every test above must see."""
    before = rules.permissions.permissions["ideas.read_file"]
    file = added(idea_of(people), people["author"])
    rules.set_perm("ideas.read_file", rules.always_allow)
    try:
        assert readers(file, people, client) == set(people)
    finally:
        rules.set_perm("ideas.read_file", before)
    assert readers(file, people, client) == THREAD


def test_no_address_of_the_disk_serves_a_file(people, client):
    file = added(idea_of(people), people["author"])
    client.force_login(people["author"], backend="parkour.accounts.backends.SignInBackend")
    for path in (f"/media/{file.stored_as}", f"/{file.stored_as}", f"/static/{file.stored_as}"):
        assert client.get(path).status_code == 404
