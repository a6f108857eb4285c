"""Small pieces of screen. They are given words and figures; none reads data.

Streamlit sends a component's script again at every click. Ours are fetched once from a static address that
names their content; what is sent is one line that loads them (measured on the map: 23 of 60 KB saved at
each change).
"""

import hashlib
from pathlib import Path

SCRIPTS = ("topbar", "chips", "map")
_LOADER = """const loaded = import(location.origin + "%s");
export default (component) => {
  let cleared = false, clear;
  loaded.then((script) => { if (!cleared) clear = script.default(component); });
  return () => { cleared = true; clear?.(); };
};"""


def read_asset(name: str) -> str:
    """A script or style sheet that stands beside these modules."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def script_address(name: str) -> str:
    """The static address of a component's script; another content has another address."""
    return f"/script/{name}.{hashlib.sha256(read_asset(f'{name}.js').encode()).hexdigest()[:12]}.js"


def loader(name: str) -> str:
    """The line of script that Streamlit is given for a component."""
    return _LOADER % script_address(name)
