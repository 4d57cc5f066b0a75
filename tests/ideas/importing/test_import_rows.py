"""The service that brings read rows into the register, on the real database."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from ideas.importing.rows import read_rows
from ideas.models import Authorship, Idea, IdeaEvent
from ideas.services.importing import BATCH, ImportOutcome, import_rows
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories.people import SiteFactory, UserFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CSV = (
    "id;titre;constat;solution;date;auteur;agence;thème;url\n"
    "7;Tournées;On passe deux fois dans la rue.;Un planning par rue;12/03/2024 08:30;A. B.;agence de rezé;"
    "Planning;https://example.org/7\n"
    "8;Gants;Il manque toujours des gants.;;;;Ailleurs;;\n"
)


def rows_of(text=CSV):
    return read_rows(text.encode(), source="box", now=NOW).rows


def numbered(count):
    lines = (f"{number};Une idée numéro {number} pour les tournées" for number in range(count))
    return rows_of("id;texte\n" + "\n".join(lines) + "\n")


@pytest.fixture
def moment():
    with clock.at(NOW):
        yield NOW


@pytest.mark.django_db
def test_an_imported_idea_keeps_its_date_its_words_and_its_source(moment):
    site = SiteFactory(name="Agence de Rezé")
    assert import_rows(rows_of(), source="box") == ImportOutcome(created=2, already_present=0)
    idea = Idea.objects.get(external_id="7")
    written = datetime(2024, 3, 12, 7, 30, tzinfo=UTC)
    assert (idea.submitted_at, idea.created_at, idea.state_since) == (written, written, moment)
    assert (idea.title, idea.problem_text) == ("Tournées", "On passe deux fois dans la rue.")
    assert (idea.change_text, idea.kind) == ("Un planning par rue", "proposal")
    assert (idea.origin, idea.import_source, idea.state, idea.site) == ("import", "box", "submitted", site)
    assert idea.reference.startswith("PKR-2026-")


@pytest.mark.django_db
def test_without_a_date_the_idea_is_dated_of_the_import_and_an_unknown_site_stays_blank(moment):
    import_rows(rows_of(), source="box")
    idea = Idea.objects.get(external_id="8")
    assert (idea.submitted_at, idea.created_at, idea.site, idea.kind) == (moment, moment, None, "feedback")


@pytest.mark.django_db
def test_nothing_is_promised_and_nobody_is_written_to(moment):
    UserFactory(officer=True)
    import_rows(rows_of(), source="box")
    assert set(Idea.objects.values_list("promised_reply_at", flat=True)) == {None}
    assert (OutgoingMail.objects.count(), Notification.objects.count(), Authorship.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db
def test_the_history_of_each_idea_begins_with_its_import(moment):
    import_rows(rows_of(), source="box")
    events = IdeaEvent.objects.order_by("idea__external_id")
    assert [(event.name, event.from_state, event.to_state, event.actor, event.at) for event in events] == [
        ("import", "", "submitted", None, moment)
    ] * 2
    assert [event.data for event in events] == [
        {
            "source": "box",
            "author": "A. B.",
            "site": "agence de rezé",
            "category": "Planning",
            "url": "https://example.org/7",
        },
        {"source": "box", "site": "Ailleurs"},
    ]


@pytest.mark.django_db
def test_the_same_rows_again_create_nothing_and_use_no_number():
    import_rows(rows_of(), source="box")
    assert import_rows(rows_of(), source="box") == ImportOutcome(created=0, already_present=2)
    import_rows(rows_of(), source="other box")
    numbers = sorted(int(reference[-4:]) for reference in Idea.objects.values_list("reference", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 4))


@pytest.mark.django_db
def test_only_what_is_missing_is_added():
    import_rows(rows_of()[:1], source="box")
    assert import_rows(rows_of(), source=" box ") == ImportOutcome(created=1, already_present=1)


@pytest.mark.django_db
def test_an_error_leaves_nothing_behind():
    rows = [*numbered(BATCH + 1), *numbered(1)]
    with pytest.raises(IntegrityError):
        import_rows(rows, source="box")
    assert Idea.objects.count() == 0


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_rows():
    counts = []
    for count in (1, 3, BATCH):
        with CaptureQueriesContext(connection) as queries:
            import_rows(numbered(count), source=f"box {count}")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.django_db
def test_progress_is_told_after_each_batch():
    told = []
    import_rows(numbered(2 * BATCH + 1), source="box", progress=lambda done, total: told.append((done, total)))
    total = 2 * BATCH + 1
    assert told == [(BATCH, total), (2 * BATCH, total), (total, total)]


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["", "  ", "x" * 81])
def test_a_source_is_named_in_eighty_characters(source):
    with pytest.raises(InvalidInput):
        import_rows(rows_of(), source=source)


@pytest.mark.django_db
def test_somebody_without_the_right_imports_nothing():
    with pytest.raises(NotAllowed):
        import_rows(rows_of(), source="box", by=UserFactory())
    assert Idea.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_source_at_once_create_each_idea_once():
    rows, outcomes, together = numbered(40), [], threading.Barrier(2)

    def run():
        together.wait()
        try:
            outcomes.append(import_rows(rows, source="box"))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((outcome.created, outcome.already_present) for outcome in outcomes) == [(0, 40), (40, 0)]
    assert Idea.objects.count() == 40
