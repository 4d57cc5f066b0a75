"""What is measured on one database: pages, forms, files; and the same of the yardstick. Needs Django set up."""

import csv
import io
import os
import random
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from committee.services.agenda import add_item, release_agenda
from ideas.board import PAGE as BOARD_PAGE
from ideas.board import board_rows
from ideas.contributions import PAGE as ALL_PAGE
from ideas.desk import PAGE as QUEUE_PAGE
from ideas.importing.rows import read_rows
from ideas.models import Idea
from ideas.portfolio import PAGE as PORTFOLIO_PAGE
from ideas.services.comparing import shape_batch
from ideas.services.importing import import_rows
from parkour.accounts.models import User
from parkour.core.keys import encode_key
from parkour.dashboard.services import count_figures
from tests.bench import likeness, measurements, minimal, seed, words
from tests.bench.desk import Desk, session_of, texts
from tests.bench.digest import digest_seconds
from tests.bench.live import Hall
from tests.bench.measures import measure
from tests.bench.server import Browser, new_key, timed
from tests.factories import SessionFactory, UserFactory, committee_of, open_session_with
from tests.metering import metered
from tests.weight import first_load_kb

VOTERS = 50
DEEP = 200
IMPORTED = 10_000
SHAPED_AT_ONCE = 5_000
POINTS = 60
WORDS = {"search": words.RARE, "common": "planning", "mistyped": "defibrilateur"}


