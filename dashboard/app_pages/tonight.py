"""Tonight: four fixed questions, each answered in a sentence with its verdict, or told why it cannot be."""

from dashboard.frame import get_frame
from dashboard.tonight_page import draw_cards, draw_strip

frame = get_frame()
frame.title(frame.words("page.tonight"))
draw_strip(frame)
draw_cards(frame)
