"""Measuring the reader and the verdicts: metrics, baselines, challenge suites and speed."""
