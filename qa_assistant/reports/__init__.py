"""The human reports: a self-contained HTML page for each case, and the list of cases."""

from qa_assistant.reports.html import case_page
from qa_assistant.reports.index import IndexRow, index_page, page_file_name

__all__ = ["IndexRow", "case_page", "index_page", "page_file_name"]
