"""Browsers in templates, by the names that people know."""

from __future__ import annotations

from django import template

from comity.web.told.browsers import browser

register = template.Library()
register.filter("browser", browser)
