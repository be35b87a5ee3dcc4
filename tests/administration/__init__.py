"""The administrator's services and pages."""
