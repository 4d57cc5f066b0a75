"""The page that people read says what the matrix says."""

from tests.authorisation.matrix import the_matrix
from tests.authorisation.rendering import PAGE_FILE, render


def test_the_page_is_up_to_date():
    """Else: `python -m tests.authorisation`."""
    assert PAGE_FILE.read_text(encoding="utf-8") == render(the_matrix())


def test_the_file_can_be_read_aloud():
    lines = PAGE_FILE.with_suffix(".yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 600
