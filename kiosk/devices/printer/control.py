"""A small HTTP door to the virtual printer, on loopback: look at it, take its paper out.

`GET /` answers its condition as JSON; `POST /` takes an object of changes, as `{"paper": "out"}`, and with
`{"after": 5000, …}` makes them when that many more bytes have come, with `{"after": "cut", …}` at the next cut;
`{"power": "cycle"}` switches it off and on.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.devices.printer.virtual import VirtualPrinter

_MAX_BODY = 4096


def describe(printer: VirtualPrinter) -> dict[str, Any]:
    """Return its condition, the number of slips and of bytes received."""
    return asdict(printer.condition) | {"slips": len(printer.slips), "received": printer.received}


class ControlServer:
    """Serves the door until `stop`; `port` 0 takes a free one. Raises `OSError` when the port is taken."""

    def __init__(self, printer: VirtualPrinter, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"printer": printer})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name="printer-control", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    printer: VirtualPrinter
    timeout = 5

    def do_GET(self) -> None:
        self._answer(200, describe(self.printer))

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length", "0"))
            if not 0 < length <= _MAX_BODY:
                raise ValueError(f"the body must have 1 to {_MAX_BODY} bytes")
            changes = json.loads(self.rfile.read(length))
            if not isinstance(changes, dict):
                raise ValueError("the body must be a JSON object")
            self.printer.apply(changes)
        except (ValueError, TypeError) as error:
            self._answer(400, {"error": str(error)})
            return
        self._answer(200, describe(self.printer))

    def _answer(self, code: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing: the terminal belongs to the simulator."""
