"""The reading page of the API is laid out by our own script, and the policy of the pages refuses it nothing."""

import pytest

from parkour.api import description

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_description_is_laid_out_and_nothing_breaks_the_policy(browser, product):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    assert page.goto(product.url + "/api/docs/").status == 200
    page.wait_for_selector(".opblock-tag-section")
    page.click("#operations-tag-ideas, .opblock-tag >> nth=0")
    page.wait_for_selector(".opblock")
    tags = {path.split("/")[3] for path in description()["paths"]}
    assert page.locator(".opblock-tag-section").count() == len(tags)
    assert [text for text in said if "Content Security Policy" in text or "Error" in text] == []
    assert [url for url in asked if not url.startswith((product.url, "data:"))] == []
    context.close()
