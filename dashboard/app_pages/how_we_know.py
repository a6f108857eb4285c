"""How we know: a worked example, the rules with their constants, every indicator, the words."""

from dashboard.frame import get_frame
from dashboard.how_page import draw_lead, draw_sections

frame = get_frame()
frame.title(frame.words("page.how_we_know"))
draw_lead(frame)
draw_sections(frame)
