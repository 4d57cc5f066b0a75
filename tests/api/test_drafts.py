"""Drafts by the API: under a key of one's own and the version that was read; files that wait there; nobody else's."""

import pytest

from ideas.models import Attachment, Draft, Idea
from parkour.accounts.scopes import Scope
from tests.api.asking import Program, is_problem, new_key, rows
from tests.factories import UserFactory
from tests.ideas.files.lives import uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WORDS = {"problem_text": "La badgeuse de l’entrée nord perd un passage sur trois."}


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def program(author):
    return Program(author)


def kept(program, key, version=0, **more):
    return program.puts(f"drafts/{key}/", WORDS | more, version=version)


def test_a_draft_is_kept_listed_read_and_changed_under_its_version(program, author):
    key, file = new_key(), uploaded(author)
    made = kept(program, key, files=[{"key": str(file.key), "alt": "La badgeuse"}])
    assert (made.status_code, made["ETag"], made.json()["version"]) == (200, '"1"', 1)
    (row,) = rows(program.asks("drafts/"))
    assert (row["key"], row["first_words"], row["files_kept"]) == (str(key), WORDS["problem_text"], 1)
    read = program.asks(f"drafts/{key}/")
    assert (read["ETag"], read.json()) == ('"1"', made.json())
    assert [(each["key"], each["alt"]) for each in read.json()["files"]] == [(str(file.key), "La badgeuse")]
    changed = kept(program, key, 1, change_text="Remplacer le lecteur.")
    assert (changed["ETag"], changed.json()["files"]) == ('"2"', [])


def test_the_same_twice_is_once(program):
    key = new_key()
    assert [kept(program, key).json()["version"] for _twice in range(2)] == [1, 1]
    assert Draft.objects.count() == 1


def test_an_older_version_overwrites_nothing(program):
    key = new_key()
    kept(program, key)
    kept(program, key, 1, change_text="Remplacer le lecteur.")
    stale = is_problem(kept(program, key, 1, change_text="Autre chose."), 412)
    assert stale["current_version"] == 2
    assert Draft.objects.get().change_text == "Remplacer le lecteur."
    is_problem(program.puts(f"drafts/{key}/", WORDS), 428)


def test_without_the_version_the_older_text_would_win(program, monkeypatch):
    """Planted fault: what the service is told is always what stands."""
    key = new_key()
    kept(program, key)
    kept(program, key, 1, change_text="Remplacer le lecteur.")
    monkeypatch.setattr(Draft, "version", property(lambda _draft: 1, lambda _draft, _value: None))
    kept(program, key, 1, change_text="Autre chose.")
    assert Draft.objects.get().change_text == "Autre chose."


def test_a_draft_is_deleted_and_taken_back_twice_is_once(program):
    key = new_key()
    kept(program, key)
    for _twice in range(2):
        assert program.asks(f"drafts/{key}/", method="DELETE").status_code == 204
    assert rows(program.asks("drafts/")) == []
    for _twice in range(2):
        assert program.posts(f"drafts/{key}/restore/").json()["discarded_at"] is None
    assert len(rows(program.asks("drafts/"))) == 1


def test_the_draft_of_somebody_else_does_not_exist(program):
    key, other = new_key(), Program(UserFactory())
    kept(program, key)
    assert rows(other.asks("drafts/")) == []
    for answer in (
        other.asks(f"drafts/{key}/"),
        other.asks(f"drafts/{key}/", method="DELETE"),
        other.posts(f"drafts/{key}/restore/"),
    ):
        is_problem(answer, 404)
    assert kept(other, key).json()["version"] == 1  # one of their own
    assert program.asks(f"drafts/{key}/").json()["version"] == 1


def test_the_contribution_takes_the_draft_and_its_files_over(program, author):
    key, file = new_key(), uploaded(author)
    kept(program, key, files=[{"key": str(file.key)}])
    sent = WORDS | {"draft": str(key), "files": [{"key": str(file.key)}]}
    assert program.posts("ideas/", sent, key=new_key()).status_code == 201
    assert (Draft.objects.count(), Attachment.objects.get().idea) == (0, Idea.objects.get())
    is_problem(kept(program, key, 1), 409)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"problem_text": ""}, 422), ({"problem_text": 3}, 422), ({"owner": "me"}, 422), ({"files": [{}]}, 422)],
)
def test_what_is_no_draft_is_refused(program, body, status):
    is_problem(program.puts(f"drafts/{new_key()}/", body, version=0), status)


def test_a_token_reads_and_writes_within_its_scope(author):
    reader, key = Program(author, scopes=[Scope.IDEAS_READ]), new_key()
    is_problem(kept(reader, key), 403)
    kept(Program(author, scopes=[Scope.IDEAS_WRITE]), key)
    assert reader.asks(f"drafts/{key}/").status_code == 200
