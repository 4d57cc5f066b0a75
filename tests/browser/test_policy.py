"""I03: the policy of pages stops what would run in them and tells us, and says nothing in normal use."""

import json

import pytest

from tests.browser.people import Person
from tests.factories import IdeaFactory, UserFactory
from tests.product import Product
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390
# Each of them would say “ran” where it is allowed.
PLANTS = """() => {
  window.ran = [];
  window.stopped = [];
  document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.ran.push('inline')";
  document.body.append(script);
  const far = document.createElement("script");
  far.src = "http://127.0.0.1:9/x.js";
  document.body.append(far);
  const image = document.createElement("div");
  image.innerHTML = "<img src='data:,' onerror=window.ran.push(`handler`)><p style='color: red' id=coloured>x</p>";
  document.body.append(image);
  const link = document.createElement("a");
  link.href = "javascript:window.ran.push('link')";
  document.body.append(link);
  link.click();
}"""


class Tempted(Person):
    EXPECTED = ("Content Security Policy", "Content-Security-Policy", "violates the following", "ERR_BLOCKED_BY_CSP")


def reported(product) -> list[dict]:
    """What the log of the product says that browsers reported."""
    lines = [line for path in product.folder.glob("*-granian.log") for line in path.read_text().splitlines()]
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    return [row for row in rows if row.get("logger") == "parkour.policy"]


@pytest.fixture
def telling_product(transactional_db, tmp_path):
    """As `product`, with the log of production."""
    running = Product(tmp_path, LOG_FORMAT="json")
    try:
        yield running.start()
    finally:
        running.stop()


def test_what_runs_elsewhere_is_stopped_and_reported_and_a_page_in_use_gives_no_cause(browser, telling_product):
    product = telling_product
    author = UserFactory()
    idea = IdeaFactory(author=author, opened=True)
    for address in ("/", "/ideas/new/", f"/ideas/{idea.reference}/", "/board/"):
        person = Person(browser, product, author, PHONE).go(address)  # a word in the console fails
        person.context.close()
    assert reported(product) == []
    tempted = Tempted(browser, product, author, PHONE).go(f"/ideas/{idea.reference}/")
    tempted.page.evaluate(PLANTS)
    tempted.page.wait_for_function("window.stopped.length >= 5")
    assert tempted.page.evaluate("window.ran") == []
    stopped = set(tempted.page.evaluate("window.stopped"))
    assert stopped >= {"script-src-elem", "script-src-attr", "style-src-attr"}
    assert tempted.page.evaluate("getComputedStyle(coloured).color") != "rgb(255, 0, 0)"
    told = wait_until(lambda: rows if len(rows := reported(product)) >= 5 else [], product.logs)
    assert {row["page"] for row in told} == {"ideas:detail"}
    assert {(row["directive"], row["blocked"]) for row in told} >= {
        ("script-src-elem", "inline"),
        ("script-src-elem", "127.0.0.1:9/x.js"),
        ("script-src-attr", "inline"),
        ("style-src-attr", "inline"),
    }
    assert idea.reference not in json.dumps(told) and author.email not in json.dumps(told)
    tempted.context.close()


def test_planted_fault_without_the_policy_all_of_it_would_run(browser, product):
    tempted = Tempted(browser, product, UserFactory(), PHONE)
    tempted.page.route("**/board/", lambda route: _without_policy(route))
    tempted.go("/board/").page.evaluate(PLANTS)
    tempted.page.wait_for_function("window.ran.length === 3")
    assert sorted(tempted.page.evaluate("window.ran")) == ["handler", "inline", "link"]
    tempted.context.close()


def _without_policy(route):
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)
