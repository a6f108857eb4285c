"""Map: one layer over all areas of a level, the highest tier beside it, the whole table below."""

from dashboard.components.map import draw_map
from dashboard.components.pieces import caption
from dashboard.frame import get_frame
from dashboard.layout import main_and_beside
from dashboard.map_page import draw_beside, draw_not_published, map_caption, open_area, the_map, title_of_map

frame = get_frame()
frame.title(title_of_map(frame))
drawn = the_map(frame)
if drawn is None:
    draw_not_published(frame)
else:
    main, beside = main_and_beside()
    with main:
        draw_map(drawn.specification, frame.static_base(frame.view.area_level), open_area)
    with beside:
        draw_beside(frame, drawn)
    caption(map_caption(frame, drawn))
