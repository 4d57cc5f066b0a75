from io import StringIO

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from parkour.core.catalogue import CatalogueState
from parkour.core.management.commands import messages


def run(*flags):
    out = StringIO()
    call_command("messages", *flags, stdout=out)
    return out.getvalue()


@pytest.fixture
def catalogue(monkeypatch):
    catalogue = Catalog(locale="fr", fuzzy=False)
    monkeypatch.setattr(messages, "read_catalogue", lambda path: catalogue)
    monkeypatch.setattr(messages, "catalogue_state", lambda: CatalogueState([], [], []))
    return catalogue


def test_check_lists_what_is_missing_and_fails(catalogue, monkeypatch, capsys):
    monkeypatch.setattr(messages, "catalogue_state", lambda: CatalogueState(["'Close'"], [], ["'Gone'"]))
    with pytest.raises(CommandError, match="not complete"):
        call_command("messages", "--check")
    assert "missing: 1\n  'Close'\n" in capsys.readouterr().out


def test_check_fails_on_a_badly_written_translation(catalogue):
    catalogue.add("Thank you", "Merci !")
    with pytest.raises(CommandError, match="not complete"):
        run("--check")


def test_check_passes_on_a_complete_catalogue(catalogue):
    catalogue.add("Thank you", "Merci\u00a0!")
    assert run("--check") == "missing: 0\nfuzzy: 0\nobsolete: 0\nwrong: 0\n"


def test_update_tells_what_is_left_without_failing(catalogue, monkeypatch):
    monkeypatch.setattr(messages, "update_catalogue", lambda: CatalogueState(["'Close'"], [], []))
    assert run("--update").startswith("missing: 1\n  'Close'\n")


def test_compile_says_when_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(messages, "compile_catalogues", list)
    assert run("--compile") == "already up to date\n"
