#!/usr/bin/env bash
# Makes the virtual environment: `bash setup.sh PYTHON FOLDER`. Called by `make setup`.
set -euo pipefail
python=$1
venv=$2

say() { printf '%s\n' "$*" | fold -s -w 100; }

if ! command -v "$python" >/dev/null; then
    say "Python was not found. Install Python 3.11 or newer (Debian and Ubuntu: apt-get install python3 python3-venv) and run the same command again, or name another with PYTHON=/path/to/python3."
    exit 2
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or newer is needed, and $("$python" --version) was found. Install a newer one, or name it: make setup PYTHON=python3.12"
    exit 2
fi
# ensurepip, not venv, is what Debian leaves out of its python3 package
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq python3-venv
    else
        say "The Python module for virtual environments is missing. On Debian and Ubuntu it is the package python3-venv: run 'sudo apt-get install python3-venv', then the same command again."
        exit 2
    fi
fi

echo "Installing into $venv (a few minutes the first time) ..."
rm -f "$venv/ready"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
touch "$venv/ready"
