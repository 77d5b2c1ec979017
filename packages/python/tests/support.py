"""A step's surroundings, as an agent makes them, for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from typing import Any

LIBRARY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lib")


class StepCase(unittest.TestCase):
    """Each test gets a folder of its own, and an environment that only has what it is given."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.messages_path = os.path.join(self.folder, "messages.jsonl")

    def write(self, name: str, text: str) -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def environment(self, inputs: Any = None, **more: str) -> dict[str, str]:
        names = ("PATH", "HOME", "LANG", "PYENV_ROOT")
        base = {name: os.environ[name] for name in names if name in os.environ}
        if inputs is not None:
            base["TROUPE_INPUTS"] = self.write("inputs.json", json.dumps(inputs))
            base["TROUPE_MESSAGES"] = self.messages_path
        return {**base, "PYTHONPATH": LIBRARY, **more}

    def run_python(self, *args: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *args], cwd=self.folder, env=env, capture_output=True, text=True, timeout=60
        )

    def run_function(self, file: str, function: str, inputs: Any, role: str = "step", **more: str):
        runner = os.path.join(LIBRARY, "troupe", "_run.py")
        return self.run_python(runner, file, function, role, env=self.environment(inputs, **more))

    def run_script(self, text: str, *args: str, inputs: Any = None, **more: str):
        self.write("script.py", text)
        return self.run_python("script.py", *args, env=self.environment(inputs, **more))

    def messages(self) -> list[Any]:
        if not os.path.exists(self.messages_path):
            return []
        with open(self.messages_path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def output(self) -> Any:
        outputs = [message["value"] for message in self.messages() if message["type"] == "output"]
        return outputs[-1] if outputs else None
