"""Shapes of input; every choice is narrowed to what the person may see."""
