"""The summary for a doctor: on a page, and as a PDF."""
