"""How values look on a page: words and shapes, never rules. The template tags in `core.templatetags.ui` use it."""
