#!/usr/bin/env bash
# Makes this machine ready: Debian packages, a virtual environment in .venv, the locked Python packages, Mizban itself.
# `runtime` is enough to run; `all` adds what only the tests need. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
scope=${1:-runtime}
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'mizban: %s\n' "$*" >&2; exit 1; }

wanted() {
    awk -v scope="$scope" '/^# tests only/ { if (scope == "runtime") exit; next } /^#/ || NF == 0 { next } { print $1 }' \
        scripts/debian-packages.txt
}

missing_packages() {
    command -v dpkg-query >/dev/null || return 0
    comm -23 <(wanted | sort -u) \
        <(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' 2>/dev/null | awk '$2 == "ii" { print $1 }' | sort -u)
}

install_packages() {
    local missing sudo=""
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null || fail "needs these packages, and this is not Debian: ${missing[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "needs root or sudo to install: ${missing[*]}"
        sudo="sudo"
    fi
    say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    $sudo apt-get update -qq || fail "apt-get update failed; is the network there?"
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install them; its message is above"
}

install_python() {
    local python stamp have=""
    python=$(command -v python3) || fail "python3 is missing"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "needs Python 3.11 or later, $python is older"
    stamp=$(cat requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1)
    [[ -f .venv/mizban-stamp ]] && have=$(<.venv/mizban-stamp)
    [[ $have == "$stamp" && -x .venv/bin/mizban ]] && return 0
    if [[ ! -x .venv/bin/python ]]; then
        say "Making a virtual environment in .venv"
        "$python" -m venv .venv
    fi
    say "Installing $(grep -c '==' requirements.lock) Python packages (a few minutes the first time)"
    .venv/bin/pip install -q --disable-pip-version-check --progress-bar off --require-hashes --use-pep517 -r requirements.lock ||
        fail "pip could not install the locked packages; its message is above"
    .venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ||
        fail "pip could not install Mizban itself; its message is above"
    printf '%s' "$stamp" >.venv/mizban-stamp
}

install_packages
install_python
