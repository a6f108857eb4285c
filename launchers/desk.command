#!/bin/bash
# macOS opens this file in Terminal at a double click. What it does stands in desk.sh.
exec /bin/bash "$(dirname "$0")/desk.sh" "$@"
