"""The directory as files of other programs: spreadsheets, HSDS, CPSV-AP. What comes in is checked whole (T6)."""
