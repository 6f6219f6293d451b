"""The rules of cover: where receipts go, when cover stops, what is insured on a day."""
