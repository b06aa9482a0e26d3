"""The size of a sample, and who is in it (G7). Django is woken in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import ROOT

_SCRIPT = """
import json, sys
from datetime import date, timedelta
from desk import setup
setup.wake(); setup.migrate()
from desk.polls.sampling import asks, needed, share_to_ask
from desk.polls.models import Sampling
from desk.directory.models import Organisation, Poll, Site
from desk.reports.half_year import HalfYear, half_of
names = {lang: "x" for lang in ("fa", "ar", "en", "ru")}
site = Site.objects.create(organisation=Organisation.objects.create(slug="o", name=names), slug="s", name=names)
poll = Poll.objects.create(site=site, slug="p", name=names)
told = {"needed": {f"{n}/{c}/{m}": needed(n, c, m / 100) for n, c, m in
        ((10**9, 95, 5), (10**9, 90, 5), (10**9, 99, 5), (1000, 95, 5), (100, 95, 5), (10, 95, 5), (0, 95, 5))}}
codes = [f"{n:014d}" for n in range(800)]
told["everyone"] = sum(asks(poll, code) for code in codes[:50])
row = Sampling.objects.create(poll=poll, confidence=95, margin=5, response=50, share=0.25, everyone_kinds=["complaint"])
chosen = [code for code in codes if asks(poll, code)]
told["sampled"] = len(chosen)
told["again"] = chosen == [code for code in codes if asks(poll, code)]
told["complaints"] = sum(asks(poll, code, "complaint") for code in codes[:50])
told["share"] = [share_to_ask(row, 0), round(share_to_ask(row, 1000), 3), share_to_ask(row, 50)]
day, halves = date(2020, 1, 1), set()
while day < date(2030, 1, 1):
    half = half_of(day)
    assert half.first <= day <= half.last, day
    assert half.next.before == half
    halves.add(half)
    day += timedelta(days=1)
told["halves"] = len(halves)
told["first"] = [str(HalfYear(1405, 1).first), str(HalfYear(1405, 1).last), str(HalfYear(1403, 2).last)]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    data = tmp_path_factory.mktemp("samples") / "desk"
    environment = {"MIZBAN_DESK_DATA": str(data), "PATH": str(Path(sys.executable).parent)}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], env=environment, cwd=ROOT, text=True, capture_output=True, timeout=200
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_size_of_a_sample_is_the_published_one(told: dict[str, Any]) -> None:
    """385 of a very large population at 95 % ± 5, 278 of 1000, 80 of 100: Cochran; Krejcie and Morgan."""
    sizes = told["needed"]
    assert sizes["1000000000/95/5"] == 385
    assert sizes["1000000000/90/5"] == 271
    assert sizes["1000000000/99/5"] == 664
    assert sizes["1000/95/5"] == 278
    assert sizes["100/95/5"] == 80
    assert (sizes["10/95/5"], sizes["0/95/5"]) == (10, 0)


def test_share_follows_from_size_and_answers(told: dict[str, Any]) -> None:
    assert told["share"] == [1.0, 0.556, 1.0]


def test_a_quarter_is_asked_and_always_the_same_quarter(told: dict[str, Any]) -> None:
    assert told["everyone"] == 50
    assert 127 < told["sampled"] < 273, "six standard deviations round 200"
    assert told["again"]
    assert told["complaints"] == 50, "a kind of which everybody is asked"


def test_halves_of_the_jalali_year_follow_each_other(told: dict[str, Any]) -> None:
    assert told["halves"] == 21
    assert told["first"] == ["2026-03-21", "2026-09-22", "2025-03-20"]
