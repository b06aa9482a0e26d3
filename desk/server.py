"""Serving: uvicorn, so that hundreds of long polls wait without a thread each (decision 0302)."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from contextlib import nullcontext
from pathlib import Path

import uvicorn

from desk import setup
from desk.config import ENVIRONMENT, DeskConfig, SetupError, load_config


def run(
    host: str,
    port: int,
    data_dir: Path | None,
    database: str | None,
    public_url: str | None,
    workers: int,
    with_worker: bool = True,
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Listen until a signal comes; `with_worker` also empties the outbox and runs the jobs.

    `certificate` and its key are PEM files: with them the desk speaks HTTPS itself, and nothing else.

    Raises `SetupError` where the port is taken or the database does not answer.
    """
    for name, path in zip(("TLS_CERTIFICATE", "TLS_KEY"), certificate or (), strict=False):
        os.environ[ENVIRONMENT + name] = str(path.absolute())
    if public_url is None and not os.environ.get(f"{ENVIRONMENT}PUBLIC_URL"):
        public_url = _default_url(host, port, data_dir)
    setup.wake(data_dir, database, public_url)
    config = load_config()
    if workers > 1 and not config.database_url:
        raise SetupError("several workers need PostgreSQL; give --database postgresql://…, or one worker")
    tls = tls_files(config)
    setup.migrate()
    _check_port(host, port)
    from desk.connectors.worker import beside

    with beside() if with_worker else nullcontext():
        uvicorn.run(
            "desk.asgi:application",
            host=host,
            port=port,
            workers=workers,
            log_level="warning",
            lifespan="off",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=30,
            ssl_certfile=tls[0] if tls else None,
            ssl_keyfile=tls[1] if tls else None,
        )


def _default_url(host: str, port: int, data_dir: Path | None) -> str | None:
    if data_dir is not None:
        os.environ[f"{ENVIRONMENT}DATA"] = str(data_dir)
    if "public_url" in load_config().model_fields_set:
        return None  # desk.toml says it
    scheme = "https" if load_config().tls_certificate else "http"
    return f"{scheme}://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


def tls_files(config: DeskConfig) -> tuple[Path, Path] | None:
    """Return certificate and key of the settings; None where a proxy ends TLS. Raises `SetupError`.

    Tried before anything listens: a key that does not fit is one clear line, not a broken handshake for every kiosk.
    """
    certificate, key = config.tls_certificate, config.tls_key
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise SetupError("tls_certificate and tls_key belong together; name both or neither")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        raise SetupError(f"{certificate} and {key} are no certificate with its key: {error.reason}") from error
    except OSError as error:
        raise SetupError(f"{certificate}, {key}: cannot be read: {error.strerror}") from error
    return certificate, key


def _check_port(host: str, port: int) -> None:
    """Fail early and plainly: with workers, uvicorn would start processes that all fail."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SetupError(
                    f"port {port} of {host} is taken by another program; choose another with --port"
                ) from error
            raise SetupError(f"cannot listen on {host}:{port}: {error.strerror}") from error
