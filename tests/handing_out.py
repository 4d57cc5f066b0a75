"""How tests are handed out to the processes of a run: a few at a time, so that none waits behind a slow one."""

from xdist.scheduler import LoadScheduling

READY = 4  # tests that a process has waiting before it is given more


class ShortQueues(LoadScheduling):
    """As xdist does it, without its stock: quick tests would make it hand out hundreds in advance.

    Whoever then met a test of minutes would have them all behind it, while the other process had nothing to do.
    """

    def check_schedule(self, node, duration=0.0):
        if not self.pending or len(self.node2pending[node]) < READY:
            super().check_schedule(node, duration)
