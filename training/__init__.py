"""The annotated corpus, its checks, and the training of the reader."""