class Jobs:
    """`time(name)` does one piece of work and returns its milliseconds; the others return facts."""

    def __init__(self, size: int):
        call_command("migrate", verbosity=0)
        call_command("messages", "--compile", stdout=io.StringIO())
        call_command("collectstatic", verbosity=0, interactive=False)
        from parkour.wsgi import application

        seed.grow(size)
        measure(size)
        while shape_batch(SHAPED_AT_ONCE):
            pass
        self.chance = random.Random(size)
        minimal.create_tables()
        minimal.Note.objects.bulk_create(self._note() for _ in range(1_000))
        with override_settings(MIDDLEWARE=minimal.MIDDLEWARE):
            self.yardstick = Browser(WSGIHandler())
        self.people = list(User.objects.filter(email__startswith="person").order_by("pk")[:VOTERS])
        self.staff = Browser(application, session_of(self.people[0]))
        self.officer_account = UserFactory(email="officer@bench.example", officer=True)
        self.officer = Browser(application, session_of(self.officer_account))
        self.room = self._room()
        self.poll = self.room.poll()
        self.voters = cycle([Browser(application, session_of(person)) for person in self.room.people])
        self.file = self._file()
        first = Idea.objects.filter(state="in_triage").order_by("pk").first()
        self.item_url, self.triage = f"/triage/{first.reference}/", None
        self.turns = cycle(range(1_000_000))
        self.counted_ms = timed(count_figures)

    def _note(self):
        return minimal.Note(
            title=words.problem(self.chance)[:80],
            text=words.problem(self.chance),
            author=self.chance.choice(words.FIRST_NAMES),
            score=100 * self.chance.random(),
        )

    def _room(self):
        """A session in which fifty people may vote on a contribution."""
        idea = Idea.objects.filter(state="shortlisted", visibility="public").order_by("pk").first()
        idea.authorships.all().delete()
        return open_session_with(idea, poles=committee_of(VOTERS // 2, VOTERS // 2))

    def _file(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(["titre", "constat", "proposition", "auteur"])
        for _ in range(IMPORTED):
            problem = words.problem(self.chance)
            writer.writerow([problem[:80], problem, words.change(self.chance), self.chance.choice(words.LAST_NAMES)])
        return out.getvalue().encode()

    # --- What takes time ----------------------------------------------------------------------------

    def time(self, name: str, *arguments) -> float:
        return getattr(self, f"_{name}")(*arguments)

    def _minimal(self, rows):
        return timed(lambda: self.yardstick.get(f"/list/?rows={rows}"))

    def _board(self):
        return timed(lambda: self.staff.get("/board/?tab=done"))

    def _queue(self):
        return timed(lambda: self.officer.get("/triage/"))

    def _queue_next(self):
        """The page of an item: what is read ahead while one reads the one before."""
        return timed(lambda: self.officer.get(self.item_url))

    def _portfolio(self):
        return timed(lambda: self.officer.get("/triage/portfolio/"))

    def _dashboard(self):
        return timed(lambda: self.officer.get("/dashboard/"))

    def _search(self):
        return timed(lambda: self.officer.get(f"/contributions/?q={WORDS['search']}"))

    def _submit(self):
        data = self._form()
        return timed(lambda: self.staff.post("/ideas/new/", **data))

    def _form(self):
        texts = {"problem_text": words.problem(self.chance), "change_text": words.change(self.chance)}
        return texts | {"speaker": "me", "client_uuid": new_key()}

    def _similar(self):
        """What is asked while one types: as many words as one has at some moment, one of them mistyped."""
        text = words.problem(self.chance)[: self.chance.randrange(40, 200)]
        slip = self.chance.randrange(len(text))
        typed = text[:slip] + text[slip + 1 :]
        return timed(lambda: self.staff.post("/ideas/similar/", problem_text=typed))

    def _vote(self):
        voter = next(self.voters)
        return timed(lambda: voter.post(f"/committee/polls/{self.poll.pk}/vote/", choice="yes", key=new_key()))

    def _import(self):
        def work():
            reading = read_rows(self.file, source=f"bench {next(self.turns)}")
            import_rows(reading.rows, source=reading.source)

        return timed(work)

    def _minimal_import(self):
        plain = self.file.replace(b";", b",") if b"," not in self.file else _comma(self.file)
        return timed(lambda: minimal.import_csv(plain))

    def _import_measurements(self):
        """A file of measurements sent, checked, entered: all that its sender waits for."""
        sent = measurements.a_file(self.officer_account)
        return timed(lambda: measurements.enter_whole(sent, by=self.officer_account))

    def _export(self):
        return timed(lambda: self.officer.get("/export/?format=csv"))

    def _minimal_export(self):
        return timed(lambda: self.yardstick.get("/export/"))

    # --- What does not ------------------------------------------------------------------------------

    def budgets(self) -> dict:
        """Statements and rows of pages and forms, blocks of the 200th page of the board."""
        for browser, url in ((self.staff, "/board/?tab=done"), (self.officer, "/triage/")):
            browser.get(url)
        counts = {}
        with metered() as board:
            self.staff.get("/board/?tab=done")
        with metered() as queue:
            self.officer.get("/triage/")
        with metered() as form:
            self.staff.get("/ideas/new/")
        with metered() as sent:
            self._submit()
        with metered() as vote:
            self._vote()
        counts |= {"board.queries": board.count, "queue.queries": queue.count, "board.rows": board.rows}
        counts |= {"submit.queries": form.count + sent.count, "vote.queries": vote.count}
        counts |= {"board.deep_blocks": self._deep_blocks(), "search.blocks": self._search_blocks()}
        return counts | self._of_the_desk() | self._of_the_session()

    def _of_the_desk(self):
        """Statements of an item, the portfolio, the dashboard; blocks of the portfolio; the time of counting."""
        with metered() as item:
            self.officer.get(self.item_url)
        with metered() as page:
            self.officer.get("/triage/portfolio/")
        return {
            "queue_next.queries": item.count,
            "portfolio.queries": page.count,
            "portfolio.blocks": page.blocks(),
            "dashboard.queries": statements(self.officer, "/dashboard/"),
            "dashboard.count_ms": self.counted_ms,
        }

    def _of_the_session(self):
        """Statements of the page of a session with sixty points, the most of member and officer; and of its agenda."""
        session = SessionFactory(number=2, starts_at=self.room.session.starts_at + timedelta(days=60))
        for idea in Idea.objects.filter(state="shortlisted").order_by("pk")[:POINTS]:
            add_item(session, idea, by=self.officer_account)
        release_agenda(session, by=self.officer_account)
        address = reverse("committee:session", args=[session.number])
        agenda = reverse("committee:agenda", args=[session.number])
        pages = [statements(browser, address) for browser in (next(self.voters), self.officer)]
        return {"session.queries": max(pages), "agenda.queries": statements(self.officer, agenda)}

    def _deep_blocks(self):
        """The page is found by the key that following « older ones » would have given."""
        before = board_rows(self.people[0], size=(DEEP - 1) * BOARD_PAGE)
        key = encode_key(*before[-2].key)
        with metered() as deep:
            self.staff.get(f"/board/?after={key}")
        return deep.blocks()

    def _search_blocks(self):
        with metered() as search:
            self.officer.get(f"/contributions/?q={WORDS['search']}")
        return search.blocks()

    def sizes(self) -> dict[str, float]:
        """Kilobytes of a first load, HTML, CSS and JS compressed, of the pages with most to load."""
        pages = {
            "/": self.officer,
            "/board/": self.staff,
            "/triage/": self.officer,
            self.item_url: self.officer,
            "/contributions/": self.officer,
            "/ideas/new/": self.staff,
            "/committee/live/": next(self.voters),
        }
        return {url: _weight(browser, url) for url, browser in pages.items()}

    # --- The triage by keyboard (see `triage60`) ------------------------------------------------------

    def begin_triage(self, items: int) -> dict:
        """A server of production, and `items` contributions at the head of the queue, one more after them."""
        self.triage = Desk(self.officer_account, texts(items + 1, self.chance))
        return self.triage.facts

    def let_answers_leave(self) -> None:
        self.triage.let_answers_leave()

    def end_triage(self) -> None:
        self.triage.stop()

    # --- The streams of a session (see `live`) --------------------------------------------------------

    def begin_live(self, people: int) -> dict:
        self.hall = Hall(people, self.room.session)
        return self.hall.facts

    def announce(self) -> float:
        return self.hall.announce()

    def end_live(self) -> None:
        self.hall.stop()

    def digests(self) -> tuple[float, str]:
        return digest_seconds()

    def quality(self) -> dict[str, float]:
        """How well similar contributions are found, on the corpus of the environment; else the reason why not."""
        corpus = os.environ.get("PARKOUR_CORPUS_DIR", "")
        if not corpus or not (Path(corpus) / likeness.FOLDER).is_dir():
            return {"reason": "PARKOUR_CORPUS_DIR names no folder with labelled pairs."}
        return likeness.quality(likeness.labelled(Path(corpus)))

    def pages(self) -> dict[str, int]:
        """Rows of a page, for the yardstick of as many; an item is compared with that of fifty."""
        rows = {"board": BOARD_PAGE, "queue": QUEUE_PAGE, "search": ALL_PAGE, "portfolio": PORTFOLIO_PAGE}
        return rows | {"queue_next": minimal.ROWS}


def statements(browser, url) -> int:
    """Statements of a page that was asked for before."""
    browser.get(url)
    with metered() as page:
        browser.get(url)
    return page.count


def _comma(data: bytes) -> bytes:
    """The same file as the yardstick reads it: its three columns, between commas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["title", "text", "author"])
    for title, problem, change, author in list(csv.reader(io.StringIO(data.decode()), delimiter=";"))[1:]:
        writer.writerow([title, f"{problem}\n{change}", author])
    return out.getvalue().encode()


def _weight(browser, url) -> float:
    return first_load_kb(browser.get(url)[1], lambda name: browser.get(name)[1])
