"""One file per kind of value: from JSON to what Postfix means by it, or to problems."""
