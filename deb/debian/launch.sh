#!/bin/sh
# `mizban` on a machine that has the kiosk, the desk or both: the desk's words go to the desk's environment.
case "${1-}" in
    desk | catalog) order="desk kiosk" ;;
    *) order="kiosk desk" ;;
esac
for part in $order; do
    [ -x "/usr/lib/mizban-$part/bin/mizban" ] && break
    part=
done
[ -n "$part" ] || {
    echo "mizban: neither mizban-kiosk nor mizban-desk is installed whole; install one anew" >&2
    exit 2
}
program=/usr/lib/mizban-$part/bin/mizban

# Called by root, the desk's words run as the desk's services do: its user, its settings, its secrets. Files that root
# made in its folder would lock it out, and a command that knew nothing of desk.env would speak to another database.
if [ "$part" = desk ] && [ "$(id -u)" = 0 ] && [ -z "${MIZBAN_DESK_DATA-}" ]; then
    case "${1-}/${2-}" in
        desk/* | catalog/import | catalog/export)
            if [ -d /run/systemd/system ] && ls /etc/credstore*/mizban-desk.* >/dev/null 2>&1; then
                how=--pipe
                [ -t 0 ] && [ -t 1 ] && how=--pty
                secrets=
                for secret in $(sed -n 's/^LoadCredential=//p' /usr/lib/systemd/system/mizban-desk.service); do
                    kind=LoadCredential
                    [ ! -e "/etc/credstore.encrypted/$secret" ] || kind=LoadCredentialEncrypted
                    secrets="$secrets -p $kind=$secret"
                done
                # shellcheck disable=SC2086
                exec systemd-run -q --collect --wait "$how" --same-dir $secrets -p User=mizban-desk -p UMask=0077 \
                    -p EnvironmentFile=-/etc/mizban/desk.env -E MIZBAN_DESK_DATA=/var/lib/mizban-desk "$program" "$@"
            fi
            if [ -r /etc/mizban/desk.env ]; then
                while IFS= read -r line || [ -n "$line" ]; do
                    case $line in
                        MIZBAN_DESK_*=*)
                            value=${line#*=}
                            value=${value#[\"\']}
                            export "${line%%=*}=${value%[\"\']}"
                            ;;
                    esac
                done </etc/mizban/desk.env
            fi
            export MIZBAN_DESK_DATA=/var/lib/mizban-desk
            umask 077
            exec runuser -u mizban-desk -- "$program" "$@"
            ;;
    esac
fi
exec "$program" "$@"
