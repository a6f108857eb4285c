"""What the search for garbage may leave alone."""

import gc
from functools import lru_cache


@lru_cache(maxsize=16)
def set_garbage_aside(version: str) -> None:
    """Once per edition, after its first page.

    Streamlit searches all objects for garbage after every click; those of the libraries and of the edition
    never are garbage.
    """
    gc.collect()
    gc.freeze()
