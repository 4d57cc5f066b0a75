"""axe finds nothing on the pages of the path, in both themes, on a phone and on a desk; nothing overflows at 320 px."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from parkour.notifications.faults import Trouble
from parkour.notifications.mail_server import note_trouble
from parkour.notifications.models import Fault, MailServer, OutgoingMail
from parkour.notifications.unsubscribe import token_for
from tests.factories import IdeaFactory, UserFactory, committee_of
from tests.factories.committee import open_session_with
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def pages(product):
    """{person or None: paths} with something on each page."""
    officer, author = UserFactory(officer=True), UserFactory()
    poles = committee_of()
    IdeaFactory(author=author, officer=officer, declined=True)
    asked = IdeaFactory(author=author, officer=officer, needs_info=True)
    fresh = IdeaFactory(author=author)
    IdeaFactory(in_window=True)
    room = open_session_with(IdeaFactory(author=author, officer=officer, shortlisted=True), poles=poles)
    room.poll()
    OutgoingMail.objects.filter(kind__startswith="committee").update(state="failed", fault="address")
    note_trouble(Trouble(Fault.PASSWORD, server=True), OSError("535 no"))
    MailServer.objects.update(failing_since=timezone.now() - timedelta(hours=1))  # the card and the page in trouble
    unsubscribe = f"/inbox/unsubscribe/{token_for(author.pk, 'mine')}/"
    session = f"/committee/sessions/{room.session.number}/"
    return {
        None: ["/accounts/login/", "/accounts/password/reset/", "/channels/", unsubscribe],
        author: [
            "/",
            "/ideas/",
            "/ideas/new/",
            f"/ideas/{asked.reference}/",
            "/board/",
            "/inbox/",
            "/profile/",
            "/profile/tokens/",
            "/inbox/preferences/",
        ],
        officer: [
            "/",
            "/triage/",
            f"/triage/{fresh.reference}/",
            f"/triage/{fresh.reference}/decide/decline/",
            "/actions/",
            "/inbox/undelivered/",
            "/committee/",
            session,
            f"{session}agenda/",
            f"{session}console/",
            f"{session}minutes/",
        ],
        poles["employees"][0]: ["/", "/committee/live/", "/committee/quick-wins/", f"{session}wall/"],
    }


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_overflows(browser, product, pages, width, theme):
    found = []
    for person, paths in pages.items():
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
        )
        page = context.new_page()
        if person:
            page.goto(product.url + "/accounts/login/")
            page.fill("input[name=login]", person.email)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(product.url + "/")
        for path in paths:
            assert page.goto(product.url + path).status == 200
            report = Axe().run(page, options=RULES)
            found += [(path, rule["id"], rule["nodes"][0]["target"]) for rule in report.response["violations"]]
            page.set_viewport_size({"width": 320 if width == 390 else width, "height": 844})
            too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found += [(path, "overflow", too_wide)] if too_wide > 0 else []
            page.set_viewport_size({"width": width, "height": 844})
        context.close()
    assert found == []
