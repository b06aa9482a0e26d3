"""Ways through the building: found on the map (`route`), told in words (`words`), drawn as data (`plan`)."""
