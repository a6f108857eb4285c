"""The bar of four result parts on screen."""

from html import escape

from dashboard.figures.share_bar import ShareBar


def share_bar_html(bar: ShareBar) -> str:
    """The bar as one picture with its summary as text alternative."""
    parts = "".join(
        f'<span class="cn-part" data-part="{part.code}" '
        f'style="width:{part.share:.2f}%">{escape(part.label)}</span>'
        for part in bar.parts
    )
    below = "".join(
        f'<span data-part="{part.code}"><i></i>{escape(part.name)} {part.of_100}</span>'
        for part in bar.parts
        if not part.fits
    )
    return (
        '<div class="cn-share"><div class="cn-share-bar" role="img" '
        f'aria-label="{escape(bar.summary)}">{parts}</div>'
        f'<p class="cn-share-names" aria-hidden="true">{below}</p></div>'
    )
