"""The server: Streamlit behind our own headers, language of the document, health answer and boundaries.

Start it with `needs dashboard`. Everything that a browser asks for comes from here: nothing is fetched from
another machine, and the content security policy says so.
"""

import contextlib
import gc
import hashlib
import importlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.components import SCRIPTS, read_asset, script_address
from dashboard.document import CONFIG, Frame, head_with
from dashboard.edition import folder_of_version, get_drawn_areas
from dashboard.figures import tokens

SCRIPT = Path(__file__).with_name("app.py")
_FOREVER = "public, max-age=31536000, immutable"
# Twenty first visitors at once met half-imported libraries; and what is loaded once need not be searched for
# garbage after every click (measured: 73 of 82 ms).
_IMPORTED_FIRST = ("pandas", "pyarrow", "polars", "plotly.graph_objects", "duckdb")

# A link in the document, not a part of each run: styled from the first paint, and nothing to send at a click.
_STYLE = tokens.css_variables() + read_asset("frame.css") + read_asset("pages.css")
_STYLE_ADDRESS = f"/style/{hashlib.sha256(_STYLE.encode()).hexdigest()[:12]}.css"


def make_app() -> st.App:
    """The dashboard as an ASGI application."""
    return st.App(
        SCRIPT,
        lifespan=_prepared,
        routes=[
            Route("/health", _health),
            Route("/tonight", _first_page),
            Route("/edition/{version}/{level}.paths.json", _paths),
            Route("/edition/{version}/{level}.areas.json", _areas),
            Route(_STYLE_ADDRESS, _style),
            *(Route(script_address(name), _script(read_asset(f"{name}.js"))) for name in SCRIPTS),
        ],
        middleware=[Middleware(Frame, head=head_with(_STYLE_ADDRESS))],
    )


@contextlib.asynccontextmanager
async def _prepared(app: st.App) -> AsyncIterator[None]:
    for name in _IMPORTED_FIRST:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    yield


async def _style(request: Request) -> Response:
    return Response(_STYLE, media_type="text/css", headers={"cache-control": _FOREVER})


def _script(text: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return Response(text, media_type="text/javascript", headers={"cache-control": _FOREVER})

    return answer


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _first_page(request: Request) -> Response:
    """Streamlit has its first page at `/` alone, and calls its own name a page that does not exist."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


async def _paths(request: Request) -> Response:
    folder = folder_of_version(request.path_params["version"])
    file = folder and folder / "boundaries" / f"{request.path_params['level']}.paths.json"
    if not file or not file.is_file():
        return Response(status_code=404)
    return FileResponse(file, media_type="application/json", headers={"cache-control": _FOREVER})


async def _areas(request: Request) -> Response:
    areas = get_drawn_areas(request.path_params["version"], request.path_params["level"])
    if not areas:
        return Response(status_code=404)
    text = json.dumps([[area.area_code, area.name or area.area_code] for area in areas], ensure_ascii=False)
    return Response(text, media_type="application/json", headers={"cache-control": _FOREVER})


def serve(address: str, port: int) -> None:
    """Serve until stopped."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    try:
        make_app().run(config={**CONFIG, "server.address": address, "server.port": port})
    finally:
        # What was set aside would never be closed, and DuckDB says so at length.
        gc.unfreeze()
