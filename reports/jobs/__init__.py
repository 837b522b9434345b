"""What takes longer than a page: asked for, made by the worker piece by piece, kept for a week."""
