"""A company in which every page of the product has something to show, and who looks at which page."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from committee.answer_links import answer_link
from committee.services import conduct, templates
from committee.services.approving import object_to_minutes
from committee.services.asking import ask_for_point
from committee.services.decisions import decide_item
from committee.services.documents import ask_for_document
from committee.services.drawing import draw_lots
from committee.services.minutes import publish_minutes, save_note
from ideas.calibrating import calibration_of
from ideas.enums import DecidedBy, DecisionOutcome, Outcome
from ideas.models import HeldDecision, Idea
from ideas.news_links import news_link
from ideas.outcomes import MOVES, WAYS
from ideas.services.action_links import link_actions
from ideas.services.action_sheets import SheetWords, write_sheet
from ideas.services.answer_templates import write_template
from ideas.services.attachments import SentFile, place_photo, remove_file, show_photo
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.calibrating import calibrate
from ideas.services.campaigns import create_campaign, summarise_campaign
from ideas.services.captures import disown_idea
from ideas.services.comments import hide_comment, report_comment
from ideas.services.comparing import compare_all
from ideas.services.decisions import record_decision
from ideas.services.deputies import name_deputy
from ideas.services.drafts import DraftWords, discard_draft, save_draft
from ideas.services.escalations import escalate_idea
from ideas.services.following import follow
from ideas.services.gains import add_gain
from ideas.services.incoming import discard_mail, receive_mail
from ideas.services.lifecycle import apply_transition
from ideas.services.opinions import rate_again
from ideas.services.ready_answers import Chosen, discard_ready, keep_ready, publish_ready
from ideas.services.reasons import write_reason
from ideas.services.red_flags import raise_flag
from ideas.services.reference_ideas import retire_reference
from ideas.services.rubrics import change_weights, current_rubric
from ideas.services.submission import Submission, submit_idea
from ideas.services.support import support
from ideas.services.tagging import set_tags, write_tag
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, assess_idea, decide_triage
from ideas.workflow import Actor
from parkour.accounts.cards import make_cards
from parkour.accounts.kiosks import make_kiosk
from parkour.accounts.links import make_link
from parkour.accounts.tokens import create_token
from parkour.core import clock
from parkour.dashboard.services import count_figures
from parkour.engagements.links import path_of as path_of_guest
from parkour.engagements.services.guests import say_as_guest
from parkour.engagements.services.juries import cast_ballots, close_vote, open_vote, tell_result
from parkour.engagements.services.promises import add_step
from parkour.engagements.services.replicating import take_up_success
from parkour.indicators.links import link_of
from parkour.indicators.models import Attention, Audience, Indicator, Stage
from parkour.indicators.services.changes import record_change
from parkour.indicators.services.indicators import write_reason as write_complaint
from parkour.indicators.services.measurement_files import send_file
from parkour.indicators.services.waves import close_wave, invite_people, make_links
from parkour.journeys.models import Side
from parkour.journeys.services.stages import set_indicators, set_survey
from parkour.notifications.faults import Trouble
from parkour.notifications.mail_server import note_trouble
from parkour.notifications.models import Fault, MailServer, OutgoingMail
from parkour.notifications.unsubscribe import token_for
from tests.committee.workshopping import workshop_at
from tests.engagements import promising
from tests.factories import (
    IdeaFactory,
    SessionFactory,
    SiteFactory,
    UserFactory,
    committee_of,
    open_session_with,
    released_session,
)
from tests.factories.committee import MandateFactory, call_with, counted, open_consultation, vote_all, voted_call
from tests.ideas.anonymously import open_to_anonymous
from tests.ideas.campaigning import announced, facts_of
from tests.ideas.capturing import answer, typed
from tests.ideas.files import makers
from tests.ideas.files.lives import added
from tests.ideas.files.lives import uploaded as file_uploaded
from tests.ideas.importing.steps import checked, imported, mapped, uploaded
from tests.ideas.lives import decided, done
from tests.ideas.mail.letters import mail_of
from tests.ideas.referring import candidate, reference
from tests.ideas.talking import say
from tests.indicators.measuring import A_FILE, CSAT, filled, indicator
from tests.indicators.surveying import answered, opened, planned
from tests.mapping import maps

ROLES = ("officer", "reviewer", "facilitator", "sponsor", "admin")


@dataclass
class Company:
    """People by role, and the pages each of them looks at: `visits` are (person, path), `closed` what is refused."""

    people: dict = field(default_factory=dict)
    visits: list = field(default_factory=list)

    def see(self, who, name, *args, query=""):
        self.visits.append((who, reverse(name, args=args) + query))

    @property
    def names(self):
        return {resolve(path.partition("?")[0]).view_name for _who, path in self.visits}


def empty_company() -> Company:
    """On its first day: everybody has an account, nobody has written anything."""
    company = Company({"author": UserFactory(), **{role: UserFactory(**{role: True}) for role in ROLES}})
    for name in ("home", "ideas:mine", "ideas:board", "notifications:inbox", "tokens", "ways", "committee:sessions"):
        company.see("author", name)
    company.see("author", "ideas:followed")
    for name in (
        "home",
        "ideas:reports",
        "ideas:mails",
        "ideas:to_say",
        "ideas:triage",
        "ideas:opinions",
        "ideas:agreement",
        "ideas:references",
        "ideas:calibration",
        "ideas:all",
        "ideas:portfolio",
        "ideas:actions",
        "committee:sessions",
        "ideas:imports",
    ):
        company.see("officer", name)
    for name in ("members", "past_mandates", "calls", "workshops", "quick_wins", "consultations"):
        company.see("author", f"committee:{name}")
    company.see("author", "committee:live")
    company.see("sponsor", "ideas:recommendations")
    company.see("admin", "notifications:undelivered")
    return company


def lively_company(company: Company) -> Company:
    """The same people some months later: `visits` are every page that can be opened."""
    company.visits = []
    people = company.people
    people["officer"].grant("reviewer")
    poles = committee_of()
    people["member"], people["chair"] = poles["employees"][1], poles["direction"][0]
    _see_ideas(company)
    _see_sessions(company, poles)
    _see_references(company)  # closing a session begins a cycle: what is drawn before is not what is asked after
    _see_workshops(company)
    _see_imports(company)
    _see_the_rest(company)
    return company


def _idea(company, **facts):
    return IdeaFactory(author=company.people["author"], officer=company.people["officer"], **facts)


def _recommended(company):
    idea = _idea(company, shortlisted=True)
    apply_transition(
        idea, "schedule", actor=Actor.COMMITTEE, session_label="Séance 3", session_on=clock.today() + timedelta(days=7)
    )
    record_decision(
        idea,
        outcome=DecisionOutcome.RECOMMENDED,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=company.people["officer"],
        reason="Le comité est favorable.",
        due_on=clock.today() + timedelta(days=15),
    )
    return idea


def _orient(idea, officer, outcome, **facts):
    decide_triage(idea, Orientation(outcome=outcome, message="Voici la suite.", **facts), by=officer)
    return Idea.objects.get(pk=idea.pk)


def _see_held(company):
    """Answers that wait to leave, one that could not, several that were taken back, and one's keys."""
    officer, now = company.people["officer"], clock.now()
    common = {
        "by": officer,
        "held_at": now,
        "outcome": Outcome.DECLINE,
        "reason_code": "cost",
        "message": "Non, voici.",
    }
    for _number in range(2):
        HeldDecision.objects.create(idea=_idea(company), leaves_at=now + timedelta(hours=2), **common)
    unsent, *again = _idea(company), _idea(company), _idea(company)
    HeldDecision.objects.create(idea=unsent, leaves_at=now, failed_because="La contribution a changé.", **common)
    for idea in again:
        HeldDecision.objects.create(idea=idea, **common)
    company.see("officer", "ideas:triage_item", unsent.reference)
    company.see("officer", "ideas:several", query=f"?outcome=decline&ref={unsent.reference}")
    chosen = "&".join(f"ref={idea.reference}" for idea in again)
    company.see("officer", "ideas:several", query=f"?outcome=decline&{chosen}")
    company.see("officer", "ideas:keys")


