"""Stemming and affixes, by language.

Source: https://snowballstem.org/algorithms/
"""

import re
from collections.abc import Callable
from functools import cache

import Stemmer

from analysis.pipeline.nlp.words import arabic, tokens, turkish
from analysis.pipeline.nlp.words.word_lists import word_set

#: Snowball's algorithms by language code; English uses a lexicon (``word_classes``).
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "uk": "russian",
}
#: Ukrainian letters as the Russian ones that the same endings are written with.
_AS_RUSSIAN = str.maketrans("іїєґ", "ииег")
#: Korean particles, which are attached to the noun. The longest match is removed; two syllables remain at least.
_PARTICLES = sorted(
    word_set(
        """
        은 는 이 가 을 를 의 에 도 만 와 과 로 나 랑 에서 에게 한테 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이랑
        하고 에는 에서는 에서도 으로는 이라는 라는 이라고 라고 이란 들은 들이 들을 들의 입니다 이다 이에요 예요 이고
        """
    ),
    key=lambda particle: (-len(particle), particle),
)
#: The particle of the object, which agrees with the syllable before it, so that one syllable may remain ("돈을").
_OBJECT = re.compile(r"[가-힣][을를]\Z")
#: Arabic "and the"; a new phrase begins after it.
_AND_THE = "\u0648\u0627\u0644"
#: Languages with the verb at the end of the sentence.
VERB_LAST = frozenset({"tr", "hi", "ko"})
#: Endings of verbs and adverbs that nouns hardly ever have, but for ``_NOUNS``.
_VERB_ENDINGS = {
    "es": (
        "ando", "iendo", "aron", "ieron", "ó", "amos", "emos", "aban", "ían", "ar", "er", "ir", "arse", "erse", "irse",
        "arlo", "erlo", "irlo", "arla", "erla", "irla",
        "amente", "emente", "almente",
    ),
    "pt": (
        "ando", "endo", "indo", "ei", "ou", "aram", "eram", "amos", "emos", "avam", "ar", "er", "ir", "amente",
        "almente", "elmente", "izmente",
    ),
    "fr": (
        "aient", "èrent", "ons-nous", "ez", "er", "ir", "eusement", "alement", "ellement", "ivement", "amment",
        "emment", "iquement",
    ),
    "ru": (
        "ться", "тся", "лся", "лась", "лись", "ешь", "ете", "ить", "ать", "ять",
        "еть", "уют", "ает", "яет", "аю", "яю", "ально", "ельно", "ично",
    ),
    "uk": (
        "ться", "тися", "лися", "лася", "вся", "увати", "ювати", "ити", "іти", "яти", "нути", "ите", "ете", "єте",
        "їте", "имо", "ємо", "емо", "ують", "юють", "ають", "яють", "иш", "єш", "їш",
        "овано", "ально", "ельно", "ильно", "ично",
    ),
    "tr": (
        "yor", "yorum", "yoruz", "yorlar", "mak", "mek", "acak", "ecek", "ıyor", "iyor", "dım", "dik",
        "saydı", "seydi", "abilir", "ebilir", "yordu", "acaktı", "ecekti", "mıştı", "mişti",
        "dığı", "diği", "duğu", "düğü", "dıkları", "dikleri", "dukları", "dükleri",
    ),
    "ko": (
        "다", "요", "니까", "지만", "면서", "어서", "아서", "려고",
        "하는", "하게", "해서", "했던", "되는", "는지", "있지", "없지",
        "할", "될", "으면", "려면", "다면", "하던", "되던", "어진", "어지는",
    ),
    "it": (
        "ando", "endo", "ò", "arono", "irono", "iamo", "avano", "are", "ere", "ire", "arsi", "ersi", "irsi", "arti",
        "amente", "almente", "emente",
    ),
}  # fmt: skip
#: Endings among them that nouns have.
_NOUN_ENDINGS = {"fr": ("ier", "oir", "eur"), "it": ("iere",), "ko": ("역할", "분할", "관할")}
_NOUNS = {
    "es": word_set(
        """
        lugar hogar mujer taller placer azúcar dólar collar militar familiar popular similar particular celular solar
        escolar lunar nuclear molecular regular circular singular vulgar altar pilar bazar carácter líder láser cráter
        póster máster cáncer chófer alquiler amanecer atardecer menester elixir porvenir mártir alfiler hangar néctar
        radar super poder estelar polar linear lineal vascular muscular ocular auxiliar titular ejemplar millar
        """
    ),
    "pt": word_set(
        """
        lugar similar popular militar familiar celular particular escolar solar nuclear regular singular dólar açúcar
        altar pilar mulher colher prazer poder dever caráter líder câncer talher elixir porvir mártir exemplar titular
        auxiliar muscular linear polar olhar jantar radar lunar molecular circular vulgar bazar hangar
        """
    ),
    "fr": word_set(
        """
        plaisir avenir souvenir désir loisir soupir saphir menhir élixir martyr danger berger boulanger étranger léger
        verger passager messager ménager dîner déjeuner souper goûter cancer hiver leader hacker poster master laser
        computer router rocher clocher plancher boucher archer horloger potager chez assez docker
        hamster gangster reporter manager cluster super
        """
    ),
    "it": word_set(
        """
        altare cellulare militare popolare familiare particolare regolare similare solare lunare nucleare scolare
        esemplare titolare affare collare alveare polare lineare genere potere carattere cenere polvere dovere camere
        opere lettere lire martire avvenire sfere atmosfere ingegnere muscolare circolare stellare
        molecolare mare cuore parti arti quarti reparti concerti
        """
    ),
    "ar": word_set(
        """
        سيارة سيارات سياسة سياسي سياسية سياسات سيدة سيدات سيناريو سينما سياق سياحة سياحي سيطرة سيرة سيرفر ستار ستارة
        ستون ستين سنوات سنوي سنوية سندات ستوديو سيراميك سيليكون ستاندرد سيادة سيارته سيارتي سيكولوجي سيبيريا
        """
    ),
    "uk": word_set("кредити візити ліміти орбіти еліти плити бандити поети комітети пакети предмети"),
}
#: Beginnings of verbs: Indonesian ones, the Arabic future.
_VERB_BEGINNINGS = {"id": ("mem", "meng", "meny", "menc", "mend", "menj"), "ar": ("سي", "ست", "سن", "سأ")}


