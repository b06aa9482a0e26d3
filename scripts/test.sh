#!/usr/bin/env bash
# Everything that has to hold before a change lands. Numbers for longer runs come from the environment (docs/develop.md).
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ${MIZBAN_SKIP_LINT:-} != 1 ]]; then bash scripts/lint.sh; fi
exec xvfb-run -a -s "-screen 0 1920x1920x24 -nolisten tcp" .venv/bin/pytest "$@"
