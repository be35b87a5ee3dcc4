"""The criteria of each plan type, in the order of the document's clauses."""
