"""What the JSON says: text with places, the table of keys, typed settings, problems. Pure."""
