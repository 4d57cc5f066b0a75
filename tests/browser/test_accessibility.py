"""Every page, empty and full, in every state: axe finds nothing in both themes on a phone and on a desk; nothing is
cut at 320 pixels nor at 200 %; the keyboard is always seen; nothing moves for those who asked for it; paper is paper.
"""

from pathlib import Path
from uuid import UUID

import axe_playwright_python
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from playwright.sync_api import Error

from ideas.board import PAGE
from parkour.core.views import ServicePostView
from tests.browser.world import empty_company, lively_company
from tests.factories import IdeaFactory, UserFactory
from tests.hostile import named_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESSES = dict(sorted(named_addresses()))

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not asked for: to describe it takes longer than to find what fails.
LEAN = {"resultTypes": ["violations"]}
EVERYTHING = {"runOnly": TAGS, **LEAN}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, **LEAN}
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js")).read_text()
LOOKS = Path(__file__).with_name("looks.js").read_text()
PHONE, DESK, NARROW, ZOOMED = (390, 844), (1280, 900), (320, 844), (640, 450)
ON_PAPER = {"ideas:detail", "ideas:board", "committee:session", "committee:agenda", "committee:minutes"}

# Addresses that show no page of their own, and why.
NO_PAGE = {
    "healthz": "a probe",
    "readyz": "a probe",
    "readyz_pages": "a probe",
    "metrics": "figures for machines",
    "policy_reports": "browsers report there by themselves",
    "manifest": "for machines",
    "service_worker": "a script",
    "ideas:verdict": "a piece of the triage",
    "ideas:import_progress": "a piece of the import",
    "ideas:file": "a photo or a document",
    "ideas:file_small": "a photo",
    "ideas:export_portfolio": "a file",
    "committee:live_state": "a piece of the live page",
    "committee:whole_state": "a piece of the page of the plan",
    "committee:console_state": "a piece of the console",
    "committee:wall_state": "a piece of the wall",
    "committee:workshop_state": "a piece of the workshop",
    "events:mine": "a stream that says when to read again",
    "events:session": "a stream that says when to read again",
    "ideas:campaign_poster": "a sheet to print",
    "ideas:site_poster": "a sheet to print",
    "ideas:feed": "for readers of feeds",
    "committee:feed": "for calendars",
    "committee:session_file": "a file for a calendar",
    "committee:session_pdf": "a paper to print",
    "committee:minutes_pdf": "a paper to print",
    "committee:decisions_file": "a file",
    "ideas:short_campaign": "leads to the form",
    "ideas:short_site": "leads to the form",
    "ideas:assess": "its page is the triage",
    "ideas:retitle": "its page is the triage",
    "ideas:tag_idea": "its page is the triage",
    "ideas:note": "its page is the triage",
    "ideas:open": "its page is the triage",
    "ideas:settle_opinions": "its page is the talk",
    "ideas:action_step": "its page is the action",
    "committee:ask_next": "leads to the form",
    "committee:plan_on": "its page is the list of sessions",
    "committee:exception": "its page is the calendar",
    "committee:set_up": "its page is the session",
    "committee:reconvene": "its page is the session",
    "committee:renew_mandate": "its page is the mandate",
    "committee:end_mandate": "its page is the mandate",
    "committee:apply": "its page is the call",
    "committee:cancel_call": "its page is the call",
    "committee:drawn_text": "a text to check the draw with",
    "committee:add_subject": "its page is the agenda",
    "committee:decide": "its page is the console",
    "committee:decide_lot": "its page is the console",
    "committee:to_workshop": "its page is the console",
    "committee:minutes_note": "its page is the minutes",
    "committee:workshop_ideas": "its page is the workshop",
    "committee:workshop_groups": "its page is the workshop",
    "committee:workshop_place": "its page is the workshop",
    "committee:workshop_dots": "its page is the workshop",
    "committee:cancel_consultation": "its page is the consultation",
    "committee:consultation_mode": "its page is the list of consultations",
    "mfa_login_webauthn": "its page is the sign-in page",
    "mfa_remove_webauthn": "wants a passkey; looked at in test_passkeys",
    "mfa_reauthenticate_webauthn": "wants a passkey; looked at in test_passkeys",
    "kiosk": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_write": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_received": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_kept": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_anonymous": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_follow_up": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_channels": "on a shared tablet only; looked at in test_kiosk",
    "kiosk_forget": "a button",
    "phone_code": "wants a number; looked at in test_ways_in",
    "phone_proof": "wants a number; looked at in test_ways_in",
    "mfa_authenticate": "stands in the midst of signing in; looked at in test_ways_in",
    "mfa_reauthenticate": "wants an app; looked at in test_ways_in",
    "mfa_deactivate_totp": "wants an app; looked at in test_ways_in",
    "session": "figures for a script",
    "set_theme": "a button",
    "set_language": "a button",
    "demo_mail_send": "a button",
    "api:docs": "drawn by a package; its own test",
    "api:schema": "for machines",
}


def is_a_button(name):
    view = getattr(resolve_name(name), "view_class", None)
    return view is not None and (
        issubclass(view, ServicePostView) or not hasattr(view, "get") or "get" not in view.http_method_names
    )


