"""The page that people read says what the matrix says."""

from tests.authorisation.matrix import FILES, the_matrix
from tests.authorisation.rendering import PAGE_FILE, render


def test_the_page_is_up_to_date():
    """Else: `python -m tests.authorisation`."""
    assert PAGE_FILE.read_text(encoding="utf-8") == render(the_matrix())


def test_the_files_can_be_read_aloud():
    assert [file.name for file in FILES if len(file.read_text(encoding="utf-8").splitlines()) >= 600] == []
