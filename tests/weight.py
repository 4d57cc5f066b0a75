"""What a first load weighs: the page, its style sheets, its scripts and what these import, compressed."""

import gzip
import re
from urllib.parse import urljoin

LOADED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')
IMPORTED = re.compile(r'from\s*"(\.[^"]+)"')


def first_load_kb(page: bytes, read) -> float:
    """Kilobytes; `read(address)` gives the bytes of a file."""
    waiting = [name for pair in LOADED.findall(page.decode()) for name in pair if name]
    files = {}
    while waiting:
        name = waiting.pop()
        if name not in files:
            files[name] = read(name)
            if name.endswith(".js"):
                waiting += [urljoin(name, other) for other in IMPORTED.findall(files[name].decode())]
    return sum(len(gzip.compress(data)) for data in (page, *files.values())) / 1_000
