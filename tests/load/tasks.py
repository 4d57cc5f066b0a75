"""What the worker is given with the fault `left_to_the_worker`, and never otherwise."""

from celery import shared_task

from committee.models import Poll
from committee.services import voting
from parkour.accounts.models import User
from tests.load.planted import WRITE


@shared_task(name=WRITE)
def write(poll: int, person: int, key: str, choice: str) -> None:
    voting.cast_ballot(Poll(pk=poll), by=User.objects.get(pk=person), key=key, choice=choice)
