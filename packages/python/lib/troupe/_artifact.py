"""Files that travel between steps."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Costs milliseconds at every start, and only type checkers need it.
    from typing import Any, Optional, Sequence, Union


class Artifact(str):
    """The path of a local file, which knows what the file is.

    It is a ``str``, so it goes wherever a path goes: ``open(data)``, ``pandas.read_csv(data)``, ``pathlib.Path(data)``.

    Attributes:
        kind: What the bytes are, as the pipeline calls it ("csv", "joblib").
        digest: "sha256:…", or None for a file of this step that has not been stored yet.
        size: In bytes, or None likewise.
        columns: Names of the columns, if it is a table and they are known.
    """

    kind: str
    digest: Optional[str]
    size: Optional[int]
    columns: Optional[Sequence[str]]

    def __new__(
        cls,
        path: Union[str, os.PathLike[str]],
        kind: str = "",
        digest: Optional[str] = None,
        size: Optional[int] = None,
        columns: Optional[Sequence[str]] = None,
    ) -> Artifact:
        self = super().__new__(cls, os.fspath(path))
        self.kind = kind
        self.digest = digest
        self.size = size
        self.columns = columns
        return self

    @property
    def path(self) -> str:
        """The path as a plain ``str``."""
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"Artifact({self.path!r}, kind={self.kind!r})"


def artifact(
    path: Union[str, os.PathLike[str]],
    kind: Optional[str] = None,
    columns: Optional[Sequence[str]] = None,
) -> Artifact:
    """Makes a file part of the output; it is stored when the step has ended.

    Args:
        path: Where the file is. It may be written after this call.
        kind: What the bytes are, as declared in the pipeline. Default: the suffix of the name.
        columns: Names of the columns, for a table whose columns are declared.

    Example:
        >>> troupe.output(rows=3, table=troupe.artifact("customers.csv", columns=["tenure", "churned"]))
    """
    path = os.path.abspath(os.fspath(path))
    if kind is None:
        kind = os.path.splitext(path)[1].lstrip(".")
        if not kind:
            raise ValueError(f"what is {path}? Its name has no suffix: say artifact(path, kind)")
    return Artifact(path, kind, columns=None if columns is None else [str(name) for name in columns])


def localized(value: Any) -> Any:
    """An input as a step sees it: every artifact in it is an ``Artifact``."""
    if isinstance(value, list):
        return [localized(item) for item in value]
    if not isinstance(value, dict):
        return value
    if {"kind", "digest", "size", "path"} <= value.keys():
        return Artifact(value["path"], value["kind"], value["digest"], value["size"], value.get("columns"))
    return {name: localized(item) for name, item in value.items()}
