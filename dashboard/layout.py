"""How a page is divided. Named parts, so that all pages stand alike."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def main_and_beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The figure, and what stands at its right."""
    main, beside = st.columns([68, 32], gap="medium")
    return main, beside


def two_by_two() -> tuple[DeltaGenerator, ...]:
    """Four places of equal size, read row by row."""
    first = st.columns(2, gap="medium")
    second = st.columns(2, gap="medium")
    return (*first, *second)
