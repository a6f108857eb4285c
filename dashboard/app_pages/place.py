"""This place: one area, what happened to its requests, who lives there, against the whole."""

from dashboard.frame import get_frame
from dashboard.place_page import draw_head, draw_sections, the_place

frame = get_frame()
place = the_place(frame)
frame.title(place.name)
draw_head(frame, place)
draw_sections(frame, place)
