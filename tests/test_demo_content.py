"""The texts of the demonstration hold together: references, counts, dates, votes, tone."""

from collections import Counter

from committee.enums import Answer
from committee.models.candidacy import LETTER_LIMIT
from ideas.enums import Channel, ClaimLevel, ReasonCode
from parkour.core.catalogue_checks import FAMILIAR, typography_faults
from parkour.management.demo_content import load, sessions_of
from parkour.management.demo_follow_up import STEPS
from parkour.management.demo_moves import MOVES

ORGANISATION, PEOPLE, IDEAS, VOTES = (load(name) for name in ("organisation", "people", "ideas", "votes"))
TALK, PLANNING, ROOM, FOLLOW_UP = (load(name) for name in ("talk", "planning", "room", "follow_up"))
MEASURES = load("measures")
BY_EMAIL = {person["email"]: person for person in PEOPLE}
BY_KEY = {idea["key"]: idea for idea in IDEAS}
PAST, NEXT = VOTES["past_sessions"], VOTES["next_session"]
# What the last vote on a contribution said, or the two things it may have said.
SESSION_FATES = {
    "adopted_in_progress": {"approved", "recommended"},
    "adopted_done": {"approved"},
    "adopted_verified_published": {"approved"},
    "adopted_on_hold": {"approved"},
    "adopted_abandoned": {"approved"},
    "disputed": {"approved"},
    "rejected": {"rejected"},
    "reopened": {"rejected"},
    "deferred": {"deferred"},
    "recommended": {"recommended"},
    "refused_by_direction": {"recommended"},
}
POOL = {"shortlisted", "scheduled_next", "objected", "appeal_won", "half_withdrawn", "reopened"}
UNTOUCHED = {"submitted", "in_triage", "assessed"}
FATES = {
    "submitted": 11, "in_triage": 4, "assessed": 1, "needs_info": 4, "question_answered": 1, "answered": 6,
    "fast_track": 3, "quick_win_done": 3, "quick_win_on_hold": 1, "measured": 1, "objected": 1, "owner_refused": 1,
    "offered": 1, "offer_refused": 1, "self_accepted": 1, "self_done": 1,
    "appealed": 1, "appeal_won": 1, "separated": 1, "variant_kept": 1, "half_withdrawn": 1,
    "shortlisted": 7, "scheduled_next": 7, "adopted_in_progress": 4, "adopted_done": 1,
    "adopted_verified_published": 2, "adopted_on_hold": 1, "adopted_abandoned": 1, "disputed": 1,
    "rejected": 3, "reopened": 1, "deferred": 1, "recommended": 1, "refused_by_direction": 1, "declined": 5,
    "parked": 3, "parked_by_silence": 1, "back_from_park": 1, "redirected": 4, "merged": 3, "withdrawn": 2,
    "workshop": 2,
}  # fmt: skip
# Moves whose words are those of the authors, in their own spelling.
OWN_WORDS = {"appeal", "refuse_offer", "dispute", "message"}
PRODUCT_FIELDS = ("title", "restatement", "score_note", "officer_reply", "reason", "workshop_question")
PRODUCT_FIELDS += ("poll_question", "decision_reason", "group_names")
MOVE_FIELDS = ("text", "officer_reply", "note", "proposal")


def of_fate(*fates):
    return [idea for idea in IDEAS if idea["fate"] in fates]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def product_texts():
    """Everything the company says, as opposed to what employees wrote in their own words."""
    yield from strings(ORGANISATION)
    for idea in IDEAS:
        yield from (idea[field] for field in PRODUCT_FIELDS if idea[field])
        yield from (message["text"] for message in idea["exchange"] if message["by"] == "officer")
        yield from strings(idea["public_update"])
        for update in (idea["action"] or {"updates": []})["updates"]:
            yield update["note"]
        for move in idea["moves"]:
            if move["do"] not in OWN_WORDS:
                yield from (move[field] for field in MOVE_FIELDS if field in move)
        yield from strings(idea["direction_answer"])
    for session in (*PAST, NEXT):
        yield from (session[field] for field in session if field.endswith("note"))
        yield from (subject["title"] for subject in session["subjects"])
    yield from (item["minutes_note"] for session in PAST for item in session["items"])
    yield from said_in_the_room()
    yield from asked_and_measured()
    yield from (call["words"] for call in PLANNING["calls"])
    yield PLANNING["rule"]["exception"]["reason"]
    yield PLANNING["seats"]["left"]["reason"]
    yield PLANNING["next_session"]["dropped_later"]["title"]


