#!/bin/sh
# Builds .venv from a hashed lock file and installs the product in it; does nothing while the lock is unchanged.
# Usage: environment.sh requirements.lock | requirements-dev.lock
set -eu

lock=$1
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
stamp=.venv/installed-$lock

python_works() {
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The fingerprint covers the folder as well: a virtual environment does not survive being moved.
fingerprint() {
    { pwd; cat "$1" pyproject.toml; } | sha256sum
}

if python_works && [ -f "$stamp" ] && [ "$(fingerprint "$lock")" = "$(cat "$stamp")" ]; then
    exit 0
fi

echo "Pythonの環境を用意します / Preparing the Python environment ($lock)"
python_works || "$(sh setup/find_python.sh)" -m venv --clear .venv
pip() {
    .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input "$@"
}
pip install --require-hashes --only-binary :all: -r "$lock"
pip install --no-deps --no-build-isolation --no-index --editable .

rm -f .venv/installed-*
fingerprint "$lock" >"$stamp"
# The development lock holds everything of the other one.
if [ "$lock" = requirements-dev.lock ]; then
    fingerprint requirements.lock >.venv/installed-requirements.lock
fi
