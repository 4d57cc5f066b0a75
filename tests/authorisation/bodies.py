"""What each address is sent: something that would do, so that only who asks makes the difference."""

from uuid import uuid4

from django.core.cache import cache

from committee.enums import Block
from committee.models import AgendaProposal, Session, SessionRule, SessionTemplate
from committee.recurrence import HOUSE
from committee.selectors.consequences import asked_days
from committee.selectors.reconvening import days_to_hold_again
from committee.services.proposal import preview_agenda
from ideas.anonymous import issue_ticket
from ideas.enums import Outcome
from parkour.core import clock
from tests.committee.workshopping import QUESTION
from tests.days import meeting_day
from tests.hostile import plausible
from tests.ideas.anonymously import new_key
from tests.mapping import maps


def a_survey() -> dict:
    """A survey of three questions, as its form sends it."""
    facts = {"title": "Accueil", "introduction": "", "audience": "customers", "stage": "", "version": ""}
    for place in range(1, 7):
        facts |= {f"text_{place}": f"Question {place} ?" if place < 4 else "", f"kind_{place}": "csat5"}
    return facts


A_BROWSER = {"address": "https://updates.push.services.mozilla.com/wpush/v2/abc", "public": "BA", "secret": "AA"}
MY_CHOICES = {
    **{"rhythm": "friday", "mine": "now", "entrusted": "now", "committee": "friday"},
    **{"phone_mine": True, "phone_entrusted": True, "phone_committee": False},
    **{"quiet": True, "quiet_from": "20:00", "quiet_until": "07:00", "rest_days": True},
}
AN_INDICATOR = {
    "name": "Clients satisfaits",
    "counted": "Réponses 4 et 5",
    "among": "Réponses",
    "unit": "percent",
    "better": "up",
    "period": "month",
    "attention": "customers",
    "target": "",
    "owner": "",
}
A_NEW_INDICATOR = AN_INDICATOR | {"name": "Appels décrochés", "version": ""}
AN_IRRITANT = {"title": "On rappelle trois fois", "attention": "customers", "words": "", "stage": "", "ideas": ""}
A_PROMISE = {"sentence": "Un seul appel suffit", "indicator": "", "why": ""}
A_PROOF = {"words": "Neuf appels sur dix sont clos au premier.", "place": ""}
A_GESTURE = {"words": "Un taxi pour une collègue", "attention": "employees", "amount": "18,50"}
A_JOB_SHEET = {"title": "Remettre les clés", "purpose": "Que personne n'attende.", "steps": "Un", "watch": ""}
AN_OWED_ANSWER = {"question": "Quand le second poste ouvre-t-il ?", "whom": "L'équipe de nuit"}
TROPHIES = {"title": "Trophées du printemps", "words": "Merci à tous."}
WHY = {"why": "Une raison en une phrase."}
AS_A_PROGRAM = {"target": 85, "owner": None}


def plan_of(place) -> str:
    """The name of the plan that was found for the session of a place."""
    return AgendaProposal.objects.get(session__number=place["number"]).result["fingerprint"]


def proposal_of(place) -> str:
    """The name of what the planner proposes for the session of a place."""
    return preview_agenda(Session.objects.get(number=place["number"])).fingerprint


def a_day_asked(place) -> str:
    """A day to which the session of the place might move."""
    return asked_days(Session.objects.get(number=place["number"]))[0].isoformat()


def a_day_to_hold_it_again(place) -> str:
    """One of those on which the session of the place may be convened again."""
    return days_to_hold_again(Session.objects.get(number=place["number"]))[0].day.isoformat()


def day(days: int) -> str:
    return meeting_day(days).isoformat()


def moment(days: int) -> str:
    return f"{day(days)}T14:00:00+02:00"


def letters_of(_world, place) -> dict:
    """The letters of a badge; those who asked before have tried nothing."""
    cache.clear()
    return {"code": place["letters"], "shown": "", "pin": ""}


def nobody_tried(_world, _place) -> dict:
    cache.clear()
    return {}


def another_number(_world, _place) -> dict:
    """Another number each time; those who asked before have tried nothing."""
    cache.clear()
    return {"phone": f"06{uuid4().int % 10**8:08}"}


def a_tag(_world, _place) -> dict:
    """A name that nobody wrote before."""
    return {"name": f"Étiquette {uuid4().hex[:8]}"}


def usual_kind() -> int:
    return SessionTemplate.objects.get(is_default=True).pk


def a_kind(_world, _place) -> dict:
    """A kind of session with a name that nobody wrote before."""
    return {"name": f"Courte {uuid4().hex[:8]}", "duration": 90, "minutes": dict.fromkeys(Block.values, 10)}


