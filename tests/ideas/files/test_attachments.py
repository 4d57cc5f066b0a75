import os
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import Sum

from ideas.models import Attachment, Idea, IdeaEvent
from ideas.services import attachments
from ideas.services.attachments import (
    DAY_LIMIT,
    MEGABYTE,
    MOST_FILES,
    SentFile,
    add_files,
    place_photo,
    remove_file,
    restore_file,
    show_photo,
    upload_file,
)
from ideas.services.forgetting_files import sweep_files
from ideas.services.lifecycle import apply_transition
from ideas.services.submission import Submission, submit_idea
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import added, uploaded
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
TEXT = "Deux heures d’attente entre deux passages."


def submission(*files, text=TEXT, **facts):
    return Submission(problem_text=text, client_uuid=uuid.uuid4(), files=tuple(files), **facts)


def kept(media):
    return sorted(path.name for path in media.iterdir()) if media.exists() else []


def aged(hours=25, **filters):
    """As if these rows had been there for some time."""
    past = clock.now() - timedelta(hours=hours)
    Attachment.objects.filter(**filters).update(created_at=past)
    Attachment.objects.filter(**filters, removed_at__isnull=False).update(removed_at=past)


def old(media, hours=25):
    past = clock.now().timestamp() - hours * 3600
    for path in media.iterdir():
        os.utime(path, (past, past))


# --- Received and sent ------------------------------------------------------------------------------------------


def test_a_photo_is_two_private_files_under_random_names(media):
    person = UserFactory()
    file = uploaded(person, name="Chez moi.jpg")
    assert (file.idea, file.uploader, file.kind, file.name) == (None, person, "image", "Chez moi.webp")
    assert (file.width, file.height, file.size) == (80, 40, len(makers.photo()))
    assert kept(media) == sorted(name.rpartition("/")[2] for name in (file.stored_as, file.small_as))
    assert not any("chez" in name.lower() for name in kept(media))
    assert {path.stat().st_mode & 0o777 for path in media.iterdir()} == {0o600}


def test_a_document_is_kept_as_it_came(media):
    file = uploaded(UserFactory(), makers.pdf(), "plan.pdf")
    assert private_files.read(file.stored_as) == makers.pdf()
    assert (file.kind, file.content_type, file.small_as) == ("document", "application/pdf", "")


def test_files_go_with_the_contribution_in_the_order_of_the_form(media):
    person = UserFactory()
    first, second, third = (uploaded(person) for _ in range(3))
    idea, _new = submit_idea(
        submission(SentFile(third.key, "Le couloir"), SentFile(first.key), SentFile(second.key)), by=person
    )
    assert [file.key for file in idea.attachments.all()] == [third.key, first.key, second.key]
    assert idea.attachments.first().alt == "Le couloir"


def test_nobody_sends_the_upload_of_somebody_else(media):
    file, thief = uploaded(UserFactory()), UserFactory()
    with pytest.raises(InvalidInput):
        submit_idea(submission(SentFile(file.key)), by=thief)
    assert (Idea.objects.count(), Attachment.objects.get().idea) == (0, None)


def test_a_refused_contribution_keeps_its_uploads(media):
    person = UserFactory()
    file = uploaded(person)
    with pytest.raises(InvalidInput):
        submit_idea(submission(SentFile(file.key), text="Court"), by=person)
    assert Attachment.objects.get().idea is None and len(kept(media)) == 2
    submit_idea(submission(SentFile(file.key)), by=person)
    assert Attachment.objects.get().idea == Idea.objects.get()


def test_sent_twice_with_one_key_is_one_contribution_with_one_file(media):
    person = UserFactory()
    sent = submission(SentFile(uploaded(person).key))
    assert [submit_idea(sent, by=person)[1] for _ in range(2)] == [True, False]
    assert (Idea.objects.count(), Attachment.objects.count()) == (1, 1)


def test_an_upload_tried_again_with_its_key_is_one_file(media):
    person, key = UserFactory(), uuid.uuid4()
    assert uploaded(person, key=key) == uploaded(person, key=key)
    assert (Attachment.objects.count(), len(kept(media))) == (1, 2)
    with pytest.raises(InvalidInput):
        uploaded(UserFactory(), key=key)


def test_a_refused_file_leaves_nothing(media):
    with pytest.raises(InvalidInput) as refused:
        uploaded(UserFactory(), b"<svg onload=alert(1)>", "dessin.svg")
    assert (refused.value.field, Attachment.objects.count(), kept(media)) == ("file", 0, [])


def test_more_than_ten_megabytes_are_refused_unread(media):
    class Heavy:
        name, size = "long.pdf", attachments.FILE_LIMIT + 1

        def read(self):
            raise AssertionError("it was read")

    with pytest.raises(InvalidInput, match="11 Mo"):
        upload_file(Heavy(), by=UserFactory())


