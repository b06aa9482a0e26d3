#!/usr/bin/env bash
# Everything that has to hold before a change lands. Numbers for longer runs come from the environment (docs/develop.md).
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ${MIZBAN_SKIP_LINT:-} != 1 ]]; then bash scripts/lint.sh; fi
# Asked for nothing in particular, run everything, a file at a time on as many cores as there are; at most four, since
# each worker may hold a desk, a database and a window.
if (($# == 0)); then set -- -n "${MIZBAN_TEST_WORKERS:-$(($(nproc) < 4 ? $(nproc) : 4))}" --dist loadfile --no-loadscope-reorder; fi
exec xvfb-run -a -s "-screen 0 1920x1920x24 -nolisten tcp" .venv/bin/pytest "$@"
