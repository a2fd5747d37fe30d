"""How a rule refuses values: by a code that the form words in the person's language."""


class Refused(ValueError):
    """The values make no policy. `code` says why; the text is for those who read a traceback."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