def test_files_added_later_stand_in_the_story_and_the_officer_is_told(media):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author)
    added(idea, author)
    event = IdeaEvent.objects.get(idea=idea, name="files")
    assert (event.actor, event.data) == (author, {"files": 1})
    assert Notification.objects.filter(recipient=officer, kind="officer_files").count() == 1


def test_whoever_only_reads_adds_nothing(media):
    idea, reviewer = IdeaFactory(opened=True), UserFactory(reviewer=True)
    file = uploaded(reviewer)
    with pytest.raises(NotAllowed):
        add_files(idea, (SentFile(file.key),), by=reviewer)


# --- Limits -----------------------------------------------------------------------------------------------------


def test_a_contribution_holds_ten_files_and_not_one_more(media):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    files = tuple(SentFile(uploaded(author).key) for _ in range(MOST_FILES + 1))
    with pytest.raises(InvalidInput, match="10 fichiers"):
        add_files(idea, files, by=author)
    assert idea.attachments.count() == 0
    add_files(idea, files[:-1], by=author)
    with pytest.raises(InvalidInput):
        add_files(idea, files[-1:], by=author)
    assert idea.attachments.count() == MOST_FILES


def test_a_person_sends_fifty_megabytes_in_a_day(media):
    person = UserFactory()
    file = uploaded(person)
    Attachment.objects.update(size=DAY_LIMIT - len(makers.photo()))
    uploaded(person)
    with pytest.raises(InvalidInput, match="50 Mo"):
        uploaded(person)
    uploaded(UserFactory())  # nobody pays for another
    aged(pk=file.pk)
    uploaded(person)


def uploads_at_once(person, count):
    """As many threads, each with a file; what each was told."""
    together, said = threading.Barrier(count), []

    def send():
        try:
            together.wait()
            said.append(bool(uploaded(person)))
        except InvalidInput:
            said.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def room_for_two(person):
    uploaded(person)
    Attachment.objects.update(size=DAY_LIMIT - 2 * len(makers.photo()))


@pytest.mark.django_db(transaction=True)
def test_uploads_at_the_same_moment_do_not_pass_the_limit_of_the_day(media):
    person = UserFactory()
    room_for_two(person)
    assert uploads_at_once(person, 5) == [False] * 3 + [True] * 2
    assert Attachment.objects.aggregate(sent=Sum("size"))["sent"] == DAY_LIMIT
    assert len(kept(media)) == 2 * Attachment.objects.count()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(media, monkeypatch):
    """The fault that the test above must see: everybody counts before anybody writes."""
    person, count = UserFactory(), 5
    room_for_two(person)
    counted, check = threading.Barrier(count), attachments._check_day

    def check_then_wait(size, by):
        check(size, by)
        counted.wait(timeout=PATIENCE)

    monkeypatch.setattr(attachments, "_check_day", check_then_wait)
    monkeypatch.setattr(attachments.User.objects, "select_for_update", lambda **_how: attachments.User.objects.all())
    assert uploads_at_once(person, count) == [True] * count
    assert Attachment.objects.aggregate(sent=Sum("size"))["sent"] > DAY_LIMIT


# --- Removed, put back, swept ---------------------------------------------------------------------------------------


def test_what_is_removed_can_be_put_back_in_its_place(media):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    first, second = added(idea, author), added(idea, author)
    for _ in range(2):
        remove_file(first, by=author)
    assert list(idea.attachments.filter(removed_at=None)) == [second]
    for _ in range(2):
        restore_file(first, by=author)
    assert list(idea.attachments.filter(removed_at=None)) == [first, second]


def test_only_its_sender_and_the_officer_remove_a_file(media):
    author, coauthor, officer = UserFactory(), UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, coauthors=(coauthor,), opened=True)
    file = added(idea, author)
    for other in (coauthor, UserFactory(), UserFactory(reviewer=True)):
        with pytest.raises(NotAllowed):
            remove_file(file, by=other)
    assert remove_file(file, by=officer).removed_at


def test_putting_back_does_not_pass_the_limit(media):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    files = [added(idea, author) for _ in range(MOST_FILES)]
    remove_file(files[0], by=author)
    added(idea, author)
    with pytest.raises(InvalidInput):
        restore_file(files[0], by=author)


@pytest.mark.django_db(transaction=True)
def test_what_was_never_sent_or_was_removed_is_swept_after_a_day_with_its_files(media):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    sent, removed, unsent = added(idea, author), added(idea, author), uploaded(author)
    remove_file(removed, by=author)
    assert (sweep_files(), Attachment.objects.count(), len(kept(media))) == (0, 3, 6)
    aged()
    assert (sweep_files(), Attachment.objects.get(), len(kept(media))) == (2, sent, 2)
    assert {removed.stored_as, unsent.stored_as} & {f"attachments/{name}" for name in kept(media)} == set()


