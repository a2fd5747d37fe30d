"""Browsers as people know them."""

import pytest

from accounts.domain import short_agent

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME, "Chrome · Windows"),
        (f"{CHROME} Edg/130.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:131.0) Firefox/131.0", "Firefox · Mac"),
        ("curl/8.5.0 with a very long description of itself", "curl/8.5.0 with a very long de"),
        ("", ""),
    ],
)
def test_agent_reads_as_browser_and_system(agent: str, expected: str) -> None:
    assert short_agent(agent) == expected
