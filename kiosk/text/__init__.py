"""Text for right-to-left and left-to-right: order, shaping, wrapping, words."""
