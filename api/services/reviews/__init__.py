"""Use cases of the review at the ministry and in its committees, one function each."""
