"""Question detection in comments, with or without a question mark, in the supported languages."""

import re
import unicodedata
from functools import lru_cache

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_MARK = re.compile("[?？؟¿՞⁇❓❔]")
#: "Who else is watching in 2026?" is a greeting, not a question.
_ROLL_CALL = re.compile(
    r"\b(?:who(?:'s|s| is| else| all)?|any ?(?:one|body)(?: else)?|who'?s)\b.{0,25}\b(?:watching|listening|here|20[12]\d)\b"
    r"|\b(?:quien|alguien|quem|alguem|qui|wer|кто|siapa|kim)\b.{0,40}\b20[12]\d\b"
)
#: Beginnings of questions without a question mark, in Latin script without accents.
_BEGINNINGS = re.compile(
    r"(?:(?:hey|hi|hello|ok|so|and|but|wait|sir|bro|please|pls|also|question|hola|oi|salut|hallo|kak|bang|hocam)[,:!]? )*"
    r"(?:how (?:do|does|did|can|could|would|should|to|many|much|long|old|is|are|was|come|about|often|far|big|fast|high)\b"
    r"|what (?:is|are|was|were|do|does|did|kind|type|happens?|happened|about|if|software|camera|brand|song|music|time|version|name)\b"
    r"|what's the\b|whats the\b|(?:why|when|where) (?:do|does|did|is|are|was|were|can|will|would|should|not|don'?t|didn'?t|isn'?t)\b"
    r"|which (?:one|is|are|\w+ (?:is|are|do|did|would|should))\b|who (?:is|are|was|made|did|won|sings?)\b"
    r"|(?:can|could|would|will) (?:you|someone|anyone|anybody|somebody|i|we|this|it)\b|(?:do|does|did|is|are|was) (?:you|this|it|there|that|anyone|he|she|they)\b"
    r"|por que\b|porque no\b|como (?:se|puedo|hago|hizo|hiciste|faz|faco|fazer|posso|funciona|que)\b|cuando (?:sale|sera|es|va)\b"
    r"|(?:donde|onde|aonde) (?:esta|puedo|posso|fica|compr\w+|encontr\w+)\b|(?:cual|cuales|qual|quais) (?:es|son|e|sao)\b|(?:cuanto|cuantos|cuanta|quanto|quantos|quanta)\b"
    r"|que (?:es|significa|programa|camara|hace|marca)\b|alguien (?:sabe|puede)\b|(?:sirve|funciona|vale) tambien (?:para|con|en|sin)\b|alguem (?:sabe|pode)\b|o que (?:e|significa|acontece)\b"
    r"|pourquoi\b|comment (?:on|tu|vous|faire|fait|puis|est|ca)\b|est[- ]ce que\b|qu'est[- ]ce\b|c'est quoi\b|combien\b|ou (?:est|peut|puis|trouver)\b|quel(?:le)?s? (?:est|sont)\b"
    r"|warum\b|wieso\b|weshalb\b|wie (?:kann|macht|lange|viele?|oft|heisst|heißt|geht|funktioniert|alt|gross|groß|soll|bekomm\w+)\b|was (?:ist|sind|macht|passiert|bedeutet|kostet)\b"
    r"|wo (?:ist|kann|gibt|finde\w*|bekomm\w+)\b|wann\b|welche[rsn]?\b|(?:kannst|konntest|konnen|weiss|gibt) (?:du|sie|jemand|es)\b|kann (?:man|mir|jemand)\b|(?:geht|klappt|funktioniert) (?:das|es) auch\b"
    r"|wie (?:hast|habt|haben|hat|wird|werden|machst|nennt|ist das|sieht|bekommt|funktionieren) (?:du|ihr|sie|das|man|die|der|es)\b|(?:woher|womit|wozu|wofur|woran|worauf|wovon|wohin)\b|was (?:hast|habt|benutzt|nutzt|nimmst|verwendest|fur|macht ihr)\b"
    r"|que (?:\w+ ){1,3}?(?:usas|usaste|usan|utilizas|utilizaste|compraste|recomiendas|tienes|necesito)\b|(?:con|en|de|para) que (?:\w+ )?(?:\w+ste|usas|haces)\b"
    r"|(?:qual|que|quais) (?:\w+ ){1,3}?(?:voce|vc|tu|usou|usa|usaram|recomenda|comprou)\b|(?:com|em|de|para) (?:que|qual) \w+\b"
    r"|(?:tu|vous) (?:\w+ )?(?:utilises?|utilisez|fais|faites|mets|mettez|prends|prenez|as|avez|achetes?|achetez) (?:\w+ )?(?:quel\w*|quoi|comment|ou|combien)\b|quel(?:le)?s? \w+ (?:as-tu|avez-vous|tu|vous|utilises?-tu|utilisez)\b|(?:avec|a|de|pour) quel(?:le)?s? \w+\b"
    r"|(?:che|quale|quali) (?:\w+ ){1,3}?(?:usi|usate|hai|avete|usato|consigli|serve)\b"
    r"|perche\b|come (?:si|posso|fai|faccio)\b|dove (?:si|posso|e)\b|qual e\b"
    r"|apa(?:kah)?\b|bagaimana\b|gimana\b|kenapa\b|mengapa\b|kapan\b|di ?mana\b|berapa\b|siapa\b"
    r"|neden\b|niye\b|nasil\b|ne zaman\b|nerede\b|hangi\b|kac\b|kim (?:bu|o)\b)"
)
#: Words that mark a question in any position, in Latin script without accents.
_INSIDE = re.compile(
    r"\bm[iu](?:sin|siniz|yim|yiz|dir|ydi|yd[iu])?$|\bm[iu] (?:acaba|hocam|abi)\b"
    r"|\b(?:nere(?:de|den|ye)|hangi|nasil|kac|kaca|ne zaman|niye|nicin|ne kadar|ne ile)\b.{0,60}(?:[iu]n[iu]z|s[iu]n|d[iu]n|t[iu]n|yor|yorsun|l[iu]r|n[iu]r)$"
    r"|\b(?:di ?mana|berapa|kapan|gimana|bagaimana|apa namanya|pakai apa|pake apa)\b(?: \w+){0,2}$|\b(?:apa|siapa|mana) (?:ya|sih) ?(?:kak|bang|min|gan)?$|\b(?:bisa|boleh) (?:\w+ ){0,4}?(?:gak|ga|nggak|tidak)(?: \w+)?$"
)
#: The same in other scripts.
_INSIDE_OTHER_SCRIPTS = re.compile(
    r"^(?:а |и |но )?(?:почему|зачем|сколько|когда|где|куда|откуда|кто|чей|какой|какая|какое|какие|что (?:за|такое|делать)|как (?:это|вы|ты|\w+(?:ть|ти|чь)))\b"
    r"|\bли\b|подскажите|можно узнать"
    r"|(?:^|\s)(?:هل|كيف|لماذا|ليش|متى|أين|اين|وين|كم|ما هو|ما هي|من هو|شو|ايش|لمن)\s"
    r"|क्या|कैसे|क्यों|कब\s|कहाँ|कहां|कौन|कितन"
    r"|(?:です|ます|でしょう|だろう|ません|ました|んです|のです|なん|の)か[。!！\s]*$|(?:なぜ|どうして|どうやって|どこで|いつから)"
    r"|(?:나요|까요|니까|인가요|가요|건가|을까|ㄹ까|는지요|냐|할까)[.!~ㅠㅜ\s]*$|^(?:왜|어떻게|언제|어디서|얼마나)\s"
    r"|(?:吗|嗎|呢)[。!！~\s]*$|请问|請問|为什么|為什麼|为啥|怎么(?!这么|那么|会这么)|怎麼(?!這麼)|什么时候|什麼時候|哪里|哪裡|哪个|哪個|多少钱|是不是|有没有|能不能"
)
#: "Now I understand how it works" asks nothing; without a question mark, question words after it do not count. Nor do
#: those of exclamations: "how beautiful".
_UNDERSTOOD = re.compile(
    r"(?<!ما )(?:فهمت|عرفت|أدركت|ادركت|تعلمت|صرت (?:أعرف|أفهم)) (?:[^\s،,]{1,20} ){0,2}(?:كيف|لماذا|ليش|متى|أين|اين|وين|كم|ما هو|ما هي|من هو)\b"
    r"|\bكم (?:أنا|انا|أنت|انت|أحب|احب)\b"
    r"|(?:समझ (?:में )?(?:आया|आयी|आई|आ गया|आ गयी|आ गई|गया|गयी|गई)|पता चला|जान गया) (?:[^\s,।]{1,20} ){0,6}(?:क्या|कैसे|क्यों|कब|कहाँ|कहां|कौन|कितन)"
    r"|कितन[ािीे] (?:अच्छ|सुंदर|सुन्दर|प्यार|बढ़िया|खूबसूरत|शानदार|मज़ेदार|आसान)"
    r"|(?:终于|終於|总算|總算|现在|現在|这下|這下|才)[^不没沒，,]{0,4}(?:知道|明白|懂|理解|了解)[^，,。了]{0,12}?(?:为什么|為什麼|为啥|怎么|怎麼|什么时候|什麼時候|哪里|哪裡|是不是)"
    r"|(?:なぜ|どうして|どうやって)[^、。]{0,20}?(?:分か|わか|理解でき)(?:りました|った|ました|た)"
)
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
#: Latin letters beyond ASCII, each without its accent.
_WITHOUT_ACCENT = {code: unicodedata.normalize("NFKD", chr(code))[0] for code in range(0xC0, 0x250)}
_SENTENCE = re.compile(r"[.!\n。！]+\s*")