def _see_ideas(company):
    people = company.people
    officer, author = people["officer"], people["author"]
    fresh, asked, declined = _idea(company), _idea(company, needs_info=True), _idea(company, declined=True)
    fast, workshop = _idea(company, fast_track=True), _idea(company, workshop=True)
    window = _idea(company, in_window=True)
    light = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}
    offered = _orient(
        _idea(company, assessed=True, levels=light),
        officer,
        Outcome.SELF_IMPLEMENT,
        due_on=clock.today() + timedelta(days=20),
    )
    merged = _orient(_idea(company, assessed=True), officer, Outcome.MERGE, into=fresh)
    assessed, finished = _idea(company, assessed=True), done(_idea(company, shortlisted=True))
    adopted = decided(_idea(company, shortlisted=True), owner=author)
    moved = {
        "fast_track": fast,
        "deferred": decided(_idea(company, shortlisted=True), outcome=DecisionOutcome.DEFERRED),
        "parked": _idea(company, parked=True),
        "merged": merged,
        "workshop": workshop,
        "rejected": decided(_idea(company, shortlisted=True), outcome=DecisionOutcome.REJECTED),
    }
    named, _new = submit_idea(Submission("Deux tournées se croisent.", uuid4(), coauthors=(author,)), by=officer)
    company.see("author", "ideas:coauthor", named.reference)
    people["owner"] = fast.quick_win_owner
    draft = save_draft(DraftWords("La clé du local manque."), key=uuid4(), version=0, by=author)
    deleted = save_draft(DraftWords("Rien d’utile ici."), key=uuid4(), version=0, by=author)
    discard_draft(deleted, by=author)
    for name in ("ideas:mine", "ideas:submit", "ideas:board"):
        company.see("author", name)
    company.see("author", "ideas:mine", query=f"?discarded={deleted.key}")
    company.see("author", "ideas:submit", query=f"?draft={draft.key}")
    company.see("author", "ideas:mine", query="?show=waiting")
    company.see("author", "ideas:board", query="?q=introuvable")
    for idea in (asked, offered, finished, declined):
        company.see("author", "ideas:detail", idea.reference)
    company.see("author", "ideas:receipt", fresh.reference)
    company.see("author", "ideas:withdraw", fresh.reference)
    company.see("author", "ideas:hide_name", fresh.reference)
    unnamed = IdeaFactory(author=company.people["author"], visibility="name_hidden")
    company.see("author", "ideas:show_name", unnamed.reference)
    company.see("officer", "ideas:show_name", unnamed.reference)
    company.see("author", "ideas:offer", offered.reference)
    company.see("author", "ideas:appeal", declined.reference)
    company.see("author", "ideas:danger", declined.reference)
    company.see("author", "ideas:dispute", finished.reference)
    company.see("author", "ideas:answer", asked.reference)
    company.see("author", "ideas:message", asked.reference)
    company.see("owner", "ideas:quick_win", fast.reference)
    company.see("owner", "ideas:detail", fast.reference)
    company.see("officer", "ideas:detail", adopted.reference)
    compare_all()
    for name in ("ideas:triage", "ideas:all", "ideas:actions", "ideas:pairs", "ideas:portfolio"):
        company.see("officer", name)
    company.see("officer", "ideas:merge", assessed.reference, adopted.reference)
    company.see("sponsor", "ideas:portfolio")
    company.see("officer", "ideas:keep_portfolio_view")
    company.see("officer", "ideas:what_if", query="?policy=0&novelty=90&impact=10&effort=0")
    company.see("officer", "ideas:actions", query="?show=ended")
    company.see("officer", "ideas:tell_back")
    company.see("officer", "ideas:tell_back", query="?show=told")
    company.see("officer", "ideas:actions", query="?view=columns")
    company.see("officer", "ideas:actions", query="?view=calendar")
    company.see("officer", "ideas:actions", query="?view=gains")
    company.see("officer", "ideas:triage_item", assessed.reference)
    company.see("officer", "ideas:past", assessed.reference)
    company.see("officer", "ideas:triage", query=f"?like={assessed.reference}")
    company.see("officer", "ideas:triage", query="?answered=yes")
    _see_opinions(company)
    _see_held(company)
    _see_promises(company)
    _see_mails(company)
    _see_captures(company)
    _see_files(company, assessed, adopted)
    for outcome in WAYS:
        company.see("officer", "ideas:decide", assessed.reference, outcome)
    for move in MOVES.values():
        company.see("officer", f"ideas:{move.url_name}", moved[move.state].reference)
    beside = decided(_idea(company, shortlisted=True), owner=author)
    together = {"by": author, "how": "collides", "words": "Le même atelier la même semaine."}
    link_actions(adopted.action, other=beside, **together)
    company.see("author", "ideas:action", adopted.reference)
    company.see("officer", "ideas:action", adopted.reference)
    weekly = {"amount": Decimal(2), "per": "week"}
    gain = add_gain(adopted.action, by=adopted.action.owner, kind="time", words="Aux aides à domicile.", **weekly)
    company.see("officer", "ideas:measure_gain", gain.pk)
    company.see("officer", "ideas:action_sheet", adopted.reference)
    words = {
        "situation": "Vingt minutes.",
        "target": "Dix minutes.",
        "causes": "Le plan.\nLa veille.",
        "next_step": "adjust",
    }
    write_sheet(beside.action, SheetWords(**words), by=author)
    company.see("author", "ideas:action_sheet", beside.reference)
    company.see(None, "ideas:news_link", news_link(adopted.action.owner_id, adopted.action.pk).split("/")[-2])
    # It waits in the pool of the agenda, with a title as long as people write them.
    long = "Prévenir par un message dès quinze minutes de retard, sans attendre que la cliente appelle l'agence. "
    _idea(company, shortlisted=True, problem_text=long * 2)
    recommended = _recommended(company)
    company.see("sponsor", "ideas:recommendations")
    company.see("sponsor", "ideas:arbitrate", recommended.reference)
    company.see("member", "committee:quick_wins")
    company.see("member", "committee:object", window.reference)
    _see_talk(company, adopted)
    _see_campaigns(company, finished)
    _see_surveys(company)
    _see_indicators(company, adopted)
    _see_journeys(company, adopted)
    _see_engagements(company, adopted)
    count_figures()
    company.see("sponsor", "dashboard:dashboard")
    company.see("officer", "dashboard:list")
    people["stale"], people["refused"] = assessed.reference, declined.reference


