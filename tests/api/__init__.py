"""The doors and the services behind them, over HTTP, on the command line and on a real database."""
