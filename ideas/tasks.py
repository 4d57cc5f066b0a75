import logging
from functools import partial

from celery import shared_task
from django.conf import settings

from ideas.mail.mailbox import read_mailbox
from ideas.selectors import ideas_with_a_due_transition
from ideas.services.comparing import COMPARE_TASK, compare_all
from ideas.services.drafts import forget_old_drafts
from ideas.services.following_up import remind_owners as remind_all_owners
from ideas.services.forgetting_files import sweep_files as sweep_attachments
from ideas.services.holding import SEND_TASK, carry_out_held
from ideas.services.import_batches import expire_files
from ideas.services.import_runs import run_imports as run_waiting_imports
from ideas.services.incoming import forget_mails, receive_mail
from ideas.services.kept_counts import add_up_board_counts as add_up_counts
from ideas.services.lifecycle import record_due_transition
from ideas.services.measuring import measure_past
from ideas.services.measuring_tags import measure_tags
from ideas.services.opinions import remind_raters
from ideas.services.ready_answers import forget_put_aside
from ideas.services.reminding import REMIND_TASK
from ideas.services.reminding import keep_promises as keep_all_promises
from ideas.services.telling import TELL_TASK, tell_untold
from parkour.core import clock

logger = logging.getLogger(__name__)


@shared_task(name="ideas.tasks.record_due_transitions")
def record_due_transitions():
    """The sweeper of time-driven transitions: writes down, once, what the clock has already decided."""
    for idea in ideas_with_a_due_transition(clock.now()).iterator():
        try:
            record_due_transition(idea)
        except Exception:  # one that cannot be written down must not hold back the others
            logger.exception("the due transition of idea %s was not written down", idea.pk)


@shared_task(name="ideas.tasks.run_imports")
def run_imports():
    """Check or import the files that wait: woken at once, swept every minute."""
    run_waiting_imports()


@shared_task(name="ideas.tasks.expire_imports")
def expire_imports():
    """Remove the files of imports that are over or that nobody went on with."""
    expire_files()


@shared_task(name="ideas.tasks.forget_drafts")
def forget_drafts():
    """Delete the drafts that nobody came back to, and ready answers put aside a month ago; swept every hour."""
    forget_old_drafts()
    forget_put_aside()


@shared_task(name=COMPARE_TASK)
def compare_ideas():
    """Look for what is like each contribution that came or changed: woken at once, swept every minute."""
    compare_all()


@shared_task(name="ideas.tasks.measure_past")
def measure_what_the_past_says():
    """Look how well decided and tagged contributions foretell the others: once a day, and sooner after many more."""
    measure_past()
    measure_tags()


@shared_task(name="ideas.tasks.sweep_files")
def sweep_files():
    """Remove photos and documents that were never sent or were removed, and what an interrupted request left."""
    sweep_attachments()


@shared_task(name=TELL_TASK)
def tell_events():
    """Write to the authors what was left to be told after the commit: woken at once, swept every minute."""
    tell_untold()


@shared_task(name=SEND_TASK)
def send_held_answers():
    """Let the answers of the desk leave whose undo window is over: woken at that moment, swept every twenty seconds."""
    carry_out_held()


@shared_task(name="ideas.tasks.read_mail")
def read_mail():
    """Take what came into the mailbox of contributions, where the settings name one; every two minutes."""
    if settings.MAIL_IN_URL:
        read_mailbox(settings.MAIL_IN_URL, receive_mail, partial(receive_mail, head_only=True))


@shared_task(name="ideas.tasks.forget_mail")
def forget_mail():
    """Forget what mails said that were discarded a month ago; swept every hour."""
    forget_mails()


@shared_task(name="ideas.tasks.add_up_board_counts")
def add_up_board_counts():
    """Keep the counts of the board's filters few; swept every ten minutes."""
    add_up_counts()


@shared_task(name="ideas.tasks.remind_raters")
def remind_raters_again():
    """Remind those whose second opinion was asked three days ago; swept every hour."""
    remind_raters()


@shared_task(name=REMIND_TASK)
def keep_promises():
    """Watch what waits for its first answer and remind of what is due; every minute, late or twice without harm."""
    keep_all_promises()


@shared_task(name="ideas.tasks.remind_owners")
def remind_owners():
    """Ask the owners of actions how these stand, when a date or a silence says so; every quarter of an hour."""
    remind_all_owners()
