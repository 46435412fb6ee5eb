"""What a search finds, and how it says where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.models import SearchEntry
from tests.support.factories import UserFactory
from tests.support.searchable import save_comments, stored

pytestmark = pytest.mark.django_db

TALK = [
    (0.0, "Boats lie on the mud at low tide."),
    (12.5, "The moon pulls the water back again."),
    (40.0, "Fishermen were running to their boats."),
    (75.0, "Nobody swims in winter."),
]
COMMENTS = [
    ("I love running by the sea", "en", "positive"),
    ("Der Fischer lief zu seinen Booten", "de", "neutral"),
    ("机器学习很有意思", "zh", "positive"),
    ("高速道路の写真が好きです", "ja", "positive"),
    ("고양이가 바다를 봅니다", "ko", "neutral"),
    ("ฉันชอบทะเลและแมวน้ำมาก", "th", "positive"),
    ("This is a <script>alert(1)</script> & a <mark>forged</mark> harbour", "en", "negative"),
]


@pytest.fixture
def talk():
    """Give an analysis with a title, a transcript and comments."""
    return stored(title="Why the tide comes back", lines=TALK, comments=COMMENTS)


def snippets(answer):
    return [hit["snippet"] for hit in answer["results"]]


def test_a_word_is_found_in_the_transcript_at_the_second_of_its_line(talk, search):
    (hit,) = search("moon")["results"]
    assert hit["task_id"] == str(talk.pk)
    assert (hit["video_id"], hit["title"], hit["kind"]) == ("sample_talk", "Why the tide comes back", "transcript")
    assert (hit["start"], hit["comment_id"]) == (12.5, None)
    assert hit["url"] == "https://www.youtube.com/watch?v=sample_talk&t=12s"
    assert "The <mark>moon</mark> pulls" in hit["snippet"]


def test_a_title_comes_before_what_is_said(talk, search):
    assert [hit["kind"] for hit in search("tide")["results"]] == ["title", "transcript"]


def test_a_word_of_more_titles_than_are_ranked_is_also_found_in_other_texts(talk, search, monkeypatch):
    monkeypatch.setattr("analysis.search.matching.MAX_TITLES", 0)
    stored(title="Tide tables", comments=[("Which tide was it?", "en", "neutral")])
    answer = search("tide", all="true")
    assert sorted(hit["kind"] for hit in answer["results"]) == ["comments", "transcript"]
    assert not answer["complete"]


@pytest.mark.parametrize(("sample", "most_read"), [(2, 9), (2, 0), (9, 9)])
def test_titles_are_read_from_the_newest_on_until_enough_are_found(search, monkeypatch, sample, most_read):
    # The newest two have no match: then up to nine are read, or the index of the words is asked for the others.
    for name, value in {"MAX_TITLES": 2, "NEWEST_TITLES": sample, "MAX_SCANNED_TITLES": most_read}.items():
        monkeypatch.setattr(f"analysis.search.matching.{name}", value)
    for number in range(6):
        stored(title="Low tide" if number < 4 else "A harbour", video_id=f"video{number}")
    answer = search("tide")
    assert {hit["video_id"] for hit in answer["results"]} == {"video3", "video2"}
    assert not answer["complete"]


@pytest.mark.parametrize(("owned", "videos"), [(0, set()), (2, {"video0", "video1"})])
def test_a_caller_who_may_see_few_of_many_analyses_finds_its_own(client, monkeypatch, owned, videos):
    user = UserFactory()
    for number in range(4):
        task = stored(title="Low tide", video_id=f"video{number}", comments=[("What a tide", "en", "neutral")])
        task.owner = user if number < owned else UserFactory()
        task.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analysis_tasks")
    monkeypatch.setattr("analysis.search.matching.MIN_HIDDEN", 1)
    client.force_login(user)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/api/v1/search", {"q": "tide"}).json()
    assert {hit["video_id"] for hit in answer["results"]} == videos
    assert len(answer["results"]) == 2 * owned
    # The index leaves out the matches that are hidden.
    assert all("/task=" in query["sql"] for query in captured if "ts_rank" in query["sql"])


def test_a_word_is_found_by_its_stem_in_the_language_of_the_text(talk, search):
    assert len(search("run")["results"]) == 2
    assert snippets(search("Boot"))[0].endswith("seinen <mark>Booten</mark>")
    assert search("fischers")["results"][0]["comment_id"] == "c1"


def test_a_text_of_an_unknown_language_is_found_as_it_is_written(search):
    stored(comments=[("Harbours", None, "neutral")])
    assert len(search("harbours")["results"]) == 1
    assert search("harbour")["results"] == []


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("学习", "机器<mark>学习</mark>很有意思"),
        ("机器学习", "<mark>机器学习</mark>很有意思"),
        ("意", "机器学习很有<mark>意思</mark>"),
        ("思", "机器学习很有意<mark>思</mark>"),
        ("写真", "高速道路の<mark>写真</mark>が好きです"),
        ("道路の", "高速<mark>道路の</mark>写真が好きです"),
        ("고양이", "<mark>고양이</mark>가 바다를 봅니다"),
        ("바다", "고양이가 <mark>바다</mark>를 봅니다"),
        ("ทะเล", "ฉันชอบ<mark>ทะเล</mark>และแมวน้ำมาก"),
        ("แมวน้ำ", "ฉันชอบทะเลและ<mark>แมวน้ำ</mark>มาก"),
    ],
)
def test_scripts_without_spaces_are_found_in_the_middle_of_a_sentence(talk, search, query, marked):
    assert snippets(search(query)) == [marked]


def test_characters_in_another_order_are_another_word(talk, search):
    assert search("习学")["results"] == []


def test_a_phrase_is_found_as_it_stands_and_across_lines(talk, search):
    assert len(search('"low tide"')["results"]) == 1
    assert search('"tide low"')["results"] == []
    (hit,) = search('"tide the moon"')["results"]
    assert hit["start"] == 0.0


def test_a_word_with_a_minus_is_excluded(talk, search):
    assert [hit["kind"] for hit in search("running -fishermen")["results"]] == ["comments"]
    assert [hit["kind"] for hit in search('running -"their boats"')["results"]] == ["comments"]


def test_a_prefix_is_found_also_beyond_the_stem(search):
    stored(comments=[("The organization of organisms", "en", "neutral")])
    assert snippets(search("organizati*")) == ["The <mark>organization</mark> of organisms"]
    assert snippets(search("organ*")) == ["The <mark>organization</mark> of <mark>organisms</mark>"]
    assert search("organizatiq*")["results"] == []


def test_nothing_but_the_mark_comes_through_as_markup(talk, search):
    (snippet,) = snippets(search("harbour"))
    assert snippet == (
        "This is a &lt;script&gt;alert(1)&lt;/script&gt; &amp; a &lt;mark&gt;forged&lt;/mark&gt; <mark>harbour</mark>"
    )


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({"in": "transcript"}, ["transcript"]),
        ({"in": "comments"}, ["comments"]),
        ({"in": "title"}, []),
        ({"language": "en"}, ["comments", "transcript"]),
        ({"language": "de"}, []),
        ({"sentiment": "positive"}, ["comments"]),
        ({"sentiment": "negative"}, []),
        ({"video_id": "sample_talk"}, ["comments", "transcript"]),
        ({"video_id": "another"}, []),
        ({"channel_id": "UC1"}, []),
        ({"created_after": "2020-01-01T00:00:00Z"}, ["comments", "transcript"]),
        ({"created_after": "2999-01-01"}, []),
    ],
)
def test_filters_limit_what_is_found(talk, search, filters, kinds):
    assert sorted(hit["kind"] for hit in search("running", **filters)["results"]) == kinds


@pytest.mark.parametrize("limits", [{"in": "comments"}, {"in": "transcript"}, {"sentiment": "positive"}])
def test_no_title_is_read_where_the_filters_leave_none(talk, search, limits):
    with CaptureQueriesContext(connection) as captured:
        search("sea", **limits)
    assert not any("kind = 'title'" in query["sql"] for query in captured)


def test_a_channel_is_a_filter(search):
    stored(title="Harbour", channel_id="UC1", video_id="a")
    stored(title="Harbour", channel_id="UC2", video_id="b")
    assert [hit["video_id"] for hit in search("harbour", channel_id="UC2")["results"]] == ["b"]


def test_a_language_includes_its_scripts(search):
    stored(comments=[("機器學習", "zh-Hant", "neutral")])
    assert len(search("機器", language="zh")["results"]) == 1
    assert search("機器", language="zh-Hans")["results"] == []


def test_only_the_newest_analysis_of_a_video_is_searched_unless_all_are(search):
    old, new = stored(title="Harbour"), stored(title="Harbour")
    assert [hit["task_id"] for hit in search("harbour")["results"]] == [str(new.pk)]
    assert {hit["task_id"] for hit in search("harbour", all="true")["results"]} == {str(old.pk), str(new.pk)}


def test_an_analysis_that_has_not_completed_is_not_searched(search):
    stored(title="Harbour", completed=False)
    assert search("harbour")["results"] == []


def test_a_step_that_runs_again_replaces_what_it_indexed(talk, search):
    save_comments(talk, [("Only seals here", "en", "neutral")])
    assert SearchEntry.objects.filter(task=talk, kind="comments").count() == 1
    assert len(search("seals")["results"]) == 1


def test_what_is_deleted_is_not_found(talk, search, client):
    assert client.delete(f"/api/v1/analysis/{talk.pk}").status_code == 204
    assert SearchEntry.objects.count() == 0
    assert search("moon")["results"] == []


def test_facets_count_the_hits(talk, search):
    facets = search("running")["facets"]
    assert facets == {"kind": {"transcript": 1, "comments": 1}, "language": {"en": 2}, "sentiment": {"positive": 1}}


# Pages


def test_pages_hold_every_hit_once_also_where_more_is_analysed_meanwhile(search, client):
    task = stored(comments=[(f"harbour {'quay ' * (n % 3)}number {n}", "en", "neutral") for n in range(25)])
    first = search("harbour", page_size=10)
    stored(title="Harbour", video_id="other")
    pages, address = [first], first["next"]
    while address:
        pages.append(client.get(address).json())
        address = pages[-1]["next"]
    ids = [hit["comment_id"] for page in pages for hit in page["results"]]
    assert len(ids) == len(set(ids)) == 25
    assert {hit["task_id"] for page in pages for hit in page["results"]} == {str(task.pk)}
    assert client.get(pages[1]["previous"]).json()["results"] == first["results"]
    assert first["previous"] is None


def test_more_matches_than_are_ranked_are_told(search, monkeypatch):
    monkeypatch.setattr("analysis.search.matching.MAX_RANKED", 5)
    stored(comments=[(f"harbour {n}", "en", "neutral") for n in range(8)])
    answer = search("harbour")
    assert (answer["ranked"], answer["complete"]) == (5, False)
    assert answer["warnings"][0]["code"] == "MATCHES_NOT_RANKED"


@pytest.mark.parametrize(
    ("bounds", "ids", "is_complete"),
    [
        ({"MAX_RANKED": 4}, {"c35", "c30", "c25", "c20"}, False),
        ({"MAX_RANKED": 20}, {f"c{n}" for n in range(0, 40, 5)}, True),
        ({"MAX_RANKED": 4, "ENOUGH": 1, "MAX_READ": 0}, {"c35"}, False),
    ],
)
def test_blocks_of_texts_are_read_from_the_newest_on(search, monkeypatch, bounds, ids, is_complete):
    for name, value in {
        "BLOCK": 2,
        "_BLOCK_OF_ENTRY": "ARRAY[id / 2]",
        "MAX_SCANNED": 0,
        "_GROWTH": 1,
        **bounds,
    }.items():
        monkeypatch.setattr(f"analysis.search.matching.{name}", value)
    stored(comments=[("calm harbour" if n % 5 == 0 else "harbour, calm", "en", "neutral") for n in range(40)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analysis_searchentry")
    answer = search('"calm harbour"')
    assert ({hit["comment_id"] for hit in answer["results"]}, answer["complete"]) == (ids, is_complete)
    if not is_complete:
        assert f"Only the newest {len(ids)} matches" in answer["warnings"][0]["message"]


def test_all_matches_are_ranked_without_a_warning(talk, search):
    answer = search("moon")
    assert (answer["ranked"], answer["complete"], answer["warnings"]) == (1, True, [])


def test_a_frequent_word_is_read_from_the_newest_text_on_and_a_filter_is_still_met(search, monkeypatch):
    monkeypatch.setattr("analysis.search.matching.MAX_RANKED", 2)
    monkeypatch.setattr("analysis.search.matching.MAX_SCANNED", 10)
    stored(comments=[("harbour 港口", "zh", "neutral"), *[(f"harbour {n}", "en", "neutral") for n in range(30)]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE analysis_searchentry")
    answer = search("harbour")
    assert {hit["comment_id"] for hit in answer["results"]} == {"c29", "c30"}
    assert not answer["complete"]
    assert [hit["comment_id"] for hit in search("harbour", language="zh")["results"]] == ["c0"]
