"""The receipt of a contribution is told by the worker, once, whatever dies; and before anything that came later."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from ideas import notifications
from ideas.models import Authorship, UntoldEvent
from ideas.services import telling
from ideas.services.conversation import write_message
from ideas.services.submission import Submission, submit_idea
from ideas.services.telling import TELL_TASK, tell_untold
from ideas.tasks import tell_events
from parkour.celery import app
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import UserFactory
from tests.notifications.servers import in_threads
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def sent(author=None, **facts):
    text = facts.pop("problem_text", "Deux heures d’attente entre deux clientes.")
    submission = Submission(problem_text=text, client_uuid=uuid.uuid4(), **facts)
    return submit_idea(submission, by=author or UserFactory())[0]


def told():
    return list(Notification.objects.order_by("pk").values_list("recipient__email", "kind"))


def untold():
    return UntoldEvent.objects.count()


def test_the_receipt_waits_for_the_worker_and_is_told_once():
    author = UserFactory()
    sent(author)
    assert (told(), untold()) == ([], 1)
    assert [tell_untold(), tell_untold()] == [1, 0]
    assert (told(), untold(), OutgoingMail.objects.count()) == ([(author.email, "author_submit")], 0, 1)


def test_whoever_is_named_is_asked_and_the_author_has_the_receipt():
    author, other = UserFactory(), UserFactory()
    sent(author, coauthors=(other,))
    tell_untold()
    assert sorted(told()) == sorted([(author.email, "author_submit"), (other.email, "coauthor_invited")])


def test_what_happened_first_is_told_first_even_when_the_worker_was_late():
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = sent(author)
    write_message(idea, by=officer, body="Merci, à quelle heure ?")
    assert told() == [(author.email, "author_submit"), (author.email, "author_message")]
    assert (tell_untold(), untold()) == (0, 0)


def test_a_worker_that_dies_while_telling_leaves_the_receipt_to_the_next(monkeypatch):
    sent()
    real = notifications.notify

    def dies(*args, **kwargs):
        real(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as fault:
        fault.setattr(notifications, "notify", dies)
        with pytest.raises(SystemExit), transaction.atomic():
            tell_untold()
    assert (told(), untold()) == ([], 1)
    assert (tell_untold(), len(told()), untold()) == (1, 1, 0)


def test_one_that_cannot_be_told_holds_back_no_other(monkeypatch):
    broken, whole = UserFactory(), UserFactory()
    sent(broken), sent(whole)
    real = notifications.authors_of
    monkeypatch.setattr(notifications, "authors_of", lambda idea: _not(broken, real(idea)))
    assert tell_untold() == 1
    assert (told(), untold()) == ([(whole.email, "author_submit")], 1)
    monkeypatch.undo()
    assert (tell_untold(), told()[-1]) == (1, (broken.email, "author_submit"))


def _not(person, people):
    if person in people:
        raise ValueError("a name that cannot be written")
    return people


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_tell_each_receipt_once_and_without_their_lock_twice_is_tried(monkeypatch, locked):
    """The planted fault takes the lock away: both workers then write the same receipt, and the database refuses one."""
    for _one in range(4):
        sent()
    tries = []
    real = telling.tell_authors

    seen = set()  # the workers that have looked for work

    def counted(idea, event):
        tries.append(event.pk)
        seen.add(threading.get_ident())
        wait_until(lambda: len(seen) == 2)
        return real(idea, event)

    def work():
        try:
            tell_untold()
        finally:
            seen.add(threading.get_ident())

    monkeypatch.setattr(telling, "tell_authors", counted)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    in_threads(work, work)
    assert (len(told()), untold()) == (4, 0)
    assert (len(tries) == 4) is locked


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_receipt_whose_wake_up_was_lost_is_told_by_the_sweeper():
    sent()
    assert app.conf.beat_schedule["tell-events"]["task"] == TELL_TASK
    tell_events()
    assert (len(told()), untold()) == (1, 0)


def test_the_words_of_the_search_are_found_once_and_never_hold_the_name_of_an_author_added_later():
    author, later = UserFactory(first_name="Fatou"), UserFactory(first_name="Bérénice")
    idea = sent(author, problem_text="Fatou et Bérénice attendent devant la porte.")
    assert words_of(idea) == {"port": True, "fatou": False, "berenic": True}
    Authorship.objects.create(idea=idea, person=later)
    assert words_of(idea) == {"port": True, "fatou": False, "berenic": False}
    idea.authorships.filter(person=author).delete()
    Authorship.objects.create(idea=idea, person=UserFactory(first_name="Paul"))  # as many authors as before
    assert words_of(idea) == {"port": True, "fatou": True, "berenic": False}


def words_of(idea):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM ideas_ideasearch WHERE idea_id = %s", [idea.pk])
        (words,) = cursor.fetchone()
    return {stem: f"'{stem}'" in words for stem in ("port", "fatou", "berenic")}
