"""The report as a file: by REST and by ``manage.py export``, opened with other programs."""

import csv
import io
import json
import re
import shutil
import subprocess
import threading
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from markdown_it import MarkdownIt

from analysis.choices import TaskStatus
from analysis.exports import pdf, weasyprint_process
from analysis.models import Comment
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.pages import Page, finished, show
from tests.support.results import ARABIC, FAMILY, HOSTILE, full_result, with_text_everywhere

pytestmark = pytest.mark.django_db

SCRIPTS = "你好世界 こんにちは 안녕하세요 مرحبا שלום नमस्ते Ελληνικά"


def export(task, form, **more):
    response = Client().get(f"/api/v1/analysis/{task.pk}/export", {"format": form, **more})
    assert response.status_code == 200, response.getvalue()
    return response


def test_json_holds_the_result_the_transcript_and_the_comments():
    task = finished()
    whole = json.loads(export(task, "json").getvalue())
    assert whole["task_id"] == str(task.pk)
    assert whole["result"] == task.result_data
    assert whole["transcript"][0] == {"start": 0.0, "end": 4.0, "text": "Boats lie on the mud.", "confidence": None}
    assert [comment["author"] for comment in whole["comments"]] == ["@hostile"]


def test_markdown_shows_every_part_and_no_markup_of_strangers():
    text = export(finished(), "markdown").getvalue().decode()
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    page = Page(html)
    for part in ("What viewers say", "In figures", "Summary", "Key points", "Sections", "Insights", "Recommendations"):
        assert f"## {part}" in text
    assert "slightly positive: +0.21 on a scale from −1 to +1" in page.text
    assert page.all("script") == []
    assert page.all("img") == []
    assert {link["href"].partition("?")[0] for link in page.all("a")} == {"https://www.youtube.com/watch"}
    assert ARABIC in page.text
    assert "\n\n\n" not in text


#: What a renderer could take for markup, or hides, or turns.
SPELLS = (
    "https://evil.example/x www.evil.example viewer@evil.example [a](https://evil.example) ![b](//evil.example/p.png)"
    " <img src=//evil.example/q><script>x</script> # h | c |\n\n# h\n\n- l\n```\n~~~ \u202egnp.exe\u200b \u2066x"
)


def test_markdown_is_plain_text_wherever_strangers_wrote_it():
    result = with_text_everywhere(full_result(), SPELLS)
    warning = {"code": "W", "message": SPELLS, "step": None, "severity": "warning"}
    task = finished(result_data=result, warnings=[warning])
    Comment.objects.filter(task=task).update(text=SPELLS, author=SPELLS)
    type(task.transcript).objects.update(segments=[[0.0, 4.0, SPELLS, None]])
    text = export(task, "markdown").getvalue().decode()
    page = Page(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))
    plain = Page(
        MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
            export(finished(result_data=with_text_everywhere(full_result(), "tide")), "markdown").getvalue().decode()
        )
    )
    for element in ("h1", "h2", "h3", "script", "img", "table", "pre", "hr"):
        assert len(page.all(element)) == len(plain.all(element)), element
    assert {link["href"].partition("?")[0] for link in page.all("a")} == {"https://www.youtube.com/watch"}
    assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069]", text)
    # Every address is in a code span, of which no renderer makes a link.
    assert not re.search(r"://|www\.|\.example", texts_outside_links(text))


def texts_outside_links(text):
    """Return the text of Markdown but for code and links."""
    found, depth = [], 0
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        for child in token.children or ():
            depth += (child.type == "link_open") - (child.type == "link_close")
            if child.type in ("text", "text_special") and not depth:
                found.append(child.content)
    return " ".join(found)


def test_html_is_one_file_that_loads_nothing():
    html = export(finished(), "html").getvalue().decode()
    page = Page(html)
    assert page.all("script") == []
    assert page.all("link") == []
    assert {image["src"].partition(",")[0] for image in page.all("img")} == {"data:image/svg+xml;base64"}
    assert all(link["href"].startswith("https://www.youtube.com/watch?") for link in page.all("a"))
    assert "default-src 'none'" in html
    assert HOSTILE.replace(" ", "") in page.text.replace(" ", "")
    assert FAMILY in page.text


