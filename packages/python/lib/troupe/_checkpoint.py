"""Checkpoints: files that a step keeps, so that its next attempt goes on from there."""

from __future__ import annotations

import os

from ._messages import send

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Optional, Union, overload


class Checkpoint(str):
    """The path of the file that an earlier attempt kept last. Read-only: write the next one elsewhere."""

    #: What the step called it: an epoch, a batch. None if it did not say.
    step: Optional[int] = None


if TYPE_CHECKING:

    @overload
    def checkpoint() -> Optional[Checkpoint]: ...

    @overload
    def checkpoint(path: Union[str, os.PathLike[str]], step: Optional[int] = None) -> None: ...


def checkpoint(path: Union[str, os.PathLike[str], None] = None, step: Optional[int] = None) -> Optional[Checkpoint]:
    """Keeps a file as it is now, whatever becomes of the step; without a path, what an earlier attempt kept last.

    Write the file whole before the call. It is copied at once and uploaded beside; the step goes on meanwhile.

    Example:
        >>> start = 0
        >>> before = troupe.checkpoint()
        >>> if before is not None:
        ...     model, start = load(before), before.step + 1
        >>> for epoch in range(start, epochs):
        ...     fit(model)
        ...     save(model, f"epoch-{epoch}.pt")
        ...     troupe.checkpoint(f"epoch-{epoch}.pt", step=epoch)
    """
    if path is None:
        return _earlier()
    path = os.path.abspath(os.fspath(path))
    if not os.path.isfile(path):
        raise FileNotFoundError(f"there is no checkpoint {path}")
    send({"type": "checkpoint", "path": path, **({} if step is None else {"step": int(step)})})
    return None


def _earlier() -> Optional[Checkpoint]:
    path = os.environ.get("TROUPE_CHECKPOINT")
    if not path:
        return None
    found = Checkpoint(path)
    number = os.environ.get("TROUPE_CHECKPOINT_STEP")
    found.step = int(number) if number else None
    return found
