"""A loop of events for one test."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def run_alone(work):
    """What the coroutine `work` returns, in a thread of its own: that of the tests may have Chromium’s loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(copy_context().run, asyncio.run, work).result()
