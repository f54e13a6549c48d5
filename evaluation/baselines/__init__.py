"""Readers to measure against: simple, well-known methods built as strongly as is fair."""
