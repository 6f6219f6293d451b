"""The register of companies: one record per legal entity, whoever asks for it."""
