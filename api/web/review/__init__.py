"""Pages of the review: queue, case, assignments, scores, screening boards, decisions, portfolio."""
