"""Features: what a model is shown of an image. The same function prepares images to learn from and images to be read."""

import numpy as np
import troupe

from digits import SIDE


@troupe.step
def features(images):
    ink, digits = read(images["table"])
    seen = see(ink)
    np.savez_compressed("features.npz", features=seen, digits=digits)
    rows, columns = seen.shape
    print(f"{columns} features of {rows} images")
    return {"rows": rows, "columns": columns, "table": troupe.artifact("features.npz")}


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


if __name__ == "__main__":
    features.run()