def asked_and_measured():
    """What the surveys ask, and what the indicators are called."""
    for survey in MEASURES["surveys"]:
        yield from (survey["title"], survey["introduction"], *(text for _kind, text in survey["questions"]))
    for indicator in MEASURES["indicators"]:
        yield from (indicator["name"], indicator["counted"], indicator["among"])
        yield from (change["sentence"] for change in indicator["changes"])


def said_in_the_room():
    """What was proposed, objected to and answered, in the sessions and about their minutes."""
    yield from ROOM["open"]["options"]
    for room in ROOM["past"]:
        objection = room["objection"]
        yield from (text for text in (objection["words"], objection["refused"]) if text)
        yield from strings(objection["correction"])
        if room["consent"]:
            yield room["consent"]["proposal"]
            for reading in room["consent"]["rounds"]:
                yield from (*reading["objections"].values(), *reading["reserves"].values())


def emails_of(idea):
    people = [idea["author"], *idea["co_authors"], idea["presenter"]]
    people += [(idea[part] or {}).get("owner") for part in ("quick_win", "action")]
    people += [move.get(part) for move in idea["moves"] for part in ("by", "owner")]
    return [email for email in people if email]


def test_eight_sites_one_with_the_holidays_of_alsace():
    sites = ORGANISATION["sites"]
    assert len({site["code"] for site in sites}) == 8
    assert Counter(site["holiday_region"] for site in sites) == {"FR": 7, "FR-67": 1}
    assert {site["timezone"] for site in sites} == {"Europe/Paris"}


def test_people_are_unique_and_belong_to_a_team_of_their_site():
    teams = {team["key"]: site["code"] for site in ORGANISATION["sites"] for team in site["teams"]}
    assert len(BY_EMAIL) == len(PEOPLE) == 120
    assert [person["email"] for person in PEOPLE if teams.get(person["team"]) != person["site"]] == []
    assert {person["team"] for person in PEOPLE} == set(teams)
    assert len({(person["first_name"], person["last_name"]) for person in PEOPLE}) == 120


def test_team_names_are_unique_in_a_site():
    for site in ORGANISATION["sites"]:
        assert len({team["name"] for team in site["teams"]}) == len(site["teams"])


def test_headcount_ends_at_the_people_listed():
    listed = Counter(person["site"] for person in PEOPLE)
    assert {site["code"]: site["headcount"][-1]["count"] for site in ORGANISATION["sites"]} == listed


def test_seven_demo_accounts_at_the_demo_domain():
    accounts = {person["demo_account"]: person for person in PEOPLE if person["demo_account"]}
    names = {"staff", "officer", "member", "chair", "facilitator", "sponsor", "admin"}
    assert set(accounts) == names
    assert {person["email"] for person in accounts.values()} == {f"{name}@parkour.example" for name in names}
    assert all(name in accounts[name]["roles"] for name in ("officer", "facilitator", "sponsor", "admin"))


def test_seats_and_presidents_of_the_two_poles():
    mandates = [person["mandate"] for person in PEOPLE if person["mandate"]]
    seats = {college: sorted(m["seat"] for m in mandates if m["college"] == college)
             for college in ("direction", "employees")}  # fmt: skip
    assert seats == {"direction": list(range(1, 7)), "employees": list(range(1, 11))}
    assert Counter(m["college"] for m in mandates if m["is_president"]) == {"direction": 1, "employees": 1}
    assert BY_EMAIL["chair@parkour.example"]["mandate"]["is_president"]
    assert BY_EMAIL["member@parkour.example"]["mandate"]["college"] == "employees"


