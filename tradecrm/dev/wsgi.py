"""The application for `make run`: granian's worker ends with granian, even when that one is killed outright."""

from tools.processes import die_with_parent
from tradecrm.wsgi import application

__all__ = ["application"]

die_with_parent()
