"""The front door: configuration, command line, HTTP, supervisor, logs, container files."""
