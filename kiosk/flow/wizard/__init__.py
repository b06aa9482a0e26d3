"""The first start of a kiosk, on its own panel: from a language to a tested printer, as pages and deeds like others."""
