"""A loop of events for one test, also where Chromium’s stands in the thread of the tests."""

import asyncio
from asyncio import events
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def run_alone(work):
    """What the coroutine `work` returns, in a thread of its own: that of the tests may have Chromium’s loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(copy_context().run, asyncio.run, work).result()


def run_here(work):
    """What the coroutine `work` returns, in this thread: a process that it starts ends with the thread."""
    # Chromium's loop waits until the test asks for a page again: until then it is none of ours.
    standing = events._get_running_loop()
    events._set_running_loop(None)
    try:
        return asyncio.run(work)
    finally:
        events._set_running_loop(standing)