def is_question(text: str) -> bool:
    """Return whether ``text`` asks a question; question marks in URLs and "who is watching in 2026?" do not count."""
    folded = plain(_ADDRESS.sub(" ", text))
    if not any(map(str.isalpha, folded)) or _ROLL_CALL.search(folded):
        return False
    if _MARK.search(folded):
        return True
    return any(_asks(part) for part in _SENTENCE.split(folded) if part)


def _asks(sentence: str) -> bool:
    if _BEGINNINGS.match(sentence) or _INSIDE.search(sentence):
        return True
    return not sentence.isascii() and _INSIDE_OTHER_SCRIPTS.search(_UNDERSTOOD.sub(" ", sentence)) is not None


def has_mark(text: str) -> bool:
    """Return whether ``text`` holds a question mark outside of URLs."""
    return _MARK.search(_ADDRESS.sub(" ", text)) is not None


@lru_cache(maxsize=1000)  # several classifiers read the same comment, some after all others of a batch
def plain(text: str) -> str:
    """Return ``text`` in lower case, Latin letters without accents, other scripts as they are."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ı", "i").replace("’", "'")
    bare = folded if folded.isascii() else folded.translate(_WITHOUT_ACCENT)
    return " ".join(_LATIN_MARKS.sub("", bare).split()) if "\n" not in bare else _LATIN_MARKS.sub("", bare)
