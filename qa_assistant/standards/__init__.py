"""The practice standards: the catalogue as data, and the judge that applies it to dated labels."""
