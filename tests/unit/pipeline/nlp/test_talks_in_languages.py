"""Short talks of our own in sixteen languages: what they are about and whom they name.

They were written after the rules. A few rules followed from them: German surnames, French head words, adverbs.
"""

import re

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import entities
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence

#: The subject, the names, and the talk.
TALKS = {
    "de": (
        "Brot",
        "Hoffmann, Leipzig, Wien",
        "Heute backen wir mit Frau Hoffmann ein Brot. Die Bäckerei steht in Leipzig. Zuerst mischen wir das Mehl "
        "mit dem Wasser. Der Teig muss eine Stunde ruhen. Dann kneten wir den Teig noch einmal. Im Ofen wird das "
        "Brot schön braun. Frau Hoffmann hat das in Wien gelernt. Viele Leute denken, dass Hefe teuer ist. Das "
        "stimmt aber nicht. Am Ende schneiden wir das Brot und essen es mit Butter.",
    ),
    "pt": (
        "porto",
        "Hamburgo, Helena Duarte, Londres, Pedro, Santos",
        "Hoje vamos falar sobre a história do porto de Santos. Em primeiro lugar, o café vinha do interior. "
        "Depois, a ferrovia mudou tudo. Dom Pedro visitou a cidade várias vezes. Naturalmente, os navios "
        "precisavam de espaço. Segundo Helena Duarte, o porto cresceu muito. Infelizmente, os trabalhadores "
        "ganhavam pouco. O café ia para Hamburgo e para Londres. Atualmente, o porto é o maior da região. Graças "
        "ao café, a cidade ficou rica.",
    ),
    "es": (
        "volcán",
        "Cotopaxi, Instituto Geofísico, Marisol Peña, Quito",
        "Hoy hablamos del volcán. Primeramente, la lava sale de la tierra. Después, el volcán se enfría. La "
        "doctora Marisol Peña estudia el volcán desde Quito. Normalmente, la lava es muy espesa. Mañana iremos al "
        "Cotopaxi con ella. Desgraciadamente, el volcán despertó en marzo. El Instituto Geofísico mide los "
        "temblores. Dicen que la lava llegó al río. Ojalá no vuelva a pasar.",
    ),
    "fr": (
        "abeilles",
        "Lefèvre, Grenoble, Université de Lyon",
        "Aujourd'hui nous parlons des abeilles. D'abord, la ruche est une ville. Ensuite, la reine pond des œufs. "
        "Madame Lefèvre élève des abeilles près de Grenoble. Malheureusement, le frelon attaque la ruche. "
        "Heureusement, les abeilles se défendent. Selon Lefèvre, le miel de cette année est rare. Chaque abeille "
        "visite mille fleurs. Pourtant, le miel coûte peu. L'Université de Lyon compte les ruches.",
    ),
    "it": (
        "vigna",
        "Bartolini, Siena, Tokyo, Zurigo",
        "Oggi parliamo del vino. Innanzitutto, la vigna si trova vicino a Siena. Poi, il vino riposa nella "
        "cantina. Il signor Bartolini cura la vigna da anni. Purtroppo, la grandine ha rovinato l'uva. "
        "Fortunatamente, il vino è buono lo stesso. Secondo Bartolini, la vigna ha bisogno di pioggia. Il vino va "
        "a Zurigo e a Tokyo.",
    ),
    "nl": (
        "dijk",
        "Anneke Visser, Rijn, Utrecht, Zeeland",
        "Vandaag kijken we naar de dijk. Eerst komt het water uit de Rijn. Daarna bouwen mensen een dijk. Meneer "
        "Van Dijk werkt in Zeeland. Helaas brak de dijk in de winter. Gelukkig kwam er hulp uit Utrecht. Volgens "
        "Anneke Visser is de dijk nu veilig. Het water blijft stijgen.",
    ),
    "ru": (
        "поезд",
        "Сергей Лебедев, Казань, Омск, Перми, Чита",
        "Сегодня мы говорим о поезде. Сначала поезд стоял в Казани. Потом поезд поехал в Омск. Машинист Сергей "
        "Лебедев водит поезд много лет. К сожалению, зимой рельсы мёрзнут. К счастью, Лебедев знает дорогу. Обычно "
        "поезд едет ночью. Пассажиры едут из Перми в Читу. Вагон старый, но тёплый.",
    ),
    "uk": (
        "міст",
        "Петро Гнатюк, Полтава, Черкасах",
        "Сьогодні ми говоримо про міст. Спочатку міст будували в Черкасах. Потім міст упав. Інженер Петро Гнатюк "
        "бачив міст. На жаль, річка була глибока. На щастя, Гнатюк усе врятував. Зазвичай міст стоїть сто років. "
        "Мешканці Полтави прислали метал.",
    ),
    "tr": (
        "çay",
        "Ayşe, Ayşe Demir, Berlin, Rize, İzmir",
        "Bugün çay hakkında konuşuyoruz. Önce çay Rize'de toplanır. Sonra çay kurutulur. Ayşe Demir çay bahçesinde "
        "çalışıyor. Maalesef yağmur az yağdı. Neyse ki Ayşe Hanım sabırlı. Genellikle çay sabah içilir. Çay "
        "İzmir'e ve Berlin'e gider.",
    ),
    "id": (
        "batik",
        "Sari, Belanda, Yogyakarta",
        "Hari ini kita bicara tentang batik. Pertama, batik dibuat di Solo. Kemudian, batik dijemur. Ibu Sari "
        "membuat batik sejak kecil. Sayangnya, lilin itu mahal. Untungnya, Ibu Sari punya banyak teman. Biasanya "
        "batik dijual di Yogyakarta. Batik juga dikirim ke Belanda.",
    ),
    "vi": (
        "cà phê",
        "Lan, Huế, Hà Nội, Đà Lạt",
        "Hôm nay chúng ta nói về cà phê. Đầu tiên, cà phê được trồng ở Đà Lạt. Sau đó, cà phê được rang. Chị Lan "
        "bán cà phê nhiều năm. Thật không may, mưa đến muộn. May mắn thay, chị Lan rất kiên nhẫn. Thông thường, cà "
        "phê được uống buổi sáng. Cà phê đi đến Hà Nội và Huế.",
    ),
    "hi": (
        "चाय",
        "दिल्ली, रमेश",
        "आज हम चाय के बारे में बात करेंगे। चाय दार्जिलिंग में उगती है। फिर चाय सूखती है। रमेश चाय बेचता है। चाय की "
        "पत्ती छोटी होती है। लोग सुबह चाय पीते हैं। चाय दिल्ली जाती है।",
    ),
    "ja": (
        "和紙",
        "パリ, 京都, 田中",
        "今日は和紙について話します。和紙は京都で作られます。まず楮を煮ます。次に和紙を乾かします。"
        "田中さんは和紙の職人です。残念ながら職人は減っています。和紙はパリにも送られます。和紙の繊維は長いです。",
    ),
    "ko": (
        "한지",
        "서울",
        "오늘은 한지에 대해 이야기합니다. 한지는 전주에서 만듭니다. 먼저 닥나무를 삶습니다. 그다음 한지를 "
        "말립니다. 김민수 장인은 한지를 오래 만들었습니다. 한지의 섬유는 깁니다. 한지는 서울로 갑니다.",
    ),
    "ar": (
        "القهوة",
        "القاهرة, اليمن, باريس",
        "اليوم نتحدث عن القهوة. القهوة تزرع في اليمن. أولا نحمص القهوة. ثم نطحن القهوة. يبيع سالم القهوة منذ "
        "سنوات. لسوء الحظ المطر قليل. تصل القهوة إلى القاهرة وباريس.",
    ),
    "en": (
        "lighthouse",
        "Captain Orwin, Gothenburg, Harbour Trust, Met Office, Whitby",
        "Today we talk about the lighthouse. First, the lighthouse stands near Whitby. Sadly, the lamp broke in "
        "March. Luckily, Captain Orwin fixed the lamp. Usually the lighthouse keeper sleeps by day. According to "
        "Orwin, the Harbour Trust pays nothing. The lamp came from a Swedish factory in Gothenburg. Nobody at the "
        "Met Office believed it.",
    ),
}


def spoken(code: str) -> list[Sentence]:
    lines = re.findall(r"[^.।。]+[.।。]", TALKS[code][2])
    segments = [values.Segment(4 * index, 4 * index + 4, line.strip()) for index, line in enumerate(lines)]
    return list(sentences.split(segments, code))


@pytest.mark.parametrize("code", TALKS)
def test_the_subject_is_the_first_topic(code):
    said = spoken(code)
    topics = keyphrases.topics(keyphrases.rank([sentence.text for sentence in said], code, limit=50), said, 5)
    assert topics[0].name == TALKS[code][0]


@pytest.mark.parametrize("code", TALKS)
def test_only_names_are_named(code):
    found = entities.find(spoken(code), code, values.Video(id="x" * 11, url=""), limit=50) or ()
    assert {entity.text for entity in found} == set(filter(None, TALKS[code][1].split(", ")))
