#!/usr/bin/env bash
# Every benchmark once, at its usual size, each in a process of its own; one that fails does not hide the others.
# `bash scripts/bench.sh desk age` runs those alone. Larger numbers come from the environment (docs/develop.md).
set -euo pipefail
cd "$(dirname "$0")/.."
failed=()
for file in benchmarks/*.py; do
    name=$(basename "$file" .py)
    # What has no main is a part of another benchmark, and so are these two, which others start.
    if [[ $name == desk_fill || $name == ui_visits ]] || ! grep -q '__main__' "$file"; then continue; fi
    if (($# > 0)) && [[ ! " $* " == *" $name "* ]]; then continue; fi
    echo "== benchmarks.$name"
    xvfb-run -a -s "-screen 0 1080x1920x24" .venv/bin/python -m "benchmarks.$name" || failed+=("$name")
done
if ((${#failed[@]})); then
    echo "failed: ${failed[*]}" >&2
    exit 1
fi
