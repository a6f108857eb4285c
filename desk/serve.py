"""The desk's server: Streamlit at this machine's own address, behind the headers that every page of ours has.

Start it with `needs desk`. It can be opened from this machine only, whatever it is told: the desk shows rows'
numbers and words of a partner's form, and there is no login.
"""

import hashlib
import logging
from pathlib import Path

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.components import read_asset
from dashboard.document import CONFIG, Frame, head_with
from dashboard.figures import tokens
from desk.settings import read_settings

ADDRESS = "127.0.0.1"
SCRIPT = Path(__file__).with_name("app.py")
EDGE = "#8793a1"  # of fields and boxes: a projector drops the lighter grey of the dashboard's lines
LARGEST_FILE = 500  # megabytes; a log of a million rows has a tenth of that

_STYLE = (
    tokens.css_variables()
    + read_asset("frame.css")
    + read_asset("pages.css")
    + Path(__file__).with_name("desk.css").read_text(encoding="utf-8")
)
_STYLE_ADDRESS = f"/style/{hashlib.sha256(_STYLE.encode()).hexdigest()[:12]}.css"


def make_app(language: str) -> st.App:
    """The desk as an ASGI application. `language`: of the document, where its address names none."""
    keep_uploads_in_memory()
    return st.App(
        SCRIPT,
        routes=[Route("/health", _health), Route(_STYLE_ADDRESS, _style)],
        middleware=[Middleware(Frame, head=head_with(_STYLE_ADDRESS), language=language)],
    )


def keep_uploads_in_memory() -> None:
    """A partner's file must not lie in the system's folder for passing files, where forms above a megabyte
    are put while they arrive.
    """
    MultiPartParser.spool_max_size = (LARGEST_FILE + 1) * 1024 * 1024


def mark_of(root: Path) -> str:
    """Tells the desks of two workspaces apart without saying where they are."""
    return hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]


def serve(language: str, port: int) -> None:
    """Serve until stopped."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = {"server.address": ADDRESS, "server.port": port, "server.maxUploadSize": LARGEST_FILE}
    make_app(language).run(config={**CONFIG, **config, "theme.borderColor": EDGE})


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok", "page": "desk", "workspace": mark_of(read_settings().root)})


async def _style(request: Request) -> Response:
    return Response(
        _STYLE, media_type="text/css", headers={"cache-control": "public, max-age=31536000, immutable"}
    )
