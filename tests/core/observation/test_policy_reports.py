"""Reports of browsers, as they send them and as somebody might."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.core.observation.policy_reports import DIRECTIVES, LONGEST, MOST, OTHER, Report, reports_in

HERE = "https://parkour.example.org"


def old(**facts) -> bytes:
    """As every browser sends it for `report-uri`."""
    usual = {
        "document-uri": f"{HERE}/board/?q=marqueur#x",
        "referrer": f"{HERE}/ideas/PKR-2026-0007/",
        "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "original-policy": "default-src 'none'; script-src 'self'",
        "blocked-uri": "inline",
        "line-number": 12,
        "script-sample": "alert('marqueur')",
        "status-code": 200,
    }
    return json.dumps({"csp-report": usual | {name.replace("_", "-"): value for name, value in facts.items()}}).encode()


def new(*several) -> bytes:
    """As the Reporting API sends several at once."""
    usual = {"documentURL": f"{HERE}/board/?q=marqueur", "effectiveDirective": "img-src", "blockedURL": "inline"}
    rows = [{"age": 3, "type": "csp-violation", "url": HERE, "body": usual | facts} for facts in several]
    return json.dumps(rows).encode()


def test_both_shapes_say_the_same():
    assert reports_in(old()) == [Report("script-src-elem", "inline", "ideas:board")]
    assert reports_in(new({}, {"effectiveDirective": "connect-src"})) == [
        Report("img-src", "inline", "ideas:board"),
        Report("connect-src", "inline", "ideas:board"),
    ]


def test_an_older_browser_names_the_directive_with_its_values():
    assert reports_in(old(effective_directive=None, violated_directive="style-src 'self'"))[0].directive == "style-src"


@pytest.mark.parametrize(
    ("blocked", "told"),
    [
        ("eval", "eval"),
        ("data", OTHER),
        ("data:text/html,marqueur", "data"),
        ("chrome-extension://marqueur/page.js", "chrome-extension"),
        ("https://cdn.example.net/a/b.js?who=marqueur#marqueur", "cdn.example.net/a/b.js"),
        ("https://marqueur:secret@cdn.example.net:8443/b.js", "cdn.example.net:8443/b.js"),
        (f"{HERE}/static/js/app.js?v=marqueur", "self /static/js/app.js"),
        (f"{HERE}/ideas/PKR-2026-0007/?q=marqueur", "self ideas:detail"),
        (f"{HERE}/kiosk/open/marqueur/", "self kiosk_open"),
        (f"{HERE}/marqueur/", "self -"),
        ("https://[marqueur", OTHER),
        ("", OTHER),
    ],
)
def test_what_was_stopped_is_told_by_host_and_path_and_what_is_ours_by_its_route(blocked, told):
    (report,) = reports_in(old(blocked_uri=blocked))
    assert report.blocked == told
    assert "marqueur" not in str(report)


@pytest.mark.parametrize(
    ("page", "route"),
    [
        (f"{HERE}/ideas/PKR-2026-0007/", "ideas:detail"),
        (f"{HERE}/kiosk/open/marqueur/", "kiosk_open"),
        (f"{HERE}/ideas/follow-up/?key=marqueur", "ideas:follow_up"),
        (f"{HERE}/nothing/marqueur/", "-"),
        ("about:blank", "-"),
        ("", "-"),
    ],
)
def test_the_page_is_told_by_the_name_of_its_route(page, route):
    assert [report.page for report in reports_in(old(document_uri=page))] == [route]


def test_an_invented_directive_is_no_label():
    assert reports_in(old(effective_directive="marqueur-src"))[0].directive == OTHER


def test_a_place_and_a_body_have_a_limit():
    far = "https://cdn.example.net/" + "a" * 5000
    assert len(reports_in(old(blocked_uri=far))[0].blocked) == LONGEST
    assert len(reports_in(new(*[{}] * (MOST + 5)))) == MOST


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"7",
        b'"csp-report"',
        b"{}",
        b'{"csp-report": 3}',
        b"[]",
        b"[3, null, [[]]]",
        b'[{"type": "csp-violation"}]',
        b'[{"type": "deprecation", "body": {"message": "old"}}]',
        b'[{"type": ["csp-violation"], "body": {}}]',
        b"[" * 15_000,
    ],
)
def test_what_is_no_report_is_refused(body):
    with pytest.raises(ValueError):
        reports_in(body)


json_of_any_shape = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["csp-report", "type", "body"]), inner),
)


@given(json_of_any_shape, st.text(), st.text())
def test_whatever_is_sent_the_directive_is_a_known_one(anything, blocked, page):
    for body in (json.dumps(anything).encode(), old(blocked_uri=blocked, document_uri=page, effective_directive=page)):
        try:
            told = reports_in(body)
        except ValueError:
            continue
        assert all(report.directive in DIRECTIVES | {OTHER} for report in told)
        assert all(len(report.blocked) <= LONGEST + 5 for report in told)
