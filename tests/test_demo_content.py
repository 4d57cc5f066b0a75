"""The texts of the demonstration hold together: references, counts, dates, votes, tone."""

from collections import Counter

from ideas.enums import Channel, ClaimLevel, ReasonCode
from parkour.core.catalogue_checks import FAMILIAR, typography_faults
from parkour.management.demo_content import load

ORGANISATION, PEOPLE, IDEAS, VOTES = (load(name) for name in ("organisation", "people", "ideas", "votes"))
BY_EMAIL = {person["email"]: person for person in PEOPLE}
BY_KEY = {idea["key"]: idea for idea in IDEAS}
PAST, NEXT = VOTES["past_session"], VOTES["next_session"]
SESSION_FATES = {
    "adopted_in_progress": "approved",
    "adopted_done": "approved",
    "adopted_verified_published": "approved",
    "rejected": "rejected",
    "deferred": "deferred",
    "recommended": "recommended",
}
UNTOUCHED = {"submitted", "in_triage"}
FATES = {
    "submitted": 8, "in_triage": 4, "needs_info": 3, "answered": 4, "fast_track": 3, "quick_win_done": 3,
    "shortlisted": 7, "scheduled_next": 6, "adopted_in_progress": 3, "adopted_done": 1,
    "adopted_verified_published": 1, "rejected": 2, "deferred": 1, "recommended": 1, "declined": 4,
    "parked": 3, "redirected": 2, "merged": 2, "withdrawn": 2, "workshop": 2,
}  # fmt: skip
PRODUCT_FIELDS = ("title", "restatement", "score_note", "officer_reply", "reason", "workshop_question")
PRODUCT_FIELDS += ("poll_question", "decision_reason", "group_names")


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
    for session in (PAST, NEXT):
        yield from (session[field] for field in session if field.endswith("note"))
    yield from (item["minutes_note"] for item in PAST["items"])


def emails_of(idea):
    people = [idea["author"], *idea["co_authors"], idea["presenter"]]
    people += [(idea[part] or {}).get("owner") for part in ("quick_win", "action")]
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


def test_sixty_two_ideas_along_the_whole_path():
    assert len(BY_KEY) == len(IDEAS) == 62
    assert Counter(idea["fate"] for idea in IDEAS) == FATES


def test_every_person_and_stage_named_by_an_idea_exists():
    stages = {stage["code"] for stage in ORGANISATION["journey_stages"]}
    assert [email for idea in IDEAS for email in emails_of(idea) if email not in BY_EMAIL] == []
    assert {idea["journey_stage"] for idea in IDEAS} <= stages


def test_merged_ideas_point_to_an_idea_that_is_still_on_its_way():
    targets = {idea["key"]: BY_KEY[idea["merge_into"]]["fate"] for idea in IDEAS if idea["merge_into"]}
    assert len(targets) == FATES["merged"]
    assert set(targets.values()) <= {"shortlisted", "scheduled_next"}


def test_no_text_is_empty():
    for name, content in (
        ("organisation", ORGANISATION),
        ("people", PEOPLE),
        ("ideas", IDEAS),
        ("votes", VOTES),
    ):
        assert [text for text in strings(content) if not text.strip()] == [], name


def test_the_kind_follows_the_text():
    assert [idea["key"] for idea in IDEAS if (idea["kind"] == "proposal") != bool(idea["change"])] == []
    assert all(len(idea["problem"]) >= 10 for idea in IDEAS)


def test_ideas_of_the_committee_are_proposals_with_four_scores():
    for idea in of_fate("shortlisted", "scheduled_next", *SESSION_FATES):
        assert idea["kind"] == "proposal"
        assert all(1 <= level <= 5 for level in idea["scores"].values())
        assert idea["restatement"] and idea["poll_question"] and idea["officer_reply"]


def test_feedback_is_scored_on_two_criteria_only():
    for idea in IDEAS:
        if idea["kind"] == "feedback" and idea["scores"]:
            assert idea["scores"]["novelty"] is None and idea["scores"]["effort"] is None


def test_quick_wins_obey_the_rule_of_quick_wins():
    for idea in of_fate("fast_track", "quick_win_done"):
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
    for idea in of_fate("workshop"):
        assert idea["workshop_question"].startswith("Comment pourrions-nous")
    for idea in of_fate("adopted_verified_published"):
        assert idea["action"]["claim_level"] in ClaimLevel.values and idea["action"]["effect"]


def test_what_has_an_outcome_has_words_for_its_author():
    silent = {idea["fate"] for idea in IDEAS if not idea["officer_reply"]}
    assert silent == UNTOUCHED | {"needs_info", "withdrawn"}


def test_the_board_has_both_sides_of_each_story():
    told = {
        "answered",
        "quick_win_done",
        "rejected",
        "declined",
        *(f for f in FATES if f.startswith("adopted")),
    }
    assert {idea["fate"] for idea in IDEAS if idea["public_update"]} == told
    for idea in of_fate(*told):
        update = idea["public_update"]
        assert update["you_said"] and bool(update["we_did"]) != bool(update["because"])


def test_done_work_has_its_evidence_and_ends_with_done():
    for idea in of_fate("quick_win_done", "adopted_done", "adopted_verified_published"):
        assert idea["action"]["updates"][-1]["status"] == "done" and idea["action"]["evidence"]
    for idea in of_fate("adopted_in_progress"):
        assert idea["action"]["updates"][-1]["status"] != "done" and idea["action"]["evidence"] is None


def test_nothing_happens_before_its_cause():
    """Days ago only go down along the life of an idea."""
    for idea in IDEAS:
        steps = [idea["days_ago"], idea["replied_days_ago"]]
        if idea["fate"] in SESSION_FATES:
            steps.append(PAST["days_ago"])
        steps += [update["days_ago"] for update in (idea["action"] or {"updates": []})["updates"]]
        steps.append((idea["public_update"] or {}).get("days_ago"))
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


def test_the_past_session_decides_each_of_its_ideas_once():
    decided = {item["idea"]: item["outcome"] for item in PAST["items"]}
    assert decided == {idea["key"]: SESSION_FATES[idea["fate"]] for idea in of_fate(*SESSION_FATES)}
    assert len(PAST["items"]) == len(decided) == 9
    assert all(BY_KEY[key]["decision_reason"] for key in decided)


def test_the_next_session_holds_exactly_the_scheduled_ideas():
    assert sorted(NEXT["agenda"]) == sorted(idea["key"] for idea in of_fate("scheduled_next"))


def test_a_recommendation_is_a_large_effort_with_a_dated_answer():
    (idea,) = of_fate("recommended")
    assert idea["scores"]["effort"] >= 4 and idea["answer_due_in_days"] > 0


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
