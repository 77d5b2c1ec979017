"""Runs one function of a file as a step: ``python _run.py FILE FUNCTION [check]``. Started by the agent."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from types import ModuleType, TracebackType
    from typing import Any, Optional

_HERE = os.path.dirname(os.path.abspath(__file__))

# As a script this file has its own folder in front, where nothing is for others to import.
if sys.path and os.path.abspath(sys.path[0] or ".") == _HERE:
    sys.path[0] = os.path.dirname(_HERE)

from troupe._check import judge  # noqa: E402
from troupe._errors import StepError  # noqa: E402
from troupe._failure import tell_failure  # noqa: E402
from troupe._inputs import inputs  # noqa: E402
from troupe._messages import output  # noqa: E402
from troupe._step import call  # noqa: E402


def main(file: str, name: str, role: str = "step") -> int:
    _leave_in_order_when_asked()
    try:
        function = _find(_load(file), file, name)
        given = inputs()
        if role == "check":
            output(judge(function, given.get("subject")))
        else:
            result = call(function, given)
            # A function that called output() itself has said what there is.
            if result is not None:
                output(result)
    except StepError as error:
        print(f"troupe: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        tell_failure(error)
        print_exception(error)
        return 1
    return 0


def _leave_in_order_when_asked() -> None:
    """Python's own answer to SIGTERM is to vanish: this one runs `finally` blocks, and the exit code says the same."""
    import signal

    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def _load(file: str) -> ModuleType:
    """Imports the file by the name that it has for its neighbours, so that what it pickles can be unpickled elsewhere."""
    import importlib
    import importlib.util

    path = os.path.abspath(file)
    if not os.path.isfile(path):
        raise StepError(f"there is no file {file}")
    root, name = os.path.split(path)
    name = os.path.splitext(name)[0]
    while os.path.isfile(os.path.join(root, "__init__.py")):
        root, package = os.path.split(root)
        name = f"{package}.{name}"
    sys.path.insert(0, root)
    sys.argv = [path]
    if all(part.isidentifier() for part in name.split(".")) and name not in sys.builtin_module_names:
        module = importlib.import_module(name)
        if os.path.abspath(getattr(module, "__file__", None) or "") == path:
            return module
    # Its name is no name for Python ("01-train.py"), or a module that is loaded already has it.
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise StepError(f"{file} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _find(module: ModuleType, file: str, name: str) -> Any:
    function = getattr(module, name, None)
    if callable(function):
        return function
    functions = [key for key, value in vars(module).items() if callable(value) and not key.startswith("_")]
    raise StepError(f"{file} has no function {name}; it has {', '.join(sorted(functions)) or 'none'}")


def print_exception(error: BaseException) -> None:
    """A traceback that begins where the user's code begins."""
    import traceback

    traceback.print_exception(type(error), error, _users(error.__traceback__))


def _users(frames: Optional[TracebackType]) -> Optional[TracebackType]:
    first = frames
    while first is not None and _is_ours(first.tb_frame.f_code.co_filename):
        first = first.tb_next
    # An error of ours alone: better a long traceback than none.
    return first if first is not None else frames


def _is_ours(file: str) -> bool:
    return file.startswith((_HERE + os.sep, "<frozen importlib")) or f"{os.sep}importlib{os.sep}" in file


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
