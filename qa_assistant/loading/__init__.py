"""Read cases as users have them: JSON, JSON lines, CSV, Parquet, pasted logs, and folders of these."""

from qa_assistant.loading.codes import Code
from qa_assistant.loading.load import load_cases
from qa_assistant.loading.problems import Place, Problem
from qa_assistant.loading.validate import LoadedCase

__all__ = ["Code", "LoadedCase", "Place", "Problem", "load_cases"]
