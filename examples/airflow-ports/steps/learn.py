"""Forests: trained, and measured."""

import joblib
import numpy as np
import troupe
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, precision_score, recall_score
from sklearn.model_selection import train_test_split

from facts import derive
from tables import read


def train(features, trees=100, depth=10, seed=42):
    data = np.load(features["table"])
    learn, keep, learn_churned, keep_churned = train_test_split(
        data["facts"], data["churned"], test_size=0.2, random_state=seed, stratify=data["churned"]
    )
    model = RandomForestClassifier(n_estimators=trees, max_depth=depth, random_state=seed).fit(learn, learn_churned)
    accuracy = model.score(keep, keep_churned)
    troupe.metric("accuracy", accuracy, step=1)
    print(f"{trees} trees of depth {depth} are right about {accuracy:.1%} of {len(keep)} customers that were kept back")
    joblib.dump(model, "model.joblib")
    return {"trees": trees, "depth": depth, "accuracy": accuracy, "file": troupe.artifact("model.joblib")}


def evaluate(model, on):
    rows = np.array(read(on["table"]))
    answers = joblib.load(model).predict(derive(rows[:, :-1]))
    return scores(rows[:, -1].astype(int), answers)


def scores(churned, answers):
    return {
        "accuracy": float(accuracy_score(churned, answers)),
        "precision": float(precision_score(churned, answers, zero_division=0)),
        "recall": float(recall_score(churned, answers, zero_division=0)),
    }
