"""A tile server of our own on loopback: real HTTP, told by each test what to answer."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Upstream:
    """What the server answers, and what it was asked: (path, headers) in order."""

    def __init__(self):
        self.status, self.body, self.asked = 200, PNG, []
        self.headers = {"Content-Type": "image/png"}
        self.pause_s, self.says_length, self.pieces, self.close_silently = 0.0, None, 1, False
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                upstream.asked.append((self.path, dict(self.headers)))
                upstream.answer(self)

            def log_message(self, *_given):
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.template = f"http://127.0.0.1:{self.server.server_port}/{{z}}/{{x}}/{{y}}.png"

    def answer(self, handler):
        handler.send_response(self.status)
        body = b"" if self.status == 304 else self.body
        length = self.says_length if self.says_length is not None else len(body)
        for name, value in {"Content-Length": str(length), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        step = max(1, len(body) // self.pieces)
        try:
            for start in range(0, len(body), step):
                time.sleep(self.pause_s)
                handler.wfile.write(body[start : start + step])
                handler.wfile.flush()
        except OSError:
            pass  # the asker has given up
        if self.close_silently or self.says_length is not None:
            handler.close_connection = True

    def __enter__(self):
        return self

    def __exit__(self, *_given):
        self.stop()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
