"""Makes and checks environments for Python steps. Runs in the interpreter that the steps are to run in.

python_environment.py facts
    Prints one line of JSON: the real path of this interpreter, and its version.

python_environment.py make FOLDER [REQUIREMENT-ARGUMENT ...]
    Makes a virtual environment in FOLDER, unless it is there. Any number of processes may do so at the same time: one
    works, the others wait for it. FOLDER is complete if and only if it holds the file "complete".

python_environment.py check [REQUIREMENT-ARGUMENT ...]
    Exits with 1 if this interpreter's own packages do not satisfy the requirements. Installs nothing, asks no index.

Standard library only, Python 3.9 or newer.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys


def main(command, *words):
    if command == "facts":
        print(json.dumps({"path": sys.executable, "version": sys.version}))
        return 0
    if command == "make":
        return make(words[0], words[1:])
    return check(words)


def make(folder, requirements):
    parent = os.path.dirname(folder)
    os.makedirs(parent, exist_ok=True)
    with locked(f"{folder}.lock"):
        complete = os.path.join(folder, "complete")
        if os.path.exists(complete):
            return 0
        # What an earlier attempt left, which was killed or failed. Environments know their own path, so they are made
        # in place: one that is moved has programs that start with a line that leads nowhere.
        shutil.rmtree(folder, ignore_errors=True)
        status = build(folder, requirements)
        if status == 0:
            with open(complete, "w", encoding="utf-8") as file:
                file.write(f"{json.dumps(list(requirements))}\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)
        return status


def build(folder, requirements):
    python = os.path.join(folder, "bin", "python")
    # A pip that can install into other environments saves making one in there, which takes most of the time.
    shared = pip_version() >= (22, 3)
    run("-m", "venv", *(["--without-pip"] if shared else []), folder)
    if not requirements:
        return 0
    target = [sys.executable, "-m", "pip", "--python", python] if shared else [python, "-m", "pip"]
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    return subprocess.run([*target, "install", *options, *requirements], check=False).returncode


def check(requirements):
    # Without an index and with nothing to find, whatever pip would have to install is an error. Debian's pip refuses to
    # even look at Debian's packages unless it may break them, which a dry run does not.
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_BREAK_SYSTEM_PACKAGES": "1"}
    options = ["--dry-run", "--no-index", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "install", *options, *requirements]
    return subprocess.run(pip, check=False, env=environment).returncode


def pip_version():
    try:
        from pip import __version__
    except ImportError:
        return (0,)
    return tuple(int(part) for part in __version__.split(".")[:2] if part.isdigit())


def run(*words):
    subprocess.run([sys.executable, *words], check=True)


@contextlib.contextmanager
def locked(path):
    """The kernel frees it whatever becomes of this process."""
    import fcntl

    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
