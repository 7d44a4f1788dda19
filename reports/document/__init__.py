"""The annual report as a document: one self-contained HTML file, and the PDF made from it."""
