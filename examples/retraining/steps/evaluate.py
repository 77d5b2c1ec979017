"""Measures a model on the holdout."""

import joblib
import troupe

from features import read, see


@troupe.step
def evaluate(model, on):
    ink, digits = read(on["table"])
    answers = joblib.load(model).predict(see(ink))
    mistakes = int((answers != digits).sum())
    accuracy = (len(digits) - mistakes) / len(digits)
    print(f"{accuracy:.1%} of {len(digits)} images are read right, {mistakes} are not")
    return {"accuracy": accuracy, "mistakes": mistakes}


if __name__ == "__main__":
    evaluate.run()