def _see_talk(company, idea):
    """Supported, followed, commented on: by the reader, by others, hidden, reported; a long word in the comments."""
    people = company.people
    reader, officer, colleague = people["reviewer"], people["officer"], UserFactory()
    for person in (reader, colleague):
        support(idea, by=person)
    follow(idea, by=reader)
    shown, own, hidden = (
        say(idea, colleague, f"Voir https://exemple.fr/{'tournee' * 20} ici."),
        say(idea, reader),
        say(idea),
    )
    hide_comment(hidden, by=officer, reason="Nomme une cliente.")
    report_comment(shown, by=reader, reason="private", note="Une adresse de cliente.")
    public = done(IdeaFactory(shortlisted=True))
    say(public, colleague)
    for who in ("reviewer", "officer"):
        company.see(who, "ideas:detail", idea.reference)
    company.see("sponsor", "ideas:detail", public.reference)
    company.see("reviewer", "ideas:followed")
    company.see("author", "ideas:followed")
    company.see("officer", "ideas:reports")
    company.see("reviewer", "ideas:comment", idea.reference)
    company.see("reviewer", "ideas:comment_edit", idea.reference, own.pk)
    company.see("author", "ideas:comment_report", idea.reference, shown.pk)
    company.see("officer", "ideas:comment_hide", idea.reference, shown.pk)


