"""Scripts that use the functions of the library, under an agent and by hand."""

import os

from support import StepCase


class UnderAnAgent(StepCase):
    def test_tells_while_it_runs(self) -> None:
        model = self.write("model.bin", "x")
        ran = self.run_script(
            "import troupe\n"
            "troupe.metric('loss', 0.5, step=3)\n"
            "troupe.metric('loss', float('nan'))\n"
            "troupe.metric('loss', float('-inf'), 4)\n"
            "troupe.progress(2, 'half\\nway')\n"
            "troupe.checkpoint('model.bin', step=1)\n"
            "troupe.log('héllo', level='warn', rows=3)\n"
            "troupe.output(rows=troupe.inputs()['rows'])\n",
            inputs={"rows": 3},
        )
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "", ""))
        messages = self.messages()
        self.assertGreater(messages[5].pop("time"), 0)
        self.assertEqual(
            messages,
            [
                {"type": "metric", "name": "loss", "value": 0.5, "step": 3},
                {"type": "metric", "name": "loss", "value": "NaN"},
                {"type": "metric", "name": "loss", "value": "-Infinity", "step": 4},
                {"type": "progress", "fraction": 1.0, "message": "half\nway"},
                {"type": "checkpoint", "path": model, "step": 1},
                {"type": "log", "level": "warn", "message": "héllo", "fields": {"rows": 3}},
                {"type": "output", "value": {"rows": 3}},
            ],
        )

    def test_lines_of_many_processes_stay_whole(self) -> None:
        ran = self.run_script(
            "import os, troupe\n"
            "children = []\n"
            "for n in range(8):\n"
            "    pid = os.fork()\n"
            "    if pid == 0:\n"
            "        for i in range(50): troupe.log('x' * 5000)\n"
            "        os._exit(0)\n"
            "    children.append(pid)\n"
            "for pid in children: os.waitpid(pid, 0)\n",
            inputs={},
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual({len(message["message"]) for message in self.messages()}, {5000})
        self.assertEqual(len(self.messages()), 400)

    def test_numbers_of_array_libraries(self) -> None:
        self.run_script(
            "import troupe\n"
            "class Scalar:\n"
            "    shape = ()\n"
            "    def item(self): return 2.5\n"
            "class Array:\n"
            "    shape = (2,)\n"
            "    dtype = 'f8'\n"
            "    def tolist(self): return [1.0, 2.0]\n"
            "troupe.metric('m', Scalar())\n"
            "troupe.output(scalar=Scalar(), array=Array())\n",
            inputs={},
        )
        self.assertEqual(self.messages()[0]["value"], 2.5)
        self.assertEqual(self.output(), {"scalar": 2.5, "array": [1.0, 2.0]})

    def test_output_takes_one_value_or_fields(self) -> None:
        self.run_script("import troupe\ntroupe.output([1, None, True, 'a'])\n", inputs={})
        self.assertEqual(self.output(), [1, None, True, "a"])
        self.assertIn("TypeError", self.run_script("import troupe\ntroupe.output(1, a=2)\n", inputs={}).stderr)

    def test_a_checkpoint_must_be_there(self) -> None:
        ran = self.run_script("import troupe\ntroupe.checkpoint('none.bin')\n", inputs={})
        self.assertIn("there is no checkpoint", ran.stderr)

    def test_a_decorated_function_runs_as_a_script(self) -> None:
        text = (
            "import troupe\n"
            "@troupe.step\n"
            "def train(trees, depth=2):\n"
            "    return {'nodes': trees * depth}\n"
            "if __name__ == '__main__':\n"
            "    train.run()\n"
        )
        self.assertEqual(self.run_script(text, inputs={"trees": 4}).returncode, 0)
        self.assertEqual(self.output(), {"nodes": 8})
        self.run_function("script.py", "train", {"trees": 5})
        self.assertEqual(self.output(), {"nodes": 10})
        by_hand = self.run_script(text, "--trees", "6", "--depth=3")
        self.assertEqual((by_hand.returncode, by_hand.stderr), (0, 'output: {"nodes": 18}\n'))


class ByHand(StepCase):
    def test_what_would_be_reported_is_printed(self) -> None:
        ran = self.run_script(
            "import troupe\n"
            "troupe.metric('loss', 0.5, step=3)\n"
            "troupe.metric('loss', float('nan'))\n"
            "troupe.progress(0.5, 'fitting')\n"
            "troupe.log('read', rows=3)\n"
            "troupe.output(a=1)\n"
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(ran.stdout, "")
        self.assertEqual(
            ran.stderr,
            "metric: loss = 0.5 (step 3)\nmetric: loss = NaN\nprogress: 50% fitting\ninfo: read rows=3\n"
            'output: {"a": 1}\n',
        )

    def test_inputs_explains_itself(self) -> None:
        ran = self.run_script("import troupe\ntroupe.inputs()\n")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("TROUPE_INPUTS=inputs.json", ran.stderr)

    def test_inputs_on_the_command_line(self) -> None:
        ran = self.run_script(
            "import troupe\nprint(troupe.inputs())\n", "--name", "a b", "--n-trees=10", "--rates", "[0.1, 0.2]"
        )
        self.assertEqual(ran.stdout, "{'name': 'a b', 'n_trees': 10, 'rates': [0.1, 0.2]}\n")

    def test_nothing_is_imported_that_costs_time_at_each_start(self) -> None:
        heavy = ("typing", "inspect", "asyncio", "urllib.request", "threading", "traceback", "importlib.util")
        # Without site, which may import anything.
        code = f"import sys, troupe; print([name for name in {heavy!r} if name in sys.modules])"
        ran = self.run_python("-S", "-c", code, env=self.environment())
        self.assertEqual(ran.stdout, "[]\n", ran.stderr)

    def test_the_library_is_all_that_its_folder_offers_for_import(self) -> None:
        from support import LIBRARY

        self.assertEqual([name for name in os.listdir(LIBRARY) if not name.startswith("__")], ["troupe"])
