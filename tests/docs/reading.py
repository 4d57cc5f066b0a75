"""What the written pages name: pictures, links, labels of the screen, addresses of pages. Pure."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
GUIDES = DOCS / "guides"
LANGUAGES = ("en", "fr")

FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.M)
PICTURE = re.compile(r'!\[[^\]]*\]\(([^)\s]+)\)|<img [^>]*src="([^"]+)"')
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)")
LABEL = re.compile(r"\*\*([^*]+)\*\*")
OPENING = re.compile(r"^\*\*[^*]+[.?]\*\*", re.M)  # a sentence that opens a paragraph is ours


@dataclass(frozen=True)
class Page:
    """One file, without what it shows as code."""

    path: Path

    @property
    def name(self):
        return self.path.relative_to(ROOT).as_posix()

    @property
    def words(self):
        return FENCE.sub("", self.path.read_text(encoding="utf-8"))

    @property
    def headings(self):
        """(depth, text) of each."""
        return [(len(marks), text) for marks, text in HEADING.findall(self.words)]

    @property
    def anchors(self):
        return {slug(text) for _depth, text in self.headings}

    @property
    def pictures(self):
        return [first or second for first, second in PICTURE.findall(self.words)]

    @property
    def links(self):
        """Where it leads, but for the addresses of others."""
        return [unquote(link) for link in LINK.findall(self.words) if "://" not in link]

    @property
    def addresses(self):
        """Pages of the product that it names: code that begins and ends with a slash."""
        return [code for code in CODE.findall(self.words) if code.startswith("/") and code.endswith("/")]

    @property
    def labels(self):
        """What stands in bold: labels of the screen."""
        return [" ".join(label.split()) for label in LABEL.findall(OPENING.sub("", self.words))]


def slug(heading: str) -> str:
    """The anchor that forges give to a heading."""
    kept = re.sub(r"[^\w\- ]", "", re.sub(r"[*`]", "", heading).lower())
    return kept.replace(" ", "-")


def dead_ends(page: Page) -> list[str]:
    """Links of the page that lead nowhere: no such file, or no such heading in it."""
    dead = []
    for link in page.links:
        target, _, anchor = link.partition("#")
        there = (page.path.parent / target).resolve() if target else page.path
        if not there.exists() or (anchor and anchor not in Page(there).anchors):
            dead.append(link)
    return dead