def _see_captures(company):
    """One typed for the author, one from a card without a name whose answer waits to be said aloud, one disowned."""
    people, site = company.people, SiteFactory()
    officer, author = people["officer"], people["author"]
    mine = typed(people["facilitator"], person=author, site=site)
    company.see("facilitator", "ideas:capture", query=f"?origin=card&site={site.code}")
    company.see("author", "ideas:receipt", mine.reference)
    company.see("author", "ideas:detail", mine.reference)
    asked = answer(typed(officer, said_by="Fatou Diarra", site=site), "ask", "À quelle heure ?", by=officer)
    answer(typed(officer), by=officer)
    disowned = typed(officer, person=author)
    disown_idea(disowned, by=author, why="not_meant")
    company.see("officer", "ideas:triage_item", disowned.reference)
    company.see("officer", "ideas:to_say")
    company.see("officer", "ideas:say", asked.reference)


def _see_promises(company):
    """A red flag, one that is lifted, somebody who is asked, and who stands in for whom."""
    people = company.people
    flagged = _idea(company, opened=True)
    company.see("officer", "ideas:flag", flagged.reference)
    raise_flag(flagged, by=people["officer"], kind="safety", reason="La rampe a cédé sous le poids du chariot.")
    company.see("officer", "ideas:unflag", flagged.reference)
    company.see("officer", "ideas:escalate", flagged.reference)
    escalate_idea(flagged, by=people["officer"], to=people["sponsor"], reason="Le coût dépasse ce que je peux engager.")
    company.see("officer", "ideas:unescalate", flagged.reference)
    company.see("officer", "ideas:triage_item", flagged.reference)
    company.see("sponsor", "ideas:escalation", flagged.reference)
    company.see("sponsor", "home")
    today = clock.today()
    other = UserFactory(reviewer=True)
    first, last = today + timedelta(days=30), today + timedelta(days=40)
    name_deputy(by=people["officer"], person=other, starts_on=first, ends_on=last)
    company.see("officer", "ideas:deputies")
    row = write_template(
        by=people["officer"],
        outcome="park",
        language="fr",
        name="Après l’été",
        body="Merci {first_name}.",
        is_first=True,
    )
    reason = write_reason(
        by=people["officer"],
        outcome="decline",
        code="cost",
        name="Budget voté",
        text_fr="Le budget est voté.",
        text_en="The budget is voted.",
    )
    _see_tags(company)
    company.see("officer", "ideas:reasons")
    company.see("officer", "ideas:new_reason")
    company.see("officer", "ideas:change_reason", reason.pk)
    _see_ready(company, reason)
    company.see("officer", "ideas:words")
    company.see("officer", "ideas:new_words")
    company.see("officer", "ideas:change_words", row.pk)


def _see_tags(company):
    """The vocabulary with a retired one; an item with some of them, beside one that carries another."""
    officer, idea = company.people["officer"], _idea(company)
    first, second, old = (write_tag(by=officer, name=name) for name in ("Sécurité", "Plannings", "Ancienne"))
    set_tags(idea, by=officer, tags=[first.pk, old.pk])
    write_tag(by=officer, tag=old, name="Ancienne", is_active=False)
    company.see("officer", "ideas:tags")
    company.see("officer", "ideas:change_tag", second.pk)
    company.see("officer", "ideas:merge_tag", first.pk)
    company.see("officer", "ideas:triage_item", idea.reference)


def _see_ready(company, reason):
    """Ready answers: one to publish, one whose contribution has changed, one answered meanwhile; one planned, one put
    aside.
    """
    officer = company.people["officer"]
    facts = {"reason": reason, "reason_code": "cost"}
    kept = [
        keep_ready(_idea(company), Orientation(Outcome.DECLINE, "Non, le budget est voté.", **facts), by=officer)
        for _number in range(5)
    ]
    retitle_idea(kept[1].idea, by=officer, title="Un autre titre")
    decide_triage(kept[2].idea, Orientation(Outcome.ASK, "À quelle heure ?"), by=officer)
    later = clock.now() + timedelta(days=3)
    publish_ready([Chosen(kept[3], Idea.objects.get(pk=kept[3].idea_id).version)], by=officer, at=later)
    discard_ready(kept[4], by=officer)
    company.see("officer", "ideas:ready")
    company.see("officer", "ideas:decide", kept[0].idea.reference, "decline")
    company.see("officer", "ideas:triage_item", kept[3].idea.reference)


def _see_mails(company):
    """A stranger's mail that waits, one without a sender, one that was discarded."""
    files = [("plan des tournées.pdf", "application/pdf", makers.pdf())]
    held = receive_mail(mail_of(name="Paul Martin", files=files, key="held"))
    receive_mail(mail_of("", subject="", key="nobody"))
    discard_mail(receive_mail(mail_of(subject="Publicité", key="gone")), by=company.people["officer"])
    company.see("officer", "ideas:mails")
    company.see("officer", "ideas:mail_accept", held.pk)


def _see_indicators(company, idea):
    """A chart with signals of both sides, a change, limits drawn anew; an empty one; the grid, reasons and files."""
    officer = company.people["officer"]
    one = filled(officer, [*CSAT, 60, *[88] * 7], target=Decimal(85), owner=company.people["author"])
    change = record_change(one, on=date(2025, 2, 1), sentence="Rappel la veille", idea=idea, by=officer)
    empty = indicator(officer, name="Accueil réussi", attention=Attention.EMPLOYEES)
    late = write_complaint(name="Retard", parent=None, by=officer)
    sent = send_file(SimpleUploadedFile("mars.csv", (A_FILE + "Inconnu;2024-02;1;2\n").encode()), by=officer)
    for name in ("indicators", "new_indicator", "reasons", "files"):
        company.see("officer", f"indicators:{name}")
    for name in ("indicator", "edit_indicator", "enter", "record_change"):
        company.see("officer", f"indicators:{name}", one.pk)
    company.see("officer", "indicators:rebase", change.pk)
    company.see("officer", "indicators:reason", late.pk)
    company.see("officer", "indicators:file", sent.pk)
    company.see("sponsor", "indicators:indicator", empty.pk)
    company.see("author", "indicators:indicators")