def test_ninety_eight_ideas_along_the_whole_path():
    assert len(BY_KEY) == len(IDEAS) == 98
    assert Counter(idea["fate"] for idea in IDEAS) == FATES


def test_the_ideas_are_told_by_many():
    authors = Counter(idea["author"] for idea in IDEAS)
    assert len(authors) >= 90 and max(authors.values()) <= 3
    assert len({BY_EMAIL[email]["site"] for email in authors}) == 8


def test_each_move_is_known_and_each_kind_of_move_is_made():
    assert {move["do"] for idea in IDEAS for move in idea["moves"]} == set(MOVES)


def test_every_person_and_stage_named_by_an_idea_exists():
    stages = {stage["code"] for stage in ORGANISATION["journey_stages"]}
    assert [email for idea in IDEAS for email in emails_of(idea) if email not in BY_EMAIL] == []
    assert {idea["journey_stage"] for idea in IDEAS} <= stages


def test_merged_ideas_point_to_an_idea_that_is_still_on_its_way():
    targets = {idea["key"]: BY_KEY[idea["merge_into"]]["fate"] for idea in IDEAS if idea["merge_into"]}
    assert len(targets) == FATES["merged"] + FATES["separated"]
    assert set(targets.values()) <= POOL


def test_whoever_applies_is_of_the_pole_and_has_no_seat_there():
    seated = {email for email, person in BY_EMAIL.items() if person["mandate"]}
    for call in PLANNING["calls"]:
        emails = [row["email"] for row in call["candidates"]]
        assert len(set(emails)) == len(emails) and not set(emails) & seated
        assert not [email for email in emails if BY_EMAIL[email]["roles"]]
        assert all(len(row["letter"]) <= LETTER_LIMIT for row in call["candidates"])
        days = [row["days_ago"] for row in call["candidates"]]
        assert days == sorted(days, reverse=True) and call["opens_days_ago"] > days[0]


def test_the_next_session_has_answers_a_proxy_and_silent_members():
    answers = {row["email"]: row["answer"] for row in PLANNING["next_session"]["answers"]}
    seated = {email for email, person in BY_EMAIL.items() if person["mandate"]}
    assert set(answers) < seated and "member@parkour.example" not in answers
    assert set(answers.values()) == set(Answer.values)
    proxies = {row["email"]: row["proxy"] for row in PLANNING["next_session"]["answers"] if row["proxy"]}
    pole = {email: BY_EMAIL[email]["mandate"]["college"] for email in seated}
    assert len(proxies) == 1
    assert all(pole[giver] == pole[holder] and answers[giver] == "no" for giver, holder in proxies.items())


def test_no_text_is_empty():
    for name, content in (
        ("organisation", ORGANISATION),
        ("people", PEOPLE),
        ("ideas", IDEAS),
        ("votes", VOTES),
        ("planning", PLANNING),
        ("room", ROOM),
    ):
        assert [text for text in strings(content) if not text.strip()] == [], name


def test_the_kind_follows_the_text():
    assert [idea["key"] for idea in IDEAS if (idea["kind"] == "proposal") != bool(idea["change"])] == []
    assert all(len(idea["problem"]) >= 10 for idea in IDEAS)


def test_ideas_of_the_committee_are_proposals_with_four_scores():
    for idea in of_fate(*POOL, *SESSION_FATES):
        assert idea["kind"] == "proposal"
        assert all(1 <= level <= 5 for level in idea["scores"].values())
        assert idea["restatement"] and idea["poll_question"] and idea["officer_reply"]


def test_feedback_is_scored_on_two_criteria_only():
    for idea in IDEAS:
        if idea["kind"] == "feedback" and idea["scores"]:
            assert idea["scores"]["novelty"] is None and idea["scores"]["effort"] is None


def test_quick_wins_obey_the_rule_of_quick_wins():
    for idea in (row for row in IDEAS if row["quick_win"]):
        scores, quick_win = idea["scores"], idea["quick_win"]
        assert scores["effort"] <= 2 and scores["impact"] >= 3 and scores["policy"] >= 3
        assert quick_win["due_in_days"] + quick_win["opened_days_ago"] <= 60
        assert quick_win["accepted"] == (quick_win["accepted_days_ago"] is not None)