def resolve_name(name):
    wanted = {key: UUID(int=0) if key in {"uuid", "file"} else 1 for key in ADDRESSES[name]}
    return resolve(reverse(name, kwargs=wanted)).func


def test_every_page_of_the_product_is_looked_at():
    names = lively_company(empty_company()).names
    shown = {name for name in ADDRESSES if not name.startswith("api:") and not is_a_button(name)} - set(NO_PAGE)
    assert (shown - names, set(NO_PAGE) - set(ADDRESSES)) == (set(), set())


class Walk:
    """One browser through the product. `faults` gathers (where, what) of everything that is not as it should be."""

    def __init__(self, browser, product):
        self.browser, self.product, self.faults, self.contexts = browser, product, [], {}

    def page_of(self, user):
        """The one tab of this person (None: of a stranger)."""
        key = user and user.pk
        if key not in self.contexts:
            context = self.browser.new_context(bypass_csp=True, reduced_motion="reduce", locale="fr-FR")
            context.add_init_script(LOOKS)
            if user:
                client = Client()
                client.force_login(user, backend="parkour.accounts.backends.SignInBackend")
                value = client.cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": value, "url": self.product.url}])
            self.contexts[key] = context.new_page()
        return self.contexts[key]

    def visit(self, user, path, status=200):
        page = self.page_of(user)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        answer = self.go(page, path)
        self.expect(path, answer.status == status, f"status {answer.status}")
        return page

    def go(self, page, path):
        """The answer to a navigation. One that the browser itself dropped, is asked for again, once."""
        try:
            return page.goto(self.product.url + path, wait_until="load")
        except Error as error:
            if "ERR_ABORTED" not in str(error):
                raise
        return page.goto(self.product.url + path, wait_until="load")

    def expect(self, where, right, what):
        if not right:
            self.faults.append((where, what))

    def note(self, where, faults):
        self.faults += [(where, fault) for fault in faults]

    def look(self, page, where, *, whole=True):
        """Everything about the page as it stands now; `whole=False`: a state of a page already looked at."""
        page.evaluate(AXE)
        for size in (DESK, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for theme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
                page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
                self.note((where, size[0], theme), axe(page, rules))
        self.note(where, page.evaluate("looks.still()"))
        for size in (NARROW, ZOOMED):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            self.note(where, page.evaluate("looks.fits()"))
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        if whole:
            page.keyboard.press("Tab")
            self.note(where, page.evaluate("looks.focus()"))
            self.note(where, page.evaluate("looks.frame()"))

    def print(self, page, where):
        """On paper, asked for in the dark theme."""
        page.emulate_media(media="print")
        self.note(where, page.evaluate("looks.printed()"))
        page.emulate_media(media="screen")

    def send(self, page, form):
        """Send a form as it stands; the status of the answer."""
        with page.expect_navigation() as answer:
            page.evaluate("form => document.querySelector(form).requestSubmit()", form)
        return answer.value.status

    def close(self):
        for page in self.contexts.values():
            page.context.close()


def axe(page, rules):
    report = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{rule['id']}: {rule['nodes'][0]['target']}" for rule in report["violations"]]


@pytest.fixture
def walk(browser, product):
    walk = Walk(browser, product)
    yield walk
    walk.close()


@pytest.mark.parametrize("grown", [lambda company: company, lively_company], ids=["empty", "lively"])
def test_every_page_of_an_empty_company_and_of_a_lively_one_is_open_to_everybody(walk, grown):
    company = grown(empty_company())
    for who, path in company.visits:
        page = walk.visit(who and company.people[who], path)
        where = f"{who} {path}"
        walk.look(page, where)
        if resolve(path.partition("?")[0]).view_name in ON_PAPER:
            walk.print(page, where)
    assert walk.faults == []


def test_a_board_of_several_pages_is_printed_without_the_way_to_the_next(walk):
    IdeaFactory.create_batch(PAGE + 1, shortlisted=True)
    page = walk.visit(UserFactory(), "/board/")
    assert page.locator("nav.pages").is_visible()
    walk.print(page, "a long board")
    assert walk.faults == []


def test_refusals_errors_and_what_opens_are_as_accessible_as_the_pages(walk):
    company = lively_company(empty_company())
    people = company.people
    for look in (refused_pages, refused_forms, lost_words, what_opens):
        look(walk, people)
    assert walk.faults == []


def refused_pages(walk, people):
    walk.look(walk.visit(people["author"], "/nowhere/", 404), "404")
    walk.look(walk.visit(people["author"], "/board/?q=%00", 400), "400")
    walk.look(walk.visit(people["author"], "/set-theme/", 405), "405")
    page, stranger = walk.page_of(None), RequestFactory().get("/")
    stranger.user = AnonymousUser()
    for status in ("403", "403_csrf", "413", "415", "429", "500", "503"):
        # Nobody meets these by a click: the page itself, with the style sheets of the product.
        html = render_to_string(f"{status}.html", request=None if status == "500" else stranger)
        page.route(
            f"**/shown/{status}", lambda route, _request, html=html: route.fulfill(body=html, content_type="text/html")
        )
        page.goto(f"{walk.product.url}/shown/{status}")
        walk.look(page, status, whole=status != "500")


def refused_forms(walk, people):
    author, officer = people["author"], people["officer"]
    stale = f"/triage/{people['stale']}/decide/decline/"
    for user, path, form in (
        (author, "/ideas/new/", "main form"),
        (author, "/profile/tokens/", "main form:has([name=name])"),
        (officer, "/import/", "main form"),
        (officer, stale, "main form"),
        (None, "/accounts/login/", "main form"),
    ):
        page = walk.visit(user, path)
        page.evaluate("() => { for (const field of document.querySelectorAll('main textarea')) field.value = ''; }")
        walk.expect(path, walk.send(page, form) in {200, 422}, "not refused")
        walk.expect(path, page.evaluate("document.activeElement.closest('.error-summary, form') !== null"), "focus")
        walk.look(page, f"{path} refused")
    page = walk.visit(officer, stale)
    page.evaluate("() => { document.querySelector('[name=version]').value = '0'; }")
    page.locator("main textarea").first.fill("Le bail se termine cette année, la demande sera revue.")
    page.locator("[name=reason_code]").first.evaluate(
        "field => { field.tagName === 'SELECT' ? field.value = 'cost' : field.checked = true }"
    )
    walk.expect(stale, walk.send(page, "main form") == 409, "no conflict")
    walk.look(page, "409")


def lost_words(walk, people):
    author, officer = people["author"], people["officer"]
    page = walk.visit(officer, f"/triage/{people['stale']}/decide/decline/")
    page.evaluate(
        "path => { const form = document.querySelector('main form'); form.action = path;"
        " form.querySelector('[name=version]').value = ''; }",
        f"/triage/{people['refused']}/decide/decline/",
    )
    walk.expect("words", walk.send(page, "main form") in {403, 409}, "not kept")
    walk.look(page, "words kept")
    page = walk.visit(author, "/ideas/new/")
    page.evaluate("() => { document.querySelector('textarea').value = 'Les clés se perdent chaque semaine.'; }")
    page.context.clear_cookies()
    with page.expect_navigation() as answer:  # as a page without scripts sends it: with them it would wait on the phone
        page.evaluate("document.querySelector('main form').submit()")
    walk.expect("session over", answer.value.status == 200, "no way to sign in")
    walk.look(page, "session over")


def what_opens(walk, people):
    page = walk.visit(people["chair"], "/")
    page.locator(".me > summary").click()
    walk.look(page, "account menu", whole=False)
    page = walk.visit(people["officer"], "/triage/" + people["stale"] + "/")
    page.keyboard.press("?")
    walk.expect("keys", page.locator("dialog[open]").count() == 1, "no list of keys")
    walk.look(page, "list of keys", whole=False)
    page = walk.visit(people["officer"], "/committee/sessions/3/agenda/")
    page.evaluate("() => { for (const each of document.querySelectorAll('details')) each.open = true; }")
    walk.look(page, "all of an agenda", whole=False)
    page = walk.visit(people["officer"], "/committee/kinds/")
    page.locator("[data-confirm]").first.click()
    walk.expect("dialog", page.locator("#confirm[open]").count() == 1, "not asked")
    walk.look(page, "question", whole=False)
    page = walk.visit(people["member"], "/committee/live/")
    page.evaluate("() => { for (const each of document.querySelectorAll('[data-offline]')) each.hidden = false; }")
    walk.look(page, "network lost", whole=False)
    page = walk.visit(people["author"], "/ideas/new/")
    page.evaluate("() => { for (const each of document.querySelectorAll('main [hidden]')) each.hidden = false; }")
    walk.look(page, "everything the form can say", whole=False)
    page = walk.visit(None, "/offline/fr/new/")
    page.evaluate("() => { for (const each of document.querySelectorAll('main [hidden]')) each.hidden = false; }")
    walk.look(page, "the form without a network", whole=False)
    page = walk.visit(people["member"], "/profile/")
    walk.send(page, "main form[method=post]")
    walk.expect("toast", page.locator(".toast").count() == 1, "nothing said")
    walk.look(page, "toast", whole=False)


def test_planted_faults_are_seen(walk):
    user = empty_company().people["author"]
    page = walk.visit(user, "/board/")
    page.evaluate(AXE)
    page.keyboard.press("Tab")
    page.add_style_tag(content=".muted, .lede { color: #ccc !important } .skip { display: none }")
    page.add_style_tag(content=".btn, a { outline: none !important; box-shadow: none !important }")
    page.add_style_tag(content="a { transition: color 2s !important } .page-head { inline-size: 2000px !important }")
    assert any(fault.startswith("color-contrast") for fault in axe(page, COLOURS))
    assert any("too wide" in fault for fault in page.evaluate("looks.fits()"))
    assert page.evaluate("looks.still()") and page.evaluate("looks.focus()")
    page.evaluate("() => { document.querySelector('.side').className = 'left on paper'; }")
    page.emulate_media(media="print")
    assert any(fault.startswith("printed") for fault in page.evaluate("looks.printed()"))
