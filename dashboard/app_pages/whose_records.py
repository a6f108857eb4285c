"""Whose records are in: partners, months covered, every row accounted for, sources, what was hidden."""

from dashboard.frame import get_frame
from dashboard.records_page import draw_lead, draw_sections

frame = get_frame()
frame.title(frame.words("page.whose_records"))
draw_lead(frame)
draw_sections(frame)
