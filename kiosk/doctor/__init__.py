"""What is wrong with this kiosk, in one command: each check says what it measured, the cause and the remedy."""
