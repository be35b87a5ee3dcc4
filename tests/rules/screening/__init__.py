"""Tests of the reckoning for the review."""
