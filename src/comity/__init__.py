"""Comity runs a multilateral body by its own rules, and proves that it did."""

__version__ = "0.1.0"
