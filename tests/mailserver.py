"""A mail server on this machine that speaks as much of SMTP (RFC 5321) as a client needs, and keeps what it is given."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage


class _Session(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self._say("220 mail.test ready")
        for raw in self.rfile:
            verb, _, rest = raw.decode("ascii", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb.upper(), rest)

    def _answer(self, verb: str, rest: str) -> None:
        if verb == "RCPT" and any(one in rest for one in self.server.refused):
            self._say("550 no such mailbox")
        elif verb == "DATA":
            self._say("354 go on")
            self._take()
        else:
            self._say("250 mail.test")

    def _take(self) -> None:
        lines = list[bytes]()
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
        if self.server.is_full:
            self._say("452 no room")
            return
        self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`mails`: what was taken. `refused`: addresses that it does not know. `is_full`: it takes nothing just now."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.is_full = False

    @property
    def port(self) -> int:
        return self.server_address[1]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Give a running one."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
