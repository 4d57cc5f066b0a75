"""`make screenshots`: the pictures of the guides, taken from the running product in each language.

Starts a demonstration of its own, walks it with Chromium and writes `docs/guides/<language>/images/`. A page that
breaks, answers an error or is too wide for its screen stops it. `--at` takes one that already runs, freshly seeded;
`--only NAME…` takes some pictures only: everything before them still happens, what comes after does not.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.screenshots.demonstration import ROOT, demonstration
from tests.screenshots.shots import LANGUAGES, SCENES, SHOTS, Scene
from tests.screenshots.studio import Studio


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("--at", help="the address of a demonstration that already runs")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "guides", help="the folder of the guides")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="the pictures to take; all without it")
    options = parser.parse_args(arguments)
    scenes = chosen_scenes(options.only)
    if unknown := sorted(set(options.only) - {shot.name for shot in SHOTS}):
        print(f"No such picture: {', '.join(unknown)}.", file=sys.stderr)
        return 1
    if CHROMIUM is None:
        print("No Chromium on this machine: install it (Debian: apt-get install chromium).", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        if not options.at:
            print("Preparing a demonstration…", flush=True)
        address = options.at or stack.enter_context(demonstration())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(browser.close)
        weight = _take_all(Studio(browser, address.rstrip("/")), options.out, scenes)
    taken = sum(len(scene.shots) for scene in scenes) * len(LANGUAGES)
    print(f"{taken} pictures, {weight / 1_000:,.0f} kB, in {options.out}")
    return 0


def chosen_scenes(names) -> list[Scene]:
    """The scenes up to the last that is asked for, each with the pictures to take; all of them without names."""
    if not names:
        return list(SCENES)
    kept = [Scene(scene.before, tuple(shot for shot in scene.shots if shot.name in names)) for scene in SCENES]
    last = max((place for place, scene in enumerate(kept) if scene.shots), default=-1)
    return kept[: last + 1]


def _take_all(studio: Studio, folder: Path, scenes) -> int:
    """Walk the scenes in their order; answer how many bytes the pictures weigh."""
    weight = 0
    for scene in scenes:
        scene.before(studio)
        for language in LANGUAGES:
            for shot in scene.shots:
                picture = studio.take(shot, language, folder)
                size = picture.stat().st_size
                weight += size
                print(f"{size / 1_000:6.0f} kB  {language}  {shot.name}", flush=True)
    return weight


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
