"""Function words never lead the topics and keywords, in any language."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences import sentences as sentence_splitting
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.function_words import FUNCTION_WORDS


def phrases(language: str, *lines: str) -> list[str]:
    return [item.text.lower() for item in keyphrases.rank(list(lines * 4), language, limit=20)]


#: Lines and the one subject that all of them are about.
LINES = {
    "ar": (("ولكن الخبز أيضا", "ولكن لديهم الخبز فقط", "لذا يمكنك الخبز"), "الخبز"),
    "uk": (("не хліб", "тепер дуже хліб", "якщо хліб, тоді не хліб"), "хліб"),
    "hi": (("हम आपको रोटी", "सिर्फ रोटी", "क्या रोटी"), "रोटी"),
    "ko": (("모든 반죽", "하지만 있는 반죽", "많은 반죽"), "반죽"),
    "vi": (("thực sự bánh mì", "mọi cách bánh mì", "bánh mì tất cả"), "bánh mì"),
    "es": (("quiero pan", "puedes encontrar pan", "recibe la forma del pan"), "pan"),
    "fr": (("vraiment le levain", "faire le levain", "la chose appelée levain"), "levain"),
    "ru": (("поэтому хлеб", "например хлеб", "итак хлеб"), "хлеб"),
    "ja": (("実際に小麦粉", "小麦粉が必要", "最初に小麦粉"), "小麦粉"),
    "en": (("the tools et cetera", "et cetera with tools", "heck, these tools"), "tools"),
}


@pytest.mark.parametrize("code", LINES)
def test_function_words_are_no_keywords(code):
    lines, subject = LINES[code]
    assert phrases(code, *lines) == [subject]


#: Lines with verbs of any subject, and the one subject that all of them are about.
VERBS = {
    "th": (("เราสร้าง ขนมปัง", "ตรวจสอบ ขนมปัง", "เปลี่ยน ขนมปัง"), "ขนมปัง"),
    "tr": (("yapılan hamur burada", "hamur olsaydı genelde", "içindeki hamur nerede", "hamur yapılabilir"), "hamur"),
    "ar": (("سيشاهدون الخبز", "ستدفع الخبز", "لنفترض الخبز"), "الخبز"),
    "uk": (("можете бачити хліб", "розумієте хліб", "треба взяти хліб"), "хліб"),
    "es": (("añadir pan", "conocer el pan", "trabajar con pan"), "pan"),
    "pt": (("adicionar pão", "conhecer o pão", "trabalhar com pão"), "pão"),
    "it": (("aggiungere pane", "conoscere il pane", "lavorare con pane"), "pane"),
    "fr": (("ajouter le pain", "choisir le pain", "mélanger le pain"), "pain"),
    "ja": (("小麦粉を追加する", "小麦粉を理解し", "小麦粉を攪拌する"), "小麦粉"),
    "hi": (("रोटी बनाने", "रोटी जोड़ना", "करीब रोटी"), "रोटी"),
    "ko": (("실제 반죽", "새로운 반죽", "유효한 반죽", "기록할 반죽", "만들어진 반죽"), "반죽"),
    "vi": (("sử dụng bánh mì", "bắt đầu bánh mì", "tìm bánh mì"), "bánh mì"),
    "zh": (("所有人尝试面包", "谈谈面包", "大量面包"), "面包"),
}


#: Lines with numbers and units, and the one subject that all of them are about.
AMOUNTS = {
    "es": (("cincuenta pan", "pan veinte minutos", "doscientos grados, pan"), "pan"),
    "pt": (("cinquenta pão", "pão vinte minutos", "duzentos graus, pão"), "pão"),
    "fr": (("cinquante le pain", "le pain vingt minutes", "deux cents degrés, le pain"), "pain"),
    "ru": (("пятьдесят, хлеб", "хлеб, двадцать минут", "двести градусов, хлеб"), "хлеб"),
    "hi": (("पचास रोटी", "रोटी बीस मिनट", "सौ डिग्री, रोटी"), "रोटी"),
    "id": (("lima puluh roti", "roti dua puluh menit", "dua ratus derajat, roti"), "roti"),
    "vi": (("năm mươi, bánh mì", "bánh mì hai mươi phút", "hai trăm độ, bánh mì"), "bánh mì"),
    "ja": (("五十個の小麦粉", "二十分で小麦粉", "一万二千円の小麦粉"), "小麦粉"),
    "it": (("cinquanta, pane", "pane venti minuti", "duecento gradi, pane"), "pane"),
    "tr": (("elli, hamur", "yirmi dakika, hamur", "yüz derece, hamur"), "hamur"),
}


@pytest.mark.parametrize("code", AMOUNTS)
def test_amounts_are_no_keywords(code):
    lines, subject = AMOUNTS[code]
    assert phrases(code, *lines) == [subject]


#: Lines about the video and its channel, and the one subject that all of them are about.
VIDEOS = {
    "en": (("this video on bread", "subscribers, the channel and bread", "viewers of the bread video"), "bread"),
    "de": (("dieses Video, Brot", "Willkommen auf dem Kanal, Brot", "abonniert den Kanal, Brot"), "brot"),
    "nl": (("deze video, brood", "welkom op mijn kanaal, brood", "abonneer op het kanaal, brood"), "brood"),
    "uk": (("це відео про хліб", "мій канал про хліб", "підпишіться на канал, хліб"), "хліб"),
    "ru": (("этот ролик про хлеб", "на этом канале хлеб", "подпишитесь на канал, хлеб"), "хлеб"),
    "ar": (("هذا الفيديو عن الخبز", "في قناتي الخبز", "اشتركوا في القناة الخبز"), "الخبز"),
    "hi": (("यह वीडियो रोटी", "मेरे चैनल पर रोटी", "चैनल को सब्सक्राइब करें रोटी"), "रोटी"),
    "ja": (("この動画で小麦粉", "チャンネル登録と小麦粉", "高評価、小麦粉"), "小麦粉"),
    "ko": (("이 영상 반죽", "채널 구독 반죽", "동영상 반죽"), "반죽"),
    "zh": (("这个视频讲面包", "订阅频道，面包", "影片里有面包"), "面包"),
    "vi": (("video này bánh mì", "kênh này bánh mì", "kênh và video bánh mì"), "bánh mì"),
    "tr": (("bu videoda hamur", "kanalıma abone, hamur", "bu kanalda hamur"), "hamur"),
}


@pytest.mark.parametrize("code", VIDEOS)
def test_words_about_the_video_are_no_keywords(code):
    lines, subject = VIDEOS[code]
    assert phrases(code, *lines) == [subject]


@pytest.mark.parametrize("code", VERBS)
def test_common_verbs_are_no_keywords(code):
    lines, subject = VERBS[code]
    assert phrases(code, *lines) == [subject]


@pytest.mark.parametrize("code", FUNCTION_WORDS)
def test_every_function_word_is_a_stop_word(code):
    assert FUNCTION_WORDS[code] <= tokens.stop_words(code)


def test_a_topic_counts_where_the_whole_phrase_is_said():
    lines = ["Look at the guide dog.", *["A guide needs a map."] * 2, "The guide dog again, a guide dog."]
    segments = [values.Segment(index, index + 1, line) for index, line in enumerate(lines)]
    ranked = [item for item in keyphrases.rank(lines, "en", limit=20) if item.text == "guide dog"]
    (dog,) = keyphrases.topics(ranked, sentence_splitting.split(segments), 5)
    assert (dog.mentions, dog.timestamps) == (3, (0, 3))


#: A talk of two minutes: most phrases are said once.
TALK = (
    "Today we look at the oven in a small bakery.",
    "The oven has a stone floor and an iron door.",
    "Open the iron door with thick cotton gloves.",
    "Put the dough on a wooden peel near the window.",
    "The dough needs a sharp razor blade and a steady hand.",
    "A spray bottle with cold spring water makes steam in the oven.",
    "The steam keeps the dough soft while the sugar crust forms.",
    "Set the kitchen timer beside the radio on the top shelf.",
    "After the alarm bell open the oven and let the steam out.",
    "The bread leaves the oven on the wire rack under the lamp.",
    "Knock on the bread with a knuckle and listen to the hollow sound.",
    "A linen cloth keeps the bread fresh in the pantry cupboard.",
    "Customers from the harbour market buy the bread in paper bags.",
    "The delivery van brings rye flour, sea salt and sunflower seeds.",
    "Tomorrow the apprentice cleans the oven with a birch broom.",
)


def test_a_phrase_that_is_said_once_does_not_lead_a_talk():
    segments = [values.Segment(4 * index, 4 * index + 4, line) for index, line in enumerate(TALK)]
    topics = keyphrases.topics(keyphrases.rank(TALK, "en", limit=50), sentence_splitting.split(segments), 10)
    assert {topic.name for topic in topics[:3]} == {"oven", "bread", "dough"}
    assert [topic.relevance for topic in topics] == sorted((topic.relevance for topic in topics), reverse=True)


def test_a_longer_name_said_once_does_not_hide_the_word_that_is_said_often():
    lines = ["The lighthouse is old.", "A lighthouse needs a lamp.", "The lighthouse keeper sleeps.", "Our lighthouse."]
    segments = [values.Segment(4 * index, 4 * index + 4, line) for index, line in enumerate(lines)]
    topics = keyphrases.topics(keyphrases.rank(lines, "en", limit=50), sentence_splitting.split(segments), 5)
    assert (topics[0].name, topics[0].mentions) == ("lighthouse", 4)


def test_relevance_reflects_how_often_a_phrase_is_said():
    found = keyphrases.keywords(keyphrases.rank(TALK, "en", limit=50), 50)
    assert (found[0].text, found[0].relevance) == ("oven", 1.0)
    assert [keyword.relevance for keyword in found] == sorted((k.relevance for k in found), reverse=True)
    assert all(keyword.relevance <= 1 / 3 for keyword in found if keyword.frequency == 1)
    once = keyphrases.keywords(keyphrases.rank(["A spray bottle with spring water."], "en", limit=5), 5)
    assert once[0].relevance == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("code", "line", "subject"),
    [
        ("es", "el mundo, el gobierno, la levadura", "levadura"),
        ("fr", "le monde, le gouvernement, le levain", "levain"),
        ("ru", "мир, город, закваска", "закваска"),
        ("tr", "dünya, şehir, hamur", "hamur"),
    ],
)
def test_a_word_of_any_subject_is_behind_one_that_is_rare_in_its_language(code, line, subject):
    assert phrases(code, *[line] * 8)[0] == subject


def test_a_turkish_keyword_is_shown_in_the_nominative():
    assert "fırın" in phrases("tr", "fırının, sesi", "fırının, rengi", "sıcak, fırın")


def test_singular_and_plural_of_an_unknown_word_are_one_keyword():
    found = phrases("en", "A cryptocurrency has no bank.", "Many cryptocurrencies came later.")
    assert [text for text in found if text.startswith("crypto")] in (["cryptocurrency"], ["cryptocurrencies"])


def test_thai_is_split_into_words():
    found = phrases("th", "วันนี้เราจะทำขนมปังกับน้ำ", "ขนมปังนี้อร่อยมาก", "เราชอบขนมปังนี้")
    assert found[0] == "ขนมปัง"


def test_words_of_scripts_without_spaces_are_counted_by_their_length():
    assert tokens.count_words("วันนี้เราจะมาพูดถึงบิตคอยน์") in range(5, 9)
    assert tokens.count_words("ມື້ນີ້ພວກເຮົາຈະເວົ້າ") in range(4, 8)
