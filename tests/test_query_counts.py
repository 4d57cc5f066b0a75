"""Every page that lists something sends as many statements for three rows as for one."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from committee.services import attendance, conduct
from committee.services.candidacies import cancel_call
from committee.services.decisions import decide_item
from committee.services.minutes import publish_minutes, save_note
from committee.services.workshops import change_workshop
from ideas.enums import DecisionOutcome, Outcome
from ideas.models import Idea
from ideas.services.board_keys import make_display_key
from ideas.services.comments import report_comment
from ideas.services.conversation import write_message
from ideas.services.follow_up import publish_update
from ideas.services.following import follow
from ideas.services.gains import add_gain
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from parkour.dashboard.services import count_figures
from parkour.engagements.models import Engagement, OwedAnswer
from parkour.engagements.services.guests import say_as_guest
from parkour.engagements.services.juries import seat_juror
from parkour.engagements.services.promises import add_step
from parkour.engagements.services.replicating import take_up_success
from parkour.engagements.services.trophies import add_category, nominate
from parkour.indicators.models import Indicator, Period
from parkour.indicators.periods import moved
from parkour.indicators.services.changes import record_change
from parkour.indicators.services.indicators import write_reason
from parkour.indicators.services.measurement_files import send_file
from parkour.indicators.services.measuring import enter
from parkour.indicators.services.waves import close_wave
from parkour.journeys.models import InterviewCampaign, Verbatim
from parkour.journeys.services.stages import set_indicators
from parkour.notifications.services import Letter, notify
from tests.committee.workshopping import QUESTION, workshop_at
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
from tests.factories.committee import MandateFactory, call_for, call_with, counted, open_consultation, vote_all
from tests.ideas.campaigning import announced
from tests.ideas.lives import decided, done
from tests.ideas.referring import reference
from tests.ideas.talking import say
from tests.indicators.measuring import A_FILE, CSAT, FIRST, filled, rows_of
from tests.indicators.surveying import opened
from tests.mapping import maps
from tests.metering import metered

pytestmark = pytest.mark.django_db
BACKEND = "parkour.accounts.backends.SignInBackend"


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def statements(client, address) -> list[str]:
    """The statements of a page, shortened; the page is asked for once before, so that nothing is done a first time."""
    assert client.get(address).status_code == 200, address
    with metered() as meter:
        client.get(address)
    return [sql[:120] for sql, _params, _rows in meter.statements]


class Company:
    """People of every role, and one more of everything each time it grows."""

    def __init__(self):
        self.poles = committee_of(3, 3)
        self.member, self.chair = self.poles["employees"][1], self.poles["direction"][0]
        self.staff = UserFactory()
        roles = ("officer", "reviewer", "facilitator", "sponsor", "admin")
        self.people = {role: UserFactory(**{role: True}) for role in roles}
        self.people |= {"staff": self.staff, "member": self.member, "chair": self.chair}
        self.officer = self.people["officer"]
        self.clients = {role: client_of(person) for role, person in self.people.items()}
        IdeaFactory(workshop=True)
        self.workshop = workshop_at("variants", facilitator=self.people["facilitator"], writers=[self.staff])
        self.thread = IdeaFactory(author=self.staff, officer=self.officer, opened=True)
        self._refer()

    def grow(self):
        """Contributions at every moment, of the employee and of others, with and without a name."""
        for author, visibility in ((self.staff, "public"), (UserFactory(), "name_hidden")):
            facts = {"author": author, "officer": self.officer, "visibility": visibility}
            for moment in ("assessed", "needs_info", "answered", "declined", "parked", "shortlisted", "in_window"):
                IdeaFactory(**facts, **{moment: True})
            IdeaFactory(**facts)
            self._carried_out(**facts)
            decided(outcome=DecisionOutcome.RECOMMENDED, **facts)
            decided(outcome=DecisionOutcome.REJECTED, **facts)
        Idea.objects.filter(board_tab="studied").update(campaign=announced())
        make_display_key(site=SiteFactory(), name="Entrée", by=self.officer)
        merged = IdeaFactory(officer=self.officer, visibility="name_hidden", opened=True)
        into = IdeaFactory(officer=self.officer, shortlisted=True)
        decide_triage(merged, Orientation(Outcome.MERGE, "Avec l'autre.", into=into), by=self.officer)
        write_message(self.thread, by=self.officer, body="Un mot.")
        follow(into, by=self.staff)
        report_comment(say(into, self.member), by=self.staff, reason="other")
        college = self.poles["direction"][0].mandates.get().college
        MandateFactory(college=college), MandateFactory(college=college, until_on=clock.today())
        MandateFactory(college=college, until_on=clock.today() + timedelta(days=20))
        call_with(self.officer, [UserFactory(), UserFactory()])
        cancel_call(call_for(self.officer), by=self.officer, reason="Trop tôt.")
        SessionFactory()
        hidden = IdeaFactory(officer=self.officer, visibility="name_hidden", shortlisted=True)
        open_consultation(hidden, poles=self.poles)
        self._gather()
        self._measure()
        self._promise()
        close_wave(opened(self.officer, audience="stage", stage="return"), by=self.officer)
        self._refer(), self._refer()
        count_figures()
        for person in self.people.values():
            notify(
                [person],
                kind="author_news",
                event_key=f"news-{Idea.objects.count()}",
                compose=lambda _: Letter("Un", "Mot"),
            )

    def _gather(self):
        """Workshops at each step, one of them with more in it."""
        writers = [self.staff, UserFactory(), UserFactory()]
        for step in ("prepared", "ideas", "grouping", "variants", "vote", "committee"):
            workshop_at(step, facilitator=self.people["facilitator"], writers=writers)
        IdeaFactory(workshop=True)
        more = self.workshop
        new = [*more.writers, UserFactory()]
        more.writers = new
        facts = {"facilitator": more.facilitator, "participants": new, "question": QUESTION}
        change_workshop(more.now(), by=more.facilitator, **facts)
        more.vary_more()

    def _measure(self):
        """More indicators, and more points and changes of the one whose chart is read."""
        number = Indicator.objects.count()
        filled(self.officer, CSAT, name=f"Indicateur {number}")
        self.chart = Indicator.objects.first()
        rows = rows_of(CSAT, first=moved(Period.MONTH, FIRST, -12 * number))
        enter(self.chart, rows, by=self.officer)
        idea = IdeaFactory(officer=self.officer, author=self.staff, visibility="name_hidden")
        record_change(self.chart, on=clock.today(), sentence="Rappel la veille", idea=idea, by=self.officer)
        write_reason(name=f"Raison {number}", parent=None, by=self.officer)
        text = A_FILE.replace("Clients satisfaits", self.chart.name)
        send_file(SimpleUploadedFile("mars.csv", text.encode()), by=self.officer)
        shown = list(Indicator.objects.values_list("pk", flat=True))
        set_indicators(maps.stage("work"), indicators=shown, by=self.officer)

    def _map(self, idea):
        """More that was done at one stage, also by somebody whose name is hidden; more editions."""
        rows = {"stages": [maps.stage("work")], "pillars": [maps.pillar("trust")], "events": [maps.event("back")]}
        maps.placed(idea, self.officer, **rows)
        maps.heard(maps.interviewed(self.officer), self.officer)
        maps.heard(InterviewCampaign.objects.order_by("pk").first(), self.officer)
        Verbatim.objects.filter(stage__isnull=False, shown_at=None).update(shown_at=clock.now())
        maps.renamed(self.officer, f"Je rejoins l'équipe {Idea.objects.count()}")

    def _refer(self):
        """All of one kind: which of them a person re-scores is a lot."""
        reference(author=self.staff, visibility="name_hidden")

    def _take_up(self, idea):
        """More sites that take up the success whose page is read."""
        self.success = getattr(self, "success", idea)
        take_up_success(self.success, by=UserFactory())
        self.standard = promising.standard(idea, self.officer)
        self.visit = getattr(self, "visit", None) or promising.visit(self.officer)
        promising.said_there(self.visit, self.officer, hides_name=True, said_by="Fatou")
        number = OwedAnswer.objects.count()
        promising.owed(promising.visit(self.officer), self.officer)
        promising.owed(self.visit, self.officer, question=f"Question {number} ?")
        self.trophies = getattr(self, "trophies", None) or promising.trophies(self.officer)
        made = add_category(self.trophies, title=f"Catégorie {number}", by=self.officer)
        for one in (idea, self.success):
            nominate(made, one, by=self.officer)
        seat_juror(self.trophies, person=UserFactory(), pole="employees", by=self.officer)
        promising.trophies(self.officer)

    def _promise(self):
        """More promises on the charter, and more steps, proofs, guests and words of the one whose page is read."""
        idea = IdeaFactory(officer=self.officer, author=self.staff, visibility="name_hidden", shortlisted=True)
        about = promising.irritant(self.officer, ideas=[idea])
        promising.promised(self.officer, self.staff, about=about, indicator=self.chart)
        one = Engagement.objects.first()
        add_step(one, words="Former l'accueil", by=self.officer, idea=idea)
        promising.proved(one, self.officer, keeps=False)
        say_as_guest(promising.invited(one, self.officer), text="Et le soir ?")
        for amount in (*range(1, 9), 900):
            promising.noted(self.officer, amount=Decimal(amount))
        self.promise = [f"{one.get_absolute_url()}{more}" for more in ("", "guests/")]
        self.promise.append(one.irritant.get_absolute_url())

    def _carried_out(self, **facts):
        decided(owner=self.staff, **facts)
        idea = done(owner=self.staff, **facts)
        publish_update(idea, by=self.officer, you_said="Vous avez dit cela.", we_did="Nous l'avons fait.")
        self._take_up(idea)
        add_gain(idea.action, by=self.officer, kind="comfort", words="Un dos moins fatigué.")
        self._map(idea)

    @property
    def pages(self):
        """(role, address) of every page that lists something."""
        item = reverse("ideas:triage_item", args=[self.thread.reference])
        detail = reverse("ideas:detail", args=[self.thread.reference])
        of_all = ["/", "/board/", "/board/?tab=not-kept", "/board/?q=passages", "/board/?q=pasages", "/inbox/"]
        of_all += ["/campaigns/", "/board/?filters=1", "/board/?kind=proposal&q=passages", "/board/feed/"]
        of_all += [reverse(f"committee:{name}") for name in ("sessions", "members", "quick_wins", "live")]
        of_all += [reverse(f"committee:{name}") for name in ("past_mandates", "calls", "workshops", "consultations")]
        of_officer = ["/triage/", item, detail, "/actions/", "/actions/?show=ended", "/contributions/"]
        of_officer += [f"/actions/?view={shape}" for shape in ("columns", "calendar", "gains")]
        of_officer += ["/tell-back/", "/tell-back/?show=told"]
        of_officer += ["/triage/second-opinions/", "/triage/agreement/", "/triage/references/", "/triage/calibration/"]
        of_officer += ["/triage/portfolio/", "/triage/portfolio/?q=passages&state=all&kind=all"]
        of_officer += ["/triage/portfolio/what-if/?policy=0&novelty=90&impact=10&effort=0"]
        of_officer += ["/posters/", "/board/displays/", "/surveys/"]
        of_officer += ["/indicators/", self.chart.get_absolute_url(), "/indicators/reasons/", "/indicators/files/"]
        of_officer += ["/journeys/employees/editions/", "/journeys/employees/edit/"]
        of_officer += [f"/journeys/stages/{maps.stage('work').pk}/", "/journeys/", "/journeys/employees/"]
        first = InterviewCampaign.objects.order_by("pk").first()
        of_officer += [maps.event("back").get_absolute_url()]
        of_officer += ["/journeys/interviews/", first.get_absolute_url()]
        of_officer += ["/engagements/", "/engagements/irritants/", *self.promise]
        of_officer += ["/engagements/initiatives/", "/engagements/initiatives/spend/", "/engagements/successes/"]
        of_officer += ["/engagements/standards/", self.standard.get_absolute_url()]
        of_officer += ["/engagements/visits/", "/engagements/visits/owed/", self.visit.get_absolute_url()]
        trophies = self.trophies.get_absolute_url()
        of_officer += ["/engagements/trophies/", trophies, f"{trophies}jury/"]
        of_officer += [reverse("engagements:success", args=[self.success.reference])]
        of_officer += ["/dashboard/", "/dashboard/contributions/", "/dashboard/contributions/?of=decided"]
        of_officer += ["/reports/", "/contributions/?q=passages", "/contributions/?order=priority&state=declined"]
        yield from ((role, address) for role in self.people for address in of_all)
        yield from (("officer", address) for address in of_officer)
        yield from (
            ("staff", address)
            for address in ("/ideas/", "/ideas/?show=waiting", "/ideas/followed/", "/actions/", detail)
        )
        yield from (
            ("reviewer", address)
            for address in ("/triage/", item, "/triage/second-opinions/", "/triage/references/", "/triage/calibration/")
        )
        yield from (
            ("sponsor", address)
            for address in (
                "/actions/",
                "/recommendations/",
                "/triage/agreement/",
                "/triage/portfolio/",
                "/dashboard/contributions/",
            )
        )


def test_lists_cost_the_same_for_one_and_three_of_everything():
    company = Company()
    company.grow()
    pages = list(company.pages)
    one = {page: statements(company.clients[page[0]], page[1]) for page in pages}
    company.grow()
    company.grow()
    three = {page: statements(company.clients[page[0]], page[1]) for page in pages}
    unlike = [page for page in pages if len(three[page]) != len(one[page])]
    assert {page: Counter(three[page]) - Counter(one[page]) for page in unlike} == {}


def test_the_mailbox_costs_the_same_for_one_and_three_mails(client, settings):
    settings.PARKOUR_DEMO = True
    IdeaFactory()
    one = statements(client, "/mailbox/")
    IdeaFactory()
    IdeaFactory()
    assert len(statements(client, "/mailbox/")) == len(one)


def session_pages(points, officer, poles):
    """Statements of the pages of an open session with that many points, one of them voted, then of its minutes."""
    ideas = [IdeaFactory(shortlisted=True, visibility=("public", "name_hidden")[n % 2]) for n in range(points)]
    room = open_session_with(*ideas, poles=poles)
    poll = counted_poll(room)
    clients = {"officer": client_of(officer), "chair": client_of(room.chair), "member": client_of(room.people[1])}
    number = room.session.number
    shown = {"session": clients, "wall": ("officer", "chair"), "console": ("officer", "chair"), "agenda": ("officer",)}
    shown["course"] = ("officer", "chair")
    pages = {
        (name, role): statements(clients[role], reverse(f"committee:{name}", args=[number]))
        for name, roles in shown.items()
        for role in roles
    }
    pages["live", "member"] = statements(clients["member"], reverse("committee:live"))
    finish(room, poll)
    for role in clients:
        pages["minutes", role] = statements(clients[role], reverse("committee:minutes", args=[number]))
        pages["restitution", role] = statements(clients[role], reverse("committee:restitution", args=[number]))
    return pages


def test_the_page_of_a_published_session_asks_eighteen_statements_whatever_its_points():
    officer, poles = UserFactory(officer=True), committee_of(3, 3)
    counts = []
    for points in (2, 5):
        sights = ("public", "name_hidden", "public", "name_hidden", "public")[:points]
        room = released_session(*(IdeaFactory(shortlisted=True, visibility=sight) for sight in sights), poles=poles)
        address = reverse("committee:session", args=[room.session.number])
        counts.append([len(statements(client_of(reader), address)) for reader in (officer, room.people[1])])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 18


def counted_poll(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    return counted(room, poll)


def finish(room, poll):
    """The session ends; what was not discussed goes back to the pool."""
    due = clock.today() + timedelta(days=60)
    decide_item(poll.item, by=room.chair, reason="Un irritant de chaque jour.", owner=UserFactory(), due_on=due)
    conduct.finish_item(poll.item, by=room.chair)
    for person in room.people:
        attendance.leave(room.session, by=person)
    session = conduct.close_session(room.session, by=room.chair)
    save_note(session, by=room.officer, note="Une séance calme.")
    publish_minutes(session, by=room.officer)


def test_the_pages_of_a_session_cost_the_same_for_one_and_three_hidden_and_public_points():
    officer, poles = UserFactory(officer=True), committee_of(3, 3)
    session_pages(2, officer, poles)  # an earlier session, whose open action the minutes of the others recall
    two, four = session_pages(2, officer, poles), session_pages(4, officer, poles)
    assert {page: four[page] for page in two if len(four[page]) != len(two[page])} == {}
