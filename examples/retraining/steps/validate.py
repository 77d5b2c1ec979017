"""Checks a table of images before anything is learned from it. Needs nothing but Python."""

import csv
from collections import Counter

import troupe

from digits import COLUMNS, DIGITS, INK, LABEL, PIXELS


@troupe.step
def validate(subject):
    """What is wrong with the table, a sentence each. Nothing is: it may be used."""
    with open(subject["table"], newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    if reader.fieldnames != COLUMNS:
        return [f"the columns are {', '.join(reader.fieldnames or [])}; expected are p00 to p77 and digit"]
    problems = [*size(rows, subject["rows"]), *nulls(rows), *ranges(rows), *balance(rows)]
    print(f"looked at {len(rows)} rows of {len(COLUMNS)} columns, problems: {len(problems)}")
    return problems


def size(rows, expected):
    if len(rows) != expected:
        yield f"there are {len(rows)} rows, and {expected} were announced"


def nulls(rows):
    empty = Counter(name for row in rows for name in COLUMNS if not row[name])
    for name, count in empty.most_common(1):
        yield f"{len(empty)} of {len(COLUMNS)} columns have empty fields, such as {name} in {count} of {len(rows)} rows"


def ranges(rows):
    for names, allowed in ((PIXELS, INK), ([LABEL], DIGITS)):
        odd = [(name, row[name]) for row in rows for name in names if row[name] and not within(row[name], allowed)]
        for name, value in odd[:1]:
            yield f"{len(odd)} values are not between {allowed[0]} and {allowed[-1]}, such as {value} in {name}"


def within(text, allowed):
    return text.isdecimal() and int(text) in allowed


def balance(rows, least=0.05):
    """A digit that hardly occurs is not learned, and labels that went wrong show up as one."""
    counts = Counter(row[LABEL] for row in rows)
    rare = [str(digit) for digit in DIGITS if counts[str(digit)] < least * len(rows)]
    if rare:
        yield f"less than {least:.0%} of the images show a {' or a '.join(rare)}"


if __name__ == "__main__":
    validate.run()
