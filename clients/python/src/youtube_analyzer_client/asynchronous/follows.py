"""Calls about followed channels and playlists, whose new videos are analysed."""

from collections.abc import Mapping
from typing import Any

from youtube_analyzer_client import requests, shapes
from youtube_analyzer_client.asynchronous.batches import AsyncBatches
from youtube_analyzer_client.asynchronous.pages import AsyncPages


class AsyncFollows(AsyncBatches):
    """Calls about followed channels and playlists."""

    async def create_follow(
        self,
        source_url: str,
        *,
        newest: int | None = None,
        max_per_day: int | None = None,
        interval_hours: int | None = None,
        name: str | None = None,
        options: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> shapes.Follow:
        """Follow a channel or playlist: what is new is analysed. ``newest`` of what is there are taken at once."""
        body: dict[str, Any] = {"newest": newest, "max_per_day": max_per_day, "interval_hours": interval_hours}
        body |= {"source_url": source_url, "name": name, "options": options}
        given = {key: value for key, value in body.items() if value is not None}
        return await self.read(shapes.Follow, requests.post_once("follows/", given, key=idempotency_key))

    def follows(self) -> AsyncPages[shapes.Follow]:
        """Return what the caller follows, newest first."""
        return AsyncPages(self, shapes.Follow, requests.get("follows/"))

    async def followed(self, follow_id: str) -> shapes.Follow:
        """Return the state of a followed channel or playlist."""
        return await self.read(shapes.Follow, requests.get(f"follows/{follow_id}"))

    async def change_follow(
        self,
        follow_id: str,
        *,
        enabled: bool | None = None,
        max_per_day: int | None = None,
        interval_hours: int | None = None,
        name: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> shapes.Follow:
        """Change, pause (``enabled=False``) or resume what is followed; what is None stays."""
        body: dict[str, Any] = {"enabled": enabled, "max_per_day": max_per_day, "interval_hours": interval_hours}
        body |= {"name": name, "options": options}
        given = {key: value for key, value in body.items() if value is not None}
        return await self.read(shapes.Follow, requests.patch(f"follows/{follow_id}", given))

    async def check_follow(self, follow_id: str) -> shapes.Follow:
        """Have a followed channel or playlist read now."""
        return await self.read(shapes.Follow, requests.post(f"follows/{follow_id}/check"))

    async def delete_follow(self, follow_id: str) -> None:
        """Follow it no more; its batches stay."""
        await self.send(requests.delete(f"follows/{follow_id}"))
