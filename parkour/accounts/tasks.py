from celery import shared_task

from parkour.accounts import links, phone_codes


@shared_task(name=links.ANSWER_TASK)
def answer_sign_in_requests():
    """Send the links that were asked for; woken after a commit, and by the sweeper every 30 seconds."""
    links.answer_requests()


@shared_task(name=phone_codes.ANSWER_TASK)
def answer_phone_requests():
    """Make and send the codes that were asked for; woken after a commit, and by the sweeper every 20 seconds."""
    phone_codes.answer_requests()
