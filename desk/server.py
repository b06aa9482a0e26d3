"""Serving: uvicorn, so that hundreds of long polls wait without a thread each (decision 0302)."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import nullcontext
from pathlib import Path

import uvicorn

from desk import setup
from desk.config import ENVIRONMENT, SetupError, load_config


def run(
    host: str,
    port: int,
    data_dir: Path | None,
    database: str | None,
    public_url: str | None,
    workers: int,
    with_worker: bool = True,
) -> None:
    """Listen until a signal comes; `with_worker` also empties the outbox and runs the jobs.

    Raises `SetupError` where the port is taken or the database does not answer.
    """
    if public_url is None and not os.environ.get(f"{ENVIRONMENT}PUBLIC_URL"):
        public_url = _default_url(host, port, data_dir)
    setup.wake(data_dir, database, public_url)
    config = load_config()
    if workers > 1 and not config.database_url:
        raise SetupError("several workers need PostgreSQL; give --database postgresql://…, or one worker")
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
        )


def _default_url(host: str, port: int, data_dir: Path | None) -> str | None:
    if data_dir is not None:
        os.environ[f"{ENVIRONMENT}DATA"] = str(data_dir)
    if "public_url" in load_config().model_fields_set:
        return None  # desk.toml says it
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


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
