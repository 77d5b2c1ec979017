"""From a model to a service: packed by digest, released, and asked."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.request import Request, urlopen

import troupe

from tables import read

HERE = Path(__file__).parent


def package(model):
    """Everything that a server needs, in one file: what a container image is elsewhere."""
    with tarfile.open("service.tar", "w") as tar:
        tar.add(model["file"], "model.joblib")
        for name in ["server.py", "facts.py"]:
            tar.add(HERE / name, name)
    return {"image": troupe.artifact("service.tar"), "accuracy": model["accuracy"]}


def release(image, name, folder):
    """Unpacked beside the releases before it; the name points to it from then on, in one step."""
    version = hashlib.sha256(Path(image).read_bytes()).hexdigest()[:12]
    target = Path(folder) / "releases" / version
    if not target.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        with tarfile.open(image) as tar:
            # Newer versions of Python want it; those of before it have not got it.
            tar.extractall(fresh, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        fresh.rename(target)
    link = Path(folder) / f"{name}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(target.resolve())
    link.rename(Path(folder) / name)
    return {"version": version, "location": str(target.resolve())}


def verify(release, on):
    """Starts what was released, asks `/predict` about customers whose answer is known, and ends it."""
    server = subprocess.Popen([sys.executable, f"{release['location']}/server.py"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        customers = read(on["table"])[:100]
        body = json.dumps([row[:-1] for row in customers]).encode()
        request = Request(f"http://127.0.0.1:{port}/predict", body, {"content-type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            answers = json.load(answer)
    finally:
        server.terminate()
        server.wait()
    right = sum(said == row[-1] for said, row in zip(answers, customers))
    print(f"it is right about {right} of {len(customers)} customers")
    if right < 0.8 * len(customers):
        raise ValueError(f"the service is right about {right} of {len(customers)} customers only")
    return {"asked": len(customers), "right": right}
