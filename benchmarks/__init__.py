"""Benchmarks: what each path costs beside the least that it could cost, and beside what others do."""
