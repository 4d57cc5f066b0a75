from celery import shared_task

from tests.deployment.gate import wait_at_the_gate


@shared_task(name="tests.wait")
def wait():
    wait_at_the_gate()
