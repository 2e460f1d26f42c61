"""Promises of newsschema, each stated as a test."""
