"""Static files as a web server under ASGI gives them. A warning of Django's fails these tests."""

from pathlib import Path

import analysis

ADDRESS = "/static/analysis/style.css"
CONTENT = (Path(analysis.__file__).parent / "static" / "analysis" / "style.css").read_bytes()


async def test_a_file_is_served_whole(async_client):
    response = await async_client.get(ADDRESS)
    assert (response.status_code, response.content) == (200, CONTENT)
    assert response["Content-Type"].startswith("text/css")
    assert not response.streaming


async def test_a_part_of_a_file_is_served_where_only_that_is_wanted(async_client):
    response = await async_client.get(ADDRESS, headers={"Range": "bytes=2-5"})
    assert (response.status_code, response.content) == (206, CONTENT[2:6])


async def test_a_file_that_has_not_changed_is_not_sent_again(async_client):
    modified = (await async_client.get(ADDRESS))["Last-Modified"]
    response = await async_client.get(ADDRESS, headers={"If-Modified-Since": modified})
    assert (response.status_code, response.content) == (304, b"")


async def test_only_the_head_is_sent_where_only_that_is_wanted(async_client):
    response = await async_client.head(ADDRESS)
    assert (response.status_code, response.content, response["Content-Length"]) == (200, b"", str(len(CONTENT)))


async def test_nothing_beside_the_files_is_served(async_client):
    for path in ("/static/../manage.py", "/static/%2e%2e/manage.py", "/static//etc/passwd", "/static/analysis/"):
        assert (await async_client.get(path)).status_code == 404


async def test_pages_that_name_no_icon_get_that_of_the_site(async_client):
    response = await async_client.get("/favicon.ico", follow=True)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")


def test_the_pages_of_the_admin_name_it(admin_client):
    assert b'<link rel="icon" href="/static/analysis/favicon.svg"' in admin_client.get("/admin/").content
