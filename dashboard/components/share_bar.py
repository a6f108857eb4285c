"""The bar of four result parts on screen."""

from html import escape

from dashboard.figures.share_bar import ShareBar


def share_bar_html(bar: ShareBar) -> str:
    """The bar as one picture with its summary as text alternative."""
    parts = "".join(
        f'<span class="cn-part" data-part="{part.code}" style="width:{part.share:.2f}%">{escape(part.label)}</span>'
        for part in bar.parts
    )
    return f'<div class="cn-share-bar" role="img" aria-label="{escape(bar.summary)}">{parts}</div>'
