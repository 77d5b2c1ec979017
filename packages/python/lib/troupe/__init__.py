"""Helpers for pipeline steps written in Python. Standard library only, Python 3.9 or newer.

A step may be a script that uses these functions:

    import troupe

    inputs = troupe.inputs()
    for epoch in range(inputs["epochs"]):
        troupe.metric("loss", loss, step=epoch)
    troupe.output(accuracy=0.93, file=troupe.artifact("model.joblib"))

or a plain function of a file (``run: "steps/train.py:train"``), which gets the inputs by name and returns the output:

    def train(data, epochs):
        ...
        return {"accuracy": 0.93, "file": troupe.artifact("model.joblib")}

Everything here works in a script that is started by hand, too: what would be reported is printed.
"""

import os

from ._artifact import Artifact, artifact
from ._checkpoint import Checkpoint, checkpoint
from ._errors import NonRetryable, OutputInvalid, StepError
from ._failure import watch_for_failures
from ._inputs import inputs
from ._messages import log, metric, output, progress
from ._stacks import answer_to_signal
from ._step import step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._trace import span, traceparent

__all__ = [
    "Artifact",
    "Checkpoint",
    "NonRetryable",
    "OutputInvalid",
    "StepError",
    "artifact",
    "checkpoint",
    "inputs",
    "log",
    "metric",
    "output",
    "progress",
    "span",
    "step",
    "traceparent",
]


# By hand nobody asks, and what is thrown is on the terminal.
if os.environ.get("TROUPE_ATTEMPT_ID"):
    answer_to_signal()
    watch_for_failures()


def __getattr__(name: str) -> object:
    """Tracing brings threads and queues with it: loaded by who uses it."""
    if name in ("span", "traceparent"):
        from . import _trace

        return getattr(_trace, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
