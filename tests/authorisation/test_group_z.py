"""What the cells cannot say because it happens between two requests, or concerns no address that exists."""

import pytest
from django.urls import reverse
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from ideas.models import Idea
from ideas.services.lifecycle import apply_transition
from parkour.accounts.models import User
from parkour.core.api.endpoints import Endpoint
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.committee.pages import browser
from tests.factories import IdeaFactory, MandateFactory, UserFactory
from tests.factories.committee import open_session_with
from tests.hostile import plausible

pytestmark = pytest.mark.django_db


def ask(view_class, method):
    request = getattr(APIRequestFactory(), method)("/")
    force_authenticate(request, UserFactory(officer=True, admin=True))
    return view_class.as_view()(request).status_code


def test_a_view_of_the_api_that_declares_nothing_is_closed_to_everybody():
    """Z03: what somebody forgets to permit is refused."""

    class Forgotten(APIView):
        def get(self, request):
            return Response({"secret": True})

    class Undeclared(Endpoint):
        def get(self, request):
            return Response({"secret": True})

    assert ask(Forgotten, "get") == 403
    assert ask(Undeclared, "get") == 403
    assert ask(Undeclared, "post") == 405


def test_planted_fault_a_view_that_asks_nothing_is_open():
    class Open(APIView):
        permission_classes = ()

        def get(self, request):
            return Response({"secret": True})

    assert ask(Open, "get") == 200


def test_a_role_that_is_taken_away_closes_the_next_page_and_the_form_that_was_open():
    """Z08."""
    officer, idea = UserFactory(officer=True), IdeaFactory(assessed=True)
    client = browser(officer)
    sheet = reverse("ideas:decide", kwargs={"reference": idea.reference, "outcome": "decline"})
    assert client.get(sheet).status_code == 200
    officer.revoke("officer")
    assert client.get(reverse("ideas:triage")).status_code == 404
    assert client.post(sheet, plausible(version=str(idea.version))).status_code == 404
    assert Idea.objects.get(pk=idea.pk).state == idea.state


def test_a_mandate_that_ends_closes_the_session_and_the_ballot():
    """Z08: between the opening of a vote and the ballot."""
    room = open_session_with()
    poll, member = room.poll(), room.poles["employees"][1]
    client = browser(member)
    assert client.get(reverse("committee:agenda", args=[room.session.number])).status_code == 200
    member.mandates.update(until_on=room.session.on.replace(year=2000), from_on=room.session.on.replace(year=1999))
    assert client.get(reverse("committee:agenda", args=[room.session.number])).status_code == 404
    assert client.post(reverse("committee:vote", args=[poll.pk]), plausible()).status_code == 404
    assert not poll.ballots.exists()


def test_somebody_who_left_is_out_at_the_next_request_by_page_and_by_token():
    person = UserFactory(officer=True)
    client, program = browser(person), Program(person)
    assert (client.get("/triage/").status_code, program.asks("triage/").status_code) == (200, 200)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/triage/").url.startswith(reverse("account_login"))
    assert program.asks("triage/").status_code == 401


def test_who_is_no_longer_credited_reads_and_writes_nothing_and_is_told_nothing():
    """Z14: taken apart again, a contribution is no longer that of the other's author."""
    officer, credited = UserFactory(officer=True), UserFactory()
    kept, joined = IdeaFactory(opened=True), IdeaFactory(opened=True, author=credited)
    apply_transition(joined, "merge", by=officer, message="Même sujet.", into=kept)
    client, thread = browser(credited), reverse("ideas:message", args=[kept.reference])
    assert client.get(kept.get_absolute_url()).status_code == 200
    apply_transition(joined, "unmerge", by=officer, reason="Deux sujets.")
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.post(thread, {"body": "Et alors ?"}).status_code == 404
    told = Notification.objects.filter(recipient=credited).count()
    browser(officer).post(thread, {"body": "Merci."})
    assert Notification.objects.filter(recipient=credited).count() == told


def test_a_member_of_one_pole_has_the_rights_of_no_other_role():
    """Z05: sessions are held by both poles; a mandate in one opens them, and nothing besides."""
    member = MandateFactory().person
    assert not member.has_perm("ideas.view_triage")
    assert not member.has_perm("committee.edit_agenda")
    assert not member.has_perm("committee.reveal_poll")
