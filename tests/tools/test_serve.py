"""The supervisor of `make run`."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import redis_server, serve

FOREVER = [sys.executable, "-c", "import signal; signal.pause()"]
AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[serve.Supervisor]:
    """Give a supervisor that logs to a temporary folder and is stopped after the test."""
    monkeypatch.setattr(serve.places, "LOGS", tmp_path)
    supervisor = serve.Supervisor({})
    yield supervisor
    supervisor.stop()


def test_dead_service_is_started_again_after_a_growing_pause(supervisor: serve.Supervisor):
    service = supervisor.start("web", AT_ONCE)
    first = service.process
    assert first is not None
    assert first.wait() == 3
    supervisor.look_after(service, now=service.started)
    assert (service.process, service.restart_due, service.pause) == (first, service.started + 1, 2)
    supervisor.look_after(service, now=service.started + 1)
    assert service.process is not first
    assert service.restart_due is None


def test_steady_service_is_started_again_soon(supervisor: serve.Supervisor):
    service = supervisor.start("web", AT_ONCE)
    service.pause = serve.LONGEST_PAUSE
    assert service.process is not None
    service.process.wait()
    died = service.started + serve.STEADY_AFTER
    supervisor.look_after(service, now=died)
    assert service.restart_due == died + serve.SHORTEST_PAUSE


def test_living_service_is_left_alone_and_stopped_at_the_end(supervisor: serve.Supervisor):
    service = supervisor.start("web", FOREVER)
    process = service.process
    assert process is not None
    supervisor.look_after(service, now=service.started)
    assert service.process is process
    supervisor.stop()
    assert process.returncode is not None


def test_environment_keeps_what_the_caller_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/0")
    monkeypatch.setenv("ALLOWED_HOSTS", "crm.example")
    environment = serve.build_environment("127.0.0.1")
    assert environment["SECRET_KEY"] == "given"
    assert environment["REDIS_URL"] == "redis://redis.example/0"
    assert environment["ALLOWED_HOSTS"] == "crm.example"


def test_secret_key_is_made_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serve.places, "VAR", tmp_path)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = serve.build_environment("127.0.0.1")["SECRET_KEY"]
    assert serve.build_environment("127.0.0.1")["SECRET_KEY"] == first
    assert len(first) >= 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_taken_port_is_refused_with_advice():
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port}: .* PORT={port + 1} make run"):
            serve.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("text", "is_valid"), [("8080", True), ("0", False), ("65536", False), ("http", False)]
)
def test_port_is_a_port_number(monkeypatch: pytest.MonkeyPatch, text: str, is_valid: bool):
    monkeypatch.setenv("PORT", text)
    if is_valid:
        assert serve.read_port() == int(text)
    else:
        with pytest.raises(SystemExit, match="PORT must be a number"):
            serve.read_port()


def test_redis_socket_moves_to_a_short_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(redis_server.tempfile, "gettempdir", lambda: str(tmp_path))
    deep = tmp_path / ("x" * 100)
    assert redis_server.choose_socket(tmp_path / "var") == tmp_path / "var" / "redis.sock"
    moved = redis_server.choose_socket(deep)
    assert moved.parent.parent == tmp_path
    assert stat.S_IMODE(moved.parent.stat().st_mode) == 0o700
    assert redis_server.choose_socket(deep) == moved
