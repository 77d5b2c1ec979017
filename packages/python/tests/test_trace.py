"""Spans: what arrives at a collector, and what happens if none is there."""

import http.server
import json
import socket
import threading

from support import StepCase

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

SCRIPT = (
    "import sys, troupe\n"
    "with troupe.span('fit', trees=3, rate=0.5):\n"
    "    with troupe.span('inner'):\n"
    "        print(troupe.traceparent())\n"
)


class Collector(http.server.BaseHTTPRequestHandler):
    received: list = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Collector.received.append((self.path, self.headers.get("x-key"), body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


class Spans(StepCase):
    def collect(self, script: str, **more: str):
        Collector.received = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        endpoint = f"http://127.0.0.1:{server.server_address[1]}/"
        ran = self.run_script(script, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, **more)
        resources = [resource for _, _, body in Collector.received for resource in body["resourceSpans"]]
        return ran, [span for resource in resources for scope in resource["scopeSpans"] for span in scope["spans"]]

    def test_are_children_of_the_attempt_and_of_each_other(self) -> None:
        ran, spans = self.collect(SCRIPT, TRACEPARENT=PARENT, OTEL_EXPORTER_OTLP_HEADERS="x-key=secret")
        by_name = {span["name"]: span for span in spans}
        self.assertEqual(by_name["fit"]["parentSpanId"], "b7ad6b7169203331")
        self.assertEqual(by_name["inner"]["parentSpanId"], by_name["fit"]["spanId"])
        self.assertEqual({span["traceId"] for span in spans}, {"0af7651916cd43dd8448eb211c80319c"})
        self.assertEqual(ran.stdout.strip(), f"00-0af7651916cd43dd8448eb211c80319c-{by_name['inner']['spanId']}-01")
        self.assertIn({"key": "trees", "value": {"intValue": "3"}}, by_name["fit"]["attributes"])
        self.assertEqual([(path, key) for path, key, _ in Collector.received][0], ("/v1/traces", "secret"))
        self.assertLessEqual(int(by_name["fit"]["startTimeUnixNano"]), int(by_name["inner"]["startTimeUnixNano"]))

    def test_say_that_they_failed(self) -> None:
        _, spans = self.collect("import troupe\nwith troupe.span('fit'):\n    1 / 0\n", TRACEPARENT=PARENT)
        self.assertEqual(spans[0]["status"], {"code": 2, "message": "ZeroDivisionError: division by zero"})

    def test_an_unsampled_trace_is_handed_on_and_not_reported(self) -> None:
        ran, spans = self.collect(SCRIPT, TRACEPARENT=PARENT[:-1] + "0")
        self.assertEqual(spans, [])
        self.assertTrue(ran.stdout.strip().endswith("-00"))

    def test_do_nothing_without_a_trace_or_a_collector(self) -> None:
        self.assertEqual(self.collect(SCRIPT)[1], [])
        ran = self.run_script(SCRIPT, TRACEPARENT=PARENT)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, PARENT + "\n", ""))

    def test_an_absent_collector_is_no_failure_and_no_noise(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
            ran = self.run_script(SCRIPT, TRACEPARENT=PARENT, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))
            ran = self.run_script(
                SCRIPT, TRACEPARENT=PARENT, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, TROUPE_TRACE_DEBUG="1"
            )
            self.assertIn("spans were not taken", ran.stderr)

    def test_a_hanging_collector_costs_a_second_at_the_end_at_most(self) -> None:
        with socket.socket() as hanging:
            hanging.bind(("127.0.0.1", 0))
            hanging.listen()
            endpoint = f"http://127.0.0.1:{hanging.getsockname()[1]}"
            script = SCRIPT + "import time, atexit\nbegin = time.monotonic()\n" + (
                "atexit._run_exitfuncs()\nprint(time.monotonic() - begin < 5)\n"
            )
            ran = self.run_script(script, TRACEPARENT=PARENT, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertTrue(ran.stdout.endswith("True\n"))
