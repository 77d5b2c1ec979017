"""Functions of a file, run as the agent runs them."""

from support import StepCase

CSV = {"kind": "csv", "digest": "sha256:" + "0" * 64, "size": 3, "path": "/data/a.csv", "columns": ["x"]}


class RunFunction(StepCase):
    def test_inputs_by_name_and_the_return_value_is_the_output(self) -> None:
        self.write("steps/train.py", "def train(data, trees=3):\n    return {'rows': len(open(data).read()), 'n': trees}\n")
        data = {**CSV, "path": self.write("a.csv", "x\n1")}
        ran = self.run_function("steps/train.py", "train", {"data": data})
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(self.output(), {"rows": 3, "n": 3})

    def test_artifacts_know_what_they_are_and_can_be_handed_on(self) -> None:
        self.write(
            "pass_on.py",
            "import os, pathlib\n"
            "def run(data):\n"
            "    assert isinstance(data, str) and os.fspath(data) == '/data/a.csv' == str(pathlib.Path(data))\n"
            "    assert (data.kind, data.size, data.columns) == ('csv', 3, ['x']), data.columns\n"
            "    return {'data': data}\n",
        )
        ran = self.run_function("pass_on.py", "run", {"data": CSV})
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertEqual(self.output(), {"data": {name: CSV[name] for name in ("kind", "digest", "size", "columns")}})

    def test_new_files_are_marked(self) -> None:
        self.write(
            "make.py",
            "import troupe\n"
            "def run():\n"
            "    return [troupe.artifact('a.csv', columns=['x']), troupe.artifact('model', 'joblib')]\n",
        )
        self.assertEqual(self.run_function("make.py", "run", {}).returncode, 0)
        self.assertEqual(
            self.output(),
            [
                {"$artifact": f"{self.folder}/a.csv", "kind": "csv", "columns": ["x"]},
                {"$artifact": f"{self.folder}/model", "kind": "joblib"},
            ],
        )

    def test_neighbours_can_be_imported_and_the_current_folder_stays(self) -> None:
        self.write("steps/shared.py", "VALUE = 7\n")
        self.write("steps/main.py", "import os, shared\ndef run():\n    return [shared.VALUE, os.getcwd(), __name__]\n")
        self.run_function("steps/main.py", "run", {})
        self.assertEqual(self.output(), [7, self.folder, "main"])

    def test_a_file_of_a_package_is_imported_as_such(self) -> None:
        self.write("flows/__init__.py", "")
        self.write("flows/shared.py", "VALUE = 7\n")
        self.write("flows/main.py", "from .shared import VALUE\ndef run():\n    return [VALUE, __name__]\n")
        self.run_function("flows/main.py", "run", {})
        self.assertEqual(self.output(), [7, "flows.main"])

    def test_names_that_are_none_for_python_or_taken(self) -> None:
        for name in ("01-extract.py", "json.py", "troupe.py", "sys.py"):
            with self.subTest(name):
                self.write(f"steps/{name}", "import troupe\ndef run():\n    return __file__\n")
                ran = self.run_function(f"steps/{name}", "run", {})
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))
                self.assertEqual(self.output(), f"{self.folder}/steps/{name}")

    def test_what_is_pickled_can_be_unpickled_by_a_neighbour(self) -> None:
        self.write("model.py", "import pickle\nclass Model: pass\ndef run():\n    return pickle.dumps(Model()).hex()\n")
        self.run_function("model.py", "run", {})
        code = f"import pickle; pickle.loads(bytes.fromhex('{self.output()}'))"
        self.assertEqual(self.run_python("-c", code, env=self.environment()).returncode, 0)

    def test_async_functions_are_awaited(self) -> None:
        self.write("later.py", "import asyncio\nasync def run():\n    await asyncio.sleep(0)\n    return 1\n")
        self.run_function("later.py", "run", {})
        self.assertEqual(self.output(), 1)

    def test_a_function_that_returns_nothing_may_have_said_its_output(self) -> None:
        self.write("said.py", "import troupe\ndef run():\n    troupe.output(a=1)\n")
        self.run_function("said.py", "run", {})
        self.assertEqual(self.output(), {"a": 1})


