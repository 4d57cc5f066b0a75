"""Files of somebody whom nobody knows: nobody's row, a day and no moment, no byte that tells; each way is watched."""

import io
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from ideas.models import Attachment, Idea
from ideas.services import anonymous as services
from ideas.services import anonymous_files
from parkour.core import private_files
from tests.core.observation.lines import production_lines
from tests.factories import UserFactory
from tests.ideas.anonymously import FOLLOW, open_to_anonymous, post, send_files
from tests.ideas.files import makers
from tests.ideas.files.test_nameless import MAKER, of_a_person, says
from tests.ideas.test_anonymous_secrecy import ADDRESS, BROWSER, betrayals, database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
FILES = (("IMG-Zélie.jpg", makers.photo_of_a_telephone()), ("Rapport de Zélie.docx", of_a_person()))


@pytest.fixture
def writer():
    return UserFactory(first_name="Zélie", last_name="Quatrevingt", email="zelie.quatrevingt@example.org")


@pytest.fixture
def phone(writer):
    """The browser of somebody who is signed in, which sends its cookie although ours does not."""
    cache.clear()
    open_to_anonymous()
    client = Client(REMOTE_ADDR=ADDRESS, headers={"User-Agent": BROWSER})
    client.force_login(writer, backend="parkour.accounts.backends.SignInBackend")
    return client


def told(phone, writer, media):
    """What the rows and the disk say of the writer and of the moment once both files were sent."""
    before = database()
    answer, _key = send_files(phone, *FILES)
    assert answer.status_code == 201, answer.content
    said = betrayals(before, database(), writer, phone.cookies["sessionid"].value)
    day = services._day()
    for file in Attachment.objects.all():
        said += [f"row: {file.created_at}"] * (file.created_at != day)
        data = private_files.read(file.stored_as)
        said += ["bytes"] * (b"Camille" in data or (not file.is_image and says(data, MAKER)))
    for path in media.iterdir():
        moment = path.stat().st_mtime
        said += [f"disk: {datetime.fromtimestamp(moment)}"] * (moment != day.timestamp())
    return said


def test_they_are_kept_read_by_the_officer_and_nothing_of_them_says_who(phone, writer, media, signed_in):
    assert told(phone, writer, media) == []
    photo, document = Idea.objects.get().attachments.all()
    assert [file.uploader for file in (photo, document)] == [None, None]
    assert (photo.name, document.name) == ("photo 1.webp", "document 2.docx")
    assert dict(Image.open(io.BytesIO(private_files.read(photo.stored_as))).getexif()) == {}
    assert says(private_files.read(document.stored_as), "Les plannings")
    officer = signed_in(UserFactory(officer=True))
    page = officer.get(f"/triage/{Idea.objects.get().reference}/").content.decode()
    assert "document 2.docx" in page and photo.small_url in page
    assert officer.get(document.get_absolute_url()).status_code == 200
    stranger = signed_in(UserFactory())
    assert stranger.get(document.get_absolute_url()).status_code == 404


def as_somebodys(write):
    def betray(*args, **facts):
        return write(*args, **facts | {"uploader": UserFactory._meta.model.objects.get(first_name="Zélie")})

    return betray


def as_of_now(write):
    return lambda *args, **facts: write(*args, **facts | {"dated": None})


def with_the_moment(write):
    return lambda *args, **facts: write(*args, **facts | {"created_at": anonymous_files.datetime.now().astimezone()})


@pytest.mark.parametrize("fault", [as_somebodys, as_of_now, with_the_moment])
def test_planted_fault_a_person_or_a_moment_is_seen(phone, writer, media, monkeypatch, fault):
    monkeypatch.setattr(anonymous_files, "write", fault(anonymous_files.write))
    assert told(phone, writer, media) != []


def test_planted_fault_a_document_kept_as_it_came_is_seen(phone, writer, media, monkeypatch):
    monkeypatch.setattr(anonymous_files, "nameless", lambda data, _ending: data)
    assert "bytes" in told(phone, writer, media)


def test_no_line_of_the_log_says_what_was_sent_or_by_whom(phone, writer):
    with production_lines() as lines:
        send_files(phone, *FILES)
    assert not [word for word in (ADDRESS, "203.0.113", writer.email, "Zélie", "photo 1") if word in lines.getvalue()]


def test_sent_twice_is_once_and_other_files_under_the_same_code_are_refused(phone):
    answer, key = send_files(phone, *FILES)
    again, _key = send_files(phone, *FILES, key=key)
    assert (answer.status_code, again.json(), Attachment.objects.count()) == (201, answer.json(), 2)
    other, _key = send_files(phone, FILES[0], key=key)
    assert (other.status_code, Attachment.objects.count()) == (412, 2)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("a.pdf", makers.pdf())], "photos de ses pages"),
        ([("a.svg", b"<svg/>")], "page web"),
        ([("a.jpg", b"")], "vide"),
        ([("a.docx", makers.microsoft("docx", {"word/people.xml": "<p/>"}))], "commentaires"),
        ([("a.jpg", makers.photo())] * 4, ""),
    ],
)
def test_what_cannot_be_made_nameless_is_refused_in_words_and_nothing_is_kept(phone, media, files, words):
    answer, _key = send_files(phone, *files, headers={"Accept-Language": "fr"})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert (Idea.objects.count(), Attachment.objects.count(), media.exists() and list(media.iterdir())) in [
        (0, 0, False),
        (0, 0, []),
    ]


def test_a_body_that_is_too_large_is_not_read(phone):
    answer, _key = send_files(phone, ("a.docx", b"x" * (32 * 1024 * 1024)))
    assert answer.status_code == 413


def test_its_author_is_told_the_names_of_ours(phone):
    _answer, key = send_files(phone, *FILES)
    assert post(phone, FOLLOW, {"key": key}).json()["files"] == ["photo 1.webp", "document 2.docx"]


def test_closed_it_takes_no_file(phone):
    open_to_anonymous(False)
    answer, _key = send_files(phone, *FILES)
    assert (answer.status_code, Attachment.objects.count()) == (403, 0)
