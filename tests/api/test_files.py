"""Photos and documents by the API: the same checks and the same readers as the pages."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import Attachment, Idea
from ideas.services.attachments import FILE_LIMIT, show_photo
from parkour.accounts.scopes import Scope
from parkour.core import private_files
from tests.api.asking import V1, Program, is_problem, new_key, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import added, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WORDS = {"problem_text": "Deux heures d'attente entre deux clientes.", "change_text": "Grouper par rue."}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(program, data=None, name="photo.jpg", key=None, **more):
    file = SimpleUploadedFile(name, makers.photo() if data is None else data)
    headers = program.headers | {"Idempotency-Key": str(key or new_key())}
    return program.client.post(f"{V1}files/", {"file": file} | more, headers=headers)


def test_a_photo_is_sent_attached_listed_and_read_back():
    program = Program(UserFactory())
    answer = upload(program)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["name"], told["width"], told["height"]) == ("image", "photo.webp", 80, 40)
    made = program.posts("ideas/", WORDS | {"files": [{"key": told["key"], "alt": "The hall"}]}, key=new_key()).json()
    assert rows(program.asks(f"ideas/{made['reference']}/files/")) == [told | {"alt": "The hall"}]
    bytes_of = program.asks(f"files/{told['key']}/")
    file = Attachment.objects.get()
    assert (bytes_of["Content-Type"], bytes_of.content) == ("image/webp", private_files.read(file.stored_as))
    small = program.asks(f"files/{told['key']}/?size=small")
    assert small.content == private_files.read(file.small_as)
    assert (
        bytes_of["Content-Security-Policy"].startswith("sandbox") and bytes_of["Cache-Control"] == "private, no-store"
    )


def test_the_same_key_makes_one_file():
    program, key = Program(UserFactory()), new_key()
    first, second = upload(program, key=key), upload(program, key=key)
    assert (first.status_code, first.json(), Attachment.objects.count()) == (201, second.json(), 1)


def test_the_same_key_with_another_file_is_refused():
    author = UserFactory()
    program, key = Program(author), new_key()
    one, other = uploaded(author), uploaded(author)
    program.posts("ideas/", WORDS | {"files": [{"key": str(one.key)}]}, key=key)
    is_problem(program.posts("ideas/", WORDS | {"files": [{"key": str(other.key)}]}, key=key), 422)


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"<svg/>", "web page"), (makers.pdf()[:-9], "incomplete"), (b"MZ", "program")]
)
def test_what_is_not_taken_is_a_sentence(data, words):
    answer = upload(Program(UserFactory()), data)
    assert words in str(is_problem(answer, 422))
    assert Attachment.objects.count() == 0


def test_a_body_that_is_too_large_is_not_read():
    program = Program(UserFactory())
    headers = program.headers | {"Idempotency-Key": str(new_key())}
    answer = program.client.post(
        f"{V1}files/", {"file": SimpleUploadedFile("a.pdf", b"x" * (FILE_LIMIT + 100_000))}, headers=headers
    )
    is_problem(answer, 413)


def test_what_is_no_form_or_holds_something_else_is_refused():
    program = Program(UserFactory())
    is_problem(program.posts("files/", {"file": "x"}, key=new_key()), 415)
    is_problem(upload(program, owner="me"), 422)
    headers = program.headers | {"Idempotency-Key": str(new_key())}
    cut = program.client.generic("POST", f"{V1}files/", b"--x\r\n", "multipart/form-data", headers=headers)
    is_problem(cut, 400)


def test_a_key_of_somebody_else_attaches_nothing():
    stolen, program = uploaded(UserFactory()), Program(UserFactory())
    for key in (stolen.key, uuid.uuid4()):
        is_problem(program.posts("ideas/", WORDS | {"files": [{"key": str(key)}]}, key=new_key()), 422)
    assert Idea.objects.count() == 0


def test_files_are_added_to_a_contribution_that_was_sent():
    author = UserFactory()
    idea, program = IdeaFactory(author=author), Program(author)
    file = uploaded(author)
    answer = program.posts(f"ideas/{idea.reference}/files/", {"files": [{"key": str(file.key)}]})
    assert [row["key"] for row in rows(answer)] == [str(file.key)]


def test_on_the_board_a_colleague_lists_and_reads_what_is_shown_alone():
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, shortlisted=True)
    shown, hidden = added(idea, author), added(idea, author)
    show_photo(shown, by=officer, shown=True)
    program = Program(UserFactory())
    listed = rows(program.asks(f"ideas/{idea.reference}/files/"))
    assert [(row["key"], row["name"]) for row in listed] == [(str(shown.key), "")]
    assert program.asks(f"files/{shown.key}/").status_code == 200
    is_problem(program.asks(f"files/{hidden.key}/"), 404)


def test_a_token_reads_and_sends_within_its_scope():
    author = UserFactory()
    file = uploaded(author)
    reads, writes = Program(author, scopes=[Scope.IDEAS_READ]), Program(author, scopes=[Scope.IDEAS_WRITE])
    assert (reads.asks(f"files/{file.key}/").status_code, upload(writes).status_code) == (200, 201)
    is_problem(upload(reads), 403)
    is_problem(writes.asks(f"files/{file.key}/"), 403)


# --- Removed, put back, shown --------------------------------------------------------------------------------------


@pytest.fixture
def sent_photo():
    author = UserFactory()
    idea = IdeaFactory(author=author)
    return idea, added(idea, author), Program(author)


def test_one_removes_ones_own_file_and_puts_it_back_twice_is_once(sent_photo):
    idea, file, program = sent_photo
    url = f"ideas/{idea.reference}/files/{file.key}/"
    for _twice in range(2):
        assert program.asks(url, method="DELETE").status_code == 204
    assert rows(program.asks(f"ideas/{idea.reference}/files/")) == []
    is_problem(program.asks(f"files/{file.key}/"), 404)
    for _twice in range(2):
        assert program.posts(f"{url}restore/").json()["key"] == str(file.key)
    assert len(rows(program.asks(f"ideas/{idea.reference}/files/"))) == 1


def test_nobody_else_but_the_officer_removes_it(sent_photo):
    idea, file, _program = sent_photo
    url = f"ideas/{idea.reference}/files/{file.key}/"
    for person in (UserFactory(), UserFactory(facilitator=True)):
        is_problem(Program(person).asks(url, method="DELETE"), 404)
    assert Attachment.objects.get().removed_at is None
    assert Program(UserFactory(officer=True)).asks(url, method="DELETE").status_code == 204


def test_a_file_of_another_contribution_is_not_reached(sent_photo):
    _idea, file, program = sent_photo
    other = IdeaFactory(author=file.uploader)
    is_problem(program.asks(f"ideas/{other.reference}/files/{file.key}/", method="DELETE"), 404)


def test_the_officer_shows_a_photo_and_stops_and_nobody_else_does(sent_photo):
    idea, file, author = sent_photo
    url, officer = f"ideas/{idea.reference}/files/{file.key}/shown/", Program(UserFactory(officer=True))
    for shown in (True, True, False, False):
        assert officer.puts(url, {"shown": shown}).json()["on_the_board"] is shown
    is_problem(author.puts(url, {"shown": True}), 403)
    is_problem(Program(UserFactory()).puts(url, {"shown": True}), 404)
    is_problem(officer.puts(url, {"shown": "yes"}), 422)
    assert not Attachment.objects.get().is_public


def test_no_document_is_shown(sent_photo):
    idea, _file, author = sent_photo
    plan = added(idea, idea.authorships.get().person, makers.pdf(), "plan.pdf")
    officer = Program(UserFactory(officer=True))
    is_problem(officer.puts(f"ideas/{idea.reference}/files/{plan.key}/shown/", {"shown": True}), 422)
