#!/bin/sh
# The environment is made for the Python of the Debian that builds it: 3.11 on Debian 12, 3.13 on Debian 13.
set -e
/usr/bin/python3 -c 'import sys; a, b = sys.version_info[:2]; print(f"python3 (>= {a}.{b}), python3 (<< {a}.{b + 1}~)")'
