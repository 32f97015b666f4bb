"""Reads free text by a learned tagger: a message becomes tagged spans, the spans become facts of the brief."""
