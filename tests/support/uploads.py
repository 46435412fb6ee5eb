"""Files of a video, as people would upload them."""

import io
import json
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

ID = "abcdefghijk"
VTT = "WEBVTT\nKind: captions\nLanguage: en\n\n" + "".join(
    f"00:00:{second:02d}.000 --> 00:00:{second + 4:02d}.000\nThe harbour opens at dawn, and boat {second} leaves first.\n\n"
    for second in range(0, 50, 5)
)
SRT = "1\n00:00:00,000 --> 00:00:04,000\nThe harbour opens at dawn.\n\n2\n00:00:05,000 --> 00:00:09,000\nBoats leave.\n"
INFO = {
    "id": ID,
    "extractor_key": "Youtube",
    "title": "The harbour",
    "duration": 61,
    "channel": "Boats",
    "channel_id": "UCauthor",
    "language": "en",
    "webpage_url": f"https://www.youtube.com/watch?v={ID}",
}
COMMENTS = [
    {
        "id": f"c{number}",
        "text": f"I love this harbour, thank you! {number}",
        "author": "Ann",
        "author_id": f"UC{number}",
    }
    for number in range(3)
]
DOWNLOADED = [
    {"cid": "d1", "text": "Great boats", "time": "2 years ago", "author": "@bo", "channel": "UCbo", "votes": "1.2K",
     "heart": True, "reply": False, "time_parsed": 1_600_000_000.5},
    {"cid": "d1.r1", "text": "Yes", "author": "@cy", "channel": "UCcy", "votes": "3", "heart": False, "reply": True},
]  # fmt: skip


def api_comment(own, text, *, author="UCann", parent=None):
    snippet = {"textOriginal": text, "textDisplay": text, "authorDisplayName": "Ann", "likeCount": 4,
               "authorChannelId": {"value": author}, "publishedAt": "2024-05-06T07:08:09Z"}  # fmt: skip
    return {"kind": "youtube#comment", "id": own, "snippet": snippet | ({"parentId": parent} if parent else {})}


THREADS = {
    "kind": "youtube#commentThreadListResponse",
    "items": [
        {
            "kind": "youtube#commentThread",
            "id": "t1",
            "snippet": {"videoId": ID, "channelId": "UCauthor", "topLevelComment": api_comment("t1", "Lovely talk")},
            "replies": {"comments": [api_comment("t1.a", "Thanks", author="UCauthor", parent="t1")]},
        }
    ],
}


def lines(items):
    return "\n".join(map(json.dumps, items)) + "\n"


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of ``{name: content}``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def sent(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
