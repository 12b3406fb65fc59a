"""nginx is started with each of our sites: serves from two, hides what is ours, logs nobody."""

import contextlib
import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.programs import DEPLOY, free_port, program, run, said

NAME = "koepaikka.example"


class Echo(BaseHTTPRequestHandler):
    """A web server of ours: says which headers it got."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what):
        pass


def site(path: Path, folder: Path, ports: tuple[int, ...]) -> tuple[str, int, int]:
    """Return a whole configuration with one of our sites in it, and its TLS and plain port."""
    secure, plain = free_port(), free_port()
    text = path.read_text("utf-8")
    text = re.sub(r"(?m)^\s*listen \[::\].*\n", "", text)
    text = re.sub(r"listen (443|8443) ", f"listen 127.0.0.1:{secure} ", text)
    text = re.sub(r"listen (80|8080)\b", f"listen 127.0.0.1:{plain}", text)
    if "http2 on;" in text:  # nginx 1.25 and newer, with names asked again: the container's
        text = text.replace("    http2 on;\n", "").replace(" resolve ", " ")
        text = text.replace("web1:8000", "10.0.0.21:8000").replace("web2:8000", "10.0.0.22:8000")
    servers = re.findall(r"server ([\d.]+:\d+) max_fails", text)
    for server, port in zip(servers, [ports[n % len(ports)] for n in range(9)], strict=False):
        text = text.replace(f"server {server} ", f"server 127.0.0.1:{port} ", 1)
    text = text.replace("/etc/nginx/koepaikka", str(folder / "shared"))
    text = re.sub(r"access_log /\S+ koepaikka", f"access_log {folder}/log koepaikka", text)
    text = re.sub(r"error_log /\S+ crit", f"error_log {folder}/errors crit", text)
    whole = (
        f"daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
         "http {\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in
                  ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + text + "}\n"
    )  # fmt: skip
    return whole, secure, plain


@contextlib.contextmanager
def served(path: Path, folder: Path) -> Iterator[tuple[int, int, list[ThreadingHTTPServer]]]:
    nginx, openssl = program("nginx", "nginx"), program("openssl", "openssl")
    (folder / "shared").mkdir()
    for one in (DEPLOY / "nginx").glob("*.conf"):
        text = one.read_text("utf-8").replace("/etc/nginx/koepaikka", str(folder / "shared"))
        text = text.replace("/etc/ssl/koepaikka", str(folder))
        (folder / "shared" / one.name).write_text(text)
    run(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
        "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")  # fmt: skip
    backends = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for backend in backends:
        threading.Thread(target=backend.serve_forever, daemon=True).start()
    whole, secure, plain = site(path, folder, tuple(one.server_port for one in backends))
    (folder / "nginx.conf").write_text(whole)
    checked = run(nginx, "-t", "-q", "-c", folder / "nginx.conf")
    assert checked.returncode == 0, said(checked)
    server = subprocess.Popen([nginx, "-c", str(folder / "nginx.conf")])
    try:
        yield secure, plain, backends
    finally:
        server.terminate()
        server.wait(10)
        for backend in backends:
            backend.shutdown()
            backend.server_close()


def ask(port: int, path: str, folder: Path, name: str = NAME) -> tuple[int, str]:
    context = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    context.check_hostname = False
    for _ in range(100):
        try:
            line = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=5)
            line.sock = context.wrap_socket(
                socket.create_connection(("127.0.0.1", port)), server_hostname=name
            )
            line.request("GET", path, headers={"Host": name, "X-Forwarded-For": "203.0.113.7"})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("nginx did not answer")


@pytest.mark.parametrize("size", ["machine", "compose", "cluster"])
def test_a_site_serves_hides_and_logs_as_it_should(size, tmp_path):
    with served(DEPLOY / size / "nginx.conf", tmp_path) as (secure, plain, backends):
        status, told = ask(secure, "/fi/registration/a-secret-of-a-link?q=kalle", tmp_path)
        assert status == 200
        assert "X-Forwarded-Proto: https" in told
        assert f"X-Forwarded-Host: {NAME}" in told
        assert "X-Forwarded-For: 203.0.113.7, 127.0.0.1" in told
        number = re.search(r"X-Request-ID: ([0-9a-f]{32})", told)
        assert number
        assert [ask(secure, path, tmp_path)[0] for path in ("/metrics", "/readyz", "/healthz")] == [
            404, 404, 200,
        ]  # fmt: skip
        with pytest.raises(ssl.SSLError):
            ask(secure, "/", tmp_path, name="other.example")
        backends[0].shutdown()
        backends[0].server_close()
        assert {ask(secure, "/fi/", tmp_path)[0] for _ in range(20)} == {200}
        line = http.client.HTTPConnection("127.0.0.1", plain, timeout=5)
        line.request("GET", "/fi/?a=b", headers={"Host": NAME})
        answer = line.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/fi/?a=b")
    log = (tmp_path / "log").read_text()
    assert number[1] in log
    assert len(log.splitlines()) >= 22
    for secret in ("secret", "kalle", "registration", "203.0.113.7"):
        assert secret not in log
        assert secret not in (tmp_path / "errors").read_text()
