"""Routes of the review below ``/v1/review``."""
