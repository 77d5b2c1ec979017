"""Measures a model on the holdout."""

import joblib

from features import read, see


def evaluate(model, on):
    ink, digits = read(on["table"]["path"])
    answers = joblib.load(model["path"]).predict(see(ink))
    mistakes = int((answers != digits).sum())
    accuracy = 1 - mistakes / len(digits)
    print(f"{accuracy:.1%}: {mistakes} mistakes in {len(digits)} images")
    return {"accuracy": accuracy, "mistakes": mistakes}
