"""The client: all calls of the API."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from youtube_analyzer_client import requests, shapes
from youtube_analyzer_client.asynchronous.follows import AsyncFollows
from youtube_analyzer_client.asynchronous.pages import AsyncPages


class AsyncClient(AsyncFollows):
    """A client of one server, with all its calls. Close it, or use it as a context manager."""

    def search(
        self,
        q: str,
        *,
        kind: str | None = None,
        mode: str | None = None,
        video_id: str | None = None,
        channel_id: str | None = None,
        language: str | None = None,
        sentiment: str | None = None,
        created_after: datetime | str | None = None,
        all: bool | None = None,
        page_size: int | None = None,
    ) -> AsyncPages[shapes.SearchHit]:
        """Return what is found for ``q`` in all analyses, best first.

        ``kind`` is ``title``, ``transcript`` or ``comments``, None for all; ``mode`` is ``words`` or ``meaning``.
        """
        filters = {"in": kind, "mode": mode, "video_id": video_id, "channel_id": channel_id, "language": language}
        request = requests.get(
            "search", q=q, **filters, sentiment=sentiment, created_after=created_after, all=all, page_size=page_size
        )
        return AsyncPages(self, shapes.SearchHit, request)

    async def analysis_types(self) -> list[shapes.AnalysisType]:
        """Return the types of analysis with their options and limits."""
        return await self.read(list[shapes.AnalysisType], requests.get("analysis-types"))

    async def health(self) -> shapes.Health:
        """Return the state of the server."""
        return await self.read(shapes.Health, requests.get_link("/health"))

    # Uploads

    async def upload(self, files: Iterable[Path | str]) -> shapes.Upload:
        """Send the files of one video, which ``create`` analyses by the ``id`` of the upload."""
        return await self.read(shapes.Upload, requests.post_once("uploads/", files=[Path(file) for file in files]))

    async def uploaded(self, upload_id: str) -> shapes.Upload:
        """Return an upload."""
        return await self.read(shapes.Upload, requests.get(f"uploads/{upload_id}"))

    async def delete_upload(self, upload_id: str) -> None:
        """Delete an upload."""
        await self.send(requests.delete(f"uploads/{upload_id}"))

    # Accounts

    async def login(
        self,
        username: str,
        password: str,
        *,
        code: str | None = None,
        name: str | None = None,
        expires_in_days: int | None = None,
    ) -> shapes.LoggedIn:
        """Log in: from now on this client sends the token that it gets. ``code`` is the second factor, if any."""
        body: dict[str, str | int | None] = {"username": username, "password": password, "code": code}
        body |= {"name": name, "expires_in_days": expires_in_days}
        given = {key: value for key, value in body.items() if value is not None}
        answer = await self.read(shapes.LoggedIn, requests.post("auth/login", given))
        self.token = answer.token
        return answer

    async def logout(self) -> None:
        """Revoke the token of this client."""
        await self.send(requests.post("auth/logout"))
        self.token = None

    async def tokens(self) -> list[shapes.Token]:
        """Return the caller's tokens, newest first, without their values."""
        return await self.read(list[shapes.Token], requests.get("auth/tokens"))

    async def create_token(self, name: str, *, expires_in_days: int | None = None) -> shapes.MadeToken:
        """Make a token. Its value is returned only here."""
        days = {} if expires_in_days is None else {"expires_in_days": expires_in_days}
        return await self.read(shapes.MadeToken, requests.post("auth/tokens", {"name": name, **days}))

    async def revoke_token(self, token_id: str) -> None:
        """End a token."""
        await self.send(requests.delete(f"auth/tokens/{token_id}"))

    # Webhooks

    def webhooks(self) -> AsyncPages[shapes.Webhook]:
        """Return the caller's webhooks, newest first."""
        return AsyncPages(self, shapes.Webhook, requests.get("webhooks/"))

    async def create_webhook(self, url: str, *, events: Sequence[str] | None = None) -> shapes.CreatedWebhook:
        """Have the server send messages to ``url``. The secret that signs them is returned only here."""
        chosen = {} if events is None else {"events": list(events)}
        return await self.read(shapes.CreatedWebhook, requests.post("webhooks/", {"url": url, **chosen}))

    async def webhook(self, webhook_id: str) -> shapes.Webhook:
        """Return a webhook."""
        return await self.read(shapes.Webhook, requests.get(f"webhooks/{webhook_id}"))

    async def change_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        is_active: bool | None = None,
    ) -> shapes.Webhook:
        """Change a webhook; what is None stays."""
        body = {"url": url, "events": events, "is_active": is_active}
        given = {name: value for name, value in body.items() if value is not None}
        return await self.read(shapes.Webhook, requests.patch(f"webhooks/{webhook_id}", given))

    async def rotate_secret(self, webhook_id: str) -> shapes.CreatedWebhook:
        """Replace the secret of a webhook. The new one is returned only here."""
        return await self.read(shapes.CreatedWebhook, requests.patch(f"webhooks/{webhook_id}", {"rotate_secret": True}))

    async def delete_webhook(self, webhook_id: str) -> None:
        """Delete a webhook with its deliveries."""
        await self.send(requests.delete(f"webhooks/{webhook_id}"))

    async def test_webhook(self, webhook_id: str) -> shapes.Delivery:
        """Have a test message sent."""
        return await self.read(shapes.Delivery, requests.post(f"webhooks/{webhook_id}/test"))

    def deliveries(self, webhook_id: str) -> AsyncPages[shapes.Delivery]:
        """Return what was sent to a webhook and what waits, newest first."""
        return AsyncPages(self, shapes.Delivery, requests.get(f"webhooks/{webhook_id}/deliveries"))

    async def redeliver(self, webhook_id: str, number: int) -> shapes.Delivery:
        """Have a message sent again."""
        return await self.read(shapes.Delivery, requests.post(f"webhooks/{webhook_id}/deliveries/{number}/redeliver"))
