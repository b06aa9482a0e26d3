"""Bad input gets one clear line that says what to do, exit code 2, and never a traceback."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def mizban(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mizban", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=120
    )


def check_one_clear_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    said = done.stderr + done.stdout
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert len(done.stderr.strip().splitlines()) <= 3, said
    for word in words:
        assert word in said


def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[printer]\nkindd = 'network'\n")
    check_one_clear_line(mizban("daemon", "--config", str(config)), "printer.kindd", "kind")


def test_a_wrong_value_is_named(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[printer]\nport = 99999\n")
    check_one_clear_line(mizban("doctor", "--config", str(config)), "printer.port", "65535", "99999")


def test_a_settings_file_that_is_not_there(tmp_path: Path) -> None:
    check_one_clear_line(mizban("daemon", "--config", str(tmp_path / "none.toml")), "none.toml")


def test_no_desk_at_the_address(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'data = "{tmp_path}"\n')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        port = taken.getsockname()[1]
        done = mizban("enroll", f"http://127.0.0.1:{port}", "12345678", "--config", str(config))
    check_one_clear_line(done, "does not answer")


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = mizban("demo", "--scripted", "--dir", str(tmp_path / "demo"), "--desk-port", port)
        check_one_clear_line(done, port, "--desk-port")
        served = mizban("desk", "serve", "--port", port, "--data-dir", str(tmp_path / "desk"))
    check_one_clear_line(served, port)


def test_a_folder_of_somebody_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    check_one_clear_line(mizban("demo", "--scripted", "--dir", str(tmp_path)), "--dir")
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [("organisation: [", "YAML"), ("organisatoin:\n  id: a\n", "organisatoin"), ("", "organisation")],
    ids=["not YAML", "an unknown key", "empty"],
)
def test_a_broken_catalogue(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text)
    done = mizban("catalog", "check", str(path))
    said = done.stderr + done.stdout
    assert done.returncode == 2
    assert "Traceback" not in said
    assert word in said


def test_wrong_words_on_the_command_line() -> None:
    check_one_clear_line(mizban("kiosk", "--role", "toaster"), "kiosk", "board")
    check_one_clear_line(mizban("kiosk", "--size", "huge"), "1080x1920")
    check_one_clear_line(mizban("ticket", "preview", "--lang", "xx"), "fa, ar, en, ru")


def test_every_setting_is_printed_with_its_meaning() -> None:
    lines = mizban("settings").stdout.splitlines()
    keys = [index for index, line in enumerate(lines) if re.match(r"# [a-z_]+ = ", line)]
    assert len(keys) > 20
    assert all(lines[index - 1].startswith("# ") and lines[index - 1] != "# None" for index in keys)


@pytest.mark.parametrize("kib", [190, 130, 60], ids=lambda kib: f"{200 - kib} KiB left")
def test_a_full_disk(tmp_path: Path, kib: int) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        (small / "fill").write_bytes(bytes(kib * 1024))
        config = tmp_path / "kiosk.toml"
        config.write_text(f'data = "{small}/kiosk"\nsocket = "{tmp_path}/d.sock"\n')
        check_one_clear_line(mizban("daemon", "--config", str(config)), "make room")
        check_one_clear_line(mizban("desk", "serve", "--data-dir", str(small / "desk")), "desk", "make room")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


@pytest.mark.parametrize(("name", "value"), [("--role", "wall"), ("--size", "1x1"), ("--config", "/nowhere.toml")])
def test_the_screens_short_way_in_says_what_the_command_line_says(name: str, value: str) -> None:
    """`mizban kiosk --name value` is read before the command line is loaded, `--name=value` by the command line."""
    short, long = mizban("kiosk", name, value), mizban("kiosk", f"{name}={value}")
    check_one_clear_line(short, value)
    assert short.stderr == long.stderr


def test_a_word_that_the_screen_does_not_know_is_refused() -> None:
    done = mizban("kiosk", "--sise", "1080x1920")
    assert done.returncode == 2
    assert "--sise" in done.stderr
