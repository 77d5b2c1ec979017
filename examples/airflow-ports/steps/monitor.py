"""Is the model still good? What it said lately, and whether its customers are still those that it learned from."""

import sqlite3

import numpy as np
import troupe
from scipy.stats import ks_2samp

from holm import holm
from learn import scores
from tables import COLUMNS, read

FACTS = COLUMNS[:-1]


def collect(database, start, end):
    """What was asked of the model in this time, what it answered, and what became of it."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            f"select {', '.join(FACTS)}, predicted, churned from predictions where at >= ? and at < ?", (start, end)
        ).fetchall()
    np.savez("inferences.npz", rows=np.array(rows, dtype=float).reshape(-1, len(FACTS) + 2))
    return {"count": len(rows), "rows": troupe.artifact("inferences.npz")}


def performance(inferences):
    rows = np.load(inferences["rows"])["rows"]
    return scores(rows[:, -1], rows[:, -2])


def drift(inferences, baseline, alpha=0.05):
    """
    Compares each fact with what the model learned from (Kolmogorov-Smirnov), and bounds the chance of *any* false alarm by
    `alpha`: Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    now = np.load(inferences["rows"])["rows"]
    before = np.array(read(baseline["table"]))
    p_values = {fact: float(ks_2samp(before[:, at], now[:, at]).pvalue) for at, fact in enumerate(FACTS)}
    drifted = holm(p_values, alpha)
    for fact, p in p_values.items():
        print(f"{fact}: p = {p:.4f}{', has drifted' if fact in drifted else ''}")
    return {"drifted": sorted(drifted), "hasDrifted": bool(drifted), "leastP": min(p_values.values())}