class Failures(StepCase):
    def test_the_traceback_begins_in_the_users_code(self) -> None:
        self.write("boom.py", "def inner():\n    raise KeyError('gone')\ndef run():\n    inner()\n")
        ran = self.run_function("boom.py", "run", {})
        self.assertEqual(ran.returncode, 1)
        self.assertIn("in run", ran.stderr)
        self.assertTrue(ran.stderr.endswith("KeyError: 'gone'\n"))
        self.assertNotIn("_run.py", ran.stderr)
        self.assertNotIn("_step.py", ran.stderr)

    def test_so_does_that_of_a_file_that_cannot_be_imported(self) -> None:
        self.write("broken.py", "import no_such_module\n")
        ran = self.run_function("broken.py", "run", {})
        self.assertEqual(ran.returncode, 1)
        self.assertIn("No module named 'no_such_module'", ran.stderr)
        self.assertNotIn("importlib", ran.stderr)
        self.assertNotIn("_run.py", ran.stderr)

    def test_what_is_wrong_with_an_output_is_said_with_its_path(self) -> None:
        cases = {
            "{'a': [1, float('nan')]}": "output.a[1] is nan",
            "float('inf')": "output is inf",
            "{'when': __import__('datetime').date(2026, 1, 1)}": "output.when is a date, and cannot be stored: use .isoformat()",
            "{'p': __import__('pathlib').Path('x')}": "output.p is a path: make the file part of the output with artifact(path, kind)",
            "{1: 2}": "output has the key 1",
            "{'a': {1, 2}}": "output.a is a set",
            "2 ** 60": "beyond 2^53",
        }
        for expression, words in cases.items():
            with self.subTest(expression):
                self.write("bad.py", f"def run():\n    return {expression}\n")
                ran = self.run_function("bad.py", "run", {})
                self.assertEqual(ran.returncode, 1)
                self.assertTrue(ran.stderr.startswith("troupe: "), ran.stderr)
                self.assertIn(words, ran.stderr)
                self.assertNotIn("Traceback", ran.stderr)
                self.assertIsNone(self.output())

    def test_inputs_that_do_not_fit_the_function(self) -> None:
        self.write("fit.py", "def run(data, trees):\n    return 1\n")
        ran = self.run_function("fit.py", "run", {"data": 1, "depth": 2})
        self.assertEqual(ran.returncode, 1)
        self.assertIn("run(data, trees) does not take these inputs (data, depth)", ran.stderr)
        self.assertNotIn("Traceback", ran.stderr)

    def test_a_type_error_of_the_function_itself_is_its_own(self) -> None:
        self.write("own.py", "def run():\n    return len(5)\n")
        ran = self.run_function("own.py", "run", {})
        self.assertIn("Traceback", ran.stderr)
        self.assertIn("return len(5)", ran.stderr)

    def test_a_function_that_is_not_there(self) -> None:
        self.write("empty.py", "def other():\n    pass\n")
        self.assertIn("has no function run; it has other", self.run_function("empty.py", "run", {}).stderr)
        self.assertIn("there is no file", self.run_function("gone.py", "run", {}).stderr)

    def test_sys_exit_is_the_steps_own_decision(self) -> None:
        self.write("leave.py", "import sys\ndef run():\n    sys.exit(4)\n")
        self.assertEqual(self.run_function("leave.py", "run", {}).returncode, 4)


class Stopping(StepCase):
    def test_what_must_be_put_in_order_at_the_end_is(self) -> None:
        self.write(
            "stopped.py",
            "import os, signal\n"
            "def run():\n"
            "    try:\n"
            "        os.kill(os.getpid(), signal.SIGTERM)\n"
            "        signal.pause()\n"
            "    finally:\n"
            "        print('put in order')\n",
        )
        ran = self.run_function("stopped.py", "run", {})
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (128 + 15, "put in order\n", ""))


class Checks(StepCase):
    def verdict(self, body: str):
        self.write("audit.py", f"def audit(subject):\n    {body}\n")
        ran = self.run_function("audit.py", "audit", {"subject": {"rows": 3}}, role="check")
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return self.output()

    def test_the_ways_to_say_that_all_is_well(self) -> None:
        for body in ("pass", "return True", "return []", "return subject['rows'] == 3", "return {'passed': True}"):
            with self.subTest(body):
                self.assertEqual(self.verdict(body), {"passed": True, "problems": []})

    def test_the_ways_to_say_what_is_wrong(self) -> None:
        cases = {
            "return False": [],
            "return ['too few rows']": ["too few rows"],
            "return 'too few rows'": ["too few rows"],
            "return {'passed': False, 'problems': ['a', 1]}": ["a", "1"],
            "assert subject['rows'] > 5, 'too few rows'": ["too few rows"],
            "assert subject['rows'] > 5": ["AssertionError (line 2)"],
            "raise ValueError('no')": ["no"],
        }
        for body, problems in cases.items():
            with self.subTest(body):
                self.assertEqual(self.verdict(body), {"passed": False, "problems": problems})

    def test_other_errors_are_failures_of_the_check_itself(self) -> None:
        self.write("audit.py", "def audit(subject):\n    return subject['columns']\n")
        ran = self.run_function("audit.py", "audit", {"subject": {}}, role="check")
        self.assertEqual(ran.returncode, 1)
        self.assertIsNone(self.output())

    def test_and_so_is_a_report_that_is_none(self) -> None:
        self.write("audit.py", "def audit(subject):\n    return 7\n")
        ran = self.run_function("audit.py", "audit", {"subject": {}}, role="check")
        self.assertIn("a check returns True or False", ran.stderr)
