"""Written reports: one description of a report, laid out as PDF or as workbook."""
