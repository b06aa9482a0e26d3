#!/bin/sh
# lockdown.sh DESTINATION: the drop-ins that close the ways out of a kiosk, each under the name that its reader wants.
set -e
put() { install -D -m 644 "systemd/lockdown/$1" "$destination/$2"; }
destination=$1
put logind.conf usr/lib/systemd/logind.conf.d/60-mizban.conf
put system.conf usr/lib/systemd/system.conf.d/60-mizban.conf
put journald.conf usr/lib/systemd/journald.conf.d/60-mizban.conf
put sysctl.conf usr/lib/sysctl.d/60-mizban.conf
put 60-mizban-x11.conf usr/share/X11/xorg.conf.d/60-mizban.conf
install -D -m 644 systemd/60-mizban.polkit.rules "$destination/usr/share/polkit-1/rules.d/60-mizban.rules"
put grub.cfg etc/default/grub.d/60-mizban.cfg
