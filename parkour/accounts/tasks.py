from celery import shared_task

from parkour.accounts import links


@shared_task(name=links.ANSWER_TASK)
def answer_sign_in_requests():
    """Send the links that were asked for; woken after a commit, and by the sweeper every 30 seconds."""
    links.answer_requests()
