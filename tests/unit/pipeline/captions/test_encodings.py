"""Files that do not say in which encoding they are."""

import pytest

from analysis.pipeline import captions
from tests.support.caption_files import srt

TEXTS = {
    "fr": "Là-bas, le phare a été bâti après la guerre. Ça n'a guère changé, même l'été où la mer était déchaînée.",
    "de": "Über die Brücke führt kein Weg, weil das Geländer fehlt. Später hören wir, dass alle früher müde waren.",
    "es": "Mañana el niño volverá a la montaña. ¿Qué hará después? El camino está vacío y la señal también.",
    "ru": "Утром мы выходим из гавани и ждём прилива. Вода холодная, поэтому все надевают тёплые куртки.",
    "uk": "Вранці ми виходимо з гавані й чекаємо на приплив. Вода холодна, тому всі одягають теплі куртки.",
    "pl": "Rano wypływamy z portu i czekamy na przypływ. Woda jest zimna, więc wszyscy zakładają ciepłe kurtki, źle.",
    "cs": "Ráno vyplouváme z přístavu a čekáme na příliv. Voda je studená, a tak si všichni berou žluté bundy.",
    "el": "Το πρωί φεύγουμε από το λιμάνι και περιμένουμε την παλίρροια. Το νερό είναι κρύο.",
    "tr": "Sabah limandan ayrılıyoruz ve gelgiti bekliyoruz. Su soğuk olduğu için herkes kalın ceket giyiyor, şimdi çıkıyoruz.",
    "he": "בבוקר אנחנו יוצאים מהנמל ומחכים לגאות. המים קרים ולכן כולם לובשים מעילים חמים.",
    "ar": "في الصباح نغادر الميناء وننتظر المد. الماء بارد لذلك يرتدي الجميع سترات دافئة.",
    "th": "ตอนเช้าเราออกจากท่าเรือและรอน้ำขึ้น น้ำเย็นมากทุกคนจึงใส่เสื้อหนา",
    "ja": "朝、私たちは港を出て潮が満ちるのを待ちます。水は冷たいので、みんな暖かい上着を着ています。",
    "zh": "早上我们离开港口，等待涨潮。水很冷，所以大家都穿着厚外套，慢慢往前走。",
    "ko": "아침에 우리는 항구를 떠나 밀물을 기다립니다. 물이 차가워서 모두 두꺼운 옷을 입었습니다.",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("language", TEXTS)
def test_unicode_is_read_with_and_without_a_mark(language, encoding):
    text = srt(*TEXTS[language].split(". "))
    assert captions.decode(text.encode(encoding), language) == text


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("fr", "cp1252"), ("de", "cp1252"), ("de", "iso8859-15"), ("es", "cp1252"), ("fr", "mac_roman"),
        ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"), ("uk", "cp1251"), ("pl", "cp1250"), ("pl", "iso8859_2"),
        ("el", "cp1253"), ("tr", "cp1254"), ("he", "cp1255"), ("ar", "cp1256"), ("th", "cp874"), ("ja", "cp932"),
        ("ja", "euc_jp"), ("zh", "gb18030"), ("ko", "cp949"), ("ru", "iso8859_5"), ("de", "cp850"), ("cs", "iso8859_2"),
        ("cs", "cp1250"), ("ja", "iso2022_jp"), ("ru", "mac_cyrillic"),
    ],
)  # fmt: skip
def test_an_encoding_of_the_language_is_recognised(language, encoding):
    text = srt(*TEXTS[language].split(". "))
    assert captions.decode(text.encode(encoding), language) == text


@pytest.mark.parametrize(
    ("language", "encoding"), [
        ("ru", "cp1251"), ("ja", "cp932"), ("el", "cp1253"), ("fr", "cp1252"), ("tr", "cp1254"), ("pl", "cp1250"),
        ("pl", "cp852"), ("de", "mac_roman"), ("fr", "cp850"), ("he", "cp1255"), ("zh", "gb18030"),
    ],
)  # fmt: skip
def test_an_encoding_is_recognised_where_the_language_is_unknown_or_wrong(language, encoding):
    text = srt(*TEXTS[language].split(". "))
    assert captions.decode(text.encode(encoding), None) == text
    assert captions.decode(text.encode(encoding), "en") == text


def test_damaged_utf_8_stays_utf_8():
    content = (TEXTS["ru"] * 3).encode()
    damaged = content[:80] + b"\xff" + content[81:-1]
    assert captions.decode(damaged, "ru").count("\ufffd") <= 3


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xfe", b"\x00" * 9, bytes(range(256)) * 3])
def test_bytes_without_sense_are_some_text(content):
    assert isinstance(captions.decode(content, "en"), str)
