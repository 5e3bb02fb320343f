"""From built files to a finished site."""
