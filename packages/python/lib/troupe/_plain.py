"""From what Python code makes to what can be stored: JSON, and files."""

from __future__ import annotations

import math
import os

from ._artifact import Artifact
from ._errors import OutputInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any

#: Beyond these an integer is not the same number everywhere.
_LARGEST_INTEGER = 2**53 - 1


def plain(value: Any, path: str) -> Any:
    """The value as JSON, artifacts marked as such. Raises OutputInvalid, with the path of what is wrong."""
    if isinstance(value, Artifact):
        return _plain_artifact(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _plain_text(value, path)
    if isinstance(value, int):
        return _plain_integer(value, path)
    if isinstance(value, float):
        return _plain_float(value, path)
    if isinstance(value, dict):
        return {_name(key, path): plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, os.PathLike):
        raise OutputInvalid(f"{path} is a path: make the file part of the output with artifact(path, kind)")
    converted = _of_array_library(value)
    if converted is not value:
        return plain(converted, path)
    raise OutputInvalid(f"{path} is a {type(value).__qualname__}, and cannot be stored: {_advice(value)}")


def _plain_artifact(value: Artifact) -> Any:
    columns = {} if value.columns is None else {"columns": list(value.columns)}
    if value.digest is not None:
        # An input that is handed on: stored already.
        return {"kind": value.kind, "digest": value.digest, "size": value.size, **columns}
    return {"$artifact": value.path, "kind": value.kind, **columns}


def _plain_text(value: str, path: str) -> str:
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise OutputInvalid(f"{path} holds half of a character (a lone surrogate), which cannot be written as UTF-8")
    return str(value)


def _plain_integer(value: int, path: str) -> int:
    if abs(value) > _LARGEST_INTEGER:
        raise OutputInvalid(f"{path} is {value}, beyond 2^53, where JSON numbers are not exact: make it a text")
    return int(value)


def _plain_float(value: float, path: str) -> float:
    if not math.isfinite(value):
        raise OutputInvalid(f"{path} is {value}: JSON has no such number")
    return float(value)


def _name(key: Any, path: str) -> str:
    if isinstance(key, str):
        return _plain_text(key, f"the name of a field of {path}")
    raise OutputInvalid(f"{path} has the key {key!r}: names of fields are texts")


def _of_array_library(value: Any) -> Any:
    """Numbers and arrays of numpy and its kin, told by their methods: this library imports none of them."""
    if getattr(value, "shape", None) == () and callable(getattr(value, "item", None)):
        return value.item()
    if hasattr(value, "shape") and hasattr(value, "dtype") and callable(getattr(value, "tolist", None)):
        return value.tolist()
    return value


def _advice(value: Any) -> str:
    if callable(getattr(value, "isoformat", None)):
        return "use .isoformat()"
    if callable(getattr(value, "to_dict", None)):
        return "write it to a file and use artifact(path, kind)"
    return "use numbers, texts, lists, dicts, and artifact(path, kind) for everything else"
