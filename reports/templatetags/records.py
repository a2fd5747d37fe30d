"""Words of the records in templates."""

from django import template

from reports import record_words
from reports.papers import records as papers

register = template.Library()
register.filter("reply_words", record_words.reply_words)
register.filter("step_words", papers.step_words)
