"""Tests of the embedded reference tables."""
