"""Profiles of what is to be sited, as data: indicators, curves, weights, exclusions and presets."""
