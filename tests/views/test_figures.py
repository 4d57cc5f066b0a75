"""`/metrics`: closed until opened, and telling what operators watch without telling on people."""

from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from prometheus_client.parser import text_string_to_metric_families

from parkour.core import clock, heartbeat, valkey
from parkour.core.observation import tasks
from parkour.notifications import backlog
from parkour.notifications.models import Fault, Notification, OutgoingMail
from parkour.views import figures
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-this-test"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def opened(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def counted():
    valkey.client().delete(tasks.counts_key())
    yield
    valkey.client().delete(tasks.counts_key())


def read(client) -> dict:
    """(name, values of the labels in the order of the labels' names) → value."""
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value for sample in samples}


def mail(state="queued", late=0):
    person, now = UserFactory(), clock.now()
    told = Notification.objects.create(recipient=person, kind="k", event_key=f"e{person.pk}", created_at=now)
    facts = {"sent": {"sent_at": now}, "inflight": {"claimed_at": now}, "failed": {"fault": Fault.REFUSED}}
    return OutgoingMail.objects.create(
        notification=told,
        to_address=person.email,
        subject="s",
        state=state,
        not_before=now - timedelta(seconds=late),
        created_at=now,
        **facts.get(state, {}),
    )


# --- Closed by default ------------------------------------------------------------------------------------


def test_without_a_setting_there_is_no_such_page(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert client.get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize("sent", [None, "Bearer wrong", "Bearer ", "Basic YTpi", f"Bearer {TOKEN}x", "Bearer é"])
def test_a_wrong_token_is_refused(client, opened, sent):
    answer = client.get("/metrics", headers={"Authorization": sent} if sent else {})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.content == b""


def test_the_token_opens(client, opened):
    answer = client.get("/metrics", headers=BEARER)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Type"].startswith("text/plain")


def test_an_administrator_without_the_token_is_refused_too(signed_in, opened):
    assert signed_in(UserFactory(admin=True)).get("/metrics").status_code == 401


@pytest.mark.parametrize(
    ("neighbour", "status"), [("10.2.3.4", 200), ("10.3.0.1", 404), ("fd00::1", 200), ("unix", 404)]
)
def test_a_named_network_opens_to_its_neighbours(client, settings, neighbour, status):
    settings.METRICS_NETWORKS = ["10.2.0.0/16", "fd00::/8"]
    assert client.get("/metrics", REMOTE_ADDR=neighbour).status_code == status


def test_a_proxy_inside_the_network_does_not_open_it_to_the_world(client, settings):
    settings.METRICS_NETWORKS = ["10.2.0.0/16"]
    answer = client.get("/metrics", REMOTE_ADDR="10.2.3.4", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.status_code == 404


# --- What it tells ------------------------------------------------------------------------------------------


def test_requests_are_counted_by_route_method_and_status(client, opened):
    key = ("parkour_requests_total", "GET", "channels", "200")
    before = read(client).get(key, 0)
    client.get("/channels/")
    client.get("/channels/?page=2")
    after = read(client)
    assert after[key] - before == 2
    assert after[("parkour_request_seconds_count", "channels")] >= 2


def test_no_address_or_reference_becomes_a_label(signed_in, opened):
    person = UserFactory()
    idea = IdeaFactory(author=person)
    client = signed_in(person)
    client.get(f"/ideas/{idea.reference}/")
    client.get("/marqueur-nowhere/")
    text = client.get("/metrics", headers=BEARER).content.decode()
    assert 'route="ideas:detail"' in text
    assert idea.reference not in text
    assert "marqueur" not in text


def test_the_outbox_has_its_depth_by_state_and_its_age(client, opened):
    mail(late=300)
    mail(late=-3600)  # planned for later: waiting, not late
    mail("inflight", late=20)
    mail("failed", late=9000)
    mail("sent", late=9000)
    shown = read(client)
    depth = {key[1]: value for key, value in shown.items() if key[0] == "parkour_outbox_mails"}
    assert depth == {"queued": 2, "inflight": 1, "failed": 1}
    assert 300 <= shown[("parkour_outbox_oldest_seconds",)] < 360


def test_an_empty_outbox_is_told_as_zero():
    assert (backlog.depth(), backlog.oldest_due()) == ({"queued": 0, "inflight": 0, "failed": 0}, 0.0)


def test_looking_at_the_outbox_costs_two_statements_whatever_it_holds(count_queries):
    def look():
        return backlog.depth(), backlog.oldest_due()

    mail()
    assert count_queries(look) == 2
    mail("failed"), mail(late=4)
    assert count_queries(look) == 2


def test_tasks_of_all_workers_are_added_up(client, opened, counted):
    tasks.count("ideas.tasks.example", "success", 0.5)
    tasks.count("ideas.tasks.example", "success", 1.0)
    tasks.count("ideas.tasks.example", "failure", 0.25)
    shown = {key[1:]: value for key, value in read(client).items() if key[0].startswith("parkour_task")}
    assert shown == {
        ("success", "ideas.tasks.example"): 2,
        ("failure", "ideas.tasks.example"): 1,
        ("ideas.tasks.example",): 1.75,
    }


def test_the_age_of_the_timetable_and_the_state_of_each_part_are_told(client, opened):
    heartbeat.beat()
    shown = read(client)
    cache.delete(heartbeat.KEY)
    assert 0 <= shown[("parkour_beat_age_seconds",)] < 60
    assert {key[1]: value for key, value in shown.items() if key[0] == "parkour_ready"} == dict.fromkeys(
        ["database", "migrations", "cache", "broker", "beat", "durability"], 1
    )


def test_a_part_that_is_away_leaves_the_other_figures_standing(client, opened, monkeypatch):
    def away():
        raise redis.ConnectionError("redis://:hirondelle@valkey")

    monkeypatch.setattr(tasks, "counts", away)
    monkeypatch.setattr(figures.heartbeat, "age", away)
    text = client.get("/metrics", headers=BEARER).content.decode()
    assert "parkour_outbox_mails" in text
    assert "parkour_tasks" not in text
    assert "hirondelle" not in text
