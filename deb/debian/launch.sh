#!/bin/sh
# `mizban` on a machine that has the kiosk, the desk or both: the desk's words go to the desk's environment.
case "${1-}" in
    desk | catalog) order="desk kiosk" ;;
    *) order="kiosk desk" ;;
esac
for part in $order; do
    [ -x "/usr/lib/mizban-$part/bin/mizban" ] && exec "/usr/lib/mizban-$part/bin/mizban" "$@"
done
echo "mizban: neither mizban-kiosk nor mizban-desk is installed whole; install one anew" >&2
exit 2
