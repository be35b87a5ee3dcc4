"""The siting screen as a service: studies in the background, scenarios read from them, files for others."""