def test_each_answer_carries_what_its_fate_requires():
    for idea in of_fate("declined"):
        assert idea["reason_code"] in ReasonCode.values and idea["reason"]
    for idea in of_fate("redirected"):
        assert idea["redirect_to"] in Channel.values and idea["reason"]
    for idea in of_fate("parked"):
        assert 0 < idea["review_in_days"] <= 183 and idea["reason"]
    for idea in of_fate("needs_info"):
        assert idea["exchange"][-1]["by"] == "officer"
    for idea in (row for row in IDEAS if row["workshop_question"]):
        assert idea["workshop_question"].startswith("Comment pourrions-nous")
    for idea in of_fate("adopted_verified_published"):
        assert idea["action"]["claim_level"] in ClaimLevel.values and idea["action"]["effect"]


def test_what_has_an_outcome_has_words_for_its_author():
    silent = {idea["fate"] for idea in IDEAS if not idea["officer_reply"]}
    assert silent == UNTOUCHED | {"needs_info", "question_answered", "parked_by_silence", "withdrawn"}


def test_the_board_has_both_sides_of_each_story():
    told = {
        "answered",
        "quick_win_done",
        "measured",
        "self_done",
        "disputed",
        "rejected",
        "refused_by_direction",
        "declined",
        "self_accepted",
        "separated",
        "quick_win_on_hold",
        *(fate for fate in FATES if fate.startswith("adopted")),
    }
    assert {idea["fate"] for idea in IDEAS if idea["public_update"]} == told
    for idea in of_fate(*told):
        update = idea["public_update"]
        assert update["you_said"] and bool(update["we_did"]) != bool(update["because"])


def test_done_work_has_its_evidence_and_ends_with_done():
    for idea in of_fate("quick_win_done", "measured", "adopted_done", "adopted_verified_published", "disputed"):
        assert idea["action"]["updates"][-1]["status"] == "done" and idea["action"]["evidence"]
    for idea in of_fate("adopted_in_progress"):
        assert idea["action"]["updates"][-1]["status"] != "done" and idea["action"]["evidence"] is None


def test_nothing_happens_before_its_cause():
    """Days ago only go down along the life of an idea."""
    for idea in IDEAS:
        steps = [idea["days_ago"], idea["replied_days_ago"]]
        steps += [session["days_ago"] for session in PAST for item in session["items"] if item["idea"] == idea["key"]]
        updates = [update["days_ago"] for update in (idea["action"] or {"updates": []})["updates"]]
        moves = [move["days_ago"] for move in idea["moves"]]
        assert moves == sorted(moves, reverse=True), idea["key"]
        # Work is told first; an objection, a pause or an effect comes later.
        steps += updates + (moves if idea["fate"] != "self_done" else [])
        assert (idea["public_update"] or {"days_ago": 0})["days_ago"] <= min(updates, default=1000), idea["key"]
        steps = [step for step in steps if step is not None]
        assert steps == sorted(steps, reverse=True), idea["key"]
        messages = [message["days_ago"] for message in idea["exchange"]]
        assert messages == sorted(messages, reverse=True)


def test_untouched_ideas_wait_in_working_days_and_some_are_late():
    assert all((idea["working_days_ago"] is not None) == (idea["fate"] in UNTOUCHED) for idea in IDEAS)
    waits = Counter(idea["working_days_ago"] for idea in of_fate(*UNTOUCHED))
    assert waits[3] == 3 and waits[4] == 2 and max(waits) == 4


def test_the_demo_employee_has_something_to_see_and_something_to_answer():
    fates = {idea["fate"] for idea in IDEAS if idea["author"] == "staff@parkour.example"}
    assert fates == {"scheduled_next", "needs_info", "quick_win_done"}


