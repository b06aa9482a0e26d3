#!/bin/sh
# environment.sh PART DESTINATION: the Python environment /usr/lib/mizban-PART below DESTINATION, from debian/wheels alone.
set -e
part=$1
tree=$2/usr/lib/mizban-$part
mkdir -p "$2/usr/lib"
/usr/bin/python3 -m venv --without-pip "$tree"
site=$(echo "$tree"/lib/python3.*/site-packages)
"$MIZBAN_PIP" -m pip --python "$tree/bin/python3" install -q --no-index --no-deps --no-compile --no-warn-script-location \
    $(sed "s|^|debian/wheels/|" "debian/wheels/$part.list")
# Only python and mizban are ever called; scripts of others bear the builder's path.
find "$tree/bin" -mindepth 1 ! -name 'python3*' ! -name python -delete
rm -rf "$tree/include" "$site"/tests "$site"/kivy/tests "$site"/kivy/tools/image-testsuite "$site"/kivy/tools/pep8checker \
    "$site"/uniseg/docs "$site"/shapely/tests "$site"/ninja/templates/ninja/*_cdn.html "$site"/../../share "$tree/share"
find "$site" -type d -name tests -path '*/numpy/*' -prune -exec rm -rf {} +
find "$site" -name direct_url.json -delete
cat >"$tree/bin/mizban" <<END
#!/usr/lib/mizban-$part/bin/python3 -I
import sys
from mizban.start import main
sys.exit(main())
END
install -m 755 debian/launch.sh "$tree/launch"
chmod 755 "$tree/bin/mizban"
sed -i 's/^\(command\|executable\) = .*//; /^$/d' "$tree/pyvenv.cfg"
/usr/bin/python3 -m compileall -q -s "$2" --invalidation-mode unchecked-hash "$site"
find "$tree" -type f -perm /111 ! -path '*/bin/*' ! -name launch -exec chmod a-x {} +
