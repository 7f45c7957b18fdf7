"""Markup of values: nothing that came from a file can become a tag, and figures stay whole."""

from dashboards.markup import Html, tag, text


def test_values_are_escaped_and_markup_made_here_is_not() -> None:
    assert text("<b>Xã A</b> & B") == "&lt;b&gt;Xã A&lt;/b&gt; &amp; B"
    assert tag("p", Html("<b>1</b>"), "<", title='"') == '<p title="&quot;"><b>1</b>&lt;</p>'


def test_a_percent_sign_stays_on_the_line_of_its_number() -> None:
    assert text("trùng số lô · 100 %") == "trùng số lô · 100&nbsp;%"
