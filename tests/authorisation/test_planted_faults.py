"""With one guard away, the cells that it guards are reported, and no others of their rows."""

import pytest
import rules
from django.db.models import Q

from committee import finding
from committee.models import Poll
from committee.views import console
from ideas import selectors
from ideas.models import Idea
from parkour.notifications.models import Notification
from parkour.notifications.views import inbox
from parkour.views import home
from tests.authorisation.asking import Asker
from tests.authorisation.cells import faults_of
from tests.authorisation.matrix import the_matrix

pytestmark = pytest.mark.django_db
MATRIX = the_matrix()


def reported(asker, route, thing, columns=None):
    """Asks again: the columns of which the rows of this route on this thing report something, none before."""
    rows = [row for row in MATRIX.rows_about()[thing] if any(ask.route == route for ask in row.asks)]
    assert faults_of(asker, rows, columns) == [], "red before anything was planted"
    return lambda: {fault.split(" by ")[1].split(":")[0] for fault in faults_of(asker, rows, columns)}


def allow(monkeypatch, permission, predicate):
    monkeypatch.setitem(rules.permissions.permissions, permission, predicate)


def test_planted_fault_a_view_without_the_sign_in_is_reported(asker, settings):
    found = reported(asker, "ideas:board", "on_the_board", ["stranger"])
    guard = "parkour.core.middleware.SignInMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    assert faults_found_without(asker, found) == {"stranger"}


def faults_found_without(asker, found):
    """Asked of a process that starts now, with the settings of now."""
    kept, asker.handler = asker.handler, Asker(asker.world).handler
    try:
        return found()
    finally:
        asker.handler = kept


def test_planted_fault_a_view_whose_permission_is_taken_away_is_reported(asker, monkeypatch):
    found = reported(asker, "committee:console", "voting_now", ["staff", "direction", "officer"])
    monkeypatch.setattr(
        console, "find_session", lambda request, number, permission: finding.session_for(request.user, number)
    )
    assert found() == {"staff", "direction"}


def test_planted_fault_a_sentence_that_everybody_fulfils_is_reported(asker, monkeypatch):
    found = reported(asker, "ideas:triage_item", "under_review", ["staff", "officer", "sponsor"])
    allow(monkeypatch, "ideas.view_triage", rules.always_allow)
    allow(monkeypatch, "ideas.view_idea", rules.always_allow)
    assert found() == {"staff", "sponsor"}


def test_planted_fault_a_list_that_shows_what_is_not_on_the_board_is_reported(asker, monkeypatch):
    found = reported(asker, "api:ideas", "sent", ["staff", "author", "admin"])
    monkeypatch.setattr(selectors, "visible_to", lambda person: Idea.objects.all())
    assert found() == {"staff", "admin"}


def test_planted_fault_somebody_elses_contribution_among_ones_own_is_reported(asker, monkeypatch):
    found = reported(asker, "home", "sent", ["staff", "author", "coauthor"])
    monkeypatch.setattr(home, "ideas_of", lambda person: Idea.objects.filter(Q(pk__gt=0)).order_by("-pk"))
    assert found() == {"staff"}


def test_planted_fault_a_vote_found_for_everybody_is_reported(asker, monkeypatch):
    found = reported(asker, "api:poll", "voting_now", ["staff", "direction", "former"])
    guard = finding._seen
    monkeypatch.setattr(
        finding, "_seen", lambda user, thing, *rest: thing if type(thing) is Poll else guard(user, thing, *rest)
    )
    assert found() == {"staff", "former"}


def test_planted_fault_a_notification_found_for_everybody_is_reported(asker, monkeypatch):
    found = reported(asker, "notifications:open", "told", ["staff", "author", "officer"])
    monkeypatch.setattr(inbox, "inbox_of", lambda _person: Notification.objects.all())
    assert found() == {"staff", "officer"}


def test_planted_fault_an_action_found_for_everybody_is_reported(asker, monkeypatch):
    found = reported(asker, "ideas:action", "under_way", ["staff", "owner", "direction"])
    allow(monkeypatch, "ideas.follow_actions", rules.always_allow)
    assert found() == {"staff", "direction"}


def test_planted_fault_a_refusal_that_writes_all_the_same_is_reported(asker, monkeypatch):
    found = reported(asker, "ideas:retitle", "under_review", ["reviewer", "officer"])
    allow(monkeypatch, "ideas.retitle_idea", rules.always_allow)
    assert found() == {"reviewer"}