def a_typed_kind(world, place) -> dict:
    kind = a_kind(world, place)
    typed = {"name": kind["name"], "duration": kind["duration"], "version": place.get("version", "")}
    return {name: str(value) for name, value in (typed | kind["minutes"]).items()}


def a_rule(_world, _place) -> dict:
    """The rule of the house, over the one that is there."""
    saved = SessionRule.objects.first()
    rule = {"rrule": HOUSE.rrule, "month": 7, "first": "2026-01-01"}
    return rule | ({"version": saved.version} if saved else {})


def a_typed_rule(world, place) -> dict:
    typed = {"every": 2, "week": 3, "weekday": 3, "month": 7, "month_week": 1, "starts_at": "14:00", "minutes": 150}
    version = a_rule(world, place).get("version", "")
    return {name: str(value) for name, value in (typed | {"first": "2026-01-01", "version": version}).items()}


A_REASON = {"name": "Budget voté", "text_fr": "Le budget est voté.", "text_en": "The budget is voted."}

SEATS = {"pole": "employees", "seats": 9, "alternates": 3}


def as_typed(body: dict) -> dict:
    """The same as a form sends it."""
    return {name: str(value) for name, value in body.items()}


def a_seat() -> dict:
    return {"pole": "employees", "from_on": clock.today().isoformat(), "until_on": ""}


def a_call() -> dict:
    """A call for one seat of the direction."""
    days = {"closes_on": day(20), "from_on": day(40), "until_on": day(400)}
    return {"pole": "direction", "seats": 1, "alternates": 0, "opens_on": clock.today().isoformat()} | days


A_WORKSHOP = dict.fromkeys(("participants", "day", "at", "place", "session"), "") | {"question": QUESTION, "dots": "3"}
A_VARIANT = {"title": "Regrouper", "text": "Une tournée par rue.", "scope": "collective"}


A_GAIN = {"kind": "time", "words": "Aux aides à domicile.", "amount": "2", "per": "week"}
A_SHEET = {
    "target": "Dix minutes d'attente au plus.",
    "target_on": "",
    "next_step": "",
    "next_words": "",
    "version": "",
}
# What the form of a step of an action says otherwise than `plausible`.
OF_STEPS = {
    "gain": lambda _place: A_GAIN,
    "plan": lambda _place: A_SHEET,
    "link": lambda place: {"other": place["other"], "how": "needs"},
}


