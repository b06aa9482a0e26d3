"""What the screen asks over the socket, and what the daemon answers."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp

from kiosk.config import ConfigError, Settings
from kiosk.daemon import commands
from kiosk.daemon.screen_orders import ScreenOrders
from kiosk.daemon.server import SocketTaken
from kiosk.daemon.service import Service
from kiosk.devices.printer.virtual import VirtualPrinter
from kiosk.ipc import MAX_LINE, METHODS, PrintJob, Receipt, Status, Ticket
from sync.protocol.messages import Command, TrackAnswer
from tests.daemon.conftest import Screen
from tests.sync.desk_stub import DeskStub
from tests.sync.waiting import until


def ticket_ask(**changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "queue": "adm", "service": "admission", "language": "fa", **changes}


def request_ask(**changes: Any) -> dict[str, Any]:
    answers = {"name": "زهرا محمدی", "mobile": "09121112233"}
    return {
        "key": str(uuid4()), "kind": "service", "form": "ask", "service": "admission", "language": "fa",
        "answers": answers, **changes,
    }  # fmt: skip


def outcome(screen: Screen, job: str) -> str:
    found = screen.call("print.status", {"job": job})
    assert found.result is not None
    state = PrintJob.model_validate(found.result).state
    return state if state in ("confirmed", "failed", "uncertain") else ""


def test_every_method_of_the_contract_is_there(service: Service) -> None:
    assert set(METHODS) == {*service._methods(), "subscribe"}


def test_a_ticket_is_stored_printed_and_sent_once(screen: Screen, desk: DeskStub, printer: VirtualPrinter) -> None:
    ask = ticket_ask()
    answers = [screen.call("ticket.issue", ask) for _touch in range(3)]
    assert answers[0] == answers[1] == answers[2]
    ticket = Ticket.model_validate(answers[0].result)
    assert (ticket.series, ticket.number) == ("", 1)
    until(lambda: outcome(screen, str(ticket.print_job)) == "confirmed", "the paper")
    until(lambda: len(desk.of_kind("paper.printed")) == 1, "the paper is reported")
    assert [event["id"] for event in desk.of_kind("ticket.issued")] == [str(ticket.event_id)]
    assert len(printer.slips) == 1
    assert zxingcpp.read_barcodes(printer.slips[0])[0].text == ticket.url
    states = [push["state"] for push in screen.of_kind("print")]
    assert states == ["sending", "confirmed"]


def test_a_request_is_sealed_promised_printed_and_sent(screen: Screen, desk: DeskStub, printer: VirtualPrinter) -> None:
    ask = request_ask()
    receipt = Receipt.model_validate(screen.call("request.submit", ask).result)
    assert receipt.promised_at is not None
    assert receipt.promised_at > receipt.submitted_at
    assert screen.call("request.submit", ask).result == receipt.model_dump(mode="json")
    until(lambda: desk.of_kind("request.submitted"), "the request")
    event = desk.of_kind("request.submitted")[0]
    assert desk.opened(event) == ask["answers"]
    assert "زهرا" not in json.dumps(event, ensure_ascii=False)
    until(lambda: outcome(screen, str(receipt.print_job)) == "confirmed", "the paper")
    assert zxingcpp.read_barcodes(printer.slips[0])[0].text == receipt.url


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("ticket.issue", {"key": "x"}, "bad_request"),
        ("ticket.issue", ticket_ask(queue="nowhere"), "bad_request"),
        ("ticket.issue", ticket_ask(service="nowhere"), "bad_request"),
        ("request.submit", request_ask(form="nowhere"), "bad_request"),
        ("request.submit", request_ask(service="nowhere"), "bad_request"),
        ("request.submit", request_ask(anonymous=True), "bad_request"),
        ("request.submit", request_ask(answers={"strange": "x"}), "bad_request"),
        ("request.submit", request_ask(answers={"name": "x" * 5000}), "bad_request"),
        ("poll.answer", {"key": str(uuid4()), "poll": "nowhere", "answers": {}, "language": "fa"}, "bad_request"),
        ("print.guide", {"service": "nowhere", "language": "fa"}, "bad_request"),
        ("print.status", {"job": "x"}, "bad_request"),
        ("print.status", {"job": str(uuid4())}, "not_found"),
        ("track", {"code": "123"}, "bad_request"),
        ("track", {"code": "00010000000000"}, "bad_request"),
        ("dance", {}, "unknown_method"),
    ],
)
def test_what_cannot_be_is_refused_in_words(screen: Screen, method: str, params: dict[str, Any], code: str) -> None:
    answer = screen.call(method, params)
    assert answer.error == code, answer


def test_a_refusal_never_repeats_what_was_typed(screen: Screen) -> None:
    answer = screen.call("request.submit", request_ask(language="xx", answers={"name": "زهرا محمدی"}))
    assert answer.error == "bad_request"
    assert "زهرا" not in answer.message


def test_closed_and_full_lines_take_nobody(screen: Screen, service: Service, desk: DeskStub) -> None:
    desk.queues = [{"queue": "adm", "waiting": 3, "open": False}, {"queue": "rec", "waiting": 9, "full": True}]
    desk.changed()
    until(lambda: service.view.line("rec"), "the lines")
    assert screen.call("ticket.issue", ticket_ask()).error == "closed"
    assert screen.call("ticket.issue", ticket_ask(queue="rec", service=None)).error == "queue_full"
    desk.queues = [{"queue": "adm", "waiting": 3, "wait_minutes": [10, 20]}]
    desk.changed()
    until(lambda: screen.of_kind("queues")[-1]["queues"][0]["open"], "the line is open")
    first, second = (screen.call("ticket.issue", ticket_ask()).result for _one in range(2))
    assert first is not None
    assert second is not None
    assert (first["people_ahead"], second["people_ahead"]) == (3, 4)
    assert first["wait_minutes"] == [10, 20]


def test_tracking_asks_the_desk_and_falls_back_to_what_is_known_here(screen: Screen, desk: DeskStub) -> None:
    ticket = screen.call("ticket.issue", ticket_ask()).result
    receipt = screen.call("request.submit", request_ask()).result
    assert ticket is not None
    assert receipt is not None
    here = TrackAnswer.model_validate(screen.call("track", {"code": ticket["code"]}).result)
    assert (here.kind, here.state, here.number) == ("ticket", "waiting", ticket["number"])
    here = TrackAnswer.model_validate(screen.call("track", {"code": receipt["url"]}).result)
    assert (here.kind, here.promised_at is not None) == ("request", True)
    from sync.protocol.codes import make_code

    assert screen.call("track", {"code": make_code(9)}).error == "not_found"
    desk.tracked[ticket["code"]] = {**here.model_dump(mode="json"), "kind": "ticket", "state": "called"}
    answer = screen.call("track", {"code": ticket["code"]}).result
    assert answer is not None
    assert answer["state"] == "called"
    desk.faults["/track"] = [(503, "busy", {})]
    assert screen.call("track", {"code": make_code(9)}).error == "desk_unreachable"


def test_polls_help_guide_and_copies(screen: Screen, desk: DeskStub, printer: VirtualPrinter) -> None:
    poll = {"key": str(uuid4()), "poll": "visit", "answers": {"overall": 5}, "language": "fa"}
    assert screen.call("poll.answer", poll).result == {}
    assert screen.call("poll.answer", poll).result == {}
    assert screen.call("help.call", {"screen": "home"}).result == {}
    guide = screen.call("print.guide", {"service": "admission", "language": "fa"}).result
    assert guide is not None
    until(lambda: outcome(screen, guide["job"]) == "confirmed", "the guide")
    ticket = screen.call("ticket.issue", ticket_ask()).result
    assert ticket is not None
    until(lambda: outcome(screen, ticket["print_job"]) == "confirmed", "the ticket")
    copy = screen.call("print.again", {"job": ticket["print_job"]}).result
    assert copy is not None
    assert copy["copy_number"] == 1
    until(lambda: outcome(screen, copy["job"]) == "confirmed", "the copy")
    until(lambda: len(desk.of_kind("paper.printed")) == 3, "three papers are reported")
    assert len(desk.of_kind("poll.answered")) == 1
    assert len(desk.of_kind("help.called")) == 1
    assert len(printer.slips) == 3
    assert printer.slips[2].height > printer.slips[1].height, "the copy says that it is one"


def test_no_paper_is_told_and_nothing_comes_out_later(screen: Screen, desk: DeskStub, printer: VirtualPrinter) -> None:
    printer.set(paper="out")
    ticket = screen.call("ticket.issue", ticket_ask()).result
    assert ticket is not None
    until(lambda: outcome(screen, ticket["print_job"]) == "failed", "it failed")
    printer.set(paper="ok")
    until(lambda: desk.of_kind("paper.printed"), "reported")
    assert desk.of_kind("paper.printed")[0]["payload"]["reason"] == "paper_out"
    until(lambda: (screen.call("status").result or {})["printer"] in ("ready", "paper_out"), "the printer's word")
    assert printer.slips == []


def test_status_says_how_things_are(screen: Screen, desk: DeskStub) -> None:
    status = Status.model_validate(screen.call("status").result)
    assert (status.enrolled, status.kiosk_number, status.site, status.content_version) == (True, 1, "main", 1)
    assert status.desk_seconds_ago is not None


def test_the_desks_calls_and_commands_reach_the_screen(screen: Screen, desk: DeskStub, printer: VirtualPrinter) -> None:
    commands_given = [
        {"command_id": str(uuid4()), "kind": kind}
        for kind in ("test_print", "collect_logs", "reload_content", "screenshot")
    ]
    desk.commands = commands_given
    desk.calls = [
        {
            "call_id": str(uuid4()), "ticket_id": str(uuid4()), "queue": "adm", "number": 3, "counter": "c1",
            "called_at": "2026-11-21T08:00:00Z",
        }
    ]  # fmt: skip
    desk.changed()
    asked = until(lambda: [alert for alert in screen.of_kind("alert") if "command" in alert], "the screen is asked", 60)
    done = {"command_id": asked[0]["command_id"], "outcome": "done", "picture": "/9j/4A=="}
    assert screen.call("command.done", done).result == {}
    assert screen.call("command.done", done).error == "not_found", "nobody waits for it any more"
    until(lambda: len(desk.results) == 4, "all results", 60)
    assert desk.results[asked[0]["command_id"]][0]["picture"] == "/9j/4A=="
    assert {result[0]["outcome"] for result in desk.results.values()} == {"done"}
    assert screen.of_kind("call")[0]["number"] == 3
    assert [alert["command"] for alert in screen.of_kind("alert") if "command" in alert] == ["screenshot"]
    until(lambda: len(printer.slips) == 1, "the test page")


def test_an_order_that_no_screen_answers_has_failed() -> None:
    pushed: list[dict[str, Any]] = []
    orders = ScreenOrders(pushed.append, wait_s=0.05)
    result = orders.run(Command(command_id=uuid4(), kind="restart_ui"))
    assert (result.outcome, result.detail) == ("failed", "no screen answered")
    assert pushed[0]["command"] == "restart_ui"


def test_refused_facts_are_listed_and_released_by_command(screen: Screen, config: Settings, desk: DeskStub) -> None:
    desk.reject["ticket.issued"] = "unknown_queue"
    ticket = screen.call("ticket.issue", ticket_ask()).result
    assert ticket is not None
    lines = until(lambda: commands.quarantine_lines(config), "it is listed")
    assert ticket["event_id"] in lines[0]
    assert "unknown_queue" in lines[0]
    desk.reject.clear()
    assert commands.release(config, str(uuid4())) == 0
    assert commands.release(config, "all") == 1
    until(lambda: desk.of_kind("ticket.issued"), "it arrives")
    assert commands.quarantine_lines(config) == []


def test_commands_without_a_daemon(service: Service, config: Settings, desk: DeskStub) -> None:
    with pytest.raises(ConfigError, match="stop the daemon"):
        commands.retire(config)
    until(lambda: len(desk.leases) >= 2, "numbers")
    until(lambda: service.view.content, "content")
    service.stop()
    assert commands.release(config, "all") == 0
    given = commands.retire(config)
    assert given == len(desk.returned) > 0
    nowhere = config.model_copy(update={"data": config.data / "nowhere"})
    assert commands.quarantine_lines(nowhere) == []
    with pytest.raises(ConfigError, match="not enrolled"):
        commands.retire(nowhere)


def test_rubbish_on_the_socket_harms_nobody(screen: Screen, config: Settings) -> None:
    for rubbish in (b"hello\n", b"{}\n", b"[1]\n", b"\xff\xfe\n"):
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(str(config.socket))
            raw.sendall(rubbish)
            assert json.loads(raw.makefile("rb").readline())["error"]["code"] == "bad_request"
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(config.socket))
        sender = threading.Thread(target=_try_send, args=(raw, b"x" * (MAX_LINE + 10)))
        sender.start()
        raw.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            assert raw.recv(10) == b""
        sender.join(5)
    assert screen.call("ping").result == {}


def _try_send(raw: socket.socket, data: bytes) -> None:
    try:
        raw.sendall(data)
    except OSError:
        return


def test_a_second_daemon_is_refused_and_a_dead_ones_socket_taken(
    service: Service, config: Settings, tmp_path: Path
) -> None:
    other = config.model_copy(update={"data": tmp_path / "other"})
    with pytest.raises(SocketTaken, match="another daemon"):
        Service(other)
    stale = config.model_copy(update={"data": tmp_path / "third", "socket": config.socket.with_name("stale.sock")})
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(stale.socket))
    third = Service(stale)
    third.start()
    third.stop()
    nowhere = config.model_copy(update={"data": tmp_path / "fourth", "socket": Path("/proc/nowhere/d.sock")})
    with pytest.raises(SocketTaken, match="cannot be made"):
        Service(nowhere)


def test_before_enrollment_it_says_so_and_takes_it_up_while_it_runs(config: Settings, desk: DeskStub) -> None:
    from sync.enrollment import enroll

    service = Service(config)
    service.start()
    screen = Screen(config.socket)
    screen.start()
    try:
        assert screen.call("ticket.issue", ticket_ask()).error == "not_enrolled"
        status = Status.model_validate(screen.call("status").result)
        assert not status.enrolled
        enroll(desk.url, "123456", config.data)
        service.look_for_enrollment()
        service.look_for_enrollment()
        until(lambda: screen.call("ticket.issue", ticket_ask()).result, "a ticket", 20)
    finally:
        screen.stop()
        service.stop()
