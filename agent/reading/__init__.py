"""Reads free text by a learned network: a message becomes tagged spans, the spans become facts of the brief."""
