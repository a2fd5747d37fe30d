"""The component tags: what they draw, and what they refuse."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from core.ui.ruler import RulerTick, RulerWindow, lay_out_ruler
from core.ui.toasts import add_undoable
from core.ui.widgets import SegmentedRadio


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "{% icon 'mail' colour='red' %}",
            "'icon' received unexpected keyword argument 'colour'. Allowed here: name, label.",
        ),
        (
            "{% blank heading='x' %}{% endblank %}",
            "'blank' received unexpected keyword argument 'heading'. Allowed here: title, text.",
        ),
        (
            "{% due 'someday' %}",
            "Unknown due state 'someday'. Allowed: later, today, overdue, missed, done, none.",
        ),
        ("{% grade 'E' %}", "Unknown grade 'E'. Allowed: A, B, C, D."),
        ("{% notice kind='red' %}x{% endnotice %}", "Unknown notice kind 'red'. Allowed: soon, late, plain."),
    ],
)
def test_component_refuses_what_it_does_not_know(source, message):
    with pytest.raises(TemplateSyntaxError) as refusal:
        draw(source)
    assert str(refusal.value) == message


def test_an_error_inside_a_block_is_not_blamed_on_the_block():
    with pytest.raises(TemplateSyntaxError) as refusal:
        draw("{% panel 'x' %}{% icon 'mail' colour='red' %}{% endpanel %}")
    assert (
        str(refusal.value)
        == "'icon' received unexpected keyword argument 'colour'. Allowed here: name, label."
    )


@pytest.mark.parametrize(
    ("state", "minutes", "css", "words"),
    [
        ("open", 64, "clock ", "1:04 left"),
        ("due_soon", 14, "clock clock-soon", "14 min left"),
        ("past_target", 66, "clock clock-past", "1:06 past target"),
        ("past_limit", 76, "clock clock-late", "1:16 past limit"),
        ("in_target", 52, "clock clock-ok", "In target 0:52"),
        ("in_limit", 300, "clock clock-done", "In limit 5:00"),
        ("late", 1500, "clock clock-past", "Late 25:00"),
    ],
)
def test_clock_says_its_state_in_words(state, minutes, css, words):
    drawn = draw("{% clock state minutes %}", state=state, minutes=minutes)
    assert (f'class="{css}"' in drawn, f"<span data-clock-words>{words}</span>" in drawn) == (True, True)


@pytest.mark.parametrize(
    ("state", "is_running"), [("open", True), ("past_limit", True), ("in_target", False), ("late", False)]
)
def test_only_a_running_clock_is_counted_on(state, is_running):
    assert ("data-clock=" in draw("{% clock state 5 %}", state=state)) is is_running


@pytest.mark.parametrize(
    ("state", "count", "words"),
    [
        ("overdue", 1, "1 day overdue"),
        ("overdue", 3, "3 days overdue"),
        ("missed", 2, "2 rounds missed"),
        ("today", None, "Today"),
    ],
)
def test_due_counts_in_words(state, count, words):
    assert draw("{% due state count=count %}", state=state, count=count).endswith(f"</svg>{words}</span>")


def test_what_a_buyer_wrote_is_escaped_everywhere():
    evil = "<b onclick=x>&\"'"
    source = "{% chip e %}{% due 'later' label=e why=e %}{% panel e note=e %}{{ e }}{% endpanel %}{% notice %}{{ e }}{% endnotice %}{% copy e %}{% tabs items e %}{% grade 'A' why=e %}"
    assert "<b " not in draw(
        source, e=evil, items=[{"label": evil, "url": "#", "is_current": False, "count": None}]
    )


def test_stat_bars_end_with_the_present_one():
    drawn = draw("{% stat 'Quotes' 6 '/q/' series=series change=-2 base='8' %}", series=[4, 8])
    assert drawn.count("<rect") == 2
    assert '<rect class="now" x="13" y="2.0" width="10" height="22.0"/>' in drawn
    assert '<span class="down">↓2</span>' in drawn


def test_pager_without_more_has_no_link():
    assert draw("{% pager first=1 last=3 total=3 %}").count("<a ") == 0


@pytest.mark.parametrize(
    ("total", "is_capped", "expected"), [(42, False, "1–25 / 42<"), (10_000, True, "1–25 / 10,000+<")]
)
def test_pager_says_where_one_is(total, is_capped, expected):
    assert expected in draw(
        "{% pager first=1 last=25 total=total is_capped=capped %}", total=total, capped=is_capped
    )


class _Form(forms.Form):
    channel = forms.ChoiceField(
        choices=[("email", "E-mail"), ("phone", "Telephone")], widget=SegmentedRadio(icons={"email": "mail"})
    )
    quantity = forms.IntegerField(help_text="pieces")


def test_field_ties_help_and_error_to_the_control():
    drawn = draw("{% field form.quantity 'half' %}", form=_Form({"quantity": "3k"}))
    assert 'aria-describedby="id_quantity_helptext id_quantity_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<div id="id_quantity_error"><p class="field-error">Enter a whole number.</p></div>' in drawn


def test_form_errors_counts_places_and_links_to_them():
    drawn = draw("{% form_errors form %}", form=_Form({"quantity": "3k"}))
    assert (
        "Not saved: 2 places to change." in drawn,
        'href="#id_quantity"' in drawn,
        'href="#id_channel_0"' in drawn,
    ) == (True, True, True)


def test_form_errors_says_nothing_about_a_form_not_sent():
    assert draw("{% form_errors form %}", form=_Form()) == ""


def test_segmented_radio_marks_the_chosen_value():
    drawn = str(_Form({"channel": "phone", "quantity": "1"})["channel"])
    assert drawn.count(" checked") == 1
    assert drawn.index('value="phone"') < drawn.index(" checked")


def test_ruler_places_windows_now_and_ticks_in_per_cent():
    day = datetime(2026, 4, 22, tzinfo=UTC)
    at = lambda hour: day + timedelta(hours=hour)  # noqa: E731 - a word for the lines below
    windows = [
        RulerWindow(at(9), at(11.5)),
        RulerWindow(at(13.5), at(17)),
        RulerWindow(at(18), at(20), is_optional=True),
    ]
    ruler = lay_out_ruler(
        windows, at(14), [RulerTick(at(17)), RulerTick(at(15)), RulerTick(at(15.25)), RulerTick(at(23))]
    )
    assert [(window.x, window.width) for window in ruler.windows] == [
        ("8.33%", "20.83%"),
        ("45.83%", "29.17%"),
        ("83.33%", "16.67%"),
    ]
    assert ruler.now.x == "50.00%"
    assert [tick.x for tick in ruler.ticks] == ["58.33%", "60.42%", "75.00%"]
    assert [bool(tick.text) for tick in ruler.ticks] == [True, False, True]


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/", "/a b/", "javascript:x"]
)
def test_undo_leads_nowhere_but_to_us(rf, address):
    with pytest.raises(ValueError, match="Not a path of ours"):
        add_undoable(rf.get("/"), "done", address)


@pytest.mark.parametrize(
    ("tags", "expected"), [("undo=/followups/7/undo/", "/followups/7/undo/"), ("success", ""), ("", "")]
)
def test_undo_url_is_read_from_the_message(tags, expected):
    assert draw("{{ message|undo_url }}", message=SimpleNamespace(extra_tags=tags)) == expected
