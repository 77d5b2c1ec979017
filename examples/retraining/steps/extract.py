"""Extracts labelled images of handwritten digits: those to learn from, and those to be judged by.

The source is scikit-learn's copy of the UCI digits: 1,797 images in the order in which people wrote them. The last 500
are by people who wrote none of the others, so a model is judged by handwriting that it has never seen.
"""

import csv

import troupe
from sklearn.datasets import load_digits

from digits import COLUMNS

HOLDOUT = 500


@troupe.step
def extract(images=1000, damage="none"):
    """The first `images` that were labelled."""
    rows = labelled()[:-HOLDOUT][:images]
    print(f"extracted {len(rows)} labelled images")
    return table(DAMAGES[damage](rows))


def holdout():
    """The images that no model learns from: the same ones in every run."""
    return table(labelled()[-HOLDOUT:])


def labelled():
    source = load_digits()
    return [[*map(int, image), int(digit)] for image, digit in zip(source.data, source.target)]


def nulls(rows):
    """A scanner that now and then loses the first row of an image."""
    return [[None] * 8 + row[8:] if number % 50 == 0 else row for number, row in enumerate(rows)]


def scale(rows):
    """A new scanner, which counts ink to 255 where the old one counted to 16."""
    return [[ink * 255 // 16 for ink in row[:-1]] + row[-1:] for row in rows]


DAMAGES = {"none": lambda rows: rows, "nulls": nulls, "scale": scale}


def table(rows):
    with open("images.csv", "w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return {"rows": len(rows), "table": troupe.artifact("images.csv", columns=COLUMNS)}


if __name__ == "__main__":
    extract.run()
