"""What goes wrong in a way that the author of a step can mend: shown without a traceback of ours."""


class StepError(Exception):
    """The step is wired or called in a way that cannot work. The message says what to do."""


class OutputInvalid(StepError):
    """The output holds something that cannot be stored. The message says where."""