def _see_journeys(company, idea):
    """A contribution on both journeys, a stage with an indicator, a journey that was written again."""
    officer = company.people["officer"]
    work, trust = maps.stage("work"), maps.pillar("trust")
    maps.placed(idea, officer, stages=[work, maps.stage("help", Side.CUSTOMERS)], pillars=[trust])
    set_indicators(work, indicators=[Indicator.objects.first().pk], by=officer)
    maps.renamed(officer)
    campaign = maps.interviewed(officer)
    held = maps.heard(campaign, officer)
    company.see("author", "journeys:journeys")
    company.see("author", "journeys:journey", "employees")
    company.see("officer", "journeys:stage", work.pk)
    company.see("officer", "journeys:edit", "employees")
    company.see("officer", "journeys:editions", "employees")
    set_survey(maps.event("back"), survey=maps.ease_survey(officer).pk, by=officer)
    company.see("author", "journeys:event", maps.event("back").pk)
    company.see("officer", "journeys:ease", maps.event("back").pk)
    company.see("officer", "journeys:campaigns")
    company.see("officer", "journeys:interviews", campaign.pk)
    company.see("officer", "journeys:new_campaign", "customers")
    company.see("officer", "journeys:record_interview", campaign.pk)
    company.see("officer", "journeys:file_verbatim", held.verbatims.first().pk)
    company.see("officer", "journeys:indicators", work.pk)
    company.see("officer", "journeys:place", idea.reference)


def _see_engagements(company, idea):
    """An irritant with a promise that is kept, one that goes on with a guest, and the page of the guest."""
    officer, author = company.people["officer"], company.people["author"]
    about = promising.irritant(officer, ideas=[idea], words="Chaque service demande la même chose.")
    one = promising.promised(officer, author, about=about, indicator=Indicator.objects.first())
    add_step(one, words="Former l'accueil", by=officer, idea=idea)
    proof = promising.proved(one, author)
    guest = promising.invited(one, author)
    say_as_guest(guest, text="Et le soir ?")
    company.see("author", "engagements:charter")
    company.see("author", "engagements:engagement", one.pk)
    for name in ("guests", "invite", "prove"):
        company.see("author", f"engagements:{name}", one.pk)
    company.see("officer", "engagements:register")
    company.see("officer", "engagements:irritant", about.pk)
    for name in ("new_irritant", "edit_irritant", "put_aside", "new_engagement"):
        company.see("officer", f"engagements:{name}", *([] if name == "new_irritant" else [about.pk]))
    going_on = promising.promised(officer, author, about=about)
    for name in ("edit_engagement", "withdraw", "add_step"):
        company.see("officer", f"engagements:{name}", going_on.pk)
    company.see("author", "engagements:take_back_proof", proof.pk)
    for amount in (*range(1, 9), 900):
        promising.noted(author, amount=Decimal(amount))
    company.see("author", "engagements:initiatives")
    company.see("officer", "engagements:spend")
    success = done()
    take_up_success(success, by=UserFactory())
    sheet = promising.standard(success, officer)
    company.see("author", "engagements:standards")
    company.see("officer", "engagements:standard", sheet.pk)
    company.see("officer", "engagements:edit_standard", sheet.pk)
    company.see("officer", "engagements:new_standard", done().reference)
    company.see("author", "engagements:successes")
    visit = promising.visit(officer)
    promising.said_there(visit, officer)
    owed = promising.owed(visit, officer)
    for name in ("visits", "new_visit", "owed"):
        company.see("officer", f"engagements:{name}")
    for name in ("visit", "edit_visit", "visit_capture"):
        company.see("officer", f"engagements:{name}", visit.pk)
    company.see("officer", "engagements:give_answer", owed.pk)
    company.see("author", "engagements:success", success.reference)
    jury = [(company.people["sponsor"], "direction"), (author, "employees")]
    edition = promising.trophies(officer, success, done(), jury=jury)
    company.see("officer", "engagements:new_trophies")
    for name in ("trophy_edition", "edit_trophies", "add_trophy_category", "trophy_jury"):
        company.see("officer", f"engagements:{name}", edition.pk)
    company.see("officer", "engagements:nominate", edition.categories.get().pk)
    voting = open_vote(promising.trophies(officer, done(), done(), jury=jury), by=officer)
    company.see("author", "engagements:trophy_vote", voting.pk)
    voted = open_vote(promising.trophies(officer, done(), done(), jury=jury), by=officer)
    category = voted.categories.get()
    for person, _pole in jury:
        cast_ballots(voted, approved={category.pk: [category.nominees.first().pk]}, by=person)
    tell_result(close_vote(voted, by=officer), by=officer)
    company.see("author", "engagements:trophies")
    company.see("author", "engagements:trophy_edition", voted.pk)
    company.see("officer", "engagements:trophy_stage", voted.pk)
    company.visits.append((None, path_of_guest(guest)))