# What the page's form says otherwise than `plausible`; a function is given the world and the place.
WEB = {
    "ideas:decide": {"reason_code": "cost"},
    "ideas:flag": {"kind": "safety"},
    "ideas:danger": {"kind": "safety"},
    "ideas:new_words": {"outcome": "park", "language": "fr", "name": "Plus tard", "body": "Merci {first_name}."},
    "ideas:change_words": {"name": "Plus tard", "body": "Merci {first_name}."},
    "ideas:new_reason": {"belongs": "decline.cost"} | A_REASON,
    "ideas:change_reason": A_REASON,
    "ideas:tags": a_tag,
    "ideas:change_tag": a_tag,
    "ideas:merge_tag": lambda _world, place: {"into": str(place.get("into", 1))},
    "ideas:tag_idea": lambda _world, place: {"tags": str(place.get("into", 1)), "add": ""},
    "ideas:ready": lambda _world, place: {
        "now": "yes",
        "at": "",
        "ready": str(place["ready"]),
        f"version-{place['ready']}": str(place["version"]),
    },
    "ideas:tell_back": lambda _world, place: {
        "publish": "yes",
        "ref": place["reference"],
        f"version-{place['reference']}": str(place["version"]),
        f"told-{place['reference']}": "",
        f"{place['reference']}-you_said": "On attend.",
        f"{place['reference']}-we_did": "On a regroupé.",
    },
    "ideas:restore_words": {"outcome": "park", "language": "fr"},
    "ideas:escalate": lambda world, _place: {"to": str(world.sponsor.pk)},
    "ideas:deputies": lambda world, _place: {
        "person": str(world.colleague.pk),
        "starts_on": "+120",
        "ends_on": "+130",
    },
    "ideas:park": {"review_on": "+60"},
    "ideas:quick_win": {"answer": "yes"},
    "ideas:show_photo": {"shown": "yes"},
    "ideas:send_file": lambda _world, _place: {"file_key": str(uuid4()), "person": ""},
    "ideas:offer": {"answer": "yes"},
    "ideas:coauthor": {"answer": "yes"},
    "ideas:capture": lambda _world, _place: {
        "origin": "card",
        "site": "",
        "said_on": clock.today().isoformat(),
        "person": "",
        "said_by": "Fatou",
    },
    "ideas:disown": {"why": "not_mine"},
    "ideas:say": lambda world, place: {
        "answer": str(place["answer"]),
        "said_on": clock.today().isoformat(),
        "said_by": world.colleague.email,
    },
    "ideas:arbitrate": {"answer": "refuse"},
    "ideas:action_step": lambda _world, place: OF_STEPS.get(place.get("step"), lambda _place: {})(place),
    "ideas:measure_gain": {"how": "Relevé de six semaines.", "amount": "", "per": ""},
    # Another address each time: one address is asked for five times in a quarter of an hour.
    "ask_link": lambda _world, _place: {"email": f"personne-{uuid4().hex}@parkour.example"},
    "choose_pin": {"pin": "2468"},
    "card_letters": letters_of,
    "kiosk_open": nobody_tried,
    "ask_code": another_number,
    "prove_phone": another_number,
    "kiosks": lambda world, _place: {"site": str(world.author.site_id), "name": "Entrée"},
    "cards": lambda world, _place: {"site": str(world.author.site_id)},
    "ideas:new_campaign": lambda world, _place: {
        "question": "Qu’est-ce qui vous retarde ?",
        "starts_on": "+9",
        "ends_on": "+45",
        "sponsor": str(world.sponsor.pk),
        "target": "everybody",
        "code": "",
        "version": "",
    },
    "surveys:new_survey": lambda _world, _place: a_survey(),
    "surveys:edit_survey": lambda _world, _place: a_survey() | {"version": "1"},
    "surveys:plan_wave": {"opens_on": "+60", "closes_on": "+80", "expected": "60"},
    "surveys:import_sheets": {"opens_on": "2026-01-05", "closes_on": "2026-01-09"},
    "surveys:invite": lambda world, _place: {"names": world.owner.email},
    "surveys:make_links": {"count": "2", "site": ""},
    "surveys:answer": {"question_1": "4"},
    "surveys:open_contribution": {"text": "Les plannings arrivent trop tard."},
    "indicators:new_indicator": A_NEW_INDICATOR,
    "indicators:edit_indicator": AN_INDICATOR | {"version": "1"},
    "indicators:enter": {"shown": "{}", "numerator_0": "41", "denominator_0": "50"},
    "indicators:record_change": {"on": "2024-06-01", "sentence": "Rappel la veille", "idea": ""},
    "indicators:rebase": {"why": "Cela dure."},
    "indicators:reasons": {"name": "Transport", "parent": ""},
    "indicators:reason": {"name": "Transport", "parent": ""},
    "journeys:edit": lambda _world, _place: maps.typed(why="Atelier", name_stages_new1="Une étape de plus"),
    "journeys:restore": lambda _world, place: {"version": str(place["version"])},
    "journeys:indicators": lambda _world, place: {"indicators": str(place["indicators"])},
    "journeys:new_campaign": lambda _world, _place: maps.campaign_typed(),
    "journeys:edit_campaign": lambda _world, place: maps.campaign_typed(version=str(place["version"])),
    "journeys:record_interview": lambda _world, _place: {"on": clock.today().isoformat(), "text_1": "Trop de papiers"},
    "journeys:file_verbatim": lambda _world, _place: {"stage": str(maps.stage("arrive").pk)},
    "journeys:ease": lambda _world, place: {"survey": str(place.get("survey", ""))},
    "journeys:place": lambda _world, _place: {"stage_employees": str(maps.stage("work").pk), "stage_customers": ""},
    "engagements:new_irritant": AN_IRRITANT | {"version": ""},
    "engagements:edit_irritant": AN_IRRITANT,
    "engagements:put_aside": WHY,
    "engagements:withdraw": WHY,
    "engagements:take_back_proof": WHY,
    "engagements:new_engagement": lambda world, _place: A_PROMISE | {"owner": world.owner.email, "due_on": "+30"},
    "engagements:edit_engagement": lambda world, _place: A_PROMISE | {"owner": world.owner.email, "due_on": "+30"},
    "engagements:add_step": {"words": "Former l'accueil", "idea": "", "due_on": ""},
    "engagements:prove": lambda _world, _place: A_PROOF | {"on": clock.today().isoformat(), "keeps": "on"},
    "engagements:new_standard": A_JOB_SHEET,
    "engagements:edit_standard": A_JOB_SHEET | {"why": "Une étape de moins."},
    "engagements:success": {"words": "Avec nos horaires"},
    "engagements:new_visit": lambda world, place: a_visit(world, place),
    "engagements:edit_visit": lambda world, place: a_visit(world, place),
    "engagements:new_trophies": TROPHIES | {"on": "+9"},
    "engagements:edit_trophies": TROPHIES | {"on": "+9"},
    "engagements:add_trophy_category": {"title": "Le plus copié", "words": ""},
    "engagements:nominate": lambda _world, place: {"idea": place["nominated"], "citation": "Simple."},
    "engagements:trophy_jury": lambda world, _place: {"person": world.staff.email, "pole": "employees"},
    "engagements:visit_capture": {"person": "", "said_by": "Fatou"},
    "engagements:visit": lambda _world, _place: AN_OWED_ANSWER | {"due_on": day(9)},
    "engagements:give_answer": lambda _world, _place: {"answer": "Dès lundi.", "on": clock.today().isoformat()},
    "engagements:invite": {"name": "Association des aidants", "until": "+9"},
    "engagements:guests": {"text": "Nous y pensons."},
    "engagements:initiatives": lambda _world, _place: (
        A_GESTURE | {"key": str(uuid4()), "on": clock.today().isoformat()}
    ),
    "ideas:feed_keys": {"name": "Lecteur"},
    "ideas:keep_portfolio_view": {"name": "Feux verts"},
    "tokens": {"name": "Rapport", "scopes": ["ideas:read"], "days": "30"},
    "ideas:several": lambda _world, place: {
        "outcome": "decline",
        "reason_code": "cost",
        "ref": place["reference"],
        f"version-{place['reference']}": str(place["version"]),
        f"message-{place['reference']}": "Voici la suite.",
        "send": "yes",
    },
    "ideas:keys": {"usual": "yes"},
    "ideas:assess": {"novelty": "2"},
    "ideas:talk_over": {"novelty": "2"},
    "ideas:make_reference": {"policy": "4", "novelty": "2", "impact": "4", "effort": "2", "version": ""},
    "ideas:calibrate": {"novelty": "2"},
    "ideas:weights": {"policy": "60", "novelty": "40", "impact": "100", "effort": "20"},
    "ideas:comment_report": {"reason": "hurtful"},
    "ideas:mail_accept": lambda world, _place: {"person": world.colleague.email, "text": "Le portail reste ouvert."},
    "committee:propose": lambda _world, place: {"proposal": proposal_of(place)},
    "committee:set_up": lambda world, _place: {"chair": str(world.chair.pk)},
    "committee:answer": {"answer": "yes"},
    "committee:ask_point": lambda _world, place: {"idea": place["reference"]},
    "committee:documents": {"what": "Devis", "person": "", "due_on": ""},
    "committee:place_together": lambda _world, place: {"consent": place["reference"]},
    "committee:say_availability": lambda _world, place: {"day": a_day_asked(place), "answer": "yes"},
    "committee:decide": lambda world, _place: {"owner": world.owner.email, "due_on": "+25"},
    "committee:give_mandate": lambda world, _place: {"person": world.owner.email} | a_seat() | {"seat": "member"},
    "committee:seats": as_typed(SEATS),
    "committee:renew_mandate": {"until_on": "+400"},
    "committee:end_mandate": {"until_on": "+20"},
    "committee:ballot": {"ballot": "1", "sure": "1"},
    "committee:new_call": lambda _world, _place: as_typed(a_call() | {"method": "draw"}),
    "committee:consult": lambda _world, place: {"points": str(place["items"])},
    "committee:consultation_mode": {"mode": "all_staff"},
    "committee:apply": {"letter": "Je connais le terrain."},
    "committee:choose": {"number_1": "seat"},
    "committee:move_item": {"to": "down"},
    "committee:undo_edit": {"change": "2"},
    "committee:choose_kind": lambda _world, _place: {"template": str(usual_kind())},
    "committee:new_kind": a_typed_kind,
    "committee:kind": a_typed_kind,
    "committee:apply_whole": lambda _world, place: {"plan": plan_of(place)},
    "committee:release": {"shown": ""},
    "committee:postpone": {"day": "+45"},
    "committee:reconvene": lambda _world, place: {"day": a_day_to_hold_it_again(place)},
    "committee:calendar": a_typed_rule,
    "committee:exception": {"day": ""},
    "committee:open_prepared": {"minutes": ""},
    "committee:open_poll": {"method": "", "options": "", "choose": "", "lead": "", "minutes": ""},
    "committee:decide_lot": lambda world, place: {
        name: value
        for pk in place.get("both", [])
        for name, value in ((f"owner_{pk}", world.owner.email), (f"due_on_{pk}", "+25"))
    },
    "committee:new_workshop": lambda world, place: (
        A_WORKSHOP | {"sources": place["reference"], "facilitator": str(world.facilitator.pk)}
    ),
    "committee:change_workshop": lambda world, _place: A_WORKSHOP | {"facilitator": str(world.facilitator.pk)},
    "committee:workshop_step": {"to": "ideas"},
    "committee:workshop_timer": {"by": "more"},
    "committee:workshop_ideas": {"text": "Une idée courte"},
    "committee:workshop_groups": lambda _world, place: {"ideas": str(place["uuid"]), "name": "Par rue"},
    "committee:workshop_place": lambda _world, place: {"group": str(place["group"]), "scope": "individual"},
    "committee:new_variant": A_VARIANT | {"effort": "2"},
    "committee:variant": A_VARIANT | {"effort": "2"},
    "committee:workshop_dots": lambda _world, place: {f"dots_{place['variant']}": "1"},
    "committee:propose_variants": lambda _world, place: {
        "variants": str(place["variant"]),
        "policy": "4",
        "impact": "4",
        "novelty": "",
    },
    "committee:workshop_kit": {"why_1": "Le plan est fait la veille."},
    "committee:correct_minutes": {"item": "", "due_on": "", "decided_because": ""},
    "committee:present": {"mode": "remote"},
    "committee:suspend": {"minutes": "10"},
    "committee:change_time": {"minutes": "5"},
    "committee:remote": {"allowed": "no"},
    "committee:replace_chair": lambda world, _place: {"person": str(world.president.pk)},
    "committee:raise_hand": {"point_of_order": ""},
    "committee:lower_hand": {"person": ""},
    "committee:try_vote": {"choice": "yes"},
    "notifications:try_chat": {"channel": "Tous"},
    "notifications:add_device": A_BROWSER,
    "notifications:preferences": {"rhythm": "at_once", "quiet_from": "20:00", "quiet_until": "07:00"},
}


