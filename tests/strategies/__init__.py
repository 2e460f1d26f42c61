"""Hypothesis strategies over the model."""
