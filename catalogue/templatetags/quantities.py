"""Quantities with their unit, as a page of products writes them."""

from django import template

from catalogue.selectors.words import counted

register = template.Library()
register.filter("counted", counted)
