"""Files in a draft: found again on another device, taken over by the contribution, forgotten with the draft."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from ideas.models import Attachment, Draft, Idea
from ideas.selectors import draft_of, files_of_draft
from ideas.services import attachments, forgetting_files
from ideas.services.attachments import SentFile
from ideas.services.drafts import (
    DraftWords,
    discard_draft,
    forget_draft,
    forget_old_drafts,
    restore_draft,
    save_draft,
)
from ideas.services.forgetting_files import sweep_files
from ideas.services.submission import Submission, submit_idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput
from tests.factories import UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import uploaded
from tests.ideas.files.test_attachments import aged, kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WORDS = DraftWords("La badgeuse de l’entrée nord perd un passage sur trois.")


@pytest.fixture
def person():
    return UserFactory()


def saved(person, *files, key=None, version=0, words=WORDS):
    sent = tuple(file if isinstance(file, SentFile) else SentFile(file.key) for file in files)
    return save_draft(words, key=key or uuid.uuid4(), version=version, by=person, files=sent)


def names(person, draft):
    return [(file.key, file.alt) for file in files_of_draft(person, draft.key)]


def test_the_files_of_a_draft_are_found_again_in_their_order_with_their_words(person):
    one, two = uploaded(person), uploaded(person, makers.pdf(), "plan.pdf")
    draft = saved(person, two, SentFile(one.key, "La badgeuse"))
    assert names(person, draft) == [(two.key, ""), (one.key, "La badgeuse")]


def test_a_draft_of_photos_alone_is_one(person):
    draft = saved(person, uploaded(person), words=DraftWords())
    assert len(names(person, draft)) == 1
    with pytest.raises(InvalidInput):
        saved(person, words=DraftWords())


def test_another_choice_of_files_is_another_version_and_the_same_twice_is_once(person):
    one, two = uploaded(person), uploaded(person)
    draft = saved(person, one)
    assert saved(person, one, key=draft.key, version=1).version == 1
    assert saved(person, two, key=draft.key, version=1).version == 2
    assert names(person, draft) == [(two.key, "")]


def test_a_device_that_knows_an_older_version_takes_no_file_away(person):
    one, two = uploaded(person), uploaded(person)
    draft = saved(person, one)
    saved(person, one, two, key=draft.key, version=1)
    with pytest.raises(Conflict):
        saved(person, one, key=draft.key, version=1)
    assert len(names(person, draft)) == 2


def test_words_saved_by_somebody_who_says_nothing_of_files_keep_them(person):
    draft = saved(person, uploaded(person))
    save_draft(DraftWords("Autre texte."), key=draft.key, version=1, by=person)
    assert len(names(person, draft)) == 1


def test_a_file_that_has_not_arrived_yet_is_no_obstacle(person):
    key = uuid.uuid4()
    draft = saved(person, SentFile(key))
    assert names(person, draft) == []
    uploaded(person, key=key)
    assert saved(person, SentFile(key), key=draft.key, version=1).version == 2
    assert names(person, draft) == [(key, "")]


def test_the_upload_of_somebody_else_enters_no_draft(person):
    stolen = uploaded(UserFactory())
    assert names(person, saved(person, stolen)) == []
    stolen.refresh_from_db()
    assert stolen.draft_key is None


def test_what_waits_in_a_draft_outlives_the_day_and_a_loose_upload_does_not(person, media):
    draft = saved(person, uploaded(person))
    uploaded(person)
    aged()
    assert (sweep_files(), len(names(person, draft))) == (1, 1)


def test_without_the_look_at_drafts_it_would_be_swept(person, monkeypatch):
    """Planted fault."""
    draft = saved(person, uploaded(person))
    aged()
    monkeypatch.setattr(forgetting_files, "IN_A_DRAFT", forgetting_files.Exists(Draft.objects.none()))
    assert (sweep_files(), names(person, draft)) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_a_discarded_draft_keeps_its_files_for_a_day_to_be_taken_back_and_then_they_go(person, media):
    draft = saved(person, uploaded(person))
    aged()
    discard_draft(draft, by=person)
    assert sweep_files() == 0
    restore_draft(draft, by=person)
    assert len(names(person, draft)) == 1
    discard_draft(draft, by=person)
    Draft.objects.update(discarded_at=clock.now() - timedelta(days=1))
    assert (forget_old_drafts(), sweep_files(), Attachment.objects.count(), kept(media)) == (1, 1, 0, [])


def test_the_age_of_a_draft_forgets_its_files_too(person):
    saved(person, uploaded(person))
    aged()
    Draft.objects.update(changed_at=clock.now() - timedelta(days=90))
    assert (forget_old_drafts(), sweep_files()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_is_said_anonymously_leaves_no_file_of_its_draft(person, media):
    one, loose, other = uploaded(person), uploaded(person), uploaded(person)
    draft = saved(person, one)
    forget_draft(draft.key, by=person, files=(loose.key,))
    assert (list(Attachment.objects.all()), len(kept(media))) == ([other], 2)
    forget_draft(uuid.uuid4(), by=UserFactory(), files=(other.key,))
    assert Attachment.objects.get() == other


def test_the_contribution_takes_the_files_over(person):
    file = uploaded(person)
    draft = saved(person, file)
    sent = Submission(WORDS.problem_text, uuid.uuid4(), draft=draft.key, files=(SentFile(file.key),))
    idea, _new = submit_idea(sent, by=person)
    file.refresh_from_db()
    assert (file.idea, file.draft_key, Draft.objects.count()) == (idea, None, 0)
    aged()
    assert sweep_files() == 0


def test_the_database_refuses_a_file_sent_that_is_still_in_a_draft(person):
    file = uploaded(person)
    saved(person, file)
    submit_idea(Submission(WORDS.problem_text, uuid.uuid4(), files=(SentFile(file.key),)), by=person)
    with pytest.raises(IntegrityError):
        Attachment.objects.update(draft_key=uuid.uuid4())


def test_drafts_hold_fifty_megabytes_and_the_sentence_says_what_to_do(person):
    file = uploaded(person)
    saved(person, file)
    aged()
    Attachment.objects.update(size=attachments.DAY_LIMIT)
    with pytest.raises(InvalidInput, match="brouillons"):
        uploaded(person)


# --- By the pages -------------------------------------------------------------------------------------------------


def save(client, key, *files, version=0, **more):
    body = {"problem_text": WORDS.problem_text, "draft_version": version, "files": [str(file.key) for file in files]}
    return client.post(f"/ideas/drafts/{key}/", body | more)


def test_another_device_finds_the_draft_with_its_files_and_sends_them(person, signed_in):
    client, file, key = signed_in(person), uploaded(person), uuid.uuid4()
    assert save(client, key, file, **{f"alt_{file.key}": "La badgeuse"}).json()["version"] == 1
    page = client.get(f"/ideas/new/?draft={key}").content.decode()
    assert f'value="{file.key}" checked' in page and "La badgeuse" in page
    assert "1 fichier" in client.get("/ideas/").content.decode()
    client.post("/ideas/new/", {"problem_text": WORDS.problem_text, "speaker": "me", "files": [str(file.key)]})
    assert [each.key for each in Idea.objects.get().attachments.all()] == [file.key]


def test_without_javascript_the_form_kept_for_later_keeps_its_files(person, signed_in):
    client, key = signed_in(person), uuid.uuid4()
    file = SimpleUploadedFile("photo.jpg", makers.photo())
    client.post("/ideas/new/", {"problem_text": "Court", "then": "later", "draft": str(key), "new_files": file})
    assert len(files_of_draft(person, key)) == 1
    assert draft_of(person, key).version == 1


def test_of_two_devices_no_file_is_lost_whatever_text_is_chosen(person, signed_in):
    client, one, two, key = signed_in(person), uploaded(person), uploaded(person), uuid.uuid4()
    save(client, key, one)
    save(client, key, one, two, version=1, problem_text="Écrit au bureau entre-temps.")
    assert len(save(client, key, one, version=1).json()["current"]["files"]) == 2
    form = {"problem_text": "Ici.", "then": "later", "draft": str(key), "draft_version": 1, "files": [str(one.key)]}
    page = client.post("/ideas/new/", form).content.decode()
    assert str(one.key) in page and str(two.key) in page


@pytest.mark.parametrize("whose", ["", "other"])
def test_a_file_is_sent_by_the_page_in_the_name_of_whoever_chose_it_alone(person, signed_in, whose):
    client, key = signed_in(person), uuid.uuid4()
    owner = UserFactory().pk if whose else person.pk

    def send():
        body = {"file": SimpleUploadedFile("photo.jpg", makers.photo()), "file_key": str(key), "person": owner}
        return client.post("/files/", body)

    first = send()
    if whose:
        assert (first.status_code, Attachment.objects.count()) == (403, 0)
    else:
        assert (first.status_code, send().json(), Attachment.objects.count()) == (201, first.json(), 1)


def test_a_file_sent_again_after_its_contribution_is_answered_the_same(person, signed_in):
    """Two tabs send what waits: the slower one learns that it arrived."""
    client, file = signed_in(person), uploaded(person)
    submit_idea(Submission(WORDS.problem_text, uuid.uuid4(), files=(SentFile(file.key),)), by=person)
    again = client.post("/files/", {"file": SimpleUploadedFile("p.jpg", makers.photo()), "file_key": str(file.key)})
    assert (again.status_code, again.json()["key"], Attachment.objects.count()) == (201, str(file.key), 1)


def test_what_is_not_taken_is_a_sentence(person, signed_in):
    client = signed_in(person)
    for data, words in ((b"", "vide"), (b"<svg/>", "page web")):
        body = {"file": SimpleUploadedFile("a.svg", data), "file_key": str(uuid.uuid4())}
        answer = client.post("/files/", body)
        assert answer.status_code == 422 and words in answer.json()["message"]
