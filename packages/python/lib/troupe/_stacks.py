"""Lets the agent ask a step that stands still what it is at: a signal, and all threads write their stacks to stderr."""

from __future__ import annotations

import sys

# A real-time signal of Linux, which neither Python nor libraries have a use for. As in the agent's dump-stacks.ts.
SIGNAL = 40


def answer_to_signal() -> None:
    """Works also while native code runs, or a lock is held: it is written from the signal handler itself."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import faulthandler

        # The file itself: sys.stderr may have been replaced, and may be replaced again.
        faulthandler.register(SIGNAL, file=2, all_threads=True, chain=False)
    except (ImportError, OSError, RuntimeError, ValueError):
        # An interpreter without it, or without a stderr: the step runs as well, and has no stacks to show.
        pass
