"""How a page is divided. Named parts, so that all pages stand alike."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def main_and_beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The figure, and what stands at its right."""
    main, beside = st.columns([67, 33], gap="medium")
    return main, beside