def test_the_past_sessions_decide_each_of_their_ideas_once():
    assert [len(session["items"]) for session in PAST] == [8, 11]
    for idea in of_fate(*(set(SESSION_FATES) - {"adopted_in_progress"})):
        assert [item["outcome"] for item in sessions_of(idea["key"], PAST)] == [*SESSION_FATES[idea["fate"]]]
        assert idea["decision_reason"]
    seen = {item["idea"] for session in PAST for item in session["items"]}
    assert seen == {idea["key"] for idea in of_fate(*SESSION_FATES)} | {"client-hospitalise"}


def test_what_is_put_off_or_not_reached_comes_back_at_the_next_session():
    assert [item["outcome"] for item in sessions_of("jour-de-repos-fixe", PAST)] == ["deferred", "approved"]
    assert [item["outcome"] for item in sessions_of("client-hospitalise", PAST)] == [None]
    assert "client-hospitalise" in NEXT["agenda"]


def test_the_next_session_holds_exactly_the_scheduled_ideas():
    assert sorted(NEXT["agenda"]) == sorted(idea["key"] for idea in of_fate("scheduled_next"))


def test_a_recommendation_is_a_large_effort_with_a_dated_answer():
    (idea,) = of_fate("recommended")
    assert idea["scores"]["effort"] >= 4 and idea["answer_due_in_days"] > 0
    answered = {row["key"]: row["direction_answer"]["adopted"] for row in IDEAS if row["direction_answer"]}
    assert answered == {"samedi-majore": False, "planning-hors-ligne": True}


def test_the_company_says_vous():
    assert [text for text in product_texts() if FAMILIAR.search(text)] == []


def test_the_company_writes_french_with_care():
    assert [(text, faults) for text in product_texts() if (faults := typography_faults(text))] == []


def test_each_reply_thanks_its_author_by_name():
    for idea in IDEAS:
        if idea["officer_reply"]:
            first_name = BY_EMAIL[idea["author"]]["first_name"]
            assert idea["officer_reply"].startswith("Merci"), idea["key"]
            assert first_name in idea["officer_reply"] or idea["co_authors"], idea["key"]


def test_hidden_names_never_appear_in_public_words():
    for idea in IDEAS:
        if idea["visibility"] == "name_hidden":
            public = [
                *strings(idea["public_update"]),
                idea["reason"],
                idea["poll_question"],
                idea["restatement"],
            ]
            first_name = BY_EMAIL[idea["author"]]["first_name"]
            assert [text for text in public if text and first_name in text] == []


def test_nobody_writes_before_being_hired():
    assert [idea["key"] for idea in IDEAS if BY_EMAIL[idea["author"]]["hired_days_ago"] <= idea["days_ago"]] == []


def test_the_talk_is_about_contributions_of_the_company_by_its_people():
    assert {entry["idea"] for entry in TALK} <= set(BY_KEY)
    for entry in TALK:
        people = [line["by"] for line in entry["comments"]] + entry["supporters"] + entry["followers"]
        people += [line["reported"]["by"] for line in entry["comments"] if "reported" in line]
        assert set(people) <= set(BY_EMAIL), entry["idea"]
        assert BY_KEY[entry["idea"]]["author"] not in entry["supporters"] + entry["followers"], entry["idea"]
        assert len(set(entry["supporters"])) == len(entry["supporters"]), entry["idea"]


def test_what_is_said_in_the_talk_is_written_with_care():
    texts = [line["text"] for entry in TALK for line in entry["comments"]]
    assert {text: faults for text in texts if (faults := typography_faults(text))} == {}
    assert any("reported" in line for entry in TALK for line in entry["comments"])
    assert any(BY_KEY[entry["idea"]]["visibility"] == "name_hidden" for entry in TALK)


def test_what_owners_write_is_about_known_actions_and_written_with_care():
    named = {step["other"] for entry in FOLLOW_UP for step in entry["steps"] if "other" in step}
    assert named | {entry["idea"] for entry in FOLLOW_UP} <= {row["key"] for row in IDEAS if row["action"]}
    assert {step["do"] for entry in FOLLOW_UP for step in entry["steps"]} == set(STEPS)
    said = list(strings(FOLLOW_UP))
    assert [(text, faults) for text in said if (faults := typography_faults(text))] == []
    assert [text for text in said if FAMILIAR.search(text)] == []
