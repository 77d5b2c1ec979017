"""What goes wrong in a way that the author of a step can mend: shown without a traceback of ours."""


class StepError(Exception):
    """The step is wired or called in a way that cannot work. The message says what to do."""


class NonRetryable(Exception):
    """Raise it where another attempt would fail in the same way: the task ends, whatever budget of retries is left.

    Example:
        >>> if not table.columns:
        ...     raise troupe.NonRetryable("the table has no columns")
    """


class OutputInvalid(StepError):
    """The output holds something that cannot be stored. The message says where."""
