"""The steps as plain functions: python -m unittest discover steps, with troupe and the requirements at hand."""

import os
import tempfile
import unittest

from digits import COLUMNS
from evaluate import evaluate
from extract import extract, holdout
from features import features, read, see
from train import train
from validate import validate

SETTING = {"hidden": 16, "rate": 0.003}


class StepTest(unittest.TestCase):
    """What steps write goes to the folder that they are started in; here, one of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)


class Extract(StepTest):
    def test_has_the_columns_that_are_declared(self):
        images = extract(images=120)
        self.assertEqual(images["rows"], 120)
        self.assertEqual(images["table"].columns, COLUMNS)

    def test_never_gives_away_the_holdout(self):
        everything = rows_of(extract(images=1297))
        self.assertEqual(len(everything), 1297)
        self.assertEqual(everything & rows_of(holdout()), set())


class Validate(StepTest):
    def test_lets_good_data_through(self):
        self.assertEqual(validate(extract(images=200)), [])

    def test_finds_what_is_missing(self):
        (problem,) = validate(extract(images=200, damage="nulls"))
        self.assertRegex(problem, r"^8 of 65 columns have empty fields, such as p00 in 4 of 200 rows$")

    def test_finds_values_out_of_range(self):
        (problem,) = validate(extract(images=200, damage="scale"))
        self.assertRegex(problem, r"values are not between 0 and 16, such as \d+ in p0\d$")

    def test_finds_a_digit_that_hardly_occurs(self):
        images = extract(images=200)
        with open(images["table"]) as file:
            kept = [line for line in file if not line.endswith(",7\n")]
        with open(images["table"], "w") as file:
            file.writelines(kept)
        problems = validate({**images, "rows": len(kept) - 1})
        self.assertEqual(problems, ["less than 5% of the images show a 7"])

    def test_finds_other_columns_and_lost_rows(self):
        images = extract(images=200)
        self.assertEqual(validate({**images, "rows": 300}), ["there are 200 rows, and 300 were announced"])
        with open("images.csv", "w") as file:
            file.write("pixel,digit\n0,1\n")
        (problem,) = validate({"rows": 1, "table": "images.csv"})
        self.assertIn("expected are p00 to p77 and digit", problem)


class Features(StepTest):
    def test_are_the_ink_and_its_changes(self):
        ink, _ = read(extract(images=100)["table"])
        seen = see(ink)
        self.assertEqual(seen.shape, (100, 64 + 56 + 56))
        self.assertTrue(((seen >= 0) & (seen <= 1)).all())


class Train(StepTest):
    def test_learns_and_is_measured(self):
        model = train(features(extract(images=600)), SETTING, epochs=20)
        self.assertGreater(model["accuracy"], 0.85)
        score = evaluate(model["model"], holdout())
        self.assertGreater(score["accuracy"], 0.8)
        self.assertEqual(score["mistakes"], round(500 * (1 - score["accuracy"])))

    def test_gives_the_same_model_for_the_same_seed(self):
        data = features(extract(images=200))
        self.assertEqual(train(data, SETTING, 5, seed=1)["accuracy"], train(data, SETTING, 5, seed=1)["accuracy"])


def rows_of(table):
    with open(table["table"]) as file:
        return set(file.readlines()[1:])


if __name__ == "__main__":
    unittest.main()
