"""What the scripted visit showed: a line a step on the terminal, and one page with all pictures."""

from __future__ import annotations

import html
import time
from dataclasses import dataclass, field
from pathlib import Path

_STYLE = """
body{font-family:Vazirmatn,system-ui,sans-serif;margin:2rem auto;max-width:72rem;color:#14212A;background:#F6F3EC}
h1{color:#0B4F5C}table{border-collapse:collapse;width:100%;background:#fff}td,th{padding:.4rem .7rem;text-align:start;
border-bottom:1px solid #D9D4C7}.ok{color:#0F5B34}.bad{color:#8E1616;font-weight:700}
figure{display:inline-block;margin:.5rem;vertical-align:top;max-width:15rem}img{max-width:100%;border:1px solid #D9D4C7;
border-radius:8px;background:#fff}figcaption{font-size:.85rem;color:#3A4B54}
"""


@dataclass
class Step:
    """One thing that was to happen, and whether it was seen to."""

    title: str
    seconds: float = 0.0
    seen: str = ""
    failure: str = ""
    pictures: list[Path] = field(default_factory=list)


@dataclass
class Report:
    """All steps of one run, kept in `directory`."""

    directory: Path
    steps: list[Step] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def succeeded(self) -> bool:
        """True where there were steps and each was seen to happen."""
        return bool(self.steps) and not any(step.failure for step in self.steps)

    def line(self, step: Step) -> str:
        """Return one step as a line for the terminal."""
        mark = "FAILED" if step.failure else "ok"
        return f"  {mark:6} {step.seconds:5.1f} s  {step.title}: {step.failure or step.seen}"

    def write(self) -> Path:
        """Write `index.html` and return its path."""
        rows = "".join(
            f"<tr><td>{number}</td><td>{html.escape(step.title)}</td>"
            f"<td class={'bad' if step.failure else 'ok'}>{html.escape(step.failure or step.seen)}</td>"
            f"<td>{step.seconds:.1f} s</td></tr>"
            for number, step in enumerate(self.steps, 1)
        )
        figures = "".join(
            f"<figure><a href='{picture.relative_to(self.directory)}'>"
            f"<img loading=lazy src='{picture.relative_to(self.directory)}' alt=''></a>"
            f"<figcaption>{number}. {html.escape(step.title)}</figcaption></figure>"
            for number, step in enumerate(self.steps, 1)
            for picture in step.pictures
        )
        verdict = "every step was seen to happen" if self.succeeded else "NOT every step was seen to happen"
        seconds = time.monotonic() - self.started
        page = self.directory / "index.html"
        page.write_text(
            f"<!doctype html><html lang=en><meta charset=utf-8><title>Mizban: one visit</title><style>{_STYLE}</style>"
            f"<h1>Mizban: one visit</h1><p>{len(self.steps)} steps in {seconds:.0f} s: {verdict}.</p>"
            f"<table><tr><th>#<th>step<th>seen<th>time</tr>{rows}</table>"
            f"<h2>Screens and paper</h2>{figures}</html>",
            encoding="utf-8",
        )
        return page
