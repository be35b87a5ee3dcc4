#!/bin/sh
# Makes sure that Python, a PostgreSQL server with PostGIS and what PDF needs are installed; with --tests a browser too.
# As root on Debian or Ubuntu it installs what is missing; otherwise it prints the command to run and stops.
set -eu

here=$(dirname "$0")
for_tests=no
[ "${1-}" = "--tests" ] && for_tests=yes

has_postgis_server() {
    for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/pg_config" ] || continue
        [ -f "$("$folder/pg_config" --sharedir)/extension/postgis.control" ] && return 0
    done
    return 1
}

has_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null
}

has_japanese_font() {
    command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja family)" ]
}

# On Ubuntu the package is an empty shell around a snap, which neither servers nor containers can run.
browser_is_packaged() {
    [ "$(. /etc/os-release && echo "${ID-}")" = "debian" ]
}

needed_packages() {
    sh "$here/find_python.sh" >/dev/null || echo python3 python3-venv
    if [ "$for_tests" = yes ]; then server="${SHUSEKI_TEST_DATABASE_URL-}"; else server="${SHUSEKI_DATABASE_URL-}"; fi
    [ -n "$server" ] || has_postgis_server || echo postgresql postgresql-postgis
}

# Without these everything works but PDF, whose page then says what is missing.
has_pango() {
    ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset
}

has_report_font() {
    command -v fc-list >/dev/null && [ -n "$(fc-list 'IPAexGothic' family)" ]
}

wished_packages() {
    has_pango || echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    has_report_font || echo fontconfig fonts-ipaexfont-gothic
    [ "$for_tests" = yes ] || return 0
    has_browser || ! browser_is_packaged || echo chromium
    has_japanese_font || echo fontconfig fonts-noto-cjk
}

# Debian starts a system-wide cluster when the server is installed. The product runs its own, so that one is left out;
# a machine that had PostgreSQL tools before keeps its own arrangement.
install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    options="-q -y --no-install-recommends -o DPkg::Lock::Timeout=300"
    apt-get update -q
    clusters=/etc/postgresql-common/createcluster.conf
    case " $* " in
    *" postgresql "*)
        if [ ! -e "$clusters" ]; then
            apt-get install $options postgresql-common
            cp -p "$clusters" "$clusters.shuseki"
            trap 'mv "$clusters.shuseki" "$clusters"' EXIT
            echo "create_main_cluster = false" >>"$clusters"
        fi
        ;;
    esac
    apt-get install $options "$@"
}

needed=$(needed_packages | tr '\n' ' ')
wished=$(wished_packages | tr '\n' ' ')
[ -n "$needed$wished" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "必要なパッケージを導入します / Installing: $needed$wished"
    install_packages $needed $wished
elif [ -n "$needed" ]; then
    {
        echo "次のパッケージが必要です。導入してから再実行してください。"
        echo "These packages are missing. Install them, then run this again:"
        echo "  sudo apt-get update && sudo apt-get install -y $needed$wished"
    } >&2
    exit 1
else
    echo "次のパッケージがないため、PDF又は一部の試験が使えません / Without these, PDF or some tests are left out:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y $wished" >&2
fi
