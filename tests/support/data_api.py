"""A server in the place of the YouTube Data API, with answers that tests set."""

import json
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from analysis.pipeline.progress import Progress
from tests.support import http_servers

KEY = "AIzaOurOwnKeyOfTheTests"
ID = "abcdefghijk"
VIDEO = {
    "id": ID,
    "snippet": {
        "title": "Tides &amp; harbours", "description": "About the sea", "channelId": "UCharbour", "tags": ["sea"],
        "channelTitle": "Harbour", "publishedAt": "2026-01-02T03:04:05Z", "categoryId": "27",
        "defaultAudioLanguage": "en-GB", "liveBroadcastContent": "none",
        "thumbnails": {"default": {"url": "https://i.ytimg.com/a.jpg"}, "high": {"url": "https://i.ytimg.com/b.jpg"}},
    },
    "contentDetails": {"duration": "PT1H2M3S", "caption": "true"},
    "statistics": {"viewCount": "1234", "likeCount": "56", "commentCount": "7"},
    "status": {"privacyStatus": "unlisted", "uploadStatus": "processed"},
}  # fmt: skip
CHANNEL = {"items": [{"id": "UCharbour", "statistics": {"subscriberCount": "900", "hiddenSubscriberCount": False}}]}
CAPTIONS = {
    "items": [
        {"snippet": {"language": language, "trackKind": kind}} for language, kind in (("en", "asr"), ("de", "standard"))
    ]
}


def comment(number, text="Fine", **snippet):
    own = {"textOriginal": text, "authorDisplayName": "@ann", "authorChannelId": {"value": "UCann"}, "likeCount": 3}
    return {"id": f"c{number}", "snippet": own | {"publishedAt": "2026-02-03T04:05:06Z"} | snippet}


def thread(number, *replies, total=None, **snippet):
    about = {
        "channelId": "UCharbour",
        "topLevelComment": comment(number, **snippet),
        "totalReplyCount": total or len(replies),
    }
    return {"snippet": about, "replies": {"comments": list(replies)}} if replies else {"snippet": about}


def refusal(status, reason, **error):
    return status, {"error": {"code": status, "message": "No <b>way</b>", "errors": [{"reason": reason}], **error}}


class Api(ThreadingHTTPServer):
    """The API: ``answers`` has a list of answers of each resource, of which the last is repeated."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = {}, []

    def answer(self, resource, *answers):
        self.answers[resource] = list(answers)


class Handler(http_servers.Handler):
    def do_GET(self):
        parts = urlsplit(self.path)
        resource = parts.path.rsplit("/", 1)[1]
        query = {name: value for name, (value,) in parse_qs(parts.query).items()}
        self.server.asked.append((resource, query, self.headers["X-Goog-Api-Key"]))
        waiting = self.server.answers.get(resource, [{"items": []}])
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        status, body, *headers = answer if isinstance(answer, tuple) else (200, answer)
        self.respond(body if isinstance(body, bytes) else json.dumps(body).encode(), status, dict(headers))


def serving():
    return http_servers.serving(Api())


def read(source, limit=100, sort="top"):
    return source.fetch_comments(ID, limit=limit, sort=sort, progress=Progress())
