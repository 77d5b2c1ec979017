"""What a step tells when things go wrong, and what it goes on from afterwards."""

import os
import signal
import subprocess
import sys

from support import LIBRARY, StepCase

ATTEMPT = "run/train/1"


class Failure(StepCase):
    def failures(self):
        return [message for message in self.messages() if message["type"] == "failure"]

    def test_a_function_tells_the_type_of_its_error_and_what_it_is_a_kind_of(self) -> None:
        self.write("steps/net.py", "class Down(ConnectionError): pass\ndef run():\n    raise Down('no way')\n")
        ran = self.run_function("steps/net.py", "run", {}, TROUPE_ATTEMPT_ID=ATTEMPT)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("Down: no way", ran.stderr)
        self.assertEqual(
            self.failures(),
            [{"type": "failure", "error": ["net.Down", "ConnectionError", "OSError"], "message": "no way"}],
        )

    def test_a_script_tells_it_too_and_prints_what_it_always_did(self) -> None:
        ran = self.run_script("import troupe\nraise ValueError('bad')\n", inputs={}, TROUPE_ATTEMPT_ID=ATTEMPT)
        self.assertEqual(ran.returncode, 1)
        self.assertTrue(ran.stderr.startswith("Traceback"), ran.stderr)
        self.assertEqual([failure["error"] for failure in self.failures()], [["ValueError"]])

    def test_what_would_fail_again_is_final(self) -> None:
        text = "import troupe\nclass NoData(troupe.NonRetryable): pass\nraise NoData('empty')\n"
        self.run_script(text, inputs={}, TROUPE_ATTEMPT_ID=ATTEMPT)
        (failure,) = self.failures()
        self.assertEqual((failure["error"][0], failure["final"]), ("NoData", True))

    def test_a_worker_that_fails_does_not_speak_for_the_step(self) -> None:
        text = (
            "import multiprocessing, sys, troupe\n"
            "def work():\n"
            "    raise KeyError('x')\n"
            "if __name__ == '__main__':\n"
            "    child = multiprocessing.get_context('spawn').Process(target=work)\n"
            "    child.start(); child.join()\n"
            "    sys.exit(child.exitcode)\n"
        )
        ran = self.run_script(text, inputs={}, TROUPE_ATTEMPT_ID=ATTEMPT)
        self.assertEqual((ran.returncode, self.failures()), (1, []))

    def test_by_hand_nothing_is_different(self) -> None:
        ran = self.run_script("import sys, troupe\nprint(sys.excepthook is sys.__excepthook__)\n")
        self.assertEqual(ran.stdout, "True\n")


class Checkpoint(StepCase):
    def test_the_first_attempt_has_none_and_the_next_has_path_and_step(self) -> None:
        text = "import troupe\nc = troupe.checkpoint()\nprint(repr(c), getattr(c, 'step', '-'))\n"
        self.assertEqual(self.run_script(text).stdout, "None -\n")
        again = self.run_script(text, TROUPE_CHECKPOINT="/cache/3.pt", TROUPE_CHECKPOINT_STEP="3")
        self.assertEqual(again.stdout, "'/cache/3.pt' 3\n")
        unnumbered = self.run_script(text, TROUPE_CHECKPOINT="/cache/3.pt")
        self.assertEqual(unnumbered.stdout, "'/cache/3.pt' None\n")

    def test_a_file_is_told_of_by_its_whole_path_and_must_be_there(self) -> None:
        text = "import troupe\nopen('a.pt', 'w').close()\ntroupe.checkpoint('a.pt', step=2)\ntroupe.checkpoint('b.pt')\n"
        ran = self.run_script(text, inputs={})
        self.assertIn("there is no checkpoint", ran.stderr)
        self.assertEqual(
            self.messages()[:1], [{"type": "checkpoint", "path": os.path.join(self.folder, "a.pt"), "step": 2}]
        )


def is_asleep(pid: int) -> bool:
    """Whether the main thread of a process waits in the kernel."""
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "S"


class Stacks(StepCase):
    def test_all_threads_show_where_they_are_and_the_step_goes_on(self) -> None:
        if not sys.platform.startswith("linux"):
            self.skipTest("no real-time signals here")
        script = self.write(
            "stuck.py",
            "import sys, threading, troupe\n"
            "def wait_for_data():\n"
            "    sys.stdin.readline()\n"
            "waiting = threading.Thread(target=wait_for_data)\n"
            "waiting.start()\n"
            "print('ready', flush=True)\n"
            "waiting.join()\n",
        )
        env = self.environment({}, TROUPE_ATTEMPT_ID=ATTEMPT, PYTHONPATH=LIBRARY)
        step = subprocess.Popen(
            [sys.executable, script], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.addCleanup(step.wait)
        self.assertEqual(step.stdout.readline(), "ready\n")
        # As a step that hangs: CPython 3.11 may crash where it shows the stack of a thread that is just entering a call.
        while not is_asleep(step.pid):
            pass
        step.send_signal(40)
        line = step.stderr.readline()
        while "wait_for_data" not in line:
            self.assertNotEqual(line, "", "it showed no stack")
            line = step.stderr.readline()
        _, rest = step.communicate("go on\n")
        self.assertEqual(step.returncode, 0, rest)

    def test_who_has_not_imported_troupe_would_be_ended_by_the_signal(self) -> None:
        if not sys.platform.startswith("linux"):
            self.skipTest("no real-time signals here")
        step = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        step.send_signal(40)
        step.communicate()
        self.assertEqual(step.returncode, -40)
        self.assertGreaterEqual(40, signal.SIGRTMIN)
