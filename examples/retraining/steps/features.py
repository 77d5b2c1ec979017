"""Features: what a model is shown of an image. The same function prepares training data here and images to be read."""

from pathlib import Path

import numpy as np

from digits import SIDE


def features(images):
    ink, digits = read(images["table"]["path"])
    seen = see(ink)
    path = Path("features.npz")
    np.savez_compressed(path, features=seen, digits=digits)
    rows, columns = seen.shape
    print(f"{columns} features of {rows} images")
    return {"rows": rows, "columns": columns, "table": path}


def read(path):
    """The ink of each image, and the digit that it shows."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, dtype=int)
    return table[:, :-1], table[:, -1]


def see(ink):
    """The ink from 0 to 1, and how much it changes from each pixel to the next: across, and down."""
    images = ink.reshape(-1, SIDE, SIDE) / 16
    across = abs(np.diff(images, axis=2))
    down = abs(np.diff(images, axis=1))
    return np.hstack([part.reshape(len(images), -1) for part in (images, across, down)])
