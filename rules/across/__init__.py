"""What several plans claim at once, for the ministry's reviewers; it never changes a verdict."""