def stem(word: str, code: str | None) -> str:
    """Return the stem of ``word`` (lower case); the word itself in a language without an algorithm."""
    if code == "tr":
        return turkish.stem(word)
    if code == "uk":
        word = word.translate(_AS_RUSSIAN)
    stemmer = _stemmer(code)
    if code == "ar" and stemmer:
        return arabic.stem(word, stemmer)
    return stemmer(word) if stemmer else word


def parts(word: str, code: str | None) -> list[str]:
    """Return ``word`` without affixes; an empty string marks a phrase break before or after it.

    The affixes are Korean particles, Arabic "and" before the article, and elided articles ("l'eau").
    """
    if code == "ko":
        if _OBJECT.search(word) and _has_final(word[-2]) == (word[-1] == "을"):
            return [word[:-1], ""]
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return [word[: -len(particle)], ""]
    if code == "ar" and word.startswith(_AND_THE):
        return ["", word[1:]]
    elided = tokens.ELISION.match(word)
    return ["", word[elided.end() :]] if elided else [word]


def looks_like_verb(word: str, code: str | None) -> bool:
    """Return whether ``word`` (lower case) has an ending or a beginning of verbs."""
    language, shortest = code or "", 2 if code == "ko" else 4
    if len(word) <= shortest or word in _NOUNS.get(language, ()) or word.endswith(_NOUN_ENDINGS.get(language, ())):
        return False
    if language == "ko" and word[-1] == "는" and _has_final(word[-2]):
        return True  # a noun that ends in a consonant takes "은"
    return word.endswith(_VERB_ENDINGS.get(language, ())) or word.startswith(_VERB_BEGINNINGS.get(language, ()))


def _has_final(syllable: str) -> bool:
    """Return whether a Hangul syllable ends in a consonant: 28 endings for each beginning, the first of them none."""
    return (ord(syllable) - ord("가")) % 28 > 0


@cache
def _stemmer(code: str | None) -> Callable[[str], str] | None:
    if code not in _ALGORITHMS:
        return None
    algorithm = Stemmer.Stemmer(_ALGORITHMS[code])

    @cache
    def stem_word(word: str) -> str:
        return str(algorithm.stemWord(word))

    return stem_word
