"""The same in Postfix's words: one module per output. Pure."""
