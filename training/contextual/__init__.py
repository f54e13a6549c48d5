"""The contextual tagger: model, training and export. Needs torch; running the product does not."""
