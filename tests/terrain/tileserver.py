"""A real HTTP server on loopback that serves tiles with ranges, and misbehaves as it is told, one fault a request."""

import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class TileServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = {}
        self.faults = defaultdict(list)  # path -> what goes wrong at the next requests, first first
        self.requests = []  # (path, Range header or None)
        self.version = '"one"'

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_):
        """Clients that hang up in the middle are part of the tests."""

    def asked(self, word):
        return [span for path, span in self.requests if word in path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server, span = self.server, self.headers.get("Range")
        server.requests.append((self.path, span))
        fault = server.faults[self.path].pop(0) if server.faults[self.path] else ""
        body = server.files.get(self.path)
        kind, _, number = fault.partition(":")
        if kind == "slow":
            time.sleep(float(number))
        if kind == "status":
            return self._answer(int(number), b"no")
        if kind == "page":
            return self._answer(200, b"<html>please log in</html>")
        if kind == "hang-up":
            self.close_connection = True
            return None
        if body is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        start = self._start(span, kind)
        part = body[start + (1 if kind == "wrong-range" else 0) :]
        self.send_response(206 if start else 200)
        if start:
            at = start + (1 if kind == "wrong-range" else 0)
            self.send_header("Content-Range", f"bytes {at}-{len(body) - 1}/{len(body)}")
        if kind == "no-length":
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(part)))
        self.send_header("ETag", server.version)
        self.end_headers()
        if kind in ("drop", "no-length"):
            part = part[: int(number)]
            self.close_connection = True
        self.wfile.write(part)
        return None

    def _start(self, span, kind):
        if not span or kind == "ignore-range" or self.headers.get("If-Range") != self.server.version:
            return 0
        return int(span.removeprefix("bytes=").rstrip("-"))

    def _answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def tile_server():
    server = TileServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
