"""Serves the model beside it: `POST /predict` with rows of facts. Prints the port that it listens on."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import joblib
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from facts import derive

model = joblib.load(Path(__file__).parent / "model.joblib")


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path != "/predict":
            return self.send_error(404, "there is /predict")
        facts = np.array(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        body = json.dumps(model.predict(derive(facts)).tolist()).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Service)
print(server.server_port, flush=True)
server.serve_forever()
