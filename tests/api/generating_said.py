"""What `make schema` says at its end: how many requests each role sent, and what they were answered."""

from collections import Counter, defaultdict


def say_how_many(terminalreporter):
    """A line per role, added up over the shares, wherever they ran. Nothing where no share was asked for."""
    answers = defaultdict(Counter)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            if report.when == "call":
                for who, status, number in dict(report.user_properties).get("requests", []):
                    answers[who][status] += number
    for who, statuses in answers.items():
        told = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
        terminalreporter.write_line(f"{who}: {statuses.total()} requests: {told}")
