"""Checks: functions that look at a value and say what is wrong with it."""

from __future__ import annotations


from ._errors import OutputInvalid
from ._step import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any, Callable, Dict


def judge(function: Callable[[Any], Any], subject: Any) -> Dict[str, Any]:
    """The verdict of a check. An assertion that fails, and a ValueError, are its way of saying what is wrong."""
    try:
        report = settled(function(subject))
    except (AssertionError, ValueError) as error:
        return _verdict([_words_of(error)])
    return verdict_of(report)


def verdict_of(report: Any) -> Dict[str, Any]:
    """All the ways to say it, as one: None and True are good, as is a list without problems."""
    if report is None or report is True:
        return _verdict([])
    if report is False:
        return {"passed": False, "problems": []}
    if isinstance(report, str):
        # A list was meant, and each letter would be a problem.
        return _verdict([report] if report else [])
    if isinstance(report, dict) and isinstance(report.get("passed"), bool):
        return {"passed": report["passed"], "problems": [str(problem) for problem in report.get("problems") or []]}
    if isinstance(report, (list, tuple)):
        return _verdict([str(problem) for problem in report])
    item = getattr(report, "item", None)
    if getattr(report, "shape", None) == () and callable(item):
        return verdict_of(item())
    raise OutputInvalid(
        f"a check returns True or False, a list of problems, or {{'passed': …, 'problems': […]}}; "
        f"this one returned a {type(report).__qualname__}"
    )


def _verdict(problems: list[str]) -> Dict[str, Any]:
    return {"passed": not problems, "problems": problems}


def _words_of(error: BaseException) -> str:
    """A bare ``assert`` has no words: then where it stands is what there is to say."""
    if str(error):
        return str(error)
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    line = f" (line {traceback.tb_lineno})" if traceback is not None else ""
    return f"{type(error).__name__}{line}"
