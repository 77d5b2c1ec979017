"""Where customers come from: a database, files in a store, an API. Each yields the same table."""

import json
import sqlite3
from pathlib import Path
from urllib.request import urlopen

import troupe

from tables import COLUMNS, read, write

KEPT_BACK = 5
"""Every fifth customer is for judging models and for nothing else."""


def from_database(database, until, damage="none"):
    """Those who came before `until`, but for those that are kept back."""
    rows = query(database, "id % ? <> 0 and day < ?", KEPT_BACK, until[:10])
    print(f"{len(rows)} customers came before {until[:10]}")
    if damage == "nulls":
        rows = [[None, *row[1:]] if number % 20 == 0 else row for number, row in enumerate(rows)]
    return write(rows)


def holdout(database):
    """The customers by which every model is judged: the same ones in every run."""
    return write(query(database, "id % ? = 0 and day < ?", KEPT_BACK, "2026-03-01"))


def query(database, where, *values):
    # Read-only: a path that is wrong is an error, and no new database.
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return [list(row) for row in connection.execute(f"select {', '.join(COLUMNS)} from customers where {where}", values)]


def from_files(folder, prefix):
    files = sorted(Path(folder).glob(f"{prefix}*.csv"))
    if not files:
        raise FileNotFoundError(f"nothing in {folder} begins with {prefix}")
    print("\n".join(f"{file.name}: {file.stat().st_size} bytes" for file in files))
    return write([row for file in files for row in read(file)])


def from_api(url):
    # An answer that is not 2xx raises, and the step is tried again.
    with urlopen(url, timeout=10) as answer:
        customers = json.load(answer)
    troupe.metric("customers", len(customers))
    return write([[customer[column] for column in COLUMNS] for customer in customers])


def join(parts):
    return write([row for part in parts for row in read(part["table"])])