def _see_surveys(company):
    """A survey whose wave is to come, one that runs, one that is told, and the page of a customer."""
    officer, author = company.people["officer"], company.people["author"]
    ahead = planned(officer, opens_on=clock.today() + timedelta(days=9), title="Baromètre")
    stage = {"audience": Audience.STAGE, "stage": Stage.RETURN}
    runs, over = opened(officer, title="Retour", **stage), opened(officer, title="Départ", **stage)
    invite_people(runs, [author], by=officer)
    people = [UserFactory() for _person in range(6)]
    invite_people(over, people, by=officer)
    answered(over, people, words="Les plannings arrivent trop tard.")
    close_wave(over, by=officer)
    asked = opened(officer, title="Clients", audience=Audience.CUSTOMERS)
    [link] = make_links(asked, count=1, site=None, by=officer)
    company.see("officer", "surveys:surveys")
    company.see("officer", "surveys:new_survey")
    for name in ("survey", "edit_survey", "preview", "plan_wave", "import_sheets"):
        company.see("officer", f"surveys:{name}", ahead.survey_id)
    for wave in (ahead, runs, over, asked):
        company.see("officer", "surveys:wave", wave.pk)
    company.see("sponsor", "surveys:wave", over.pk)
    company.see("officer", "surveys:invite", runs.pk)
    company.see("officer", "surveys:make_links", asked.pk)
    company.see("officer", "surveys:open_contribution", over.answers.exclude(words="").first().pk)
    company.see("author", "surveys:answer", runs.pk)
    company.see(None, "surveys:by_link", link_of(link).split("/")[-2])


def _see_campaigns(company, idea):
    """An open question, one that is over and told, a draft; the filters of the board; a screen and a feed."""
    people, site = company.people, SiteFactory()
    officer, sponsor = people["officer"], people["sponsor"]
    draft = create_campaign(facts_of(sponsor, question="Et demain ?"), by=officer)
    asked = announced(question="Comment perdre moins de temps entre deux clients ?")
    with clock.at(clock.now() - timedelta(days=60)):
        over = announced(question="Que ranger au dépôt ?")
    summarise_campaign(over, summary="Trois gestes changent.", outcomes=[idea], version=2, by=officer)
    for who in ("author", "officer"):
        company.see(who, "ideas:campaigns")
        for campaign in (asked, over):
            company.see(who, "ideas:campaign", campaign.code)
    company.see("sponsor", "ideas:campaign", draft.code)
    company.see("author", "ideas:submit", query=f"?campaign={asked.code}&site={site.code}")
    company.see("author", "ideas:submit", query=f"?campaign={over.code}")
    company.see("officer", "ideas:new_campaign")
    company.see("officer", "ideas:edit_campaign", asked.code)
    company.see("officer", "ideas:summarise_campaign", over.code)
    company.see("officer", "ideas:site_posters")
    company.see("author", "ideas:board", query="?filters=1")
    company.see("author", "ideas:board", query=f"?site={site.code}&kind=proposal")
    _key, screen = make_display_key(site=site, name="Entrée", by=officer)
    make_feed_key(name="Lecteur", by=people["author"])
    company.see("author", "ideas:feed_keys")
    company.see("officer", "ideas:displays")
    company.see(None, "ideas:tv", screen)


def _see_references(company):
    """Four references and one retired; the calibration asked of one person and ended by another."""
    company.see("officer", "ideas:references")
    rows = [reference(as_levels={"impact": number}) for number in (1, 3, 5)] + [reference(), reference()]
    retire_reference(rows[-1].idea, by=company.people["officer"])
    for row in calibration_of(company.people["reviewer"]).drawn:
        calibrate(row, by=company.people["reviewer"], policy=5, novelty=2, impact=3, effort=None)
    company.see("officer", "ideas:references")
    company.see("reviewer", "ideas:references")
    company.see("officer", "ideas:make_reference", rows[0].idea.reference)
    company.see("officer", "ideas:make_reference", candidate().reference)
    company.see("officer", "ideas:calibration")
    company.see("officer", "ideas:calibrate", calibration_of(company.people["officer"]).drawn[1].idea.reference)
    company.see("reviewer", "ideas:calibration")
    company.see("officer", "ideas:triage_item", _idea(company, opened=True).reference)


def _see_opinions(company):
    """One that waits for a second opinion, one whose two opinions are far apart, one on which both have rated again."""
    officer, second = company.people["officer"], company.people["reviewer"]
    levels = {"policy": 5, "novelty": 4, "impact": 5, "effort": 1}
    _idea(company, assessed=True)
    apart, again = _idea(company, assessed=True, levels=levels), _idea(company, assessed=True, levels=levels)
    for idea in (apart, again):
        assess_idea(idea, by=second, **levels | {"impact": 2})
    for person in (officer, second):
        rate_again(again, by=person, **levels)
    company.see("reviewer", "ideas:opinions")
    company.see("officer", "ideas:opinions")
    company.see("officer", "ideas:agreement")
    for idea in (apart, again):
        company.see("officer", "ideas:talk_over", idea.reference)
    company.see("officer", "ideas:triage_item", apart.reference)
    change_weights(
        by=officer, points={"policy": 60, "novelty": 50, "impact": 100, "effort": 50}, version=current_rubric().version
    )
    for query in (
        "",
        "?first=impact",
        "?policy=10&novelty=100&impact=10&effort=20",
        "?points=1&policy=1&novelty=1&impact=&effort=3",
    ):
        company.see("officer", "ideas:weights", query=query)


