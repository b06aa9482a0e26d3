#!/usr/bin/env bash
# dist/media: one folder that installs Mizban with no network on a bare Debian of this machine's release and processor.
#   MIZBAN_DEB_KEY   minisign secret key; the folder is then signed for `mizban update`
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/dist/media
cache=$PWD/build/deb/media
rm -rf "$out"
mkdir -p "$out" "$cache/partial" "$cache/empty"
: >"$cache/status"
cp dist/deb/mizban-*.deb "$out/"
# What a machine with nothing installed would need: apt is shown an empty list of installed packages.
apt=(apt-get -qq -o Dir::State::status="$cache/status" -o Dir::Cache::archives="$cache" -o Debug::NoLocking=1
    -o APT::Install-Recommends=false -o APT::Sandbox::User=root)
"${apt[@]}" install --download-only -y "$out"/mizban-*.deb systemd-timesyncd network-manager wpasupplicant polkitd >/dev/null
cp "$cache"/*.deb "$out/"
(cd "$out" && dpkg-scanpackages --multiversion . >Packages 2>/dev/null && gzip -9k Packages)
install -m 755 deb/install.sh "$out/install.sh"
(cd "$out" && sha256sum -- * >SHA256SUMS)
if [[ -n ${MIZBAN_DEB_KEY:-} ]]; then
    minisign -S -s "$MIZBAN_DEB_KEY" -m "$out/SHA256SUMS" -t "mizban $(dpkg-deb -f "$out"/mizban-kiosk_*.deb Version)"
fi
echo "$(find "$out" -name '*.deb' | wc -l) packages, $(du -sh "$out" | cut -f1) in $out"
