"""Pure rules of this app: who answers for a person's work on a day, and what a browser calls itself in two words."""

import unicodedata
from collections.abc import Collection, Mapping

# The first sign that stands in the agent's name wins: Edge and Opera also call themselves Chrome, Chrome calls itself Safari.
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("QQBrowser", "QQ"), ("MetaSr", "Sogou"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
SHORT = 30


def answering_for(
    owner: int, *, manager: int | None, absences: Mapping[int, int | None], gone: Collection[int]
) -> int | None:
    """Return who is responsible for the customers of `owner`: the owner, else the stand-in, else the manager (N9).

    People are ids. `absences`: who is away on that day, and their stand-in; `gone`: the frozen. A stand-in who is away
    or gone passes to the manager; so does everything of an owner who is gone. With no manager to pass to, an absent
    owner stays responsible, and for one who is gone it is None: nobody.
    """
    is_gone = owner in gone
    if not is_gone and owner not in absences:
        return owner
    stand_in = None if is_gone else absences[owner]
    if stand_in is not None and stand_in not in absences and stand_in not in gone:
        return stand_in
    if manager is not None and manager not in gone:
        return manager
    return None if is_gone else owner


def short_agent(agent: str) -> str:
    """Return browser and system, `Chrome · Windows`; of an agent that is not known its beginning."""
    known = [next((name for sign, name in table if sign in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, known)) or agent[:SHORT]


def fold_code(text: str) -> str:
    """Return a code as it is compared: full-width signs, capitals, spaces and dashes make no difference."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in folded if sign.isalnum())
