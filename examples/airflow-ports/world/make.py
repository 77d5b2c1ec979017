"""Makes the shop that these pipelines work for: its database, its files, and what its model has said lately.

    python3 world/make.py FOLDER

There is a rule behind who leaves, and luck. Made of the same seed every time, so that runs compare.
"""

import csv
import math
import random
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2026, 1, 1)
COLUMNS = ["tenure", "monthly", "calls", "yearly", "churned"]


def customer(dice, change=0.0):
    """`change` is by how much people pay more than those that a model has learned from."""
    tenure = dice.randint(1, 72)
    monthly = round(dice.uniform(20, 110) + change, 2)
    calls = min(9, int(dice.expovariate(0.6)))
    yearly = int(dice.random() < 0.45)
    pull = 0.22 * (monthly - 70) + 1.8 * (calls - 2) - 0.16 * (tenure - 24) - 4.5 * yearly
    return [tenure, monthly, calls, yearly, int(dice.random() < 1 / (1 + math.exp(-pull)))]


def make(folder, days=60, a_day=50, change=0.0):
    dice = random.Random(7)
    folder = Path(folder)
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(folder / "shop.db") as database:
        database.executescript(
            """
            drop table if exists customers;
            create table customers (id integer primary key, day text, tenure int, monthly real, calls int, yearly int, churned int);
            drop table if exists predictions;
            create table predictions (at text, tenure int, monthly real, calls int, yearly int, predicted int, churned int);
            """
        )
        for number in range(days * a_day):
            day = (FIRST_DAY + timedelta(days=number // a_day)).isoformat()
            database.execute("insert into customers values (?,?,?,?,?,?,?)", [number, day, *customer(dice)])
        for hour in range(24):
            for _ in range(25):
                *facts, churned = customer(dice, change)
                right = dice.random() < 0.92
                predicted = churned if right else 1 - churned
                database.execute(
                    "insert into predictions values (?,?,?,?,?,?,?)", [f"2026-03-02T{hour:02}:30:00Z", *facts, predicted, churned]
                )
    for part in range(3):
        with open(folder / "raw" / f"customers-{part}.csv", "w", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *(customer(dice) for _ in range(100))])


if __name__ == "__main__":
    make(sys.argv[1], change=float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
