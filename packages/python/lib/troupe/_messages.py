"""What a step tells while it runs: one JSON object a line, appended to the file TROUPE_MESSAGES."""

from __future__ import annotations

import json
import math
import os
import sys
import time

from ._plain import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any, Optional, Union

_LEVELS = ("debug", "info", "warn", "error")


def output(*value: Any, **fields: Any) -> None:
    """Sets the output of this step: one value, or its fields by name. The last call counts.

    Example:
        >>> troupe.output(accuracy=0.93, file=troupe.artifact("model.joblib"))
        >>> troupe.output([1, 2, 3])

    Raises:
        OutputInvalid: Something in it cannot be stored; the message says where.
    """
    if len(value) > 1 or (value and fields):
        raise TypeError("output() takes one value, or fields by name")
    send({"type": "output", "value": plain(value[0] if value else fields, "output")})


def metric(name: str, value: Any, step: Optional[int] = None) -> None:
    """Reports a number under a name, perhaps at a step (an epoch, a batch). NaN and infinities are kept, too.

    Example:
        >>> for epoch in range(10):
        ...     troupe.metric("loss", loss, step=epoch)
    """
    number = _number(value)
    # JSON has no NaN and no infinities; as texts they arrive.
    told = number if math.isfinite(number) else _name_of(number)
    message = {"type": "metric", "name": str(name), "value": told}
    if step is not None:
        message["step"] = int(step)
    send(message)


def progress(fraction: float, message: Optional[str] = None) -> None:
    """Says how much is done, from 0 to 1, and if you like, what is being done."""
    fraction = min(1.0, max(0.0, _number(fraction)))
    send({"type": "progress", "fraction": fraction, **({} if message is None else {"message": str(message)})})


def log(message: str, level: str = "info", **fields: Any) -> None:
    """Logs a line with fields, at the level debug, info, warn or error. Plain ``print`` and ``logging`` work as well."""
    if level not in _LEVELS:
        raise ValueError(f"the level {level!r} is none of {', '.join(_LEVELS)}")
    told = {"type": "log", "level": level, "message": str(message), "time": time.time()}
    send({**told, **({"fields": {name: _loggable(value) for name, value in fields.items()}} if fields else {})})


def send(message: dict[str, Any]) -> None:
    """Appends one line in one write: threads and processes may do so at the same time."""
    path = os.environ.get("TROUPE_MESSAGES")
    if not path:
        _show(message)
        return
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def _show(message: dict[str, Any]) -> None:
    """By hand, for people."""
    kind = message.pop("type")
    if kind == "output":
        text = json.dumps(message["value"], ensure_ascii=False)
    elif kind == "metric":
        text = f"{message['name']} = {message['value']}" + (f" (step {message['step']})" if "step" in message else "")
    elif kind == "progress":
        text = f"{message['fraction']:.0%} {message.get('message', '')}".rstrip()
    elif kind == "log":
        kind = message["level"]
        text = " ".join([message["message"], *(f"{name}={value}" for name, value in message.get("fields", {}).items())])
    else:
        text = " ".join(str(value) for value in message.values())
    print(f"{kind}: {text}", file=sys.stderr)


def _number(value: Any) -> float:
    item = getattr(value, "item", None)
    return float(item() if callable(item) else value)


def _name_of(number: float) -> str:
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _loggable(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
