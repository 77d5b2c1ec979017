"""Checks a table of images before anything is learned from it. Needs nothing but Python."""

import csv
from collections import Counter

from digits import COLUMNS, DIGITS, INK, LABEL, PIXELS


def validate(subject):
    """What is wrong with the table, a sentence each. Nothing is wrong: it may be used."""
    with open(subject["table"]["path"], newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    if reader.fieldnames != COLUMNS:
        return [f"the columns are {', '.join(reader.fieldnames or [])}; expected are p00 to p77 and digit"]
    return [*shape(rows, subject["rows"]), *nulls(rows), *ranges(rows), *balance(rows)]


def shape(rows, expected):
    if len(rows) != expected:
        yield f"there are {len(rows)} rows, and {expected} were announced"


def nulls(rows):
    holes = Counter(name for row in rows for name in COLUMNS if not row[name])
    if holes:
        worst, count = holes.most_common(1)[0]
        yield f"{len(holes)} of {len(COLUMNS)} columns have empty fields, as {worst} in {count} of {len(rows)} rows"


def ranges(rows):
    for names, allowed in ((PIXELS, INK), ([LABEL], DIGITS)):
        odd = [(name, row[name]) for row in rows for name in names if row[name] and not within(row[name], allowed)]
        if odd:
            name, value = odd[0]
            yield f"{len(odd)} values are outside of {allowed[0]} to {allowed[-1]}, as {value} in {name}"


def within(text, allowed):
    return text.isdecimal() and int(text) in allowed


def balance(rows, least=0.05):
    """A digit that hardly occurs is not learned, and a label that went wrong shows up as one."""
    counts = Counter(row[LABEL] for row in rows)
    rare = [str(digit) for digit in DIGITS if counts[str(digit)] < least * len(rows)]
    if rare:
        yield f"less than {least:.0%} of the images show a {' or a '.join(rare)}"
