"""What a long run tells as it goes: a failure at once, and at the end where the time went."""

from collections import Counter

SHOWN = 20


class Telling:
    """Plugin of the process that prints: with xdist, the one that hands the tests out."""

    def __init__(self, terminal):
        self.terminal, self.seconds = terminal, Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid.partition("::")[0]] += report.duration
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            said = crash.message.splitlines()[:1] if crash else []
            self.terminal.write_line(" ".join([f"\n{report.when} failed: {report.nodeid}", *said]))

    def pytest_terminal_summary(self):
        whole = sum(self.seconds.values())
        if whole < 60:
            return
        self.terminal.section("where the time went")
        for path, seconds in self.seconds.most_common(SHOWN):
            self.terminal.write_line(f"{seconds:7.0f} s  {seconds / whole:4.0%}  {path}")
        self.terminal.write_line(f"{whole:7.0f} s  in {len(self.seconds)} files, all processes together")


def register(config):
    """Tell, from the process that has the terminal."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Telling(terminal), "telling")
