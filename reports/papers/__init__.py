"""Reports on paper: as a PDF and as a workbook."""
