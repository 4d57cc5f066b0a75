"""The files of a deployment, as their readers see them."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES = ROOT / "docs" / "deploy" / "kubernetes"


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def manifests(folder: str) -> list[dict]:
    """Every object that this kustomization names, files in their order; other kustomizations left aside."""
    kustomization = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text(encoding="utf-8"))
    found = []
    for name in kustomization["resources"]:
        path = KUBERNETES / folder / name
        if path.is_file():
            found += list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    return found


def names_read_by_the_settings() -> set[str]:
    source = (ROOT / "parkour" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'\benv\.\w+\(\s*"(\w+)"', source))


def names_the_compose_file_asks_for() -> set[str]:
    source = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return set(re.findall(r"(?<!\$)\$\{(\w+)", source))


def stands_for(name: str) -> str:
    """The setting that a variable of an environment fills: a file's name stands for its content."""
    return name.removesuffix("_FILE")
