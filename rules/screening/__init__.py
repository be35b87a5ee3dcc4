"""Reckoning for the review: effective findings, even load, ranking, KPI cycles, portfolio sums."""
