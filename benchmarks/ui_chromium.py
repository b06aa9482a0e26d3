"""Chromium in kiosk mode with a static page that looks like the kiosk's home screen: what a web kiosk would cost."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 120.0
_CARDS = (
    ("گرفتن نوبت", "شمارهٔ نوبت برای باجه‌ها"),
    ("راهنمای خدمات", "مدارک، هزینه و زمان هر خدمت"),
    ("طبقات و اتاق‌ها", "کجا بروم؟ چه کسی را ببینم؟"),
    ("ثبت درخواست", "با رسید و کد رهگیری"),
    ("پیگیری درخواست", "با کد رهگیری روی رسید"),
    ("نظر و شکایت", "شکایت، پیشنهاد، انتقاد، تقدیر"),
)
_BAR = ("بازگشت", "خانه", "کمک", "زبان", "اندازهٔ متن", "دسترسی")
_STYLE = """
@font-face{font-family:V;src:url(/Vazirmatn-Regular.ttf);font-weight:400}
@font-face{font-family:V;src:url(/Vazirmatn-Bold.ttf);font-weight:700}
*{box-sizing:border-box;margin:0}body{font:400 33px/1.5 V;background:#F6F3EC;color:#14212A;height:100vh;display:flex;
flex-direction:column}
header{background:#0B4F5C;color:#fff;height:164px;padding:40px 56px;font-size:40px;font-weight:700}
main{flex:1;padding:40px 56px;display:grid;grid-template-columns:1fr 1fr;gap:28px;align-content:start}
h1{grid-column:1/3;font-size:60px}
section{background:#fff;border:2px solid #D9D4C7;border-radius:36px;padding:38px;height:310px}
section i{display:block;width:112px;height:112px;border-radius:32px;background:#DCEDEF;margin-bottom:20px}
section b{font-size:42px}
section:nth-of-type(1){background:#0B4F5C;color:#fff}footer{height:150px;background:#fff;display:grid;
grid-template-columns:repeat(6,1fr);align-items:end;text-align:center;font-size:26px;padding-bottom:30px}
"""
_READY = "requestAnimationFrame(()=>requestAnimationFrame(()=>fetch('/ready')))"


def page() -> str:
    """Return the static page."""
    cards = "".join(f"<section><i></i><b>{name}</b><p>{note}</p></section>" for name, note in _CARDS)
    bar = "".join(f"<span>{word}</span>" for word in _BAR)
    return (
        f'<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><style>{_STYLE}</style><body>'
        f"<header>دانشگاه بین‌المللی حکمت</header><main><h1>برای چه کاری آمده‌اید؟</h1>{cards}</main>"
        f"<footer>{bar}</footer><script>document.fonts.ready.then(()=>{{{_READY}}})</script></body></html>"
    )


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, ready: threading.Event, *rest: Any) -> None:
        self._ready = ready
        super().__init__(*rest)

    def do_GET(self) -> None:
        font = ROOT / "fonts" / Path(self.path).name
        if self.path == "/ready":
            self._ready.set()
        body = font.read_bytes() if font.suffix == ".ttf" and font.exists() else page().encode()
        self.send_response(200)
        self.send_header("Content-Type", "font/ttf" if font.suffix == ".ttf" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Page:
    """Chromium on `display`, `size` in px. `open` returns the seconds until the page is painted."""

    def __init__(self, display: str, folder: Path, size: tuple[int, int]) -> None:
        program = shutil.which("chromium")
        if program is None:
            raise FileNotFoundError("chromium is missing: apt-get install chromium")
        self._program, self._display, self._folder, self._size = program, display, folder, size
        self._ready = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self._ready))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Page:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()
        self._server.shutdown()
        self._server.server_close()

    @property
    def profile(self) -> Path:
        """Where Chromium keeps what it remembers."""
        return self._folder / "chromium"

    @property
    def pid(self) -> int:
        """The browser's process."""
        if self._process is None:
            raise RuntimeError("Chromium is not open")
        return self._process.pid

    def open(self) -> float:
        """Start it, with the profile that is there; return the seconds until the page is painted."""
        self._ready.clear()
        begun = time.monotonic()
        self._process = subprocess.Popen(
            [
                self._program, "--kiosk", "--no-sandbox", "--disable-gpu", "--no-first-run", "--incognito",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={self.profile}", f"--window-size={self._size[0]},{self._size[1]}",
                f"http://127.0.0.1:{self._server.server_port}/",
            ],
            env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin", "HOME": str(self._folder)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if not self._ready.wait(PATIENCE_S):
            raise TimeoutError("Chromium painted nothing")
        return time.monotonic() - begun

    def shut(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None