def test_marks_of_direction_in_a_text_turn_nothing_that_stands_beside_it():
    result = with_text_everywhere(full_result(), "photo & \u202egpj.exe")
    page = Page(export(finished(result_data=result), "html").getvalue().decode())
    times = [link for link in page.all("a") if link.get("class") == "at"]
    assert {link["dir"] for link in times} == {"ltr"}
    assert "\u202e" not in page.words[page.words.index("photo & gpj.exe")]


@pytest.mark.parametrize(("bom", "begin"), [("true", b"\xef\xbb\xbf"), ("false", b"id,")])
def test_csv_has_one_row_per_comment(bom, begin):
    content = export(finished(), "csv", bom=bom).getvalue()
    assert content.startswith(begin)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["author"] == "'@hostile"


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_texts_of_a_csv_as_they_are(tmp_path):
    file = tmp_path / "report.csv"
    file.write_bytes(export(finished(), "csv").getvalue())
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run("soffice", own, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path / "read"), str(file))
    given, read = (
        next(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        for path in (file, tmp_path / "read/report.csv")
    )
    assert [read[name] for name in ("author", "text", "language")] == [
        given[name] for name in ("author", "text", "language")
    ]


def test_the_file_is_named_by_the_title_in_any_script():
    result = full_result()
    result["video"]["title"] = "为什么海会回来?"
    header = export(finished(result_data=result), "json")["Content-Disposition"]
    assert unquote(header) == "attachment; filename*=utf-8''为什么海会回来 [sample_talk].json"


def test_a_report_without_content_and_comments_says_why():
    result = full_result() | {"content": None, "comments": None, "transcript": None}
    task = finished(result_data=result, options=BASIC_OPTIONS | {"analysis_type": "content"})
    for form in ("markdown", "html"):
        text = export(task, form).getvalue().decode()
        assert "Comments: This part was not requested." in text
        assert "Content: This part is not available. No reason was recorded." in text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 202),
        ({"failed": True}, 400),
        ({"status": TaskStatus.CANCELLED, "completed_at": datetime(2026, 5, 2, tzinfo=UTC)}, 409),
    ],
)
def test_without_a_result_the_answer_is_that_of_the_result(fields, status):
    task = TaskFactory(**fields)
    for form in ("json", "pdf"):
        response = Client().get(f"/api/v1/analysis/{task.pk}/export?format={form}")
        assert response.status_code == status
        assert json.loads(response.content) | {"request_id": 0} == json.loads(
            Client().get(f"/api/v1/analysis/{task.pk}/result").content
        ) | {"request_id": 0}


@pytest.mark.parametrize("query", ["?format=docx", "?format=html&lang=xx", "?format=csv&bom=perhaps", "?format="])
def test_a_format_that_does_not_exist_is_refused(query):
    response = Client().get(f"/api/v1/analysis/{finished().pk}/export{query}")
    assert response.status_code == 422
    assert json.loads(response.content)["code"] == "INVALID_PARAMETERS"


# PDF


@pytest.fixture
def no_pango(monkeypatch, tmp_path):
    program = tmp_path / "process.py"
    program.write_text(f"raise SystemExit({weasyprint_process.PANGO_MISSING})")
    monkeypatch.setattr(weasyprint_process, "__file__", str(program))


def test_without_pango_a_pdf_is_refused_with_what_to_do(no_pango):
    response = Client().get(f"/api/v1/analysis/{finished().pk}/export?format=pdf")
    assert response.status_code == 503
    assert "Export HTML or Markdown instead" in json.loads(response.content)["detail"]


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        f"raise SystemExit({weasyprint_process.OUT_OF_MEMORY})",
    ],
)
def test_a_pdf_that_exceeds_a_limit_is_refused_with_what_to_do(monkeypatch, tmp_path, program):
    (tmp_path / "process.py").write_text(program)
    monkeypatch.setattr(weasyprint_process, "__file__", str(tmp_path / "process.py"))
    response = Client().get(f"/api/v1/analysis/{finished().pk}/export?format=pdf")
    assert response.status_code == 503
    assert "Export HTML or Markdown instead" in json.loads(response.content)["detail"]


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.01)
    response = Client().get(f"/api/v1/analysis/{finished().pk}/export?format=pdf")
    assert response.status_code == 503
    assert "Retry-After" in response


