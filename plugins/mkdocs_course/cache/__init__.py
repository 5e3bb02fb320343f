"""Results of earlier work, so that nothing is made twice: they know nothing of courses."""
