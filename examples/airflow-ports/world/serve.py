"""The shop's API: answers `GET /customers?n=N` with customers as JSON. Prints the port that it listens on."""

import json
import random
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

sys.path.insert(0, str(Path(__file__).parent))
from make import COLUMNS, customer


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urlparse(self.path)
        if asked.path != "/customers":
            return self.send_error(404, "there is /customers")
        dice = random.Random(11)
        count = int(parse_qs(asked.query).get("n", ["100"])[0])
        body = json.dumps([dict(zip(COLUMNS, customer(dice))) for _ in range(count)]).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Shop)
    print(server.server_port, flush=True)
    server.serve_forever()
