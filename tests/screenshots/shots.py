"""THE table of the pictures of the guides: what stands before each, who looks, where, on what screen."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.screenshots import live_steps, steps, workshop_steps

LANGUAGES = ("fr", "en")
PHONE, DESK = 390, 1280
WORKSHOP = "/committee/workshops/{silent}/"
CORRECTED = 'li[id^="point-"]:has(section.note)'


@dataclass(frozen=True)
class Shot:
    """One picture in each language: `docs/guides/<language>/images/<name>.webp`.

    `path` may name facts that the steps noted. `hand` is done on the page before the picture and leaves nothing
    behind. The picture is of the screen, or of what `frame` selects; `height` is that of the screen.
    """

    name: str
    role: str
    path: str
    width: int = PHONE
    hand: Callable | None = None
    frame: str | None = None
    height: int | None = None
    theme: str = "light"
    after: Callable | None = None  # puts back what the hand has moved


@dataclass(frozen=True)
class Scene:
    """What happens first, once, and the pictures of what then holds."""

    before: Callable
    shots: tuple[Shot, ...]


SCENES = (
    Scene(
        steps.find_the_facts,
        (
            Shot("staff-home", "staff", "/"),
            Shot("staff-form", "staff", "/ideas/new/", hand=steps.tell_what_happens),
            Shot("staff-who", "staff", "/ideas/new/", hand=steps.choose_who_speaks),
            Shot("staff-files", "staff", "/ideas/new/", hand=steps.choose_a_photo, after=steps.remove_the_photo),
            Shot("staff-similar", "staff", "/ideas/new/", hand=steps.say_it_again),
            Shot("staff-public", "staff", "/ideas/{shown}/"),
            Shot("staff-campaign", "staff", "/campaigns/{campaign}/"),
            Shot("staff-ways", "staff", "/accounts/ways/"),
            Shot("staff-anonymous", "staff", "/ideas/anonymous/", hand=steps.write_without_a_name),
            Shot("staff-follow-up", "staff", "/ideas/follow-up/", hand=steps.give_the_code),
            Shot("staff-mine", "staff", "/ideas/"),
            Shot("staff-question", "staff", "/ideas/{asked}/"),
            Shot("staff-done", "staff", "/ideas/{done}/"),
            Shot("staff-board", "staff", "/board/"),
            Shot("staff-call", "staff", "/committee/calls/{call}/", hand=steps.write_two_lines),
            Shot("staff-ballot", "staff", "/committee/calls/{voted}/vote/", hand=steps.choose_somebody),
            Shot(
                "staff-consultation", "staff", "/committee/consultations/{consultation}/", hand=steps.choose_an_answer
            ),
            Shot("staff-messages", "staff", "/inbox/"),
            Shot("staff-mails", "staff", "/inbox/preferences/", height=1180),
            Shot("officer-home", "officer", "/", DESK, height=640),
            Shot("officer-queue", "officer", "/triage/", DESK, height=720),
            Shot("officer-triage", "officer", "/triage/{fresh}/", DESK, hand=steps.give_levels),
            Shot("officer-portfolio", "officer", "/triage/portfolio/", DESK, height=760),
            Shot("officer-search", "officer", "/contributions/?q=planning", DESK, height=760),
            Shot("officer-mails", "officer", "/mails/", DESK, height=720),
            Shot("officer-export", "officer", "/export/", DESK, height=820),
            Shot("officer-calendar", "officer", "/committee/calendar/", DESK, height=1000),
            Shot("officer-sessions", "officer", "/committee/", DESK),
            Shot("officer-move", "officer", "/committee/sessions/{session}/postpone/", DESK, height=760),
            Shot("officer-agenda", "officer", "/committee/sessions/{session}/agenda/", DESK),
            Shot("officer-plan", "officer", "/committee/sessions/{session}/agenda/whole/", DESK, height=1560),
            Shot("officer-proposal", "officer", "/committee/sessions/{session}/agenda/propose/", DESK, height=1000),
            Shot("officer-kinds", "officer", "/committee/kinds/", DESK, height=640),
            Shot("officer-documents", "officer", "/committee/documents/{placed}/", DESK, hand=steps.ask_for_a_quote),
            Shot("officer-versions", "officer", "/committee/sessions/{session}/agenda/versions/", DESK, height=760),
            Shot("officer-answers", "officer", "/committee/sessions/{session}/", DESK, frame="section:has(> #comes)"),
            Shot("officer-members", "officer", "/committee/members/", DESK),
            Shot("facilitator-workshops", "facilitator", "/committee/workshops/", DESK, height=640),
            Shot("facilitator-workshop", "facilitator", "/committee/workshops/{workshop}/", DESK, height=900),
            Shot("officer-corrected", "officer", "/committee/sessions/{past}/minutes/", DESK, frame=CORRECTED),
            Shot("officer-call", "officer", "/committee/calls/{drawn}/", DESK, hand=steps.look_at_the_draw),
            Shot("officer-actions", "officer", "/actions/", DESK, height=720),
            Shot("officer-action", "officer", "/actions/{action}/", DESK),
            Shot("owner-actions", steps.OWNER, "/actions/"),
            Shot("owner-action", steps.OWNER, "/actions/{carried}/", DESK, height=1000),
            Shot("owner-sheet", steps.OWNER, "/actions/{carried}/sheet/", DESK, height=900),
            Shot("owner-links", steps.OWNER, "/actions/{carried}/", DESK, frame="section:has(> #links-title)"),
            Shot("owner-gains", steps.OWNER, "/actions/{carried}/", DESK, frame="section:has(> #gains-title)"),
            Shot("member-home", "member", "/"),
            Shot("member-answer", "member", "/committee/sessions/{session}/answer/", hand=steps.say_no),
            Shot("member-calendar", "member", "/committee/my-calendar/"),
            Shot("member-agenda", "member", "/committee/sessions/{session}/"),
            Shot("member-cards", "member", "/committee/sessions/{session}/mine/"),
            Shot("member-availability", "member", "/committee/availability/"),
            Shot("member-quick-wins", "member", "/committee/quick-wins/", hand=steps.ask_for_a_discussion),
            Shot("member-minutes", "member", "/committee/sessions/{past}/minutes/", hand=steps.read_a_decision),
            Shot("admin-people", "admin", "/admin/accounts/user/", DESK, height=640),
            Shot("admin-mails", "admin", "/inbox/undelivered/", DESK, height=560),
            Shot("admin-tokens", "admin", "/profile/tokens/", DESK, height=860),
        ),
    ),
    Scene(
        steps.nothing_more,
        (Shot("staff-kept", "staff", "/ideas/new/", hand=steps.lose_the_session),),
    ),
    Scene(
        steps.keep_a_draft,
        (Shot("staff-draft", "staff", "/ideas/"),),
    ),
    Scene(
        steps.send_a_contribution,
        (
            Shot("staff-receipt", "staff", "/ideas/{sent}/receipt/"),
            Shot("staff-withdraw", "staff", "/ideas/{sent}/withdraw/"),
            Shot("officer-decline", "officer", "/triage/{sent}/decide/decline/", DESK),
        ),
    ),
    Scene(
        steps.decline_it,
        (Shot("staff-declined", "staff", "/ideas/{sent}/", hand=steps.look_at_the_review),),
    ),
    Scene(
        steps.assess_an_idea,
        (Shot("officer-quick-win", "officer", "/triage/{fresh}/decide/propose_quick_win/", DESK),),
    ),
    Scene(
        steps.upload_a_list,
        (Shot("officer-import-columns", "officer", "/import/{batch}/", DESK),),
    ),
    Scene(
        steps.check_the_list,
        (Shot("officer-import-checked", "officer", "/import/{batch}/", DESK, height=760),),
    ),
    Scene(
        steps.change_the_agenda,
        (Shot("officer-publish", "officer", "/committee/sessions/{session}/agenda/release/", DESK, height=640),),
    ),
    Scene(
        steps.take_the_change_back,
        (),
    ),
    Scene(
        workshop_steps.end_the_silence,
        (Shot("facilitator-groups", "facilitator", WORKSHOP, DESK, hand=workshop_steps.tick_two_ideas),),
    ),
    Scene(
        workshop_steps.write_a_variant,
        (
            Shot(
                "facilitator-variants",
                "facilitator",
                WORKSHOP,
                DESK,
                hand=workshop_steps.look_at_the_variants,
                height=1000,
            ),
        ),
    ),
    Scene(
        live_steps.open_the_session,
        (
            Shot("member-present", "member", "/committee/live/"),
            Shot("chair-wall", "chair", "/committee/sessions/{session}/wall/", DESK, height=720),
        ),
    ),
    Scene(
        live_steps.try_the_phones,
        (Shot("member-test", "member", "/committee/live/"),),
    ),
    Scene(
        live_steps.open_the_vote,
        (Shot("member-ballot", "member", "/committee/live/", hand=live_steps.choose_for),),
    ),
    Scene(
        live_steps.vote,
        (
            Shot("member-recorded", "member", "/committee/live/"),
            Shot("chair-console", "chair", "/committee/sessions/{session}/console/", DESK),
            Shot("member-wall", "chair", "/committee/sessions/{session}/wall/", DESK, height=720),
        ),
    ),
    Scene(
        live_steps.reveal,
        (
            Shot("member-result", "member", "/committee/live/"),
            Shot("chair-result", "chair", "/committee/sessions/{session}/wall/", DESK, height=720),
            Shot("chair-decision", "chair", "/committee/sessions/{session}/console/", DESK, height=1240),
        ),
    ),
    Scene(
        live_steps.decide,
        (
            Shot(
                "chair-methods",
                "chair",
                "/committee/sessions/{session}/console/",
                DESK,
                hand=live_steps.look_at_the_methods,
                frame="section.now details fieldset",
            ),
        ),
    ),
    Scene(
        live_steps.prepare_a_vote,
        (Shot("member-prepared", "member", "/committee/live/"),),
    ),
    Scene(
        live_steps.hold_it_in_secret,
        (Shot("member-sealed", "member", "/committee/live/"),),
    ),
    Scene(
        live_steps.judge_the_options,
        (Shot("member-judgment", "member", "/committee/live/", hand=live_steps.give_grades),),
    ),
    Scene(
        live_steps.judge,
        (Shot("member-profile", "chair", "/committee/sessions/{session}/wall/", DESK, height=820),),
    ),
    Scene(
        live_steps.end_the_session,
        (Shot("officer-minutes", "officer", "/committee/sessions/{session}/minutes/", DESK),),
    ),
    Scene(
        steps.nothing_more,
        (Shot("staff-offline", "staff", "/ideas/new/", hand=steps.send_without_network, after=steps.find_the_network),),
    ),
)
SHOTS = tuple(shot for scene in SCENES for shot in scene.shots)
