#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
for file in benchmarks/*.py; do
    echo "== $file"
    xvfb-run -a -s "-screen 0 1080x1920x24" .venv/bin/python "$file"
done
