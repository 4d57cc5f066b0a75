from celery import shared_task

from parkour.core.wake import wake
from parkour.notifications import retention
from parkour.notifications.chat_outbox import forget_old_chats, post_due_chats
from parkour.notifications.chats import CHAT_TASK
from parkour.notifications.devices import forget_devices_of_leavers
from parkour.notifications.outbox import more_is_due, send_due_mail
from parkour.notifications.push import PUSH_TASK
from parkour.notifications.push_outbox import forget_old_pushes, push_due
from parkour.notifications.services import SEND_TASK


@shared_task(name=SEND_TASK)
def send_outbox():
    """Send the mails whose time has come; woken after a commit, and by the sweeper every 30 seconds."""
    send_due_mail()
    if more_is_due():
        wake(SEND_TASK)


@shared_task(name="parkour.notifications.tasks.purge_old_mail")
def purge_old_mail():
    """Erase the texts of old mails, what chats and devices were told long ago, the devices of leavers; once an hour."""
    retention.purge_old_mail()
    forget_old_chats()
    forget_old_pushes()
    forget_devices_of_leavers()


@shared_task(name=CHAT_TASK)
def post_chats():
    """Post to the chats what is due; woken after a commit, and by the sweeper every minute."""
    post_due_chats()


@shared_task(name=PUSH_TASK)
def push_messages():
    """Tell the devices what is due; woken after a commit, and by the sweeper every thirty seconds."""
    push_due()
