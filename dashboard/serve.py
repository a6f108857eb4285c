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
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components import SCRIPTS, read_asset, script_address
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

# Told where the server is, Streamlit does not try the page's own path first, which would be a fault in the
# console.
_HEAD = (
    "<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
    f'<link rel="stylesheet" href="{_STYLE_ADDRESS}">'
)

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src "
        "'self' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

CONFIG = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableStaticServing": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "logger.hideWelcomeMessage": True,
    "theme.base": "light",
    "theme.primaryColor": tokens.ACTION,
    "theme.textColor": tokens.INK,
    "theme.backgroundColor": tokens.GROUND,
    "theme.secondaryBackgroundColor": tokens.SOFT,
    "theme.borderColor": tokens.LINE,
    "theme.linkColor": tokens.ACTION,
    "theme.baseFontSize": 18,
    "theme.font": tokens.FONT,
    "theme.headingFont": tokens.FONT,
}


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
        middleware=[Middleware(Frame)],
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


class Frame:
    """Adds the security headers, and writes the reader's language into the document: Streamlit always says
    `en`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Request(scope).query_params.get("language", "en")
        language = asked if asked.isalpha() and len(asked) <= 3 else "en"
        await self.app(_uncompressed(scope), receive, _Answer(send, language))


def _uncompressed(scope: Scope) -> Scope:
    """The document is asked for plain, so that its language can be written into it; it is two kilobytes."""
    if "." in scope["path"].rpartition("/")[2]:
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}


class _Answer:
    """Passes an answer on, with our headers; holds back the start of an HTML document until its length is
    known.
    """

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language.encode()
        self._held: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_HEADERS]
            if _is_html(message):
                self._held = message
                return
        elif self._held is not None:
            await self._finish(message)
            return
        await self._send(message)

    async def _finish(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._body.replace(b'<html lang="en"', b'<html lang="' + self._language + b'"', 1)
        body = body.replace(b"</head>", _HEAD.encode() + b"</head>", 1)
        kept = [pair for pair in self._held["headers"] if pair[0] not in (b"content-length", b"etag")]
        await self._send({**self._held, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


def _is_html(message: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"]
    )


def serve(address: str, port: int) -> None:
    """Serve until stopped."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    try:
        make_app().run(config={**CONFIG, "server.address": address, "server.port": port})
    finally:
        # What was set aside would never be closed, and DuckDB says so at length.
        gc.unfreeze()
