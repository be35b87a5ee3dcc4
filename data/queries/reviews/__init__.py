"""Queries of the review: the queue, assignments, judgements, scores, outcomes."""
