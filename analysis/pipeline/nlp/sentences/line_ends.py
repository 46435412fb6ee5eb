"""The ends of lines in captions without marks, in languages without a model of sentence boundaries.

People break captions after a clause or a phrase, automatic captions anywhere. Before a break of people there is seldom
a function word; that distinguishes both. Where pauses differ, they say more than the ends of lines.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import pauses
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import word_set

#: Fewest lines that show how captions are broken, and the share of function words among the last words of lines,
#: relative to that among the others, below which people broke them.
_FEWEST_LINES = 10
_BROKEN_BY_PEOPLE = 0.75
#: Pauses are of one kind if this share of them is of one class.
_EQUAL_PAUSES = 0.9
#: Log odds that a word adds that goes on with a clause.
CONTINUES = -2.5
#: Words that never end a sentence: articles, prepositions, conjunctions.
NEVER_LAST: Mapping[str, frozenset[str]] = {
    "es": word_set("el la los las un una unos unas al del y e o u pero que si de a en con por para sin sobre mi tu su"),
    "pt": word_set(
        "o a os as um uma do da dos das no na nos nas ao à e ou mas que se de em com por para pra sem sobre meu minha"
    ),
    "fr": word_set(
        "le la les un une des du au aux de à et ou mais que qui dont si en dans sur avec sans pour par chez je tu il "
        "elle on nous vous ils elles ne se mon ma mes son sa ses notre votre leur ce cette ces très"
    ),
    "it": word_set(
        "il lo la i gli le un uno una e o ma che se di a da in con su per tra fra del dello della dei degli delle al "
        "alla ai alle dal dalla nel nella nei nelle sul sulla mio mia suo sua questo questa"
    ),
    "de": word_set(
        "der die das den dem des ein eine einen einem einer und oder aber dass weil wenn von vom zu zum zur mit in im "
        "am bei für auf nach aus um über unter ich du wir mein meine sein seine ihre sehr"
    ),
    "ru": word_set(
        "и в во на с со к ко у о об от до из за под над при про для без через по не ни что чтобы если но а или"
    ),
    "uk": word_set("і й та в у на з із зі до від для без через по не що щоб якщо але або про а"),
    "tr": word_set("ve veya bir bu şu ki ama çok daha en her"),
    "ar": word_set("في من على إلى الى عن مع أن ان هذا هذه التي الذي و أو ثم لكن ما لا لم لن قد كل"),
    "id": word_set("yang dan atau di ke dari dengan untuk pada karena kalau jika tapi seperti sangat lebih"),
    "vi": word_set("và hoặc của cho với để là thì mà nhưng nếu khi một các những rất ở trong từ"),
    "hi": word_set("और या कि का की के को में से पर ने एक बहुत लेकिन तो अगर जो"),
    "nl": word_set("de het een en of maar dat die van in op met voor naar te mijn zijn zeer"),
    "pl": word_set("i w we na z ze do od dla bez przez po nie że żeby jeśli ale lub jak o"),
}
#: Words that go on with a clause.
CONTINUERS: Mapping[str, frozenset[str]] = {
    "es": word_set("que de del con ni"),
    "pt": word_set("que de do da com ni nem"),
    "fr": word_set("que qui dont de du avec ni"),
    "it": word_set("che di del della dei con né cui"),
    "de": word_set("dass von mit als oder"),
    "ru": word_set("что чтобы который которая которое которые которых которым которую или"),
    "uk": word_set("що щоб який яка яке які яких або"),
    "tr": word_set("ve veya ile için gibi kadar"),
    "ar": word_set("التي الذي الذين أن ان أو"),
    "id": word_set("yang dan atau dengan untuk"),
    "vi": word_set("và hoặc của cho với"),
    "hi": word_set("या का की के को में से पर ने"),
    "nl": word_set("dat en of van met"),
    "pl": word_set("że żeby który która które i lub"),
}
#: The same at the end and the beginning of a Thai phrase, whose words have no spaces between them; and words that open
#: a clause.
_LONGEST_THAI = 20
_THAI_NEVER_LAST = re.compile(
    "(?:ของ|ที่|และ|หรือ|จะ|ใน|เป็น|ว่า|คือ|กับ|จาก|โดย|เพื่อ|ซึ่ง|ถ้า|หาก|เมื่อ|แต่|ไม่|เช่น|หลาย|ด้วยการ|อันที่จริง|ให้)\\Z"
)
_THAI_CONTINUERS = re.compile("(?:ของ|ที่|ว่า|และ|หรือ|ซึ่ง|กับ|จาก|โดย|เพื่อ(?!น)|ให้|ได้|จะ)")
_THAI_OPENERS = re.compile(
    "(?:แต่|ดังนั้น|นี่|นั่น|อย่างไรก็ตาม|ตอนนี้|ถ้า|หาก|เมื่อ|คุณ|ฉัน|ผม|เรา|นอกจาก|อันที่จริง|ในความเป็นจริง|สำหรับ|สิ่ง|ตัวอย่าง)"
)


def never_ends_thai(text: str) -> bool:
    """Return whether a Thai text ends with a word that never ends a clause."""
    return _THAI_NEVER_LAST.search(text[-_LONGEST_THAI:]) is not None


def goes_on_thai(text: str) -> bool:
    """Return whether a Thai text begins with a word that goes on with a clause."""
    return _THAI_CONTINUERS.match(text) is not None


def opens_thai(text: str) -> bool:
    """Return whether a Thai text begins with a word that opens a clause."""
    return _THAI_OPENERS.match(text) is not None


def end_clauses(lines: Sequence[values.Segment], language: str | None) -> bool:
    """Return whether the ends of ``lines`` are the best hint at the ends of clauses, since all pauses are alike."""
    gaps = [pauses.classify_pause(after.start - before.end) for before, after in pairwise(lines)]
    if not gaps or max(Counter(gaps).values()) < _EQUAL_PAUSES * len(gaps):
        return False
    spoken = [words for line in lines if len(words := tokens.tokens(line.text)) > 1]
    if len(spoken) < _FEWEST_LINES:
        return False
    stops = tokens.stop_words(language)
    inside = [word in stops for words in spoken for word in words[:-1]]
    last = [words[-1] in stops for words in spoken]
    return sum(last) / len(last) < _BROKEN_BY_PEOPLE * sum(inside) / len(inside)
