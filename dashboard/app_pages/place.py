"""This place: one area, what happened to its requests, against the whole."""

from dashboard.frame import get_frame
from dashboard.place_page import draw_shares, place_name

frame = get_frame()
frame.title(place_name(frame))
draw_shares(frame)
