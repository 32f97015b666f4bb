"""The history of the schema, one logical change per file. `db.schema` applies it."""
