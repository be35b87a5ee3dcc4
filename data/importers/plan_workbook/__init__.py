"""The Excel workbook of a plan: written from the document model and read back without loss."""
