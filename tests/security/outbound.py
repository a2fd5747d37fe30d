"""Who leaves the house: a guard over every socket of this process, a server that nobody may call, and addresses as attackers write them (U6)."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# Asked of Python itself, so that no library goes round it; one hook for the life of the process, for it cannot be taken out.
CALLS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
)  # fmt: skip
_listeners: list[list[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in CALLS or not _listeners:
        return
    asked = arguments if event.startswith("socket.get") else arguments[1]
    if not _is_ours(asked):
        for heard in _listeners:
            heard.append(f"{event} {asked}")


sys.addaudithook(_hear)


def _services() -> set[tuple[str, int]]:
    """Where PostgreSQL and Redis listen, when not at a Unix socket."""
    database = settings.DATABASES["default"]
    broker = urlsplit(settings.CELERY_BROKER_URL)
    return {
        (str(database.get("HOST")), int(database.get("PORT") or 5432)),
        (broker.hostname or "", broker.port or 6379),
    }


def _is_ours(asked: Any) -> bool:
    """Whether a call goes to a Unix socket, or to our own services."""
    return isinstance(asked, str | bytes) or tuple(asked[:2]) in _services()


@contextmanager
def watched() -> Iterator[list[str]]:
    """Give the list of connections and look-ups of names that are tried inside."""
    heard: list[str] = []
    _listeners.append(heard)
    try:
        yield heard
    finally:
        _listeners.remove(heard)


class Sink:
    """A server on this machine that nobody may call; `calls` counts who did, from whatever process."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port, self.calls = self._server.getsockname()[1], 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                caller, _address = self._server.accept()
            except OSError:
                return
            self.calls += 1
            caller.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")
            caller.close()

    def close(self) -> None:
        self._server.close()


@contextmanager
def sink() -> Iterator[Sink]:
    """Give a server that counts its callers."""
    server = Sink()
    try:
        yield server
    finally:
        server.close()


def url_forms(port: int) -> tuple[str, ...]:
    """Return addresses of this machine, of its networks and of no network, as they get past those who look at the text."""
    here = (
        "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.0.0.1",
        "0177.0.0.1", "017700000001", "127.000.000.001", "127。0。0。1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
        "[fe80::1%25lo]", "good.example@127.0.0.1", "good.example:80@127.0.0.1", "127.0.0.1.rebind.example", "7f000001.c0a80001.rebind.example",
    )  # fmt: skip
    return (
        *(f"http://{host}:{port}/" for host in here),
        f"https://127.0.0.1:{port}/", f"//127.0.0.1:{port}/", f"127.0.0.1:{port}", f"http:127.0.0.1:{port}", f"http:///127.0.0.1:{port}/",
        f"http:\\\\127.0.0.1:{port}\\", f"http://good.example\\@127.0.0.1:{port}/", f"http://127.0.0.1:{port}#@good.example/",
        f"http://127.0.0.1:{port}/redirect?to=http://169.254.169.254/", f"https://good.example/go?url=http://127.0.0.1:{port}/",
        f"http://127.0.0.1:{port}/%0d%0aFLUSHALL%0d%0a", f"ftp://127.0.0.1:{port}/", f"gopher://127.0.0.1:{port}/_FLUSHALL",
        f"dict://127.0.0.1:{port}/info", f"ws://127.0.0.1:{port}/", f"jar:http://127.0.0.1:{port}/x.jar!/", f"view-source:http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://metadata.example.internal/", "http://192.168.0.1/",
        "http://10.0.0.1/", "file:///etc/passwd", "file://localhost/etc/passwd", "\\\\127.0.0.1\\share", "ldap://127.0.0.1/",
        "http+unix://%2Frun%2Fredis.sock/", "javascript:alert(1)", "JaVa\tScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)", "blob:http://127.0.0.1/1", "about:blank", "intent://x#Intent;scheme=http;end",
    )  # fmt: skip


LINKS = frozenset(
    {"href", "src", "action", "formaction", "data", "poster", "srcset", "background", "ping", "cite", "hx-get", "hx-post", "xlink:href"}
)  # fmt: skip
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in LINKS and value}


def odd_links(page: str) -> set[str]:
    """Return the links of a page that lead anywhere but to our own pages, to a site, to mail or to a telephone."""
    links = _Links()
    links.feed(page)
    return {link for link in links.found if _scheme_of(link) not in SCHEMES}


def _scheme_of(link: str) -> str:
    """Read the scheme as a browser does: it drops tabs, line ends, and what is no sign in front."""
    text = "".join(sign for sign in link if sign not in "\t\r\n").lstrip("".join(map(chr, range(33))))
    scheme, colon, _rest = text.partition(":")
    return (
        scheme.lower()
        if colon and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()
        else ""
    )
