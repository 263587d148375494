"""What a page is made of before it is a Document: bytes, encodings, feeds, dates. `claims.document` is the door."""
