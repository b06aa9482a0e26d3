#!/usr/bin/env bash
# Builds mizban-kiosk and mizban-desk as Debian packages of this machine's Debian and processor, in dist/deb.
#   MIZBAN_DEB_VERSION   another version than that of pyproject.toml and the last commit
#   MIZBAN_DEB_PYTHON    the Python with the locked packages (default .venv/bin/python)
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
python=$(realpath -s "${MIZBAN_DEB_PYTHON:-.venv/bin/python}")
work=$PWD/build/deb
out=$PWD/dist/deb
wheels=$work/wheels-$(/usr/bin/python3 -c 'import sys; print("cp%d%d" % sys.version_info[:2])')-$(dpkg --print-architecture)

missing=()
for package in debhelper python3-venv dpkg-dev; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
if ((${#missing[@]})); then
    say "Installing ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

version=${MIZBAN_DEB_VERSION:-}
if [[ -z $version ]]; then
    release=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
    version=$release+$(TZ=UTC git log -1 --date=format-local:%Y%m%d.%H%M%S --format=%cd)~deb$(cut -d. -f1 /etc/debian_version)
fi
say "Building $version"

source=$work/mizban
rm -rf "$source"
mkdir -p "$source" "$wheels" "$out"
git archive HEAD | tar -x -C "$source" --exclude=./tests --exclude=benchmarks --exclude=docs/pictures
cp -a deb/debian "$source/debian"
for unit in systemd/*.service systemd/*.timer; do
    name=$(basename "$unit")
    case $name in mizban-desk*) part=desk ;; *) part=kiosk ;; esac
    cp "$unit" "$source/debian/mizban-$part.$name"
done
for part in kiosk desk; do
    cp "systemd/mizban-$part.sysusers" "$source/debian/mizban-$part.sysusers"
done
cp systemd/60-mizban.rules "$source/debian/mizban-kiosk.mizban.udev"
"$python" -m mizban settings >"$source/kiosk.toml.example"
cat >"$source/debian/changelog" <<END
mizban ($version) stable; urgency=medium

  * Built from $(git describe --always --dirty 2>/dev/null || echo "a copy of the sources"); CHANGELOG.md says what is new.

 -- The Mizban authors <mizban@example.org>  $(git log -1 --format=%cD)
END

# Built by Debian's own Python: an extension must not look for libraries where another Python of this machine is.
builder=$work/builder-$(basename "$wheels")
[[ -x $builder/bin/python ]] || /usr/bin/python3 -m venv "$builder"
"$builder/bin/python" -c 'import setuptools, wheel' 2>/dev/null || "$builder/bin/pip" install -q 'setuptools>=77' wheel

say "Fetching what is not in $wheels yet, by the hashes of requirements.lock"
mkdir -p "$source/debian/wheels"
for part in kiosk desk; do
    extras=$part
    [[ $part == kiosk ]] && extras="kiosk camera"
    # shellcheck disable=SC2086
    "$python" deb/locked.py $extras >"$work/$part.txt"
    if ! cmp -s "$work/$part.txt" "$wheels/$part.locked"; then
        rm -rf "${wheels:?}/$part"
        "$builder/bin/pip" wheel -q --disable-pip-version-check --no-deps --require-hashes --use-pep517 \
            -r "$work/$part.txt" -w "$wheels/$part" 2> >(grep -v 'is ignored: it is neither' >&2)
        cp "$work/$part.txt" "$wheels/$part.locked"
    fi
    ls "$wheels/$part" | grep -vE '^(pip|setuptools)-' >"$source/debian/wheels/$part.list"
    cp -n "$wheels/$part"/*.whl "$source/debian/wheels/"
done
rm -rf "$work/own"
"$builder/bin/pip" wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w "$work/own" "$source"
own=$(ls -t "$work/own"/mizban-*.whl | head -1)
cp "$own" "$source/debian/wheels/"
for part in kiosk desk; do basename "$own" >>"$source/debian/wheels/$part.list"; done
rm -rf "$source/build" "$source"/*.egg-info

say "Making the packages"
(cd "$source" && MIZBAN_PIP=$builder/bin/python dpkg-buildpackage -b -us -uc -d >"$work/build.log" 2>&1) ||
    { tail -30 "$work/build.log" >&2; exit 1; }
rm -f "$out"/mizban-*.deb
mv "$work"/mizban-{kiosk,desk}_"${version}"_*.deb "$out/"
ls -l "$out"
