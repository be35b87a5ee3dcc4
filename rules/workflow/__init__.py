"""The way of an application from draft to decision, as a table and one pure function."""
