"""What a page shows in one language: values computed here, laid out by the Markdown templates."""
