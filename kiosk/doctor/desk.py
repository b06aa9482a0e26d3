"""Checks of the way to the desk: who this kiosk is, the line, the certificate, the clock."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from kiosk.config import Settings
from kiosk.doctor.machine import Machine
from kiosk.finding import Finding
from sync.client import DeskClient
from sync.enrollment import Enrollment, EnrollmentError, load
from sync.errors import DeskRefused, DeskUnreachable

LONG_S = 10.0
CLOCK_WARN_S = 300
CERTIFICATE_WARN_DAYS = 21
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No correct clock is before the day on which this version was made."""

_REMEDIES = {
    "offline": "See the network cable or Wi-Fi, then the desk's address in the enrollment.",
    "tls": "See the kiosk's clock and the desk's certificate; set desk.ca_file where the office has its own authority.",
    "timeout": "The line is very slow, or a firewall swallows packets.",
    "not_a_desk": "Something else answers in the desk's place: a captive portal or a wrong proxy.",
    "busy": "The desk is overloaded; it is asked again by itself.",
    "fault": "See the desk's own log.",
}


def check_desk(settings: Settings, machine: Machine) -> Iterator[Finding]:
    """Check enrollment, network, desk, certificate and clock, each only where the one before allows it."""
    yield _clock_sane(machine)
    try:
        enrollment = load(settings.data)
    except (EnrollmentError, OSError) as error:
        yield Finding("enrollment", "fault", str(error), "Run doctor as root or as the daemon's user.")
        return
    if enrollment is None:
        yield Finding("enrollment", "fault", "no desk has told this kiosk who it is", "mizban enroll URL CODE")
        return
    facts: dict[str, str | int | float | bool] = {"kiosk": enrollment.number, "site": enrollment.site}
    yield Finding("enrollment", "ok", f"kiosk {enrollment.number}, {enrollment.name}", facts=facts)
    if enrollment.url.startswith("https://"):
        yield _certificate(enrollment, settings)
    yield from _answer(enrollment, settings, machine)


def _clock_sane(machine: Machine) -> Finding:
    now = machine.now()
    if now < BUILT:
        return Finding(
            "clock-date",
            "fault",
            f"the clock says {now:%Y-%m-%d}, before this version was made",
            "Set the clock; check its battery.",
        )
    return Finding("clock-date", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _answer(enrollment: Enrollment, settings: Settings, machine: Machine) -> Iterator[Finding]:
    ca_file = settings.desk.ca_file or enrollment.ca_file
    with closing(DeskClient(enrollment.url, enrollment.token, ca_file, LONG_S)) as client:
        begun = machine.now()
        try:
            state = client.state("", 0)
        except DeskUnreachable as error:
            yield Finding("desk", "warning", str(error), _REMEDIES[error.kind], {"kind": error.kind})
            return
        except DeskRefused as error:
            remedy = (
                "Enroll this kiosk anew: mizban enroll URL CODE."
                if error.status in (401, 403)
                else "See the desk's log."
            )
            yield Finding("desk", "fault", str(error), remedy, {"status": error.status})
            return
    took = (machine.now() - begun).total_seconds()
    yield Finding("desk", "ok", "answers", facts={"answer_ms": round(took * 1000), "content": state.content_version})
    offset = round((state.now - begun).total_seconds() - took / 2, 1)
    if abs(offset) > CLOCK_WARN_S:
        yield Finding(
            "clock", "warning", f"differs from the desk's by {offset} s", "Set up time sync.", {"offset_s": offset}
        )
    else:
        yield Finding("clock", "ok", "agrees with the desk's", facts={"offset_s": offset})


def _certificate(enrollment: Enrollment, settings: Settings) -> Finding:
    place = urlsplit(enrollment.url)
    host, port = place.hostname or "", place.port or 443
    ca_file = settings.desk.ca_file or enrollment.ca_file
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        with (
            socket.create_connection((host, port), LONG_S) as line,
            context.wrap_socket(line, server_hostname=host) as tls,
        ):
            ends = str((tls.getpeercert() or {})["notAfter"])
    except ssl.SSLCertVerificationError as error:
        return Finding("certificate", "fault", error.verify_message, _REMEDIES["tls"])
    except OSError as error:
        return Finding("certificate", "unknown", f"the desk did not answer: {error}", _REMEDIES["offline"])
    days = int((ssl.cert_time_to_seconds(ends) - datetime.now(UTC).timestamp()) // 86400)
    if days < CERTIFICATE_WARN_DAYS:
        return Finding("certificate", "warning", f"ends in {days} days", "Renew it at the desk.", {"days": days})
    return Finding("certificate", "ok", f"good for {days} days", facts={"days": days})
