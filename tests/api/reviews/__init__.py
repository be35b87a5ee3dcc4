"""Tests of the review through services and routes."""
