"""Headers (H1), production settings (H3), CSRF (H4)."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.http.cookie import SimpleCookie
from django.test import Client

from accounts.checks import routes
from tests.factories import PASSWORD
from tests.security.table import TABLE
from tests.security.walking import Walker

PAGES = (
    ("anonymous", "/sign-in/"), ("owner", "/me/"), ("owner", "/notices/"), ("owner", "/"), ("owner", "/customers/"),
    ("owner", "/customers/new/"), ("owner", "/inquiries/"), ("owner", "/inquiries/new/"), ("owner", "/follow-ups/"),
    ("owner", "/tasks/"), ("manager", "/settings/"), ("manager", "/health/"), ("owner", "/customers/987654/"),
    ("owner", "/settings/"), ("anonymous", "/nowhere/"), ("owner", "/calendar/"),
)  # fmt: skip
EXPECTED = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(("caller", "url"), PAGES)
def test_headers_of_every_kind_of_page(caller: str, url: str, walker: Walker) -> None:
    response = walker.client(caller).get(url)
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    policy = parse(response.headers["Content-Security-Policy"])
    assert [policy["default-src"], policy["script-src"], policy["style-src"], policy["frame-ancestors"], policy["base-uri"]] == [
        "'none'", "'self'", "'self'", "'none'", "'none'",
    ]  # fmt: skip
    assert "unsafe" not in str(policy)
    assert "camera=()" in response.headers["Permissions-Policy"]


def parse(policy: str) -> dict[str, str]:
    """Return a content security policy by directive."""
    parts = (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    return {name: value for name, _space, value in parts}


def test_strict_transport_security_under_https(walker: Walker, settings: SimpleNamespace) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    response = walker.client("owner").get("/me/", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_signed_in_pages_stay_out_of_caches(walker: Walker) -> None:
    found = {
        url: walker.client(caller).get(url).headers.get("Cache-Control", "")
        for caller, url in PAGES
        if caller != "anonymous"
    }
    assert {url: value for url, value in found.items() if "no-store" not in value} == {}


def test_cookies_are_hidden_from_scripts_and_other_sites(walker: Walker) -> None:
    owner = walker.world.cast.owner
    owner.set_password(PASSWORD)
    owner.save()
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": owner.email, "password": PASSWORD})
    client.post("/language/", {"language": "en"})
    flags = {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in client.cookies.items()}
    assert {name: both for name, both in flags.items() if both != (True, "Lax")} == {
        "django_language": ("", "Lax")
    }
    assert {"sessionid", "csrftoken", "seen"} <= set(flags)


POSTED = sorted(name for name, _route, view in routes() if "POST" in getattr(view, "access").methods)  # noqa: B009 - declared by @allow


@pytest.mark.parametrize("name", POSTED)
def test_post_without_token_is_refused(name: str, walker: Walker) -> None:
    row = TABLE[name][0]
    url = row.url(name, walker.world, row.whose[0])
    client = Client(enforce_csrf_checks=True)
    client.cookies = SimpleCookie(walker.cookies["manager"])
    data = row.data(walker.world, row.whose[0], "manager")
    assert client.post(url, data).status_code == 403


# ── production ──────────────────────────────────────────────────────────────
PRODUCTION = {
    "SECRET_KEY": "only-for-the-check-" * 4, "ALLOWED_HOSTS": "crm.example", "HTTPS": "1", "DEBUG": "0",
    "DATABASE_URL": "sqlite://:memory:",
}  # fmt: skip
WRONG = ({"DEBUG": "1"}, {"SECRET_KEY": "short"}, {"SECRET_KEY": ""}, {"ALLOWED_HOSTS": "*"}, {"HTTPS": "0"})


def check_deploy(**changes: str) -> tuple[int, str]:
    """Run Django's check with production settings and nothing else set; return its exit code and what it found."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command,
        cwd=project.BASE_DIR,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.slow
def test_production_settings_pass_the_deployment_check() -> None:
    code, found = check_deploy()
    assert code == 0, found


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes", WRONG, ids=lambda changes: " ".join(f"{k}={v}" for k, v in changes.items())
)
def test_production_refuses_what_is_not_safe(changes: dict[str, str]) -> None:
    assert check_deploy(**changes)[0] != 0
