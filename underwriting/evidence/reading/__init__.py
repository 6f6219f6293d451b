"""Opens a stranger's e-invoice: XML in two syntaxes, alone or inside a PDF."""
