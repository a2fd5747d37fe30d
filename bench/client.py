"""A browser without a window: fresh connections, cookies, and the real sign-in form."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """A response with what it cost: milliseconds seen by the client, in the database and of the processor, statements, bytes."""

    status: int
    body: bytes
    milliseconds: float
    statements: int
    database_ms: float
    cpu_ms: float
    location: str

    @property
    def compressed(self) -> int:
        return len(gzip.compress(self.body))


@dataclass
class Client:
    """One signed-in person."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        if "csrftoken" in self.cookies:
            data = {"csrfmiddlewaretoken": self.cookies["csrftoken"], **data}
        return self._ask("POST", path, urlencode(data), headers)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form. Raises RuntimeError when that fails."""
        page = self.get("/sign-in/")
        found = TOKEN.search(page.body.decode())
        data = {"username": email, "password": password}
        if found:
            data["csrfmiddlewaretoken"] = found[1]
        answer = self._ask("POST", "/sign-in/", urlencode(data), {})
        if answer.status != 302:
            raise RuntimeError(f"Sign-in failed: {answer.status} {answer.body[:300]!r}")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = {
            "Connection": "close",
            "Accept-Language": "zh-CN",
            **{n.replace("_", "-"): v for n, v in headers.items()},
        }
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        content = response.read()
        spent = (time.perf_counter() - begun) * 1000
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return Answer(
            response.status, content, spent, int(response.headers.get("X-Statements") or 0),
            float(response.headers.get("X-Database-Ms") or 0), float(response.headers.get("X-Cpu-Ms") or 0),
            response.headers.get("Location") or "",
        )  # fmt: skip
