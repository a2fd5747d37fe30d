"""Who answers for a person's work on a day: plain values, no ORM."""

from collections.abc import Collection, Mapping


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
