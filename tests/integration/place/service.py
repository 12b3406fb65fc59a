"""A geocoder of our own on loopback: real HTTP, told by each test what to answer."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def point(name, lon, lat, **more):
    """Return a feature as geocoders write it."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": {"label": name, **more}, "geometry": geometry}


class Service:
    """What it answers, and what it was asked: (arguments, headers) in order."""

    def __init__(self):
        self.features = [point("Merikatu 4, Helsinki", 24.96, 60.16)]
        self.body, self.status, self.kind, self.pause_s = None, 200, "application/json", 0.0
        self.asked = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                service.asked.append((parse_qs(urlsplit(self.path).query), dict(self.headers)))
                service.answer(self)

            def log_message(self, *_given):
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        port = self.server.server_port
        self.template = f"http://127.0.0.1:{port}/search?text={{q}}&lang={{lang}}&key=k"

    def answer(self, handler):
        whole = json.dumps({"type": "FeatureCollection", "features": self.features}).encode()
        body = whole if self.body is None else self.body
        handler.send_response(self.status)
        handler.send_header("Content-Type", self.kind)
        handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
        handler.end_headers()
        step = max(1, len(body) // (20 if self.pause_s else 1))
        try:
            for start in range(0, len(body), step):
                time.sleep(self.pause_s)
                handler.wfile.write(body[start : start + step])
        except OSError:
            pass  # the asker has given up

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
