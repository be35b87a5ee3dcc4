"""What the policy demands: pure criteria over facts, no database, no web."""