def test_a_pdf_beside_another_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(pdf, "one_at_a_time", lock := threading.Lock())
    address = f"/api/v1/analysis/{finished().pk}/export?format=pdf"
    with lock:
        response = Client().get(address)
        page = Client().get(address, headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response["Content-Type"] == "application/problem+json"
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "<p>Another PDF is being made." in page.content.decode()


def run(program, *arguments):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def test_a_pdf_holds_the_report_in_every_script_with_page_numbers_and_links(tmp_path):
    result = full_result()
    result["content"]["glance"] = SCRIPTS
    file = tmp_path / "report.pdf"
    file.write_bytes(export(finished(result_data=result), "pdf").getvalue())
    text = run("pdftotext", "-layout", str(file), "-")
    assert "What viewers say" in text
    assert re.search(r"1 ?/ ?\d", text)
    assert "<script>alert('tide')" in "".join(text.split("\n"))
    for word in ("你好世界", "こんにちは", "안녕하세요", "Ελληνικά"):
        assert word in text.replace(" ", "")
    embedded = [line.split()[-5] for line in run("pdffonts", str(file)).splitlines()[2:]]
    assert set(embedded) == {"yes"}


def test_texts_state_their_language_on_the_page_and_in_a_file():
    result = full_result()
    result["transcript"]["language"] = "ja"
    task = finished(result_data=result)
    Comment.objects.filter(task=task).update(language="zh")
    for page in (show(task), Page(export(task, "html").getvalue().decode())):
        assert {"ja", "zh"} <= {element["lang"] for element in page.having("lang")}


# In Chinese


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_report_is_in_the_language_that_is_asked_for(form):
    task = finished()
    english, chinese = (export(task, form, **more).getvalue().decode() for more in ({}, {"lang": "zh-Hans"}))
    for heading, translation in (("What viewers say", "观众怎么说"), ("About this analysis", "关于本次分析")):
        assert heading in english and heading not in chinese
        assert translation in chinese and translation not in english
    assert "评论情感" in chinese and "95% 置信区间" in chinese


def test_the_language_of_the_browser_does_not_change_an_export():
    address = f"/api/v1/analysis/{finished().pk}/export?format=markdown"
    answer = Client().get(address, headers={"accept-language": "zh-CN"})
    assert "What viewers say" in answer.getvalue().decode()


@pytest.mark.parametrize("language", ["zh", "zh-hans", "fr", ""])
def test_another_language_is_refused(language):
    answer = Client().get(f"/api/v1/analysis/{finished().pk}/export?format=html&lang={language}")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETERS")


@pytest.mark.long
@pytest.mark.skipif(not (shutil.which("pdffonts") and shutil.which("fc-list")), reason="needs poppler-utils")
def test_a_chinese_pdf_embeds_a_simplified_chinese_font(tmp_path):
    if "Noto Sans CJK SC" not in run("fc-list"):
        pytest.skip("needs fonts-noto-cjk")
    file = tmp_path / "report.pdf"
    file.write_bytes(export(finished(), "pdf", lang="zh-Hans").getvalue())
    assert "观众怎么说" in run("pdftotext", str(file), "-").replace(" ", "")
    fonts = run("pdffonts", str(file))
    assert "Noto-Sans-CJK-SC" in fonts
    assert {line.split()[-5] for line in fonts.splitlines()[2:]} == {"yes"}


def test_the_command_writes_the_language_that_is_named(tmp_path):
    file = tmp_path / "report.md"
    call_command("export", str(finished().pk), "--format", "markdown", "--lang", "zh-Hans", "--output", str(file))
    assert "## 观众怎么说" in file.read_text()


# manage.py export


def test_the_command_writes_the_file_and_replaces_none_that_it_chose(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    task = finished()
    call_command("export", str(task.pk), "--format", "markdown")
    name = capsys.readouterr().out.strip()
    assert (tmp_path / name).read_text().startswith("# Tides")
    with pytest.raises(CommandError, match="could not be written: File exists"):
        call_command("export", str(task.pk), "--format", "markdown")
    call_command("export", str(task.pk), "--format", "json", "--output", str(tmp_path / name))
    assert json.loads((tmp_path / name).read_text())["task_id"] == str(task.pk)


@pytest.mark.parametrize("task_id", ["nonsense", "7d1b36f1-29fd-4a16-8e10-3bd33d1a4f5c"])
def test_the_command_names_an_analysis_that_does_not_exist(task_id):
    with pytest.raises(CommandError, match="no completed analysis"):
        call_command("export", task_id)
