"""Archives: opening anything as a stream of documents, converting it, and writing it down safely."""
