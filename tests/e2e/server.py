"""The real application behind a real socket, in threads of the test's own process: so a test may move the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings

from tradecrm.celery import app


@contextmanager
def serve() -> Iterator[str]:
    """Give the address of the application; WhiteNoise serves what `make test` collected, else the sources."""
    is_collected = (settings.STATIC_ROOT / "staticfiles.json").is_file()
    with override_settings(WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=not is_collected):
        thread = LiveServerThread("127.0.0.1", static_handler=_without_test_handlers)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


def _without_test_handlers(_handler: Any) -> WSGIHandler:
    return WSGIHandler()


@contextmanager
def running_worker(name: str) -> Iterator[None]:
    """Run a real Celery worker on a queue of its own, so that test processes that share a Redis don't meet."""
    queue = f"e2e-{name}"
    before = app.conf.task_routes
    app.conf.task_routes = {"core.*": {"queue": queue}}
    app.amqp.flush_routes()
    app.amqp.router = app.amqp.Router()
    try:
        with start_worker(app, pool="solo", queues=queue, perform_ping_check=False, loglevel="WARNING"):
            yield
    finally:
        app.conf.task_routes = before
        app.amqp.flush_routes()
        app.amqp.router = app.amqp.Router()
        connections.close_all()
