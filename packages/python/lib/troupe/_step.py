"""``@step``: a plain function that can be run as a step from its own file."""

from __future__ import annotations

import sys

from ._errors import StepError
from ._inputs import inputs
from ._messages import output

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any, Callable, Dict, TypeVar

    Function = TypeVar("Function", bound=Callable[..., Any])


def step(function: Function) -> Function:
    """Marks a function as a step. It stays a plain function, and gets ``run()``: inputs in, output out.

    With ``run: "steps/train.py:train"`` nothing more is needed, nor is this decorator. It makes a file that can be
    started as a script as well, by Troupe or by hand:

    Example:
        >>> @troupe.step
        ... def train(data, trees=10):
        ...     return {"accuracy": fit(data, trees)}
        ...
        >>> if __name__ == "__main__":
        ...     train.run()

        $ python steps/train.py --data data.csv --trees 50
    """

    def run() -> None:
        try:
            import inspect

            result = call(function, inputs() if inspect.signature(function).parameters else {})
            if result is not None:
                output(result)
        except StepError as error:
            print(f"troupe: {error}", file=sys.stderr)
            sys.exit(1)

    function.run = run  # type: ignore[attr-defined]
    return function


def call(function: Callable[..., Any], given: Dict[str, Any]) -> Any:
    """Calls it with the inputs by name, and says what does not fit."""
    try:
        result = function(**given)
    except TypeError as error:
        # Its traceback ends here only if the call itself failed, before any of the function ran.
        if error.__traceback__ is None or error.__traceback__.tb_next is not None:
            raise
        raise StepError(_mismatch(function, given, error)) from None
    return settled(result)


def _mismatch(function: Callable[..., Any], given: Dict[str, Any], error: TypeError) -> str:
    import inspect

    name = getattr(function, "__name__", "the function")
    names = ", ".join(given) or "none"
    return f"{name}{inspect.signature(function)} does not take these inputs ({names}): {error}"


def settled(result: Any) -> Any:
    """An ``async def`` is run to its end."""
    if not hasattr(result, "__await__"):
        return result
    import asyncio

    return asyncio.run(_awaited(result))


async def _awaited(result: Any) -> Any:
    return await result
