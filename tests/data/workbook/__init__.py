"""The plan workbook: round trip, what people do to it, what is refused."""