COLUMNS_OF_A_FILE = {"source": "Boîte 2019", "title": "1", "problem_text": "2"}


def web_body(route: str, world, place: dict) -> dict:
    if route == "ideas:import":
        return COLUMNS_OF_A_FILE
    changes = WEB.get(route, {})
    changes = changes(world, place) if callable(changes) else changes
    version = {"version": str(place["version"])} if "version" in place else {}
    return plausible(**version | place.get("body", {}) | changes)


def by_code(_world, place) -> dict:
    """The key of an anonymous contribution; those who asked before have tried nothing."""
    cache.clear()
    return {"key": place.get("code", "")}


def a_promise(world, _place) -> dict:
    return {"sentence": "Un seul appel suffit", "owner": world.owner.email, "due_on": day(30)}


def a_visit(world, _place) -> dict:
    facts = {"site": world.officer.site.code, "team": "", "company": "", "on": clock.today().isoformat()}
    return facts | {"key": str(uuid4())}


def campaign_body(world, place) -> dict:
    dates = place.get("dates") or {"starts_on": day(9), "ends_on": day(45)}
    return {"question": "Qu’est-ce qui vous retarde ?", "sponsor": world.sponsor.email} | dates


POINTS = {"policy": 60, "novelty": 40, "impact": 100, "effort": 20}
WORDS, REASON = {"body": "Merci, c’est noté."}, {"reason": "Une raison en une phrase."}
A_SURVEY = {
    "title": "Accueil",
    "audience": "customers",
    "questions": [{"kind": "csat5", "text": f"Question {place} ?"} for place in (1, 2, 3)],
}
API_BODIES = {
    "api:devices POST": A_BROWSER,
    "api:mail_preferences PUT": MY_CHOICES,
    "api:surveys POST": A_SURVEY,
    "api:survey PUT": A_SURVEY,
    "api:import_sheets POST": {
        "opens_on": "2026-01-05",
        "closes_on": "2026-01-09",
        "name": "papier",
        "sheets": [{"answers": [{"place": 1, "value": 4}]}],
    },
    "api:plan_wave POST": lambda _world, _place: {"opens_on": day(60), "closes_on": day(80), "expected": 60},
    "api:wave_invitations POST": lambda world, _place: {"people": [world.owner.email]},
    "api:wave_links POST": {"count": 2},
    "api:wave_answers POST": {"answers": [{"place": 1, "value": 4}]},
    "api:open_words POST": {"text": "Les plannings arrivent trop tard."},
    "api:indicators POST": AN_INDICATOR | {"name": "Appels décrochés"} | AS_A_PROGRAM,
    "api:indicator PUT": AN_INDICATOR | AS_A_PROGRAM,
    "api:measurements POST": {"rows": [{"starts_on": "2026-02-01", "numerator": 4, "denominator": 5}]},
    "api:indicator_changes POST": {"on": "2024-06-01", "sentence": "Rappel la veille"},
    "api:rebase POST": {"why": "Cela dure."},
    "api:complaint_reasons POST": {"name": "Transport"},
    "api:complaint_reason PUT": {"name": "Transport"},
    "api:irritants POST": {"title": "On rappelle trois fois", "attention": "customers"},
    "api:irritant PUT": {"title": "On rappelle sans fin", "attention": "customers"},
    "api:irritant_aside POST": WHY,
    "api:promise POST": a_promise,
    "api:engagement PUT": a_promise,
    "api:withdraw_engagement POST": WHY,
    "api:engagement_steps POST": {"words": "Former l'accueil"},
    "api:engagement_step PATCH": {"done": True},
    "api:proofs POST": lambda _world, _place: A_PROOF | {"on": clock.today().isoformat(), "keeps": True},
    "api:take_back_proof POST": WHY,
    "api:guests POST": lambda _world, _place: {"name": "Association des aidants", "until": day(9)},
    "api:guest_words POST": {"text": "Nous y pensons."},
    "api:guest_word PUT": {"hidden": True},
    "api:initiatives POST": lambda _world, _place: A_GESTURE | {"amount": 18.5, "on": clock.today().isoformat()},
    "api:replications POST": {"words": "Avec nos horaires"},
    "api:replication PATCH": {"done": True},
    "api:publish_standard POST": A_JOB_SHEET,
    "api:standard PUT": A_JOB_SHEET | {"why": "Une étape de moins."},
    "api:standard_use PUT": {"in_use": False},
    "api:trophies POST": lambda _world, _place: TROPHIES | {"on": day(9)},
    "api:trophy_edition PUT": lambda _world, _place: TROPHIES | {"on": day(9)},
    "api:trophy_categories POST": {"title": "Le plus copié"},
    "api:trophy_nominees POST": lambda _world, place: {"idea": place["nominated"], "citation": "Simple."},
    "api:trophy_jury POST": lambda world, _place: {"person": world.staff.email, "pole": "employees"},
    "api:trophy_phase PUT": {"phase": "open"},
    "api:trophy_vote PUT": lambda _world, place: {
        "categories": [{"category": place["trophy-categories"], "approved": [place["trophy-nominees"]]}]
    },
    "api:visits POST": lambda world, _place: {"site": world.officer.site.code, "on": clock.today().isoformat()},
    "api:visit PUT": lambda world, _place: {"site": world.officer.site.code, "on": clock.today().isoformat()},
    "api:visit_captures POST": {"problem_text": "Deux heures d’attente entre deux passages."},
    "api:owe_answer POST": lambda _world, _place: AN_OWED_ANSWER | {"due_on": day(9)},
    "api:give_owed_answer POST": lambda _world, _place: {"answer": "Dès lundi.", "on": clock.today().isoformat()},
    "api:campaigns POST": campaign_body,
    "api:campaign PUT": campaign_body,
    "api:campaign_summary PUT": {"summary": "Trois gestes changent."},
    "api:feed_keys POST": {"name": "Lecteur"},
    "api:portfolio_views POST": {"name": "Feux verts", "query": {"quadrant": "quick"}},
    "api:displays POST": lambda _world, place: {"site": place["site"].code, "name": "Entrée"},
    "api:ideas POST": {"problem_text": "Deux heures d’attente entre deux passages."},
    "api:anonymous_ideas POST": lambda _world, _place: {
        "ticket": issue_ticket(),
        "key": new_key(),
        "problem_text": "Deux heures d’attente entre deux passages.",
    },
    "api:follow_up POST": by_code,
    "api:follow_up_messages POST": lambda world, place: by_code(world, place) | WORDS,
    "api:follow_up_danger POST": lambda world, place: by_code(world, place) | REASON | {"kind": "safety"},
    "api:follow_up_withdraw POST": by_code,
    "api:draft PUT": {"problem_text": "Deux heures d’attente entre deux passages."},
    "api:show_photo PUT": {"shown": True},
    "api:similar POST": {"problem_text": "Deux heures d’attente entre deux passages."},
    "api:messages POST": WORDS,
    "api:comments POST": WORDS,
    "api:comment PATCH": WORDS,
    "api:comment_report POST": {"reason": "hurtful"},
    "api:comment_hide POST": REASON,
    "api:mail_accept POST": lambda world, _place: {"person": world.colleague.email, "text": "Le portail reste ouvert."},
    "api:answer POST": WORDS,
    "api:idea_files POST": lambda _world, place: {"files": [{"key": str(place["upload"])}]},
    "api:appeal POST": WORDS,
    "api:captures POST": lambda _world, _place: {
        "problem_text": "Deux heures d’attente entre deux passages.",
        "origin": "visit",
        "said_on": clock.today().isoformat(),
    },
    "api:disown POST": {"why": "not_mine"},
    "api:said POST": lambda world, place: {
        "answer": place["answer"],
        "said_on": clock.today().isoformat(),
        "said_by": world.colleague.email,
    },
    "api:coauthor POST": {"accepted": True},
    "api:offer POST": {"accepted": True},
    "api:dispute POST": REASON,
    "api:quick_win POST": {"accepted": True},
    "api:assessment PUT": {"policy": 4, "novelty": 2, "impact": 4, "effort": 1},
    "api:levels_again PUT": {"policy": 4, "novelty": 2, "impact": 4, "effort": 1},
    "api:calibrate PUT": {"policy": 4, "novelty": 2, "impact": 4, "effort": 1},
    "api:consensus POST": REASON,
    "api:rubric_versions POST": lambda _world, place: POINTS | {"version": place["version"]},
    "api:title PUT": {"title": "Regrouper les passages"},
    "api:triage_decision POST": {"outcome": Outcome.DECLINE, "message": "Voici la suite.", "reason_code": "cost"},
    "api:reasons POST": {"outcome": "decline", "code": "cost"} | A_REASON,
    "api:reason PUT": A_REASON,
    "api:journey PUT": lambda _world, _place: maps.as_a_program(pillars=[{"id": None, "name": "Un seul pilier"}]),
    "api:stage_indicators PUT": lambda _world, place: {"indicators": [place.get("indicators", 1)]},
    "api:new_interview_campaign POST": lambda _world, _place: maps.a_campaign(),
    "api:interview_campaign PUT": lambda _world, _place: maps.a_campaign(),
    "api:record_interview POST": lambda _world, _place: {"on": clock.today().isoformat()},
    "api:life_event_ease PUT": lambda _world, place: {"survey": place.get("survey")},
    "api:verbatim PUT": lambda _world, place: {"stage": maps.stage("arrive").pk, "shown": place.get("shown", False)},
    "api:idea_places PUT": lambda _world, _place: {"stages": [maps.stage("work").pk], "pillars": []},
    "api:tags POST": a_tag,
    "api:tag PUT": a_tag,
    "api:merge_tag POST": lambda _world, place: {"into": place.get("into", 1)},
    "api:item_tags PUT": lambda _world, place: {"tags": [place.get("into", 1)]},
    "api:keep_ready PUT": {"outcome": "ask", "message": "Merci, à quelle heure ?"},
    "api:publish_ready POST": lambda _world, place: {
        "answers": [{"id": place["ready-answers"], "version": place["version"]}]
    },
    "api:answer_templates POST": {"outcome": "park", "language": "fr", "name": "Plus tard", "body": "Merci."},
    "api:answer_template PUT": {"name": "Plus tard", "body": "Merci {first_name}."},
    "api:danger POST": REASON | {"kind": "safety"},
    "api:flag POST": REASON | {"kind": "safety"},
    "api:unflag POST": REASON,
    "api:escalate POST": lambda world, _place: REASON | {"to": world.sponsor.email},
    "api:hand_back POST": {"answer": "Voici mon avis."},
    "api:deputies POST": lambda world, _place: {
        "person": world.colleague.email,
        "starts_on": day(120),
        "ends_on": day(130),
    },
    "api:notes POST": WORDS,
    "api:move_withdraw_quick_win POST": REASON,
    "api:move_park POST": lambda _world, _place: {"review_on": day(60), "message": "Voici la suite."},
    "api:move_unmerge POST": REASON,
    "api:move_promote POST": {"proposal": "Une tournée par rue.", "message": "Voici la suite."},
    "api:move_return_from_workshop POST": REASON,
    "api:move_reopen POST": REASON,
    "api:step_news POST": {"status": "moving", "progress": 40, "note": "Première rue faite."},
    "api:step_hold POST": lambda _world, _place: REASON | {"resume_on": day(9)},
    "api:step_shape POST": {"sites_total": 4, "sites_done": 1, "pilot": "under_way"},
    "api:step_plan POST": {"target": "Dix minutes d'attente au plus."},
    "api:step_gain POST": A_GAIN,
    "api:step_link POST": lambda _world, place: {"other": place["other"], "how": "needs"},
    "api:measure_gain POST": {"how": "Relevé de six semaines."},
    "api:step_help POST": REASON,
    "api:step_reply POST": {"answer": "Une voiture est prêtée en mars."},
    "api:step_done POST": {"evidence": "Les tournées sont regroupées."},
    "api:step_dispute POST": REASON,
    "api:step_effect POST": {"claim_level": "probable", "effect": "Une heure par semaine."},
    "api:publish_several POST": lambda _world, place: {
        "updates": [
            {
                "reference": place["reference"],
                "version": place["version"],
                "you_said": "On attend.",
                "we_did": "On a regroupé.",
            }
        ]
    },
    "api:step_publish POST": {"you_said": "On attend.", "we_did": "On a regroupé."},
    "api:step_abandon POST": REASON,
    "api:arbitration POST": {"adopted": False, "reason": "Trop cher cette année."},
    "api:asked_point PUT": lambda _world, place: REASON | {"idea": place["reference"]},
    "api:awaited_documents POST": {"what": "Devis"},
    "api:awaited_document PATCH": {"arrived": True},
    "api:together POST": lambda _world, place: {"consents": [place["reference"]]},
    "api:availability PUT": lambda _world, place: {"day": a_day_asked(place), "answer": "yes"},
    "api:session_answer PUT": {"answer": "yes"},
    "api:session PATCH": {"place": "Salle Loire 2"},
    "api:calendar PUT": a_rule,
    "api:calendar_preview POST": a_rule,
    "api:poles PUT": SEATS,
    "api:mandates POST": lambda world, _place: a_seat() | {"person": world.owner.email, "until_on": None},
    "api:calls POST": lambda _world, _place: a_call() | {"until_on": day(400)},
    "api:candidacy PUT": {"letter": "Je connais le terrain."},
    "api:choose POST": {"seated": [1]},
    "api:ballot POST": {"ballot": [1]},
    "api:cancel_call POST": REASON,
    "api:renew_mandate POST": lambda _world, _place: {"until_on": day(400)},
    "api:end_mandate POST": lambda _world, _place: REASON | {"until_on": day(20)},
    "api:calendar_exceptions POST": lambda _world, place: place.get("body", {}),
    "api:calendar_exceptions_remove POST": lambda _world, place: {"wanted": place.get("body", {}).get("wanted")},
    "api:postpone POST": lambda _world, _place: {"starts_at": moment(45)},
    "api:cancel POST": REASON,
    "api:minutes_note PUT": {"note": "Chacun a parlé."},
    "api:minutes_objections POST": {"words": "Le point 1 a duré plus longtemps."},
    "api:refuse_objection POST": {"words": "La durée est celle du chronomètre."},
    "api:correct_minutes POST": REASON | {"words": "Il a duré dix minutes."},
    "api:objection POST": {"note": "À discuter."},
    "api:items POST": lambda _world, place: {"idea": place["reference"]},
    "api:item PATCH": {"minutes": 10},
    "api:move POST": {"to": "down"},
    "api:undo_agenda POST": {"number": 2},
    "api:choose_kind POST": lambda _world, _place: {"kind": usual_kind()},
    "api:kinds POST": a_kind,
    "api:kind PUT": a_kind,
    "api:apply_plan POST": lambda _world, place: {"plan": plan_of(place)},
    "api:decision POST": lambda world, _place: REASON | {"owner": world.owner.email, "due_on": day(25)},
    "api:lot_decisions POST": lambda world, place: (
        REASON
        | {"promises": [{"item": pk, "owner": world.owner.email, "due_on": day(25)} for pk in place.get("both", [])]}
    ),
    "api:to_workshop POST": REASON,
    "api:void_poll POST": REASON,
    "api:my_ballot PUT": {"choice": "yes"},
    "api:answer_consultation PUT": {"choice": "yes"},
    "api:cancel_consultation POST": REASON,
    "api:consult POST": lambda _world, place: {"points": [place["items"]]},
    "api:consultation_mode PUT": {"mode": "all_staff"},
    "api:present POST": lambda _world, place: (
        {"mode": "remote"} | ({"person": place["person"]} if "person" in place else {})
    ),
    "api:remote PUT": {"allowed": False},
    "api:chair PUT": lambda world, _place: {"person": world.president.email},
    "api:try_vote PUT": {"choice": "yes"},
    "api:item_time POST": {"minutes": 5},
    "api:interest PUT": REASON,
    "api:leave POST": lambda _world, place: {"person": place["person"]} if "person" in place else {},
    "api:kiosks POST": lambda world, _place: {"site": world.author.site.code, "name": "Entrée"},
    "api:people POST": {"email": "nouvelle@parkour.example", "first_name": "Nour", "last_name": "Velle"},
    "api:person PATCH": {"job_title": "Intervenante"},
    "api:roles PUT": {"roles": ["reviewer"]},
    "api:workshops POST": lambda world, place: {
        "sources": [place["reference"]],
        "question": QUESTION,
        "facilitator": world.facilitator.email,
    },
    "api:workshop PUT": {"question": QUESTION},
    "api:workshop_step POST": {"to": "ideas"},
    "api:workshop_timer POST": {"minutes": 1},
    "api:workshop_ideas POST": {"text": "Une idée courte"},
    "api:workshop_groups POST": lambda _world, place: {"ideas": [str(place["uuid"])], "name": "Par rue"},
    "api:workshop_place PUT": lambda _world, place: {"group": place["group"], "scope": "individual"},
    "api:variants POST": A_VARIANT | {"effort": 2},
    "api:variant PUT": A_VARIANT | {"effort": 2},
    "api:workshop_dots PUT": lambda _world, place: {"dots": [{"variant": place["variant"], "dots": 1}]},
    "api:workshop_whys PUT": {"whys": ["Le plan est fait la veille."]},
    "api:propose_variants POST": lambda _world, place: {
        "variants": [place["variant"]],
        "policy": 4,
        "impact": 4,
        "message": "Merci.",
    },
    "api:close_workshop POST": REASON,
}
