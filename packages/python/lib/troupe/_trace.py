"""The step's own spans, as children of the attempt's. Nothing happens unless OTEL_EXPORTER_OTLP_ENDPOINT is set."""

from __future__ import annotations

import atexit
import contextlib
import contextvars
import os
import queue
import sys
import threading
import time
from typing import Any, Dict, Iterator, Optional

_current: contextvars.ContextVar[Optional[str]] = contextvars.ContextVar("troupe_traceparent", default=None)

#: Seconds: of one request, and for what is still waiting when the process ends.
_TIMEOUT = 1.0


def traceparent() -> Optional[str]:
    """The W3C trace context at this point, for what this step starts or calls; None without a trace."""
    return _current.get() or os.environ.get("TRACEPARENT")


@contextlib.contextmanager
def span(name: str, **attributes: Any) -> Iterator[None]:
    """Records how long a part of the step takes, in the trace of the run.

    Never fails and never waits for the collector. Set TROUPE_TRACE_DEBUG=1 to see on stderr why spans do not arrive.

    Example:
        >>> with troupe.span("fit", trees=100):
        ...     model.fit(x, y)
    """
    parent = _parse(traceparent())
    if parent is None or not _endpoint():
        yield
        return
    trace_id, parent_id, flags = parent
    span_id = os.urandom(8).hex()
    token = _current.set(f"00-{trace_id}-{span_id}-{flags}")
    begin = time.time_ns()
    failure: Optional[str] = None
    try:
        yield
    except BaseException as error:
        failure = f"{type(error).__name__}: {error}"
        raise
    finally:
        _current.reset(token)
        # An unsampled trace is kept nowhere, so its parts are not either.
        if int(flags, 16) & 1:
            ids = {"traceId": trace_id, "spanId": span_id, "parentSpanId": parent_id}
            _exporter.add(_record(ids, name, begin, attributes, failure))


def _record(
    ids: Dict[str, str], name: str, begin: int, attributes: Dict[str, Any], failure: Optional[str]
) -> Dict[str, Any]:
    status = {"code": 1} if failure is None else {"code": 2, "message": failure}
    return {
        **ids,
        "name": str(name),
        "kind": 1,
        "startTimeUnixNano": str(begin),
        "endTimeUnixNano": str(time.time_ns()),
        "attributes": _attributes(attributes),
        "status": status,
    }


def _attributes(values: Dict[str, Any]) -> list[Dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in values.items()]


def _value(value: Any) -> Dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    return {"stringValue": str(value)}


def _parse(text: Optional[str]) -> Optional[tuple[str, str, str]]:
    parts = (text or "").split("-")
    if len(parts) < 4 or [len(part) for part in parts[:4]] != [2, 32, 16, 2]:
        return None
    return parts[1], parts[2], parts[3]


def _endpoint() -> Optional[str]:
    whole = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if whole:
        return whole
    base = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    return f"{base.rstrip('/')}/v1/traces" if base else None


class _Exporter:
    """Sends from a thread of its own. What does not fit into its queue is dropped."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Dict[str, Any]] = queue.Queue(maxsize=1000)
        self._thread: Optional[threading.Thread] = None
        self._process = 0

    def add(self, record: Dict[str, Any]) -> None:
        # After a fork the thread is gone, and what was queued is the parent's.
        if self._thread is None or self._process != os.getpid():
            self._start()
        try:
            self._queue.put_nowait(record)
        except queue.Full:
            _explain("a span was dropped: too many are waiting")

    def _start(self) -> None:
        if self._process != os.getpid():
            self._queue = queue.Queue(maxsize=1000)
            atexit.register(self._flush)
        self._process = os.getpid()
        self._thread = threading.Thread(target=self._work, name="troupe-spans", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while True:
            records = [self._queue.get()]
            while len(records) < 100 and not self._queue.empty():
                records.append(self._queue.get())
            _post(records)
            for _ in records:
                self._queue.task_done()

    def _flush(self) -> None:
        deadline = time.monotonic() + _TIMEOUT
        while self._queue.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.01)


_exporter = _Exporter()


def _post(records: list[Dict[str, Any]]) -> None:
    import json
    import urllib.request

    resource = {
        "service.name": os.environ.get("OTEL_SERVICE_NAME", "troupe-step"),
        "troupe.run.id": os.environ.get("TROUPE_RUN_ID", ""),
        "troupe.task": os.environ.get("TROUPE_TASK", ""),
    }
    body = {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes(resource)},
                "scopeSpans": [{"scope": {"name": "troupe.py"}, "spans": records}],
            }
        ]
    }
    headers = {"content-type": "application/json"}
    for pair in os.environ.get("OTEL_EXPORTER_OTLP_HEADERS", "").split(","):
        name, equals, value = pair.partition("=")
        if equals:
            headers[name.strip()] = value.strip()
    try:
        request = urllib.request.Request(str(_endpoint()), json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=_TIMEOUT):
            pass
    except Exception as error:
        _explain(f"{len(records)} spans were not taken: {error}")


def _explain(text: str) -> None:
    if os.environ.get("TROUPE_TRACE_DEBUG"):
        print(f"troupe: {text}", file=sys.stderr)
