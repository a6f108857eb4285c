"""The pages, in the order of the bar. A page is one file of app_pages/; its name is a wording key
`page.<id>`.
"""

from pathlib import Path

_FOLDER = Path(__file__).with_name("app_pages")

PAGES = {name: _FOLDER / f"{name}.py" for name in ("tonight", "map", "place", "whose_records", "how_we_know")}