def _see_files(company, idea, action):
    """Photos, a document and a removed photo at triage; an action of which everybody sees the photo after."""
    people = company.people
    added(idea, people["author"], alt="Deux tournées se croisent dans la rue"), added(idea, people["author"])
    added(idea, people["author"], makers.pdf(), "Plan des tournées.pdf")
    remove_file(added(idea, people["author"]), by=people["author"])
    for file in added(action, people["author"]), added(action, people["author"]):
        show_photo(file, by=people["officer"], shown=True)
    place_photo(action, "after", SentFile(file_uploaded(people["officer"]).key, "Le planning"), by=people["officer"])
    company.see("author", "ideas:add_files", idea.reference)
    company.see("author", "ideas:photos", action.reference)
    company.see("officer", "ideas:photos", action.reference)
    company.see("member", "ideas:detail", action.reference)


def _see_sessions(company, poles):
    past = open_session_with(_idea(company, shortlisted=True), poles=poles, number=1)
    poll = past.poll()
    vote_all(poll, dict.fromkeys(past.people, "yes"))
    counted(past, poll)
    past.item.refresh_from_db()
    due_on = clock.today() + timedelta(days=60)
    decide_item(past.item, by=past.chair, reason="Un irritant réglé.", owner=company.people["author"], due_on=due_on)
    conduct.close_session(past.session, by=past.chair)
    save_note(past.session, by=past.officer, note="Une séance calme.")
    publish_minutes(past.session, by=past.officer, note="Une séance calme et courte.")
    objection = object_to_minutes(past.session, by=past.chair, words="La séance a duré deux heures.")
    ahead = released_session(_idea(company, shortlisted=True), poles=poles, number=3)
    planned = SessionFactory(number=4, starts_at=timezone.now() + timedelta(days=60))
    room = open_session_with(_idea(company, shortlisted=True), poles=poles, number=2)
    room.poll()
    company.people["chair"] = room.chair
    for who in ("author", "officer"):
        company.see(who, "committee:sessions")
        company.see(who, "committee:session", ahead.session.number)
    _see_mandates(company, poles)
    company.see("author", "committee:minutes", past.session.number)
    company.see("officer", "committee:minutes", past.session.number)
    company.see("author", "committee:decisions")
    company.see("author", "committee:restitution", past.session.number)
    company.see("officer", "committee:restitution", planned.number)
    company.see("officer", "committee:minutes_versions", past.session.number)
    company.see("chair", "committee:object_to_minutes", past.session.number)
    company.see("officer", "committee:correct_minutes", past.session.number)
    company.see("officer", "committee:refuse_objection", objection.pk)
    company.see("officer", "committee:session", planned.number)
    company.see("officer", "committee:agenda", ahead.session.number)
    company.see("officer", "committee:kinds")
    company.see("officer", "committee:new_kind")
    minutes = {"opening": 5, "decision": 40, "closing": 5}
    kind = templates.write_template(by=company.people["officer"], name="Courte", duration=60, minutes=minutes)
    company.see("officer", "committee:kind", kind.pk)
    company.see("officer", "committee:calendar")
    company.see("officer", "committee:postpone", planned.number)
    company.see("officer", "committee:cancel", planned.number)
    company.see("officer", "committee:whole", ahead.session.number)
    company.see("officer", "committee:propose", ahead.session.number)
    company.see("officer", "committee:release", ahead.session.number)
    company.see("author", "committee:versions", ahead.session.number)
    company.see("member", "committee:dossier", ahead.item.pk)
    company.see("member", "committee:my_session", ahead.session.number)
    company.see("author", "committee:my_session", planned.number)
    company.see("member", "committee:answer", ahead.session.number)
    _see_preparing(company, ahead, planned)
    company.see("member", "committee:calendar_feed")
    company.see(None, "committee:answer_link", answer_link(poles["employees"][0].pk, ahead.session.pk).split("/")[-2])
    company.see("chair", "committee:console", room.session.number)
    company.see("officer", "committee:console", ahead.session.number)
    company.see("chair", "committee:course", room.session.number)
    company.see("officer", "committee:course", ahead.session.number)
    company.see("member", "committee:live")
    company.see("member", "committee:interest", room.items[-1].pk)
    company.see("member", "committee:wall", room.session.number)
    company.see("member", "home")


def _see_preparing(company, ahead, planned):
    """What an agenda is prepared with: a point of the direction, documents, proposals, dates."""
    levels = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}
    waiting, _small = (_idea(company, shortlisted=True, levels=levels) for _index in range(2))
    ask_for_point(planned, waiting, by=ahead.chair, reason="Le contrat finit en mars.")
    document = ask_for_document(waiting, by=ahead.officer, what="Devis", person=company.people["author"])
    company.see("chair", "committee:ask_point", planned.number)
    company.see("chair", "committee:ask_point", ahead.session.number)
    company.see("officer", "committee:documents", waiting.reference)
    company.see("author", "committee:document", document.pk)
    company.see("officer", "committee:together", planned.number)
    company.see("member", "committee:availability")


