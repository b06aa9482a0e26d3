#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
((EUID == 0)) || { echo "deb-test: needs root, for chroot and namespaces" >&2; exit 2; }
for package in lintian debootstrap xdotool iproute2; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
done
lintian --allow-root --fail-on error --tag-display-limit 0 dist/deb/*.deb | tee build/deb/lintian.txt | grep -E '^E:' || true
echo "lintian: $(grep -c '^E:' build/deb/lintian.txt || true) errors, $(grep -c '^W:' build/deb/lintian.txt || true) warnings"
! grep -q '^E:' build/deb/lintian.txt
exec unshare --net --mount --propagation private .venv/bin/python deb/trial.py
