"""The lobby kiosk: two processes, the screen (`app`) and the one that writes, prints and syncs (`daemon`)."""
