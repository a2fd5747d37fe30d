"""How good a product's pictures are (S27): it follows the first picture, as far as nobody has said more."""

SCANNED, RESHOOT = "scanned", "reshoot"
# Ours: below it a picture is no good in a catalogue on paper, a third of a page wide.
LEAST_SIDE = 600


def photo_status(said: str, longest_side: int | None) -> str:
    """Return the state of the pictures: "" without one, else what was `said` of them.

    Of a first picture of which nobody has said anything: to be taken again where it is too small, else scanned. That it is a
    professional's is for people to say.
    """
    if longest_side is None:
        return ""
    return said or (SCANNED if longest_side >= LEAST_SIDE else RESHOOT)