def _see_workshops(company):
    """One workshop at each step, for who leads it, who is invited and the officer."""
    people = company.people
    leader = people.setdefault("facilitator", UserFactory(facilitator=True))
    for step in ("prepared", "ideas", "grouping", "variants", "vote", "committee", "closed"):
        led = workshop_at(step, facilitator=leader, writers=[people["author"], UserFactory()])
        for who in ("officer", "author"):
            company.see(who, "committee:workshop", led.workshop.pk)
        if step == "variants":
            led.vary()
            company.see("officer", "committee:new_variant", led.workshop.pk)
            company.see("officer", "committee:variant", led.workshop.pk, led.workshop.variants.first().pk)
            company.see("officer", "committee:workshop", led.workshop.pk)
        if step == "committee":
            company.see("officer", "committee:propose_variants", led.workshop.pk)
        if step == "prepared":
            for name in ("change_workshop", "workshop_kit", "close_workshop"):
                company.see("officer", f"committee:{name}", led.workshop.pk)
    empty = workshop_at("variants", facilitator=leader, writers=[people["author"], UserFactory()])
    company.see("officer", "committee:workshop", empty.workshop.pk)  # its places wait for a variant or a word
    _idea(company, workshop=True)
    for who in ("officer", "author"):
        company.see(who, "committee:workshops")
    company.see("officer", "committee:new_workshop")


def _see_mandates(company, poles):
    """Who sits and who sat, a call that is open and one that was drawn."""
    officer, author = company.people["officer"], company.people["author"]
    with clock.at(clock.now() - timedelta(days=11)):
        drawn, _people = call_with(officer, [UserFactory() for _each in range(4)], seats=1, alternates=1)
        chosen, _people = call_with(officer, [UserFactory() for _each in range(2)], method="officer")
        voted, _people = voted_call(officer, [UserFactory() for _each in range(3)])
    draw_lots(drawn)
    running, _people = call_with(officer, [author], words="Deux lignes suffisent.")
    asked = open_consultation(poles=poles)
    company.see("officer", "committee:consult", asked.session.number)
    MandateFactory(college=running.college, until_on=clock.today() - timedelta(days=1))
    mandate = poles["employees"][2].mandates.get()
    for who in ("author", "officer"):
        for name in ("members", "past_mandates", "calls", "consultations"):
            company.see(who, f"committee:{name}")
        company.see(who, "committee:consultation", asked.pk)
        for call in (running, drawn, voted):
            company.see(who, "committee:call", call.pk)
    company.see("author", "committee:ballot", voted.pk)
    for name in ("seats", "give_mandate", "new_call"):
        company.see("officer", f"committee:{name}")
    company.see("officer", "committee:mandate", mandate.pk)
    company.see("officer", "committee:candidates", running.pk)
    company.see("officer", "committee:choose", chosen.pk)
    company.see("officer", "committee:call", chosen.pk)


def _see_imports(company):
    officer = company.people["officer"]
    mixed = "id;titre;texte;date\n1;Gants;Il manque des gants au dépôt.;30/01/2019\n2;Rien;RAS;\n"
    batches = [uploaded(officer), mapped(officer), checked(officer, mixed), imported(officer)]
    company.see("officer", "ideas:imports")
    company.see("officer", "ideas:export")
    for batch in batches:
        company.see("officer", "ideas:import", batch.pk)


def _see_the_rest(company):
    people = company.people
    create_token(by=people["author"], name="Rapport", scopes=["ideas:read"], days=30)
    OutgoingMail.objects.filter(kind__startswith="committee").update(state="failed", fault="address")
    note_trouble(Trouble(Fault.PASSWORD, server=True), OSError("535 no"))
    MailServer.objects.update(failing_since=timezone.now() - timedelta(hours=1))
    badge = make_cards([people["author"]], by=people["admin"])[0]
    make_link(people["author"])
    for name in (
        "home",
        "profile",
        "tokens",
        "ways",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "notifications:inbox",
        "notifications:preferences",
        "account_change_password",
        "account_reauthenticate",
        "account_logout",
    ):
        company.see("author", name)
    company.see("officer", "home")
    company.see("sponsor", "home")
    company.see("admin", "home")
    company.see("admin", "notifications:undelivered")
    company.see("admin", "notifications:chats")
    company.see("admin", "cards")
    company.see("admin", "cards", query="?q=introuvable")
    company.see("author", "choose_pin", badge.card.pk)
    company.see(None, "card_in", badge.key)
    for name in ("card_letters", "ask_code"):
        company.see(None, name)
    company.see("author", "prove_phone")
    _made, key = make_kiosk(site=SiteFactory(), name="Salle de pause", by=people["admin"])
    company.see("admin", "kiosks")
    company.see(None, "kiosk_open", key)
    company.see(None, "sign_in_link", make_link(people["owner"]))
    for name in ("ask_link", "link_sent"):
        company.see(None, name)
    open_to_anonymous()
    company.see(None, "ideas:anonymous")
    company.see(None, "ideas:follow_up")
    for name in ("account_login", "account_signup", "account_inactive", "account_reset_password", "channels", "design"):
        company.see(None, name)
    for name in ("account_reset_password_done", "account_reset_password_from_key_done", "design_wall", "demo_mailbox"):
        company.see(None, name)
    for page in ("home", "new", "channels"):
        company.see(None, "offline_page", "fr", page)
    company.see(None, "account_reset_password_from_key", "1", "abc-def")
    company.see(None, "demo_mail", OutgoingMail.objects.filter(purged_at=None).first().uuid)
    company.see(None, "notifications:unsubscribe", token_for(people["author"].pk, "mine"))
