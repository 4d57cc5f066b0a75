"""`/metrics`, for Prometheus: the figures of the web processes, and those read from the servers at that moment."""

import ipaddress

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from parkour.core import heartbeat, readiness
from parkour.core.observation import figures, tasks
from parkour.notifications import backlog


@login_not_required
@require_safe
def metrics(request):
    """Closed (404) until the settings name a token or networks; 401 for a wrong token."""
    if not may_read(request):
        if not settings.METRICS_TOKEN:
            raise Http404
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = figures.registry()
    registry.register(Servers())
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def may_read(request) -> bool:
    """The token opens from anywhere; a named network opens to its direct neighbours."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    if "X-Forwarded-For" in request.headers:  # the neighbour is a proxy, which speaks for anybody
        return False
    try:
        neighbour = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(neighbour in ipaddress.ip_network(named) for named in settings.METRICS_NETWORKS)


class Servers(Collector):
    """What rows and the cache know. A part that is away leaves its figures out; `parkour_ready` says which."""

    def collect(self):
        ready = GaugeMetricFamily("parkour_ready", "1 while this part works, as /readyz says.", labels=["part"])
        for part, word in readiness.report().parts.items():
            ready.add_metric([part], float(word == readiness.OK))
        yield ready
        for read in (outbox, worker_tasks, timetable):
            try:
                yield from read()
            except (DatabaseError, InterfaceError, redis.RedisError):
                continue


def outbox():
    depth = GaugeMetricFamily("parkour_outbox_mails", "Mails that have not left, by state.", labels=["state"])
    for state, number in backlog.depth().items():
        depth.add_metric([state], number)
    yield depth
    yield GaugeMetricFamily(
        "parkour_outbox_oldest_seconds", "How long the most overdue mail has been waiting.", backlog.oldest_due()
    )


def worker_tasks():
    done = CounterMetricFamily("parkour_tasks", "Finished tasks of all workers.", labels=["task", "outcome"])
    seconds = CounterMetricFamily("parkour_task_seconds", "Time spent in them.", labels=["task"])
    for (task, outcome), value in sorted(tasks.counts().items()):
        if outcome == tasks.SECONDS:
            seconds.add_metric([task], value)
        else:
            done.add_metric([task, outcome], value)
    yield done
    yield seconds


def timetable():
    age = heartbeat.age()
    if age is not None:
        yield GaugeMetricFamily("parkour_beat_age_seconds", "Since beat and a worker last gave a sign.", age)
