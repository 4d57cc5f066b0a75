"""Whether a mail may wait, and until when: the table of kinds at work. No database."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from ideas.notifications import AUTHOR_WORDS
from parkour.notifications.kinds import KINDS, Group, Waits, kind_of
from parkour.notifications.planning import Delivery, Plan, plan_mail
from parkour.notifications.quiet import Quiet
from tests.notifications.conftest import TUESDAY

EVENING = TUESDAY.replace(hour=20)
MORNING = TUESDAY.replace(day=18, hour=7, minute=30)
FRIDAY = TUESDAY.replace(day=20, hour=14)
NOW = Delivery.NOW


def plan(kind, delivery=NOW, *, now=EVENING, **facts):
    return plan_mail(kind_of(kind), delivery, Quiet(), now=now, **facts)


def test_news_of_a_contribution_wait_for_the_morning():
    assert plan("author_decline", thread="/ideas/1/") == Plan(MORNING, "2026-03-18:/ideas/1/")


@pytest.mark.parametrize("kind", ["author_submit", "committee_vote_opened"])
def test_a_receipt_and_an_open_vote_do_not_wait(kind):
    assert plan(kind) == Plan(EVENING, may_wait=False)
    assert plan(kind, Delivery.FRIDAY) == Plan(EVENING, may_wait=False)


@pytest.mark.parametrize(
    "kind", ["committee_convened", "committee_cancelled", "committee_postponed", "committee_agenda"]
)
def test_a_session_of_the_day_does_not_wait_and_a_later_one_does(kind):
    assert plan(kind, happens_at=MORNING + timedelta(hours=2)) == Plan(EVENING, may_wait=False)
    assert plan(kind, happens_at=MORNING + timedelta(days=1)) == Plan(MORNING)
    assert plan(kind, Delivery.FRIDAY, happens_at=FRIDAY + timedelta(days=3)).bundle == "digest:2026-03-20"
    assert plan(kind, Delivery.FRIDAY, happens_at=FRIDAY) == Plan(MORNING)


def test_what_a_person_does_not_want_is_not_planned():
    assert plan("author_decline", Delivery.NEVER) is None
    assert plan("committee_vote_opened", Delivery.NEVER) is None


def test_a_new_password_leaves_whatever_was_chosen():
    for delivery in Delivery:
        assert plan("account_password", delivery) == Plan(EVENING, may_wait=False)


def test_work_of_the_officer_is_never_mailed():
    assert plan("officer_answer") is None
    assert plan("desk_mail_server") is None


def test_a_delayed_event_keeps_its_date():
    thursday = TUESDAY + timedelta(days=2)
    assert plan("author_decline", not_before=thursday) == Plan(thursday)
    assert plan("author_decline", not_before=thursday.replace(hour=22)).not_before == thursday.replace(
        day=20, hour=7, minute=30
    )


def test_a_digest_is_a_date_on_the_row():
    assert plan("author_decline", Delivery.FRIDAY, thread="/ideas/1/") == Plan(FRIDAY, "digest:2026-03-20")


def test_every_event_of_an_author_has_a_line():
    assert {kind_of(f"author_{name}").group for name in AUTHOR_WORDS} == {Group.MINE}


def test_every_kind_written_in_the_code_has_a_line():
    sources = [path for app in ("parkour", "ideas", "committee") for path in Path(settings.BASE_DIR, app).rglob("*.py")]
    named = {name for path in sources for name in re.findall(r"\bkind=f?\"([a-z]+_[a-z_]*)", path.read_text())}
    assert {"author_", "owner_", "officer_", "committee_"} <= named
    assert all(kind_of(name) for name in named - {"committee_"})


def test_every_kind_of_the_committee_is_named_one_by_one():
    sources = Path(settings.BASE_DIR, "committee").glob("*notifications.py")
    told = {name for path in sources for name in re.findall(r'_tell\((?:proxy\.)?session, "(\w+)"', path.read_text())}
    of_proxies = {"proxy_given", "proxy_lost", "proxy_ended"}
    of_sessions = {"convened", "agenda", "presenter", "moved", "postponed", "cancelled", "withdrawn", "minutes"}
    assert told == of_sessions | of_proxies
    assert {f"committee_{name}" for name in told} <= set(KINDS)


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError, match="'gossip' have no line"):
        kind_of("gossip")


def test_nothing_without_choice_waits():
    assert {name for name, kind in KINDS.items() if kind.group in {Group.ACCOUNT, Group.DESK}} == {
        name for name, kind in KINDS.items() if kind.group in {Group.ACCOUNT, Group.DESK} and kind.waits == Waits.NO
    }
