"""What every page of ours is served with: security headers, the reader's language in the document, one look.

Both servers use it, the dashboard's and the desk's; it knows neither of them.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.figures import tokens

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


def head_with(style_address: str) -> str:
    """The end of a document's head: the style sheet, and where the server is. Told that, Streamlit does not
    try the page's own path first, which would be a fault in the console.
    """
    return (
        "<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
        f'<link rel="stylesheet" href="{style_address}">'
    )


class Frame:
    """Adds the security headers, and writes the reader's language into the document: Streamlit always says
    `en`. `head`: HTML for the end of the document's head. `language`: where the address names none.
    """

    def __init__(self, app: ASGIApp, head: str, language: str = "en") -> None:
        self.app = app
        self.head = head
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Request(scope).query_params.get("language", self.language)
        language = asked if asked.isalpha() and len(asked) <= 3 else self.language
        await self.app(_uncompressed(scope), receive, _Answer(send, language, self.head))


def _uncompressed(scope: Scope) -> Scope:
    """The document is asked for plain, so that its language can be written into it; it is two kilobytes."""
    if "." in scope["path"].rpartition("/")[2]:
        return scope
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}


class _Answer:
    """Passes an answer on, with our headers; holds back the start of an HTML document until its length is
    known.
    """

    def __init__(self, send: Send, language: str, head: str) -> None:
        self._send = send
        self._language = language.encode()
        self._head = head.encode()
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
        body = body.replace(b"</head>", self._head + b"</head>", 1)
        kept = [pair for pair in self._held["headers"] if pair[0] not in (b"content-length", b"etag")]
        await self._send({**self._held, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


def _is_html(message: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"]
    )
