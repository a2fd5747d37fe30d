"""Wiring of TradeCRM: settings, URLs, Celery, WSGI. No business rules live here."""

from tradecrm.celery import app as celery_app

__all__ = ["celery_app"]
