"""Words of the records in templates."""

from django import template

from core.ui import formats
from reports import record_words
from reports.papers import records as papers

register = template.Library()
register.filter("reply_words", record_words.reply_words)
register.filter("step_words", papers.step_words)
register.filter("month", formats.month)
