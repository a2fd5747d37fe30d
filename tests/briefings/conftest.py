"""The briefing of Wednesday, 18 November 2026."""

from types import SimpleNamespace

import pytest

from briefings.models import Briefing
from briefings.services import keep_briefings
from tests.followups.helpers import nov, shanghai

MONDAY = shanghai(11, 16, 9)
MORNING, START, END = shanghai(11, 18, 9), shanghai(11, 18, 13, 30), shanghai(11, 18, 17)
SATURDAY = shanghai(11, 21, 13, 30)


@pytest.fixture
def wednesday(cast: SimpleNamespace) -> Briefing:
    """Planned on Monday."""
    keep_briefings(at=MONDAY)
    return Briefing.objects.get(day=nov(18))
