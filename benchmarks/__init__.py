"""Measurements against named peers, side by side in one run; no part of the tests."""
