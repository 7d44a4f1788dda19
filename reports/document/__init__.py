"""The annual report as a document: one self-contained HTML file, and the PDF made from it."""

from .build import build_html, write_pdf

__all__ = ["build_html", "write_pdf"]
