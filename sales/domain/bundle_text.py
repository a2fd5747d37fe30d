"""What goes with a quote's text in one bundle: the link to the e-sample, and who we are (S21, S29, S51)."""

from collections.abc import Sequence

from sales.domain.quote_text import Words, clean, wrap


def write_enclosed(words: Words, name: str, particulars: Sequence[tuple[str, str]], link: str) -> str:
    """Return what stands below the quote: as wide as it, but for `link`, which stays whole on a line of its own.

    `particulars`: of our company called `name`, each with the fixed text `about_…` that it stands in; unknown ones are "".
    """
    about = [name, *(words.say(f"about_{key}", text=text) for key, text in particulars if text.strip())]
    told = [line for text in about for line in wrap(clean(text))]
    lines = ["", *wrap(words.say("esample")), link]
    if told:
        lines += ["", *wrap(words.say("about_us")), *told]
    return "".join(f"{line}\n" for line in lines)
