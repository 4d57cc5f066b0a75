"""Group U of the catalogue of reliability, where no other test says it: limits to the byte, cost of a bomb, viruses."""

import json
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.files.errors import NotTaken
from ideas.files.reading import read_file
from ideas.models import Attachment, Idea
from ideas.services.attachments import FILE_LIMIT, MOST_FILES
from parkour.core.exceptions import InvalidInput
from tests.factories import UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import uploaded

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MEMORY = 100 * 1024  # kilobytes more than the program has before: a third of what was decided
BOMBS = {
    "a document": 'makers.microsoft(more={"word/media/b.xml": b"\\0" * 60_000_000})',
    "a PDF of 100,000 pages": "makers.pdf(b'/Kids [' + b'3 0 R ' * 100_000 + b']')",
}
COST = """
    import json, re, sys
    from pathlib import Path
    import django
    from django.conf import settings
    settings.configure(USE_I18N=False)
    django.setup()
    from ideas.files import packed, pictures
    from ideas.files.errors import NotTaken
    from ideas.files.reading import read_file
    from tests.ideas.files import makers
    data = sys.stdin.buffer.read()
    read_file(makers.photo(), "a.jpg")
    {fault}
    def peak():
        return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
    Path("/proc/self/clear_refs").write_text("5")  # else the peak is that of the program that started this one
    before = peak()
    try:
        read_file(data, "a")
        end = "taken"
    except NotTaken:
        end = "refused"
    print(json.dumps([end, peak() - before]))
"""
# A fault: nothing is looked at before it is unpacked, and it is unpacked at once.
UNGUARDED = """packed._check_parts = lambda archive: None
    packed._unpack = lambda archive: [archive.read(part) for part in archive.infolist()]"""


def cost_of(data, fault=""):
    """(what became of it, kilobytes that it took) of reading `data`, in a program of its own."""
    script = textwrap.dedent(COST.format(fault=fault or "pass"))
    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", BOMBS)
def test_what_unpacks_to_more_than_a_machine_holds_costs_little(kind):
    """U03. A PDF is never drawn: its pages cost what its bytes do."""
    end, memory = cost_of(eval(BOMBS[kind]))  # noqa: S307 — made above, here only so that none waits in memory
    assert (end, memory < MEMORY) == ("taken" if "PDF" in kind else "refused", True), memory


def test_unguarded_a_bomb_would_cost_more():
    """Planted fault."""
    data = makers.microsoft(more={"word/media/b.xml": b"\0" * 150_000_000})
    assert cost_of(data, UNGUARDED)[1] > MEMORY


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
def test_the_limit_is_one_to_the_byte():
    """U01."""
    person, whole = UserFactory(), makers.pdf()
    end = whole[whole.rindex(b"startxref") :]  # looked for at the end
    full = whole + b" " * (FILE_LIMIT - len(whole) - len(end)) + end
    assert uploaded(person, full, "plan.pdf").size == FILE_LIMIT
    with pytest.raises(InvalidInput, match="10 Mo"):
        uploaded(person, b" " + full, "plan.pdf")


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
def test_of_twenty_files_in_a_form_ten_are_kept_and_it_is_said(signed_in):
    """U01. The text is not lost with the others."""
    files = [SimpleUploadedFile(f"{number}.jpg", makers.photo()) for number in range(20)]
    form = {"problem_text": "Deux heures d’attente.", "speaker": "me", "new_files": files}
    answer = signed_in(UserFactory()).post("/ideas/new/", form)
    assert (answer.status_code, Attachment.objects.count(), Idea.objects.count()) == (422, MOST_FILES, 0)
    assert "Deux heures d’attente." in answer.content.decode()


@pytest.mark.parametrize("data", [EICAR, b"\n" + EICAR, EICAR + b" " * 60])
def test_the_string_by_which_scanners_are_tried_is_no_file_that_is_taken(data):
    """U10. There is no scanner, which docs/operations.md says: a type that is not known is what is refused."""
    with pytest.raises(NotTaken):
        read_file(data, "facture.pdf")


def test_the_operator_is_told_that_nothing_is_scanned():
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "Nothing scans them" in text
