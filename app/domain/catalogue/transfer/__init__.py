"""Into the catalogues in bulk, and out of them: workbooks, CSV, JSON, GB/T 21063.3, DCAT."""
