"""`manage.py import_ideas`: what the person at the terminal reads, and what is there afterwards."""

import io

import pytest
from django.core.management import CommandError, call_command

from ideas.models import Idea
from parkour.notifications.models import Notification, OutgoingMail

pytestmark = pytest.mark.django_db

GOOD = (
    "id;titre;texte;date\n"
    "1;Tournées;On passe deux fois dans la rue.;30 janv. 2019\n"
    "2;Gants;Il manque des gants.;28 févr. 2019\n"
)
MIXED = GOOD + "3;Rien;RAS;\n4;Clés;Les clés se perdent.;31/02/2019\n"


@pytest.fixture
def run(tmp_path):
    def run_command(content, *options, name="boite.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        try:
            call_command("import_ideas", str(file), *options, stdout=out, no_color=True)
        except CommandError as error:
            return out.getvalue(), f"{error} ({error.returncode})"
        return out.getvalue(), None

    return run_command


def test_a_good_file_is_told_and_imported(run):
    out, error = run(GOOD.encode("cp1252"))
    assert error is None
    assert out.splitlines() == [
        "File “boite.csv”, source “boite”, encoding cp1252, delimiter “;”.",
        "  Identifier: column “id”",
        "  Title: column “titre”",
        "  What happens: column “texte”",
        "  Date: column “date”",
        "  No column of changes: each row is a proposal.",
        "Rows that can be imported: 2. Rows refused: 0.",
        "Imported: 2 of 2 rows.",
        "2 ideas were created. 0 were already there.",
    ]
    assert list(Idea.objects.order_by("external_id").values_list("import_source", "external_id", "title")) == [
        ("boite", "1", "Tournées"),
        ("boite", "2", "Gants"),
    ]


def test_a_second_run_creates_nothing(run):
    run(GOOD)
    out, error = run(GOOD.encode("utf-16"))
    assert (out.splitlines()[-1], error) == ("0 ideas were created. 2 were already there.", None)
    assert Idea.objects.count() == 2


def test_a_second_run_without_identifiers_creates_nothing(run):
    content = "titre;auteur;cree le\nUn planning par rue;A;30 janv. 2019\nUn planning par rue;B;30 janv. 2019\n"
    run(content)
    out, _error = run(content.replace(";", ",").encode("utf-8-sig"))
    assert out.splitlines()[-1] == "0 ideas were created. 2 were already there."


def test_one_refused_row_refuses_the_file_and_each_is_told_with_its_line(run):
    out, error = run(MIXED)
    assert "Line 4 refused. “RAS” says nothing that can be studied." in out
    assert "Line 5 refused. The date “31/02/2019” does not exist." in out
    assert error == (
        "Nothing was imported: 2 rows are refused. Correct them, or import the others with --keep-valid. (1)"
    )
    assert Idea.objects.count() == 0


def test_keep_valid_imports_the_others(run):
    out, error = run(MIXED, "--keep-valid")
    assert (out.splitlines()[-1], error) == ("2 ideas were created. 0 were already there.", None)
    assert Idea.objects.count() == 2


def test_keep_valid_with_no_valid_row_fails(run):
    _out, error = run("id;texte\n1;RAS\n2;Néant\n", "--keep-valid")
    assert error == "Nothing was imported: no row is valid. (1)"


def test_a_trial_run_imports_nothing(run):
    out, error = run(GOOD, "--dry-run")
    assert (out.splitlines()[-1], error) == ("Trial run: nothing was imported.", None)
    assert run(MIXED, "--dry-run")[1] is not None
    assert Idea.objects.count() == 0


def test_columns_source_encoding_and_delimiter_may_be_told(run):
    content = "no|quoi|mot|le\n5|Gants|Il manque toujours des gants.|12/03/2024\n".encode("utf-16-le")
    _out, error = run(
        content,
        *("--source", "Boîte 2024", "--id-column", "no", "--title-column", "quoi", "--text-column", "mot"),
        *("--date-column", "le", "--encoding", "utf-16-le", "--delimiter", "|"),
    )
    assert error is None
    idea = Idea.objects.get()
    assert (idea.import_source, idea.external_id, idea.title) == ("Boîte 2024", "5", "Gants")


def test_a_tab_may_be_written_with_its_escape(run):
    out, error = run(GOOD.replace(";", "\t"), "--delimiter", "\\t")
    assert (out.splitlines()[0], error) == (
        "File “boite.csv”, source “boite”, encoding utf-8, delimiter tab.",
        None,
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is an image, not a CSV file."),
        ("id;voter;vote\n1;9;15\n2;8;16\n",
         "This is not a list of ideas: no column holds texts (id, voter, vote). If one does, name it."),
        ("id;titre\n1;Pourquoi ?\n2;Comment faire ?\n3;Où aller ?\n",
         "This is a list of questions, not of ideas: 3 rows of 3 end with “?”."),
    ],
    ids=["empty", "image", "ballots", "questions"],
)  # fmt: skip
def test_a_file_that_is_no_list_of_ideas_is_refused_in_one_sentence(run, content, sentence):
    assert run(content) == ("", f"{sentence} (1)")
    assert Idea.objects.count() == 0


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("import_ideas", str(tmp_path / "nowhere.csv"))
    assert str(caught.value).endswith("nowhere.csv” cannot be read: No such file or directory.")


def test_no_promise_is_made_and_no_mail_is_prepared(run):
    run(GOOD)
    assert set(Idea.objects.values_list("promised_reply_at", flat=True)) == {None}
    assert (OutgoingMail.objects.count(), Notification.objects.count()) == (0, 0)


def test_ten_thousand_rows_are_imported_with_progress(run):
    lines = (f"{number};Une idée numéro {number} pour les tournées du matin;30 janv. 2019" for number in range(10_000))
    out, error = run("id;texte;date\n" + "\n".join(lines) + "\n")
    assert error is None
    assert [line for line in out.splitlines() if line.startswith("Imported")][0] == "Imported: 500 of 10000 rows."
    assert out.splitlines()[-1] == "10000 ideas were created. 0 were already there."
    assert Idea.objects.count() == 10_000
