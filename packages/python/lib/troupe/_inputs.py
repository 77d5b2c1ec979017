"""What a step was given."""

from __future__ import annotations

import json
import os
import sys

from ._artifact import localized
from ._errors import StepError

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any, Dict


def inputs() -> Dict[str, Any]:
    """The inputs by name. Artifacts are paths of local files (see ``Artifact``).

    In a script that is started by hand they come from its command line: ``python train.py --data data.csv --trees 10``,
    or from a JSON file that the variable TROUPE_INPUTS names.
    """
    path = os.environ.get("TROUPE_INPUTS")
    if path:
        with open(path, encoding="utf-8") as file:
            return {name: localized(value) for name, value in json.load(file).items()}
    if len(sys.argv) > 1:
        return _from_words(sys.argv[1:])
    raise StepError(
        "this step has no inputs, for no pipeline started it. By hand, give them on the command line "
        "(--name value …), or name a JSON file: TROUPE_INPUTS=inputs.json"
    )


def _from_words(words: list[str]) -> Dict[str, Any]:
    """``--trees 10 --data=data.csv``: JSON where it is JSON, else text."""
    found: Dict[str, Any] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            raise StepError(f"{word!r} is no input: write --name value")
        name, equals, text = word[2:].partition("=")
        if not equals:
            if not waiting:
                raise StepError(f"--{name} lacks its value")
            text = waiting.pop(0)
        try:
            found[name.replace("-", "_")] = json.loads(text)
        except ValueError:
            found[name.replace("-", "_")] = text
    return found
