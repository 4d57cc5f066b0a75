"""The pages of indicators: what is read, entered, drawn, imported."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from parkour.core import clock, private_files
from parkour.indicators.models import Indicator, Measurement, MeasurementFile, Reason
from parkour.indicators.reading import series_of
from parkour.indicators.services.changes import record_change
from parkour.indicators.services.indicators import write_reason
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.indicators.measuring import CSAT, filled, indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page(client, name, *args, query="", status=200):
    answer = client.get(reverse(f"indicators:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client, name, /, *args, query="", status=303, **data):
    answer = client.post(reverse(f"indicators:{name}", args=args) + query, data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def test_an_indicator_is_written_on_its_form_and_shown_on_its_side(client, officer):
    assert "No indicator yet" in page(client, "indicators")
    send(
        client, "new_indicator", name="CSAT", attention="employees", counted="Answers 4 and 5", among="All answers",
        unit="percent", better="up", target="85,5", period="month", owner="", version="",
    )  # fmt: skip
    made = Indicator.objects.get()
    assert (made.target, made.owner, made.attention) == (Decimal("85.5"), None, "employees")
    text = page(client, "indicators")
    assert text.index("Employees") < text.index("CSAT") and "None on this side yet" in text


def test_a_wrong_owner_or_target_is_told_at_its_field(client, officer):
    answer = send(client, "new_indicator", name="CSAT", target="beaucoup", owner="nobody@example.org", status=422)
    text = answer.content.decode()
    assert "“beaucoup” is no number." in text and "Nobody here has this e-mail address." in text


def test_the_grid_enters_what_was_changed_on_the_page_and_takes_away_what_was_emptied(client, officer):
    one, lyon = indicator(officer), SiteFactory(name="Lyon")
    query = "?period=2024-03-01"
    names = {f"numerator_{lyon.pk}": "41", f"denominator_{lyon.pk}": "50,0", "numerator_0": "", "denominator_0": ""}
    send(client, "enter", one.pk, query=query, shown="{}", **names)
    row = Measurement.objects.get()
    assert (row.site, row.starts_on, row.numerator, row.denominator) == (lyon, date(2024, 3, 1), 41, 50)
    shown = f'{{"{lyon.pk}": ["41", "50"]}}'
    assert shown.replace('"', "&quot;") in page(client, "enter", one.pk, query=query)
    emptied = {f"numerator_{lyon.pk}": "", f"denominator_{lyon.pk}": ""}
    send(client, "enter", one.pk, query=query, shown="{}", **emptied)
    assert Measurement.objects.count() == 1, "what somebody else entered meanwhile is not taken away"
    send(client, "enter", one.pk, query=query, shown=shown, **emptied)
    assert not Measurement.objects.exists()


def test_the_grid_writes_into_the_period_that_it_showed_whenever_it_is_sent(client, officer):
    one = indicator(officer, period="week")
    friday = datetime(2026, 3, 13, 18, tzinfo=UTC)
    with clock.at(friday):
        text = page(client, "enter", one.pk)
    assert f'action="/indicators/{one.pk}/enter/?period=2026-03-02"' in text
    late = write_reason(name="Retard", parent=None, by=officer)
    assert f"?reason={late.pk}&amp;period=" in page(client, "enter", one.pk, query=f"?reason={late.pk}")
    empty = page(client, "indicator", one.pk, query=f"?reason={late.pk}")
    assert empty.count(f"/enter/?reason={late.pk}") == 2, "the empty state too leads to the series it speaks of"


def test_a_wrong_number_of_the_grid_is_told_at_its_field_and_kept(client, officer):
    one = indicator(officer)
    names = {"numerator_0": "60", "denominator_0": "50", "shown": "{}"}
    text = send(client, "enter", one.pk, query="?period=2024-03-01", status=422, **names).content.decode()
    assert "More are counted than there are" in text and 'value="60"' in text
    names["denominator_0"] = "douze"
    assert "“douze” is no number." in send(client, "enter", one.pk, status=422, **names).content.decode()


def test_the_owner_fills_in_theirs_and_the_sponsor_reads_but_does_not_enter(client, officer):
    owner, sponsor, other = UserFactory(), UserFactory(sponsor=True), UserFactory()
    one, foreign = filled(officer, owner=owner), indicator(officer, name="Autre")
    client.force_login(owner)
    assert "Autre" not in page(client, "indicators")
    page(client, "enter", one.pk), page(client, "indicator", one.pk)
    page(client, "indicator", foreign.pk, status=404)
    page(client, "new_indicator", status=404)
    assert 'href="/indicators/"' in client.get("/").content.decode()
    client.force_login(sponsor)
    assert "Autre" in page(client, "indicators")
    page(client, "indicator", one.pk), page(client, "enter", one.pk, status=404)
    client.force_login(other)
    page(client, "indicators", status=404), page(client, "indicator", one.pk, status=404)
    assert 'href="/indicators/"' not in client.get("/").content.decode()


def test_the_chart_has_its_table_with_the_absolute_numbers_and_its_plain_sentence(client, officer):
    one = filled(officer, [*CSAT, 95], target=Decimal(70))
    text = page(client, "indicator", one.pk)
    assert '<svg class="xmr"' in text and "The chart as a table" in text
    assert "The last values are better than chance alone explains." in text
    assert "good side: beyond a limit" in text and "95.0\N{NO-BREAK SPACE}%" in text
    assert "Target always reached" in text and "ordinary variation from 72.9" in text


def test_the_drawing_keeps_its_numbers_for_machines_in_french(client, officer):
    one = filled(officer, [*CSAT, 95])
    officer.locale = "fr"
    officer.save()
    drawn = page(client, "indicator", one.pk).partition('<svg class="xmr"')[2].partition("</svg>")[0]
    assert "95,0\N{NO-BREAK SPACE}%" in drawn
    assert not re.search(r'(cx|cy|x|y|width|height|d)="[^"]*,', drawn)


def test_an_empty_series_says_what_comes_next(client, officer):
    assert "Nothing entered for this series yet" in page(client, "indicator", indicator(officer).pk)


def test_one_point_is_shown_and_says_nothing(client, officer):
    assert "One point says nothing yet" in page(client, "indicator", filled(officer, [80]).pk)


def test_a_change_is_recorded_shown_with_its_claim_rebased_and_taken_back(client, officer):
    one, idea = filled(officer, [*CSAT, *[88] * 7]), IdeaFactory(officer=officer)
    wrong = send(client, "record_change", one.pk, on="2025-01-01", sentence="Rappel", idea="PKR-1999-0001", status=422)
    assert "No contribution has this reference" in wrong.content.decode()
    send(client, "record_change", one.pk, on="2025-01-01", sentence="Rappel", idea=idea.reference.lower())
    text = page(client, "indicator", one.pk)
    assert "Effect demonstrated" in text and idea.reference in text
    change = one.changes.get()
    send(client, "rebase", change.pk, why="Durable")
    assert "provisional until the twelfth point" in page(client, "indicator", one.pk)
    assert client.post(reverse("indicators:remove_change", args=[change.pk])).status_code == 302
    send(client, "undo_rebase", change.baselines.get().pk)
    send(client, "remove_change", change.pk)
    assert not one.changes.exists()


def test_who_reads_the_chart_reads_of_a_contribution_what_they_may(client, officer):
    owner, idea = UserFactory(), IdeaFactory(officer=officer, problem_text="Bandes jaunes effacées.")
    one = filled(officer, owner=owner)
    record_change(one, on=date(2024, 6, 1), sentence="Rappel", idea=idea, by=officer)
    assert "Bandes jaunes" in page(client, "indicator", one.pk)
    client.force_login(owner)
    text = page(client, "indicator", one.pk)
    assert "Rappel" in text and "Bandes jaunes" not in text and idea.reference not in text


def test_the_series_leaves_as_a_spreadsheet_with_its_absolute_numbers(client, officer):
    one = filled(officer, CSAT[:2])
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse("indicators:series_file", args=[one.pk]), {"format": kind})
        body = b"".join(answer.streaming_content)
        assert kind in answer["Content-Disposition"]
        if kind == "csv":
            assert "2024-01-01" in body.decode() and "82" in body.decode()


def test_closing_takes_it_from_the_list_and_opening_again_brings_it_back(client, officer):
    one = indicator(officer)
    send(client, "close_indicator", one.pk)
    assert one.name not in page(client, "indicators") and one.name in page(client, "indicators", query="?closed=1")
    assert "This indicator is closed" in page(client, "indicator", one.pk)
    page(client, "enter", one.pk)
    send(client, "reopen_indicator", one.pk)
    assert one.name in page(client, "indicators")


def test_reasons_are_added_renamed_closed_and_offered_again(client, officer):
    assert "No reason yet" in page(client, "reasons")
    send(client, "reasons", name="Retard", parent="")
    top = Reason.objects.get()
    send(client, "reasons", name="Transport", parent=top.pk)
    assert "Retard &gt; Transport" in page(client, "reasons")
    assert "already there" in send(client, "reasons", name="retard", parent="", status=422).content.decode()
    send(client, "reason", top.pk, name="Délai", parent="")
    send(client, "close_reason", top.pk)
    assert Reason.objects.get(pk=top.pk).closed_at
    send(client, "reopen_reason", top.pk)
    assert page(client, "reason", top.pk).count("Délai") >= 2


def csv_of(*lines):
    head = "Indicateur;Période;Site;Motif;Numérateur;Dénominateur"
    return SimpleUploadedFile("mars.csv", "\n".join([head, *lines]).encode(), "text/csv")


def test_a_file_is_told_row_by_row_then_entered_without_its_refused_rows(
    client, officer, django_capture_on_commit_callbacks
):
    one, lyon = filled(officer, CSAT[:1]), SiteFactory(name="Lyon")
    late = write_reason(name="Transport", parent=write_reason(name="Retard", parent=None, by=officer), by=officer)
    file = csv_of(
        "Clients satisfaits;2024-01;;;82;100",
        "clients SATISFAITS;2024-02;Lyon;;1 040,5;2 000",
        "Clients satisfaits;15/03/2024;;Retard > Transport;3;100",
        "Inconnu;2024-01;;;1;2",
        "Clients satisfaits;2024-04;Nulle part;;1;2",
        "Clients satisfaits;2024-04;;;3;2",
        "Clients satisfaits;2024-02;lyon;;1;2",
        "Clients satisfaits;bientôt;;;1;2",
        "Clients satisfaits;2024-05;;;beaucoup;2",
    )
    send(client, "files", file=file)
    sent = MeasurementFile.objects.get()
    assert (sent.rows, sent.added, sent.corrected, sent.same, sent.refused) == (9, 2, 0, 1, 6)
    assert Measurement.objects.count() == 1
    text = page(client, "file", sent.pk)
    for sentence in ("“Inconnu”", "“Nulle part”", "already on line 3", "“beaucoup” is no number", "More are counted"):
        assert sentence in text
    with django_capture_on_commit_callbacks(execute=True):
        send(client, "enter_file", sent.pk)
    assert [point.value for point in series_of(one, lyon).points] == [pytest.approx(52.025)]
    assert [point.value for point in series_of(one, None, late).points] == [3]
    send(client, "enter_file", sent.pk)
    assert Measurement.objects.count() == 3
    with pytest.raises(FileNotFoundError):
        private_files.read(sent.stored_as)


def test_a_workbook_with_real_dates_is_read(client, officer):
    one = indicator(officer)
    book = Workbook()
    book.active.append(["indicator", "period", "numerator", "denominator"])
    book.active.append([one.name, date(2024, 2, 1), 41, 50])
    kept = io.BytesIO()
    book.save(kept)
    send(client, "files", file=SimpleUploadedFile("mars.xlsx", kept.getvalue()))
    send(client, "enter_file", MeasurementFile.objects.get().pk)
    assert Measurement.objects.get().starts_on == date(2024, 2, 1)


def test_a_file_that_is_no_table_of_measurements_is_refused_with_a_sentence(client, officer):
    wrong = SimpleUploadedFile("x.csv", b"name;age\nA;3\n")
    assert "Missing: indicator" in send(client, "files", file=wrong, status=422).content.decode()
    assert not MeasurementFile.objects.exists()


def test_a_file_put_away_enters_nothing(client, officer):
    indicator(officer)
    send(client, "files", file=csv_of("Clients satisfaits;2024-01;;;82;100"))
    send(client, "discard_file", MeasurementFile.objects.get().pk)
    assert not MeasurementFile.objects.exists() and not Measurement.objects.exists()
