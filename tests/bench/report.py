"""The figures as a file for machines and as a table for people, with the bounds they are held to."""

from dataclasses import dataclass, field

# name: (must, aim, what is bounded)
BOUNDS = {
    "board.over_minimal": (2.0, 1.0),
    "queue.over_minimal": (2.0, 1.0),
    "board.100k_over_1k": (1.25, 1.11),
    "queue.100k_over_1k": (1.25, 1.11),
    "search.100k_over_1k": (1.25, 1.11),
    "board.queries": (10, 6),
    "queue.queries": (10, 6),
    "queue_next.queries": (15, 12),
    "portfolio.queries": (12, 8),
    "dashboard.queries": (20, 12),
    "dashboard.100k_over_1k": (1.5, 1.2),
    "queue_next.over_minimal": (5.0, 2.5),
    "portfolio.over_minimal": (4.0, 2.0),
    "triage60.machine_s": (10, 6),
    "live500.p95_ms": (1_000, 300),
    "vote500_30s.p95_ms": (300, 100),
    "vote500_burst.max_s": (10, 5),
    "close2000.s": (2, 0.5),
    "close2000.queries": (20, 12),
    "close2000_secret.s": (2, 0.5),
    "close2000_secret.queries": (20, 16),
    "digest5000.s": (60, 30),
    "board.rows": (130, 80),
    "board.deep_blocks": (2_000, 400),
    "submit.queries": (18, 12),
    "vote.queries": (12, 8),
    "session.queries": (15, 12),
    "submit.over_minimal": (1.25, 0.83),
    "vote.over_minimal": (1.0, 0.63),
    "import10k.over_minimal": (2.5, 1.5),
    "export10k.over_minimal": (3.0, 1.5),
    "import100k_measurements.s": (60, 30),
    "form.first_load_kb": (60, 40),
    "similar.p95_ms": (150, 75),
    "page.max_kb": (100, 60),
    "plan60.s": (0.5, 0.2),
    "plan500.s": (5, 2),
    "calendar10y.s": (1, 0.1),
}
# The more the better: (must, aim).
FLOORS = {
    "similar.typing_ap": (0.31, 0.45),
    "similar.typing_recall5": (0.70, 0.74),
    "similar.ap": (0.45, 0.60),
    "similar.recall5": (0.74, 0.80),
}


@dataclass
class Report:
    """`entries` is what `var/bench.json` holds."""

    entries: list[dict] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def add(self, name, value, unit, anchor=None, *, reason="", note=""):
        """One figure; with an `anchor` (same unit), their ratio. Without a value, the reason why."""
        entry = {"name": name, "value": _short(value), "unit": unit, "anchor": _short(anchor), "ratio": None}
        if value is None:
            entry["reason"] = reason
        elif anchor:
            entry["ratio"] = round(value / anchor, 3)
        self.entries.append(entry)
        self.notes[name] = note

    def take(self, entries: list[dict]) -> None:
        """Figures that another process has reported."""
        self.entries += entries
        self.notes |= {entry["name"]: "" for entry in entries}

    def table(self) -> str:
        lines = [f"{'':<26}{'value':>12} {'unit':<11}{'anchor':>10}{'ratio':>8}{'must':>8}{'aim':>7}"]
        return "\n".join([*lines, *(self._line(entry) for entry in self.entries)])

    def _line(self, entry):
        must, aim = BOUNDS.get(entry["name"]) or FLOORS.get(entry["name"], ("", ""))
        bounded = entry["ratio"] if entry["ratio"] is not None else entry["value"]
        told = _told(entry["name"], bounded, must)
        shown = [entry["value"], entry["anchor"], entry["ratio"]]
        value, anchor, ratio = ("–" if number is None else f"{number:,}" for number in shown)
        note = entry.get("reason") or self.notes[entry["name"]]
        return (
            f"{entry['name']:<26}{value:>12} {entry['unit']:<11}{anchor:>10}{ratio:>8}{must:>8}{aim:>7}{told}"
            f"{'  ' + note if note else ''}"
        )


def _told(name, bounded, must):
    if must == "" or bounded is None:
        return ""
    if name in FLOORS:
        return "" if bounded >= must else "  under"
    return "" if bounded <= must else "  over"


def _short(number):
    return round(number, 3) if isinstance(number, float) else number
