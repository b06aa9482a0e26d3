#!/usr/bin/env bash
# The lock bears hashes and no index address: it holds wherever packages come from.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m uv pip compile pyproject.toml --all-extras --generate-hashes --universal --python-version 3.11 -q \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock
