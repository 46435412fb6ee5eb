"""The words for readers: every code has its sentence, in each language, and every template has a code that makes it."""

import ast
import builtins
import re

import pytest

from analysis.wording import figures, languages, messages, names, sentences
from analysis.wording.message_templates import TEMPLATES as MESSAGES
from analysis.wording.sentence_templates import TEMPLATES
from tests.support.paths import ROOT

RULES = "".join(path.read_text() for path in (ROOT / "analysis/pipeline/insights").glob("*.py"))
CODE = (
    "".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text())
        for folder in (
            "pipeline",
            "sources",
            "speech",
            "execution",
            "queries",
            "access",
            "llm",
            "search",
            "uploads",
            "webhooks",
            "pages",
            "ask",
            "batches",
            "operations",
            "admin",
        )
        for path in (ROOT / "analysis" / folder).rglob("*.py")
    )
    + (ROOT / "analysis/services.py").read_text()
    + (ROOT / "analysis/youtube.py").read_text()
)

#: What reaches no reader of a page: it stops the start, is tried again, or is printed by a command.
NOT_SHOWN = {"ImproperlyConfigured", "RetryableError", "UpdateFailed"}


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_sentence_is_made_by_a_rule(code):
    assert f'"{code}"' in RULES


@pytest.mark.parametrize("template", MESSAGES)
def test_a_message_is_made_by_the_code(template):
    longest = max(re.split(r"%\(\w+\)s", template), key=len).strip()
    words = re.split(
        r"comment$|^The audio could not be read: |^YouTube(?: states)?(?: no number of comments, and returned none)?|^comments but|^Reading the (?:automatic|manual) captions|[.:]$",
        longest,
    )
    assert all(part.strip() in CODE for part in words), longest


def _errors():
    """Yield the sentences of errors that the code makes, ``9`` in the place of each value."""
    for folder in ("batches", "execution", "llm", "pipeline", "sources", "speech", "uploads"):
        for path in (ROOT / "analysis" / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text))])):
                        pass
                    case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[ast.JoinedStr(values=parts)])):
                        text = "".join(part.value if isinstance(part, ast.Constant) else "9" for part in parts)
                    case _:
                        continue
                if re.match("[A-Z9].*[a-z]", text) and not hasattr(builtins, name) and name not in NOT_SHOWN:
                    yield text


def test_each_error_has_a_template_and_so_a_translation():
    with languages.use("zh-Hans"):
        assert [text for text in _errors() if messages.translate(text) == text] == []


def test_a_sentence_with_parts_that_are_missing_is_whole_in_each_language():
    about = {
        "code": "about",
        "values": {"kind": "tutorial", "length": 720.0, "channel": "Crumb", "topics": ["a", "b", "c"]},
    }
    bare = {"code": "about", "values": {"kind": "video", "length": None, "channel": None, "topics": []}}
    assert sentences.sentence(about) == "Tutorial of 12 minutes by Crumb about a, b and c."
    assert sentences.sentence(bare) == "Video."
    with languages.use("zh-Hans"):
        assert sentences.sentence(about) == "教程，时长 12 分钟，由 Crumb 发布，主要内容：a、b 和 c。"
        assert sentences.sentence(bare) == "视频。"


def test_a_number_decides_between_one_and_many():
    one, many = ({"code": "moment_cited", "values": {"at": 62.0, "people": people}} for people in (1, 1234))
    assert sentences.sentence(one) == "Viewers cite 1:02 most often: 1 person cites it."
    assert sentences.sentence(many) == "Viewers cite 1:02 most often: 1,234 people cite it."


def test_what_a_language_model_wrote_is_not_translated():
    written = {"text": "Half of them ask.", "sentences": [], "model": "tide"}
    with languages.use("zh-Hans"):
        assert sentences.claim(written) == "Half of them ask."


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The video is private.", "视频为私享视频。"),
        ("Reading sentence 5 of 1,234", "正在读取句子：第 5 句，共 1,234 句"),
        ("YouTube could not be reached. Trying again at 10:11:12 UTC.", "无法连接 YouTube。将于 10:11:12（UTC）重试。"),
        ("Nothing that we say.", "Nothing that we say."),
        ("", ""),
    ],
)
def test_a_stored_message_is_translated_with_its_values(english, chinese):
    assert messages.translate(english) == english
    with languages.use("zh-Hans"):
        assert messages.translate(english) == chinese


def test_figures_are_written_as_the_language_writes_them():
    def found():
        words = (figures.percent(0.42), figures.duration(7300), figures.lasting(458), figures.day("2026-11-08"))
        return (*words, *map(figures.language_name, ("pt-BR", "ja", "xx-yy")))

    assert found() == ("42 %", "2 hours", "7 min 38 s", "8 Nov 2026", "Brazilian Portuguese", "Japanese", "xx-yy")
    with languages.use("zh-Hans"):
        assert found() == ("42%", "2 小时", "7 分 38 秒", "2026年11月8日", "巴西葡萄牙语", "日语", "xx-yy")


def test_an_unknown_code_is_readable():
    assert names.word("half_read_story") == "half read story"


def test_a_claim_of_a_newer_version_is_shown_as_it_was_written():
    unknown = [{"code": "a_code_of_tomorrow", "values": {}}]
    assert sentences.claim({"sentences": unknown, "text": "Written tomorrow."}) == "Written tomorrow."
    assert sentences.glance({"glance_sentences": unknown, "glance": "A talk."}) == "A talk."
