"""Accounts and sign-in: passwords, second factor, sessions, the identity provider and API keys."""
