"""Names, and words that are no names, in the languages of the videos."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import capitals, entities
from analysis.pipeline.nlp.sentences import sentences

VIDEO = values.Video(id="x" * 11, url="")


def names(language: str, *lines: str, video: values.Video = VIDEO) -> set[str]:
    segments = tuple(values.Segment(4 * index, 4 * index + 4, line) for index, line in enumerate(lines * 3))
    return {entity.text for entity in entities.find(sentences.split(segments), language, video, limit=50) or ()}


#: Lines without a single name; each holds words that are a piece of one, or begin like one.
NO_NAMES = {
    "tr": (
        "bugün su çok güzel ve bu bir hit",
        "Bunu gördük.",
        "Bunlardan biri uçtu.",
        "Su soğuk.",
        "an geldi, at koştu",
    ),
    "ru": ("дай газ и ток", "вен почти не видно", "Ток идёт.", "Многие это знают.", "полный бак и старый лом"),
    "uk": ("Він бачив Мене і Тебе.", "Мені сказали Йому.", "Тому ми тут."),
    "ar": ("قطر الدائرة صغير", "عدن إلى المدرسة", "لديه كتاب مالي"),
    "ko": ("무엇을 하는 건지 모르겠어요", "그럴 수단이 없어요"),
    "th": ("ปรากฏว่าฝนตก", "โรมแรมเล็ก", "โซลาร์เซลล์"),
    "zh": ("英雄的长度很重要", "东西都在城市里", "他明白了，康复很快", "幸运儿的范畴"),
    "de": ("tomaten mit salz", "brot mit der kruste mit dem messer schneiden"),
    "es": (
        "ella usa harina",
        "esa masa crece",
        "Quiero comer.",
        "Cuando llueve, leo.",
        "Quizás venga.",
        "Verás la mesa.",
    ),
    "fr": ("Lorsque je mange, je lis.", "Qu'est-ce que tu fais ?", "Alors Mais non.", "Vraiment, c'est bon."),
    "it": ("Voglio mangiare.", "Quando piove, leggo.", "Allora Però no."),
    "pt": ("ele usa farinha e usa sal", "Quero comer.", "Quando chove, leio.", "Então Mas não."),
    "en": ("Then he said I’m late.", "And I’ll tell you.", "They’ve a Mother's Day here.", "Put the IDs in a CSV."),
}


@pytest.mark.parametrize("code", NO_NAMES)
def test_openers_pronouns_and_pieces_of_words_are_no_names(code):
    assert names(code, *NO_NAMES[code]) == set()


DECLINED = {
    "ru": (("Ирина дала книгу Павлу.", "Я видел Ирину, и Павел видел Ирину."), {"Ирина", "Павел"}),
    "uk": (("Потім Оксана поїхала.", "Ми бачили Оксану і казали Оксані."), {"Оксана"}),
    "tr": (("Dün Zeynep geldi.", "Biz Zeynep'i gördük ve Zeynep'e sorduk."), {"Zeynep"}),
    "pl": (
        (
            "Dzisiaj Anna Kowalska wstała rano.",
            "Widzimy Annę Kowalską w domu.",
            "Bardzo lubię Kraków.",
            "Wracamy z Krakowa do domu.",
        ),
        {"Anna Kowalska", "Kraków"},
    ),
    "cs": (("Pak Tereza odešla.", "Vidíme Terezu a dali jsme Tereze dar."), {"Tereza"}),
    "en": (("We saw Alice and Alice's garden.", "Then we met Bob’s brother and Bob."), {"Alice", "Bob"}),
}


@pytest.mark.parametrize("code", DECLINED)
def test_declined_forms_and_possessives_are_one_name(code):
    lines, expected = DECLINED[code]
    assert names(code, *lines) == expected


def test_forms_of_a_name_that_is_never_said_in_the_nominative_are_one_name():
    assert len(names("ru", "Мы плыли по Волге.", "Мы видели Волгу.", "Мы любим Волгу.")) == 1
    assert len(names("uk", "Ми бачили Оксану.", "Ми казали Оксані про це.")) == 1
    assert (
        len(names("ru", "Мы видели Сергея дома.", "Они знают Семёна и Серафиму.", "Сергею было весело, а Семёну нет."))
        == 3
    )


def test_a_declined_place_is_known_in_lower_case():
    assert names("ru", "мы были в париже и поехали из лондона") == {"Париж", "Лондон"}
    assert names("tr", "dün londra'dan paris'e gittik") == {"Londra", "Paris"}


def test_brands_are_found_as_they_are_written():
    found = names("en", "Look for it on YouTube or Vimeo.", "I sold my iPhone and an iPad.")
    assert found == {"YouTube", "Vimeo", "iPhone", "iPad"}


def test_an_opener_before_a_name_is_no_part_of_it():
    assert names("es", "Cuando Bob llega, come.", "Entonces Alice ríe.", "Hoy Bob y Alice leen.") == {"Bob", "Alice"}


@pytest.mark.parametrize("space", [" ", "  ", "\u00a0", " \t "])
def test_a_name_without_its_opener_keeps_its_position(space):
    text = space.join(["Formalmente", "Alan", "Turing", "llega."])
    (run,) = capitals.runs(text, "es")
    run = capitals.without_opener(run, set(), "es")
    assert text[run.start : run.end].split() == ["Alan", "Turing"]


def test_a_head_word_that_opens_a_sentence_stays_with_its_name():
    assert names("fr", "L'Université de Vizille compte les ruches.") == {"Université de Vizille"}


def test_a_german_surname_after_a_form_of_address_is_a_name():
    assert names("de", "Heute backen wir mit Frau Hoffmann ein Brot.", "Der Teig ruht lange.") == {"Hoffmann"}


def test_a_surname_alone_is_the_full_name_in_every_language():
    assert names("ru", "вот Платон Лукошкин поёт", "и мы видели, как Лукошкин пил чай") == {"Платон Лукошкин"}


def test_an_elided_article_is_no_part_of_a_name():
    assert names("fr", "L'Italie est belle et je vois l'Espagne.") == {"Italie", "Espagne"}


def test_a_repeated_call_is_one_name():
    assert names("en", "So I called William William and he came.") == {"William"}


def test_a_people_or_an_adjective_of_it_names_nobody():
    assert names("en", "I met two Canadians and an Indian cook.", "The Victorian house stood in Boston.") == {"Boston"}


def test_initials_without_a_known_meaning_are_no_names():
    found = names("en", "Then write the PSA and the S-H-A R as a CSV.", "My PhD was paid by NASA in the end.")
    assert found == {"NASA"}


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("es", "ella dijo Formalmente que sí y Ramiro rio", {"Ramiro"}),
        ("it", 'lui disse: "Ehi, ascolta", e poi Ugo rise', {"Ugo"}),
        ("fr", "on voit la Maison et puis Quentin entre", {"Quentin"}),
        ("en", "it was the Main thing that we told to Beatrix", {"Beatrix"}),
        ("tr", "sonra Kitapları masaya koyduk ve Zeynep geldi", {"Zeynep"}),
    ],
)
def test_a_common_word_with_a_capital_is_no_name(code, line, expected):
    assert names(code, line, "e poi basta" if code == "it" else line.lower().split(" ")[0]) == expected


def test_emphasis_of_common_words_is_no_name():
    lines = ("it was a great change and then a Great Change", "a change may be great", "no change is great for Olga")
    assert names("en", *lines) == {"Olga"}


def test_a_name_that_opens_a_sentence_is_known_by_its_capital():
    assert names("en", "Volkswagen was late and we waited for them.") == {"Volkswagen"}
    assert names("fr", "Malheureusement, il pleut.", "Néanmoins, elle rit avec nous.") == set()


def test_a_word_that_is_always_capitalised_is_a_name_in_small_letters_too():
    assert names("en", "then we drove a volkswagen to naples and it was monday in french") == {"Volkswagen", "Naples"}


def test_a_known_place_at_the_beginning_is_not_cut():
    assert names("tr", "San Francisco çok güzel ve biz orada kaldık") == {"San Francisco"}


def test_a_possessive_at_the_end_of_a_sentence_is_the_same_name():
    assert names("en", "The garden is Zelda's.", "We saw Zelda there.") == {"Zelda"}
    assert names("tr", "Bu kitap Zeynep'in.", "Dün Zeynep geldi ve Zeynep'i gördük.") == {"Zeynep"}


@pytest.mark.parametrize(
    ("code", "line", "name", "kind"),
    [
        ("es", "estudié en la Universidad de Zarzal y ya", "Universidad de Zarzal", "organisation"),
        ("fr", "on a vu le Musée Corbin et puis voilà", "Musée Corbin", "organisation"),
        ("it", "siamo andati al Lago Nerino a piedi", "Lago Nerino", "place"),
        ("tr", "sonra Akpınar Üniversitesi bize yazdı", "Akpınar Üniversitesi", "organisation"),
        ("ru", "потом мы видели Музей Лукошкина и ушли", "Музей Лукошкина", "organisation"),
        ("pl", "potem poszliśmy nad Jezioro Pliszka razem", "Jezioro Pliszka", "place"),
        ("en", "then we went to the Corbin Academy in May", "Corbin Academy", "organisation"),
        ("fr", "nous étions à Montréal hier soir", "Montréal", "place"),
    ],
)
def test_a_word_of_its_name_tells_the_type(code, line, name, kind):
    segments = tuple(values.Segment(4 * index, 4 * index + 4, line) for index in range(3))
    found = entities.find(sentences.split(segments), code, VIDEO, limit=50) or ()
    assert {entity.text: entity.type for entity in found}[name] == kind


def test_words_of_reverence_are_no_names():
    assert names("uk", "Мати дала Божественну Силу, і Дух прийшов до Оксани.") == {"Оксани"}
    assert names("ru", "потом Господь и Дух дали силу и Марфа пела") == {"Марфа"}


def test_a_run_with_a_repeated_word_is_no_name():
    assert not any("Samuel Zed Samuel" in name for name in names("en", "So it was Samuel Zed Samuel Kip then."))


def test_german_nouns_of_the_description_are_no_names():
    video = values.Video(
        id="x" * 11,
        url="",
        title="Wie das mit dem Teig und der Hefe geht",
        description="Hier steht alles über die Hefe.",
    )
    assert names("de", "Die Hefe ist im Teig.", "Heute sieht Alice die Hefe.", video=video) == {"Alice"}


def test_chinese_names_need_a_surname_or_a_known_ending():
    found = names("zh", "王小明在清华大学读书", "他住在浙江省", "比特币很贵", "特斯拉建了工厂")
    assert found == {"王小明", "清华大学", "浙江省", "比特币", "特斯拉"}


def test_a_longer_name_is_not_merged_into_the_beginning_of_it():
    found = names(
        "ru",
        "вчера мы долго смотрели на Большой Южный Красный Мост и на реку",
        "потом они снова долго шли через Большой Южный Красный и через поле",
    )
    assert found == {"Большой Южный Красный Мост", "Большой Южный Красный"}


@pytest.mark.parametrize(
    ("code", "line", "expected"),
    [
        ("ar", "نشرت غوغل فيديو عن بيتكوين وسافر بوب إلى القاهرة", {"غوغل", "بيتكوين", "بوب", "القاهرة"}),
        ("ar", "وتسلا تبيع للبرازيل ولباريس", {"تسلا", "البرازيل", "باريس"}),
        ("ar", "أليس هذا جيدا، جلس الموظف في البيرو", set()),
        ("hi", "गूगल ने बिटकॉइन पर आइंस्टीन का वीडियो यूट्यूब पर डाला", {"गूगल", "बिटकॉइन", "आइंस्टीन", "यूट्यूब"}),
        ("hi", "दर्जी यानी टेलर की पूजा और आशा", set()),
        ("ko", "앨리스가 유튜브에서 비트코인을 봤고 박서준 씨와 오세훈 시장이 왔다",
         {"앨리스", "유튜브", "비트코인", "박서준", "오세훈"}),
        ("ko", "이러한 감독은 밥을 먹고 나사를 돌린다", set()),
        ("ja", "スティーブ・ジョブズと田中さんがアリスに会った。夏目漱石先生も来た。",
         {"スティーブ・ジョブズ", "田中", "アリス", "夏目漱石"}),
        ("ja", "データ・システムとトランプの話と皆さん", set()),
        ("vi", "rồi sau đó thì Hồ Chí Minh đã gặp lại Nguyễn Văn Nam một lần nữa ở tỉnh Nghệ An", {"Hồ Chí Minh", "Nguyễn Văn Nam", "Nghệ An"}),
        ("tr", "dün (kısaca) Gri alan büyüdü ve herkes bunu gördü", set()),
        ("tr", "geçen yıl Mehmet Yıldız Google'a yazdı ve Elon Musk Tesla'yı aldı",
         {"Mehmet Yıldız", "Google", "Elon Musk", "Tesla"}),
        ("de", "danach fuhr Albert Einstein mit uns nach München zurück", {"Albert Einstein", "München"}),
        ("de", "dort hat Wolfgang Amadeus Mozart lange gelebt", {"Wolfgang Amadeus Mozart"}),
        ("es", "hoy comemos juntos Sinceramente me gusta y ya", set()),
        ("fr", "on mange ensemble Franchement c'est bon mais Clément rit", {"Clément"}),
        ("ru", "Лев Лукошкин пел, и потом мы все пошли домой спать", {"Лев Лукошкин"}),
        ("uk", "ми бачили Тараса Шевченка і Володимира Зеленського в Одесі",
         {"Тарас Шевченко", "Володимир Зеленський", "Одеса"}),
    ],
)  # fmt: skip
def test_names_of_each_language_are_whole_and_no_common_words(code, line, expected):
    assert names(code, line) == expected


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("zh", "因此Alice支付Harry Potter二十元，使用ruby和Ruby编程"),
        ("ja", "そしてAliceはHarry Potterに支払う"),
        ("hi", "यहाँ Alice ने Harry Potter को दिया"),
    ],
)
def test_people_are_found_whose_names_are_written_in_latin_letters(code, line):
    assert names(code, line) == {"Alice", "Harry Potter"}
