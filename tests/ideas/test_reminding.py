"""Who is reminded of an answer that waits: by dates on rows, once, whatever stopped meanwhile."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from ideas.models import Idea, PromiseWatch
from ideas.promises import CAUGHT_UP_WITHIN
from ideas.services import reminding
from ideas.services.conversation import write_message
from ideas.services.deputies import name_deputy
from ideas.services.reminding import keep_promises
from ideas.tasks import keep_promises as sweep
from parkour.accounts.models import Role
from parkour.celery import app
from parkour.core import clock
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def local(*parts):
    return datetime(*parts, tzinfo=PARIS)


SENT = local(2026, 11, 2, 9)  # a Monday: promised for Thursday the 5th at six
THE_DAY_BEFORE = local(2026, 11, 4, 8, 30)
LATE, DEPUTY, SPONSOR = local(2026, 11, 6, 8, 30), local(2026, 11, 9, 8, 30), local(2026, 11, 13, 8, 30)


@pytest.fixture
def office():
    """An officer, and somebody of the direction."""
    return UserFactory(officer=True), UserFactory(sponsor=True)


def sent(officer, at=SENT, **facts):
    with clock.at(at):
        return IdeaFactory(officer=officer, **facts)


def swept(moment):
    with clock.at(moment):
        return keep_promises()


def reminders(person=None):
    rows = Notification.objects.filter(kind__startswith="promise_").order_by("pk")
    rows = rows.filter(recipient=person) if person else rows
    return list(rows.values_list("kind", flat=True))


def test_the_officer_is_told_the_working_day_before_and_the_working_day_after(office):
    officer, _sponsor = office
    sent(officer)
    assert swept(THE_DAY_BEFORE - timedelta(minutes=1)) == 0
    assert [swept(THE_DAY_BEFORE), swept(THE_DAY_BEFORE + timedelta(hours=5))] == [1, 0]
    assert reminders(officer) == ["promise_soon"]
    assert [swept(LATE), swept(LATE + timedelta(minutes=1))] == [1, 0]
    assert reminders() == ["promise_soon", "promise_late"]


def test_the_direction_is_told_five_working_days_later_and_nobody_after_that(office):
    officer, sponsor = office
    sent(officer)
    for moment in (THE_DAY_BEFORE, LATE, DEPUTY, SPONSOR, SPONSOR + timedelta(days=30)):
        swept(moment)
    assert reminders(sponsor) == ["promise_sponsor"]
    assert reminders(officer) == ["promise_soon", "promise_late", "promise_deputy"]  # nobody stands in for them


def test_after_a_stop_of_six_days_one_sweep_tells_each_person_once_and_nothing_obsolete(office):
    officer, sponsor = office
    deputy = UserFactory(reviewer=True)
    with clock.at(SENT):
        name_deputy(by=officer, person=deputy, starts_on=DEPUTY.date(), ends_on=SPONSOR.date())
    other = UserFactory(officer=True)
    sent(officer)
    swept(SENT + timedelta(minutes=1))
    assert swept(SPONSOR + timedelta(hours=1)) == 3
    assert (reminders(other), reminders(deputy), reminders(sponsor)) == (
        ["promise_late"],
        ["promise_deputy"],
        ["promise_sponsor"],
    )
    assert (reminders(officer), swept(SPONSOR + timedelta(hours=2))) == ([], 0)


def test_planted_fault_without_its_last_stage_on_the_row_a_sweep_tells_again(office, monkeypatch):
    """The proof that the tests above can fail: the row forgets what was told, and only the day of the key holds."""
    officer, _sponsor = office
    sent(officer)
    swept(LATE)
    PromiseWatch.objects.update(stage=0, due_at=LATE)
    assert swept(LATE + timedelta(hours=1)) == 0  # the key of event, contribution, person and day refuses it
    real = reminding.tell_stages
    monkeypatch.setattr(
        reminding,
        "tell_stages",
        lambda idea, stages: real(idea, {stage: at + timedelta(days=1) for stage, at in stages.items()}),
    )
    PromiseWatch.objects.update(stage=0, due_at=LATE)
    assert swept(LATE + timedelta(hours=2)) == 1


def test_an_answer_ends_the_reminders_and_words_that_only_make_wait_do_not(office):
    officer, _sponsor = office
    answered, waiting = sent(officer), sent(officer)
    with clock.at(SENT + timedelta(hours=1)):
        write_message(answered, by=officer, body="Merci, voici ma réponse.")
        write_message(waiting, by=officer, body="Je l’ai, ma réponse suit.", keeps_promise=False)
    assert swept(LATE) == 1
    assert Notification.objects.get(kind="promise_late").title.endswith(waiting.reference)
    assert Idea.objects.get(pk=waiting.pk).first_human_reply_at is None


@pytest.mark.parametrize("who", ["author", "coauthor", "note"])
def test_a_note_and_words_of_its_authors_keep_no_promise(office, who):
    officer, _sponsor = office
    friend = UserFactory(officer=True)
    idea = sent(officer, coauthors=(friend,))
    writer = {"author": idea.people.order_by("authorships").first(), "coauthor": friend, "note": officer}[who]
    with clock.at(SENT + timedelta(hours=1)):
        write_message(idea, by=writer, body="Une précision.", internal=who == "note")
    assert Idea.objects.get(pk=idea.pk).first_human_reply_at is None
    swept(LATE)
    assert "promise_late" in reminders(officer)


def test_what_waits_on_one_day_leaves_as_one_mail(office):
    officer, _sponsor = office
    for _each in range(3):
        sent(officer)
    swept(LATE)
    mails = OutgoingMail.objects.filter(recipient=officer, kind="promise_late")
    assert (mails.count(), len(set(mails.values_list("bundle", flat=True)))) == (3, 1)


def test_a_closure_decided_meanwhile_puts_the_reminder_off(office):
    officer, _sponsor = office
    idea = sent(officer)
    swept(SENT)
    idea.site.closures.create(starts_on=LATE.date(), ends_on=LATE.date(), label="Inventaire")
    assert swept(LATE) == 0
    assert PromiseWatch.objects.get().due_at == DEPUTY  # the Friday is closed: late on Monday
    assert swept(DEPUTY) == 1


def test_one_that_cannot_be_told_holds_back_no_other(office, monkeypatch):
    officer, _sponsor = office
    broken, other = sent(officer), sent(officer)
    real = reminding.tell_stages

    def fails(idea, stages):
        if idea.pk == broken.pk:
            raise RuntimeError("no words")
        return real(idea, stages)

    monkeypatch.setattr(reminding, "tell_stages", fails)
    assert swept(LATE) == 1
    assert Notification.objects.get(kind="promise_late").title.endswith(other.reference)
    monkeypatch.undo()
    assert swept(LATE + timedelta(minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once(office):
    officer, _sponsor = office
    sent(officer)
    swept(SENT)
    both, told = threading.Barrier(2), []

    def work():
        try:
            both.wait()
            told.append(swept(LATE))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(told), reminders()) == (1, ["promise_late"])


def test_the_direction_reads_no_title_of_what_it_may_not_see(office):
    officer, sponsor = office
    idea = sent(officer, problem_text="Le portail reste ouvert toute la nuit.")
    swept(SPONSOR)
    letter = Notification.objects.get(recipient=sponsor)
    assert idea.reference in letter.title
    assert "portail" not in letter.body


def test_the_cost_of_a_sweep_does_not_grow_with_what_is_not_due(office, count_queries):
    officer, _sponsor = office
    sent(officer)
    swept(SENT)
    with clock.at(SENT):
        few = count_queries(keep_promises)
        for _each in range(3):
            sent(officer)
        keep_promises()
        assert count_queries(keep_promises) == few


def test_the_sweeper_is_in_the_timetable():
    assert app.conf.beat_schedule["keep-promises"]["task"] == sweep.name


def test_what_waits_since_before_the_reminders_is_told_in_one_sentence_and_once(office):
    officer, sponsor = office
    colleague = UserFactory(officer=True)
    old = [sent(officer) for _each in range(3)]
    answered = sent(officer)
    with clock.at(SENT + timedelta(hours=1)):
        write_message(answered, by=officer, body="Merci, voici ma réponse.")
    sent(officer, at=local(2026, 12, 28, 9))
    monday = local(2027, 1, 4, 9)
    sweeps = [swept(monday), swept(monday + timedelta(minutes=1))]
    for person in (officer, colleague):
        letters = Notification.objects.filter(recipient=person, kind__startswith="promise_").order_by("pk")
        assert [row.kind for row in letters] == ["promise_older", "promise_late"]
        assert letters[0].title == "3 contributions plus anciennes attendent une réponse"
        assert letters[0].url == "/triage/"
    assert (sweeps, reminders(sponsor)) == ([4, 0], [])
    assert set(PromiseWatch.objects.filter(idea__in=old).values_list("due_at", flat=True)) == {None}


def test_a_stop_of_two_weeks_is_caught_up_one_by_one_and_a_longer_one_in_one_sentence(office):
    officer, _sponsor = office
    sent(officer)
    swept(SENT)
    assert (swept(THE_DAY_BEFORE + CAUGHT_UP_WITHIN - timedelta(minutes=1)), reminders(officer)) == (
        2,
        ["promise_deputy"],
    )
    sent(officer)
    swept(SENT)
    assert swept(THE_DAY_BEFORE + CAUGHT_UP_WITHIN) == 1
    assert reminders(officer)[-1] == "promise_older"


def test_planted_fault_without_the_sentence_for_all_each_old_one_would_be_told(office, monkeypatch):
    officer, sponsor = office
    for _each in range(3):
        sent(officer)
    monkeypatch.setattr(reminding, "remind_of_older", lambda: 0)
    swept(SENT + timedelta(days=60))
    assert (reminders(officer), reminders(sponsor)) == (["promise_deputy"] * 3, ["promise_sponsor"] * 3)


def test_a_sponsor_without_the_role_is_told_nothing(office):
    officer, sponsor = office
    sponsor.revoke(Role.SPONSOR)
    sent(officer)
    swept(SPONSOR)
    assert reminders(sponsor) == []
