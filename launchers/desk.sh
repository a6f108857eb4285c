#!/usr/bin/env bash
# Starts the desk and opens it in the browser. For a double click ("Run in a terminal"), or: launchers/desk.sh [WORKSPACE]
# The first start installs what is needed into .venv and takes some minutes and a network; later ones take seconds.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2

case "${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}" in
    es*) lang=es ;;
    *) lang=en ;;
esac
say() { if [ "$lang" = es ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi; }

# A window that closes at once would take the reason with it.
stay() {
    code=$1
    if [ -t 0 ]; then
        say "Press Enter to close this window." "Pulse Intro para cerrar esta ventana."
        read -r _
    fi
    exit "$code"
}

if [ ! -f .venv/ready ]; then
    say "First start: installing. This takes a few minutes." "Primera vez: instalando. Esto tarda unos minutos."
    bash setup.sh "${PYTHON:-python3}" .venv || stay 2
fi

say "The desk opens in the browser. Leave this window open; close it to stop." \
    "La mesa se abre en el navegador. Deje abierta esta ventana; ciérrela para terminar."
if [ $# -gt 0 ]; then
    .venv/bin/needs desk --lang "$lang" --open --data "$1"
else
    .venv/bin/needs desk --lang "$lang" --open
fi
code=$?
[ "$code" = 0 ] || stay "$code"
