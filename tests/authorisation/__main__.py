"""`python -m tests.authorisation` writes docs/authorisation.md from docs/authorisation.yaml. It asks no server."""

from tests.authorisation.matrix import the_matrix
from tests.authorisation.rendering import PAGE_FILE, render

PAGE_FILE.write_text(render(the_matrix()), encoding="utf-8")
