"""Real files are read where PARKOUR_CORPUS_DIR names their folder; elsewhere one line says so."""

import os

import pytest
from django.utils import translation

from tests.factories import UserFactory

CORPUS = os.environ.get("PARKOUR_CORPUS_DIR", "")

collect_ignore = [] if CORPUS else ["test_corpus.py"]


def pytest_terminal_summary(terminalreporter, config):
    """To be imported by the conftest of `tests`: with several processes this one is read too late."""
    if CORPUS or getattr(config, "corpus_line_told", False):
        return
    config.corpus_line_told = True
    terminalreporter.write_line(
        "NOT COLLECTED: tests/ideas/importing/test_corpus.py (real files): PARKOUR_CORPUS_DIR is unset.",
        yellow=True,
        bold=True,
    )


@pytest.fixture(autouse=True)
def messages_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def files(settings, tmp_path):
    """The folder of the kept files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")
