"""Thresholds that a manager sets, and the alerts that come of them (G4)."""
