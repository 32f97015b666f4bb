"""The Replicate stand-in: an HTTP server that behaves like api.replicate.com, with a ledger, without a bill.

What it imitates, and whence each rule: docs/replicate-stand-in.md. Import from `.server`; this file stays empty
because the programs that make its pictures start by importing the package.
"""
