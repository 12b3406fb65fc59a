"""Measurements: each prints ratios within one run; none is a test."""