def test_files_go_only_once_their_row_is_gone_for_good(media, django_capture_on_commit_callbacks):
    uploaded(UserFactory())
    aged()
    with django_capture_on_commit_callbacks(execute=False) as later:
        sweep_files()
        assert len(kept(media)) == 2  # a rollback now would bring the row back
    for callback in later:
        callback()
    assert kept(media) == []


class Killed(BaseException):
    """The process ends here: nothing that follows is done."""


def crash_between_file_and_row(monkeypatch):
    def die(**_facts):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Attachment.objects, "create", die)
        with pytest.raises(Killed):
            uploaded(UserFactory())


def test_what_a_crash_left_is_swept_after_a_day_and_not_before(media, monkeypatch):
    crash_between_file_and_row(monkeypatch)
    assert (Attachment.objects.count(), len(kept(media))) == (0, 2)
    assert (sweep_files(), len(kept(media))) == (0, 2)  # it might be a request under way
    old(media)
    sent = uploaded(UserFactory())
    assert (sweep_files(), len(kept(media))) == (2, 2)
    assert private_files.read(sent.stored_as)


def test_without_the_search_for_strays_it_would_stay_for_ever(media, monkeypatch):
    crash_between_file_and_row(monkeypatch)
    old(media)
    monkeypatch.setattr(private_files, "strays", lambda *_where, **_how: [])
    sweep_files()
    assert len(kept(media)) == 2


def test_the_files_of_an_erased_contribution_are_swept(media):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    added(idea, author)
    idea.events.all().delete()
    Attachment.objects.filter(idea=idea).delete()
    old(media)
    assert (sweep_files(), kept(media)) == (2, [])


def test_the_same_photo_in_two_contributions_is_two_files(media):
    author = UserFactory()
    one, other = (added(IdeaFactory(author=author), author) for _ in range(2))
    assert one.sha256 == other.sha256 and one.stored_as != other.stored_as
    remove_file(one, by=author)
    aged(pk=one.pk)
    sweep_files()
    assert private_files.read(other.stored_as)


# --- Merged, shown, before and after ----------------------------------------------------------------------------------


def test_merged_its_files_are_read_from_the_one_that_stays_and_come_back_when_separated(media):
    officer, author, other = UserFactory(officer=True), UserFactory(), UserFactory()
    merged, kept_one = IdeaFactory(author=author, opened=True), IdeaFactory(author=other, opened=True)
    file = added(merged, author)
    assert not other.has_perm("ideas.read_file", Attachment.objects.get(pk=file.pk))
    apply_transition(merged, "merge", by=officer, message="Même sujet.", into=kept_one)
    assert other.has_perm("ideas.read_file", Attachment.objects.get(pk=file.pk))
    apply_transition(Idea.objects.get(pk=merged.pk), "unmerge", by=officer, reason="Deux sujets.")
    assert not other.has_perm("ideas.read_file", Attachment.objects.get(pk=file.pk))
    assert author.has_perm("ideas.read_file", Attachment.objects.get(pk=file.pk))


def test_only_the_officer_shows_a_photo_and_no_document_is_shown(media):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, opened=True)
    picture, document = added(idea, author), added(idea, author, makers.pdf(), "plan.pdf")
    with pytest.raises(NotAllowed):
        show_photo(picture, by=author, shown=True)
    with pytest.raises(InvalidInput):
        show_photo(document, by=officer, shown=True)
    show_photo(picture, by=officer, shown=True)
    assert list(idea.attachments.filter(is_public=True)) == [picture]


def test_a_second_photo_after_takes_the_place_of_the_first(media):
    officer = UserFactory(officer=True)
    idea = IdeaFactory(shortlisted=True)
    first = place_photo(idea, "after", SentFile(uploaded(officer).key, "La salle rangée"), by=officer)
    second = place_photo(idea, "after", SentFile(uploaded(officer).key), by=officer)
    assert list(idea.attachments.filter(removed_at=None)) == [second]
    with pytest.raises(InvalidInput):
        restore_file(first, by=officer)
    remove_file(second, by=officer)
    assert restore_file(first, by=officer).removed_at is None


def test_a_document_is_no_photo_before(media):
    officer = UserFactory(officer=True)
    file = uploaded(officer, makers.pdf(), "plan.pdf")
    with pytest.raises(InvalidInput) as refused:
        place_photo(IdeaFactory(shortlisted=True), "before", SentFile(file.key), by=officer)
    assert refused.value.field == "before"


def test_the_limits_are_those_that_were_decided():
    assert (attachments.FILE_LIMIT, DAY_LIMIT, MOST_FILES) == (10 * MEGABYTE, 50 * MEGABYTE, 10)
