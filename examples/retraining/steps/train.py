"""Trains one candidate: a small neural network, an epoch at a time."""

import joblib
import numpy as np
import troupe
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits


@troupe.step
def train(features, setting, epochs=40, seed=7):
    data = np.load(features["table"])
    # The holdout is not for choosing between candidates; these images are.
    learn, keep, learn_digits, keep_digits = train_test_split(
        data["features"], data["digits"], test_size=0.2, random_state=seed, stratify=data["digits"]
    )
    model = MLPClassifier(
        hidden_layer_sizes=(setting["hidden"],),
        learning_rate_init=setting["rate"],
        batch_size=32,
        random_state=seed,
    )
    # The step asks for one core; the matrices are too small to gain from more.
    with troupe.span("fit", hidden=setting["hidden"], epochs=epochs), threadpool_limits(1):
        for epoch in range(1, epochs + 1):
            model.partial_fit(learn, learn_digits, classes=range(10))
            accuracy = model.score(keep, keep_digits)
            troupe.metric("loss", model.loss_, step=epoch)
            troupe.metric("accuracy", accuracy, step=epoch)
            troupe.progress(epoch / epochs, f"epoch {epoch}, loss {model.loss_:.3f}")
    print(f"{setting['hidden']} hidden units read {accuracy:.1%} of the {len(keep)} images that were kept back")

    joblib.dump(model, "model.joblib")
    return {"setting": setting, "accuracy": accuracy, "model": troupe.artifact("model.joblib")}


if __name__ == "__main__":
    train.run()
