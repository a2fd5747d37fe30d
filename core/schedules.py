"""Periodic jobs of the house."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core import files, jobs, policy_plans, robots, seals, verifying
from core.models import Draft, SubmittedForm


@jobs.periodic("core.seal_audit", jobs.Every(minutes=1), label=_("Seal the audit trail"))
def seal_audit(*, at: datetime) -> dict[str, int]:
    """Seal the audit entries of the last minute."""
    return {"sealed": seals.seal_entries(at=at)}


@jobs.job(verifying.JOB, label=_("Check the whole audit trail"))
def check_trail(*, at: datetime, check_id: int, cursor: int | None = None) -> jobs.Parts:
    """Whether every entry is as it was written; somebody asked."""
    return verifying.check_whole(check_id=check_id, at=at, cursor=cursor)


@jobs.periodic(
    "core.check_newest_trail", jobs.Daily(hour=3), label=_("Check the newest part of the audit trail")
)
def check_newest_trail(*, at: datetime, cursor: int | None = None) -> jobs.Parts:
    """Whether what was linked since the last check is as it was written; the boss is told if not."""
    return verifying.check_newest(at=at, cursor=cursor)


@jobs.periodic("core.apply_planned", jobs.Every(minutes=1), label=_("Apply planned changes of the rules"))
def apply_planned(*, at: datetime) -> dict[str, int]:
    """Changes of the policy whose moment has come."""
    return {"ended": policy_plans.apply_planned(at=at)}


@jobs.periodic(
    "core.tell_groups", jobs.Every(minutes=1), label=_("Tell chat groups what waits"), computes_outside=True
)
def tell_groups(*, at: datetime, cursor: int | None = None) -> jobs.Parts:
    """One message to each group that something waits for."""
    return robots.tell_groups(at=at, cursor=cursor)


@jobs.periodic("core.sweep_files", jobs.Every(minutes=30), label=_("Clear away files of uploads that failed"))
def sweep_files(*, at: datetime, cursor: str | None = None) -> jobs.Parts:
    """Remove the files that no row names, part by part."""
    return files.sweep_files(at=at, cursor=cursor)


@jobs.periodic("core.tidy", jobs.Daily(hour=3, minute=30), label=_("Clear away old jobs and drafts"))
def tidy(*, at: datetime) -> dict[str, int]:
    """Delete what has served its time: finished jobs, form tokens of last week, drafts of three months ago."""
    return {
        "jobs": jobs.prune_jobs(at=at),
        "forms": SubmittedForm.objects.filter(at__lt=at - timedelta(days=7)).delete()[0],
        "drafts": Draft.objects.filter(saved_at__lt=at - timedelta(days=90)).delete()[0],
    }
