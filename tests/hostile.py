"""A product in full swing, every address of it, and the texts that break careless software."""

from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from ideas.enums import DecisionOutcome
from ideas.models import Idea
from ideas.services.follow_up import hold_work, start_work, verify_effect
from parkour.core import clock
from tests.committee.pages import BACKEND
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of
from tests.factories.committee import open_session_with
from tests.ideas.lives import decided, done

BACK_OFFICE = ("accounts_user", "organisation_site", "organisation_closure", "committee_mandate", "committee_session")
# Parts of an address whose value no row of ours gives.
OTHER_PARTS = {"uuid": "6b7d4c0e-96c5-4a3e-9b0a-0f1f6f6f2d11", "uidb36": "1", "key": "abc-def"}
# Where each address with a reference has something to do; the others are tried on a contribution under review.
AT_WORK_ON = {
    "ideas:answer": "asked",
    "ideas:withdraw": "own",
    "ideas:receipt": "own",
    "ideas:appeal": "own_declined",
    "ideas:confirm": "own_done",
    "ideas:dispute": "own_done",
    "ideas:quick_win": "invited",
    "ideas:decide": "assessed",
    "ideas:withdraw_quick_win": "fast_track",
    "ideas:reshortlist": "deferred",
    "ideas:park": "deferred",
    "ideas:unpark": "parked",
    "ideas:promote": "workshop",
    "ideas:return_from_workshop": "workshop",
    "ideas:reopen": "rejected",
    "ideas:arbitrate": "recommended",
    "ideas:action": "moving",
    "committee:object": "in_window",
    "committee:add_item": "shortlisted",
}
OUTCOMES = ("ask", "shortlist", "quick_win", "self_implement", "workshop", "merge", "park", "redirect", "decline")
STEPS = {
    "start": "approved",
    "news": "moving",
    "confirm": "moving",
    "hold": "moving",
    "abandon": "moving",
    "resume": "waiting",
    "dispute": "done",
    "verify": "done",
    "publish": "done",
    "close": "verified",
}
UPCOMING = ("agenda", "propose", "add_subject", "add_item", "release", "set_up", "convene", "postpone", "cancel")
EDITOR = ("move_item", "pin_item", "item_duration", "item_presenter", "remove_item")
OF_A_POLL = ("vote", "close_poll", "reveal", "extend_poll", "second_reading", "void_poll")


class FullSwing:
    """One person with every role, and something at each moment of its life for them to work on."""

    def __init__(self):
        poles = committee_of()
        self.person = poles["direction"][0]
        for role in ("officer", "reviewer", "facilitator", "sponsor", "admin"):
            self.person.grant(role)
        self.room = open_session_with(poles=poles)
        self.poll = self.room.poll()
        self.draft = SessionFactory(starts_at=clock.now() + timedelta(days=40))
        self.draft_item = self.draft.items.create(title="Point d’étape", block="report", position=1, duration=10)
        self.ideas = dict(self._ideas())

    def _ideas(self):
        me, other = self.person, UserFactory()
        for name in ("opened", "assessed", "shortlisted", "workshop", "parked", "fast_track", "in_window"):
            yield name, IdeaFactory(author=other, **{name: True})
        yield "asked", IdeaFactory(author=me, needs_info=True)
        yield "own", IdeaFactory(author=me)
        yield "own_declined", IdeaFactory(author=me, declined=True)
        yield "own_done", done(IdeaFactory(author=me, shortlisted=True))
        invited = IdeaFactory(author=other, fast_track=True)
        Idea.objects.filter(pk=invited.pk).update(quick_win_owner=me)
        yield "invited", invited
        yield "done", done()
        for name in ("rejected", "deferred", "recommended"):
            yield name, decided(outcome=DecisionOutcome(name))
        yield "approved", decided(owner=me)
        moving, waiting = decided(owner=me), decided(owner=me)
        for idea in (moving, waiting):
            start_work(idea, by=me)
        hold_work(waiting, by=me, reason="Une pièce manque.", resume_on=clock.today() + timedelta(days=9))
        verified = done()
        verify_effect(verified, by=me, claim_level="demonstrated", effect="Une heure gagnée par semaine.")
        yield from {"moving": moving, "waiting": waiting, "verified": verified}.items()

    def client(self, **options):
        client = Client(**options)
        client.force_login(self.person, backend=BACKEND)
        return client

    def addresses(self):
        """(name, address) of every page of the product, where it has something to do."""
        for name, parts in sorted(set(named_addresses())):
            for kwargs in self._places(name, parts):
                yield name, reverse(name, kwargs=kwargs)
        for model in BACK_OFFICE:
            yield f"admin:{model}_changelist", reverse(f"admin:{model}_changelist")
        for model in BACK_OFFICE[:-1]:
            yield f"admin:{model}_add", reverse(f"admin:{model}_add")
        yield "admin:accounts_user_change", reverse("admin:accounts_user_change", args=[self.person.pk])

    def _places(self, name, parts):
        place = {part: self._part(name, part) for part in parts if part not in {"outcome", "step"}}
        if "outcome" in parts:
            return [place | {"outcome": outcome} for outcome in OUTCOMES]
        if "step" in parts:
            return [{"step": step, "reference": self.ideas[moment].reference} for step, moment in STEPS.items()]
        return [place]

    def _part(self, name, part):
        short = name.partition(":")[2]
        if part == "reference":
            return self.ideas[AT_WORK_ON.get(name, "opened")].reference
        if part == "number":
            return self.draft.number if short in UPCOMING else self.room.session.number
        if part == "pk":
            item = self.draft_item if short in EDITOR else self.room.item
            return self.poll.pk if short in OF_A_POLL else item.pk
        return OTHER_PARTS[part]


def named_addresses(patterns=None, namespace=""):
    """(name, parts of the address) of every named address, the back office left aside."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield namespace + entry.name, (*sorted({*entry.pattern.converters, *entry.pattern.regex.groupindex}),)
        elif entry.namespace != "admin":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_addresses(entry.url_patterns, inner)


def undone(call):
    """The answer of `call()`, and nothing of what it wrote."""
    with transaction.atomic():
        answer = call()
        transaction.set_rollback(True)
    return answer
