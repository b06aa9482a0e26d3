#!/bin/sh
# install.sh [kiosk] [desk] [wifi]: install from this folder alone, with no network. As root, on Debian or Raspberry Pi OS.
# wifi brings NetworkManager, with which the first start of a kiosk joins a network without a cable.
set -e
cd "$(dirname "$0")"
[ "$(id -u)" = 0 ] || { echo "install.sh: run it as root: sudo sh $0 $*" >&2; exit 2; }
[ $# -gt 0 ] || set -- kiosk
names=
for part; do
    case $part in
        kiosk | desk) names="$names mizban-$part" ;;
        wifi) names="$names network-manager wpasupplicant polkitd" ;;
        *) echo "install.sh: there is no part '$part'; choose among kiosk, desk and wifi" >&2; exit 2 ;;
    esac
done
sha256sum --quiet --check SHA256SUMS || { echo "install.sh: this folder is damaged; copy it again" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lists/partial"
echo "deb [trusted=yes] file:$PWD ./" >"$scratch/sources.list"
apt_here() {
    apt-get -q -o Dir::Etc::sourcelist="$scratch/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$scratch/lists" \
        -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 "$@"
}
apt_here update
DEBIAN_FRONTEND=noninteractive apt_here install -y --no-install-recommends $names
echo "Installed:$names. A kiosk: restart the machine and go on at its screen. A desk: docs/install.md goes on."
