"""From customers to what a model learns from."""

import numpy as np
import troupe

from facts import derive
from tables import COLUMNS, read, write


def clean(customers):
    rows = read(customers["table"])
    whole = [row for row in rows if None not in row]
    print(f"{len(rows) - len(whole)} of {len(rows)} rows lack something and are left out")
    return write(whole)


def sound(subject, least=50):
    """What is wrong with a table, one sentence each; nothing if it may be learned from."""
    rows = read(subject["table"])
    problems = [] if len(rows) >= least else [f"there are {len(rows)} rows, at least {least} are needed"]
    for at, column in enumerate(COLUMNS):
        values = [row[at] for row in rows if row[at] is not None]
        if len(values) < len(rows):
            problems.append(f"{column} is missing in {len(rows) - len(values)} rows")
        if values and min(values) < 0:
            problems.append(f"{column} is {min(values)} somewhere")
    if {row[-1] for row in rows} - {0, 1}:
        problems.append("churned is neither 0 nor 1 somewhere")
    return problems


def features(data):
    rows = np.array(read(data["table"]))
    facts, churned = rows[:, :-1], rows[:, -1].astype(int)
    np.savez("features.npz", facts=derive(facts), churned=churned)
    return {"rows": len(rows), "table": troupe.artifact("features.npz")}

