"""Colours, sizes and patterns, said once: the screen (as CSS variables), Plotly and the paper read them
here.
"""

INK = "#1C2430"
QUIET = "#45505E"
LINE = "#DFE4EA"
GROUND = "#FFFFFF"
SOFT = "#F3F6F9"
ACTION = "#0B5394"
HELP = "#7A1F1F"
EXAMPLE = "#7A1F1F"

# Ordered in greyscale and safe for colour-blind readers; no red for places or people.
SEQUENCE = ("#FFFFD9", "#C7E9B4", "#41B6C4", "#1D6FB0", "#12285E")
# Diagonal lines must be seen on every class: dark ink on the light three, white on the dark two.
HATCH_INK = (INK, INK, INK, "#FFFFFF", "#FFFFFF")
NO_DATA = "#E9ECEF"
NO_DATA_DOT = "#7C8794"
HIDDEN_INK = "#59636F"
BORDER = "#FFFFFF"

RECEIVED = "#1D6FB0"
TURNED_AWAY = "#12285E"
WITHDREW = "#E6EAEF"

FONT = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif'

CSS_VARIABLES = {
    "ink": INK,
    "quiet": QUIET,
    "line": LINE,
    "ground": GROUND,
    "soft": SOFT,
    "action": ACTION,
    "help": HELP,
    "example": EXAMPLE,
    "no-data": NO_DATA,
    "no-data-dot": NO_DATA_DOT,
    "hidden-ink": HIDDEN_INK,
    "received": RECEIVED,
    "turned-away": TURNED_AWAY,
    "withdrew": WITHDREW,
    "font": FONT,
    **{f"class-{number}": colour for number, colour in enumerate(SEQUENCE)},
    **{f"hatch-{number}": colour for number, colour in enumerate(HATCH_INK)},
}


def css_variables() -> str:
    """The tokens as one CSS rule of custom properties, `--cn-<name>`."""
    return ":root{" + "".join(f"--cn-{name}:{value};" for name, value in CSS_VARIABLES.items()) + "}"
