"""Which addresses are the company's own mailboxes (S144, S146): on its domains, and with no provider open to everybody."""

from collections.abc import Collection
from enum import StrEnum

from core.domain.mail_hosts import is_public_provider, registrable_domain


class Unfit(StrEnum):
    """Why an address is no mailbox of the company's."""

    PUBLIC = "public"  # a provider that sells mail boxes to everybody: the company cannot get into it
    FOREIGN = "foreign"  # on a domain that is not among the company's


def why_unfit(address: str, domains: Collection[str]) -> Unfit | None:
    """Return why `address` is none, None when it is one.

    `domains`: the company's, in lower case; what lies below one of them is the company's, too. While there are none, only
    public providers are refused.
    """
    host = address.rpartition("@")[2].strip().rstrip(".").lower()
    if any(host == domain or host.endswith(f".{domain}") for domain in domains):
        return None
    if is_public_provider(host, registrable_domain(host) or host):
        return Unfit.PUBLIC
    return Unfit.FOREIGN if domains else None
