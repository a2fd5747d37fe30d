"""No figure without its origin: every field of every section says where it comes from and can be set somewhere."""

import pytest
from django.utils import translation

from core import policy
from core.policy_pages import covered_by, explain, form_of, leaf_fields, word_source
from core.policy_sources import Origin, handbook, not_set, ours, sources_of

SECTIONS = [section for section in policy.sections().values() if section.form]
# What is not set in the section's own form, and where instead.
ELSEWHERE = {
    ("core.calendar", "own_days"): "core.forms.OwnDayForm",
    ("core.calendar", "own_day_words"): "core.forms.OwnDayForm",
    ("core.calendar", "time_zone"): "the operator's TIME_ZONE",
}
IDS = [section.name for section in SECTIONS]


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_every_field_says_where_it_comes_from(section: policy.Section) -> None:
    missing = sorted(set(leaf_fields(section.schema)) - set(sources_of(section.name)))
    assert missing == [], f"tell_sources({section.name!r}, …) lacks {missing}"


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_every_source_is_of_a_field(section: policy.Section) -> None:
    assert sorted(set(sources_of(section.name)) - set(leaf_fields(section.schema))) == []


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_every_field_can_be_set(section: policy.Section) -> None:
    settable = set(covered_by(form_of(section)).values())
    elsewhere = {field for name, field in ELSEWHERE if name == section.name}
    missing = sorted(set(leaf_fields(section.schema)) - settable - elsewhere)
    assert missing == [], f"the form of {section.name} has no field for {missing}"


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_what_the_handbook_does_not_set_is_unset(section: policy.Section) -> None:
    defaults = section.schema()
    invented = [
        name
        for name, source in sources_of(section.name).items()
        if source.origin == Origin.NOT_SET and getattr(defaults, name) is not None
    ]
    assert invented == []


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_every_quote_has_its_number_and_translation(section: policy.Section) -> None:
    quotes = [one for one in sources_of(section.name).values() if one.origin == Origin.HANDBOOK]
    assert [one for one in quotes if not (one.number.startswith("S") and one.quote and one.english)] == []


def test_source_is_worded_in_both_languages() -> None:
    source = handbook("S48", "尽量争取在两小时内完成", "Try to finish it within two hours")
    assert (
        word_source(source) == "Handbook, S48: “Try to finish it within two hours” (尽量争取在两小时内完成)"
    )
    with translation.override("zh-hans"):
        assert word_source(source) == "手册 S48：“尽量争取在两小时内完成”"
    assert word_source(not_set()) == "Not in the handbook: not set."
    assert word_source(ours(), has_default=False) == "Not in the handbook."
    assert word_source(ours("Why.")) == "Not in the handbook: ours. Why."


def test_a_shared_sentence_stands_at_the_first_of_its_fields_only(db: None) -> None:
    section = policy.sections()["core.company"]
    form = form_of(section)()
    explain(form, section)
    told = [name for name, field in form.fields.items() if "S51" in str(field.help_text)]
    assert told == ["name"]


def test_a_default_stands_at_its_field(db: None) -> None:
    section = policy.sections()["inquiries.reply"]
    form = form_of(section)()
    explain(form, section)
    assert "Default: 120" in form.fields["target_minutes"].help_text
