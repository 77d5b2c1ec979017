"""What a step tells of its failure: the type of the error, so that rules about retries can go by it."""

from __future__ import annotations

import os
import sys

from ._errors import NonRetryable
from ._messages import send

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from types import TracebackType
    from typing import Any, Optional, Type

# What everything is says nothing.
_PLAIN = ("object", "BaseException", "Exception")
_TYPES_AT_MOST = 10


def tell_failure(error: BaseException) -> None:
    """Says what was thrown. Whoever cannot say it has still failed: the exit code tells that much."""
    if not os.environ.get("TROUPE_MESSAGES") or not _is_main_process():
        return
    names = [name_of(kind) for kind in type(error).__mro__]
    types = [name for name in names if name not in _PLAIN][:_TYPES_AT_MOST]
    message = {"type": "failure", "error": types, "message": str(error)[:4000]}
    try:
        send({**message, "final": True} if isinstance(error, NonRetryable) else message)
    except OSError:
        pass


def name_of(kind: Type[Any]) -> str:
    """``TimeoutError``, ``requests.exceptions.ConnectionError``."""
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"


def _is_main_process() -> bool:
    """A worker of a pool may fail, and its parent cope with that."""
    process = sys.modules.get("multiprocessing.process")
    return process is None or process.parent_process() is None


def watch_for_failures() -> None:
    """Lets a script tell what it did not catch, and print it as ever."""
    before = sys.excepthook

    def hook(kind: Type[BaseException], error: BaseException, frames: Optional[TracebackType]) -> None:
        if isinstance(error, Exception):
            tell_failure(error)
        before(kind, error, frames)

    sys.excepthook = hook
