"""Negation: which words a "not" applies to, and phrases that negate something bad and so are praise.

"Not bad", "nicht schlecht" and "悪くない" contain a negative word and a negation; a count of words would call them
negative. Each such phrase becomes one word, the same in all languages. "Not good" is left as it is.
"""

import re
from itertools import takewhile

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import word_set

#: The word that replaces a phrase like "not bad"; in Latin letters, so that it is one word in any text.
NOT_BAD = "notbadatall"
#: Words that negate what follows. In a language without any, nothing counts as negated.
_BEFORE = word_set(
    """
    not no never nothing nobody don't doesn't didn't isn't wasn't aren't can't couldn't won't wouldn't shouldn't dont
    doesnt didnt isnt cant wont wasnt aint ain't without hardly nor neither nunca nada nadie sin jamás tampoco não nao
    nem sem ninguém pas rien jamais sans aucun ne n'est nicht kein keine keinen nie nichts ohne non mai niente senza
    nessuno не ни никогда ничего без asla hiç tidak tak bukan jangan belum gak ga nggak enggak ngga tdk kagak मत न ना لا
    ليس ما لم لن مش مو غير ليست بدون موش مب ولا niet geen nooit bez nie mat
    """
)
#: Words that negate what precedes them.
_AFTER = word_set("değil yok yoktu nahi nahin nhi nai नहीं नही illa illai illaya нет nicht")
_WITHIN = re.compile(r"[不没沒無无别別]|ない|ません|なかった|じゃない|(?<!\w)안 |못|않|없|아니")
#: Scope of a negation, in words.
_SCOPE_AFTER, _SCOPE_BEFORE = 3, 2
#: The same in scripts without spaces, in characters: Chinese negates what follows, Japanese and Korean what precedes.
#: Every part has a bounded length, so that the cost is linear in the text.
_UNSPACED_SCOPE = re.compile(
    r"[不没沒別别](?:[^\W\d_]{1,4})|\w{1,6}(?:ない|なかった|ません|無い)|안 \w+|\w{1,8}지(?:도|는)? ?(?:않|못)\w*"
    r"|\w{1,8} ?(?:없|아니)\w*"
)

#: By language: the negation, words that may follow it, the negative word with any ending.
_NEGATED_BADNESS = (
    (
        r"not|never|no|nothing|hardly|\w+n't|cant|can not|dont|doesnt|didnt|isnt|wasnt|wont|aint",
        r"so|too|that|all|a|an|the|at|any|really|even|half|once|one|to|is|be|been|was|are|exactly|quite|very|"
        r"get|gets|ever|actually|go|goes|me|i|have|had|single|looking|my|second|minute|moment",
        r"bad|badly|awful|terrible|boring|bored|wrong|dull|disappoint\w*|complain\w*|worst|ugly|shabby|regret\w*|"
        r"fails?|failed|lets? (?:me|us|you) down|misses|hate|(?<=gets )old|flaws?|faults?",
    ),
    (
        r"no|nada|nunca|jamás|não|nao|sin|sem",
        r"es|está|esta|estuvo|estaba|é|foi|tá|ta|fue|me|te|nos|se|tan|tão|muito|muy|tengo|puedo|tenho|posso|"
        r"tiene|tem|de|do|que|nada|para|un|una|um|uma|ha|he|ninguna|los|las|é|ficou|son|hay|há|segundo|minuto|momento",
        r"mal[oa]?s?|mau|maus|ruim|ruins|decepc?[iç]\w*|aburr\w*|quej\w*|queix\w*|reclam\w*|fe[oa]s?|feios?"
        r"|feias?|péssim\w*|pésim\w*|horrible|horrível|terrible|arrepient\w*|arrepen\w*|objetar|chat[oa]s?|falla|falha|defectos?|defeitos?",
    ),
    (
        r"pas|jamais|rien|sans|aucun|aucune",
        r"si|trop|du|tout|à|a|de|d|été|me|vraiment|aussi|un|une|plus|très|que|seule?|seconde|minute|instant|moment",
        r"mal|mauvais\w*|dégueu\w*|déç\w*|déce\w*|décoi\w*|moches?|nul|nulle|plaindre|(?:d'|l')?ennui|ennuy\w*|regrett\w*|horribles?|"
        r"défauts?|reproch\w*|redire|bête|vilain\w*|dégoût\w*",
    ),
    (
        r"nicht|kein|keine|keinen|keiner|nie|niemals|nichts|ned|nix|ohne|nicht's",
        r"so|ganz|gar|wirklich|mal|zu|allzu|mich|das|der|die|etwas|zum|über|uns|einmal|eine|ein|sonderlich|einzige|sekunde|"
        r"minute|moment|augenblick",
        r"schlecht\w*|übel\w*|verkehrt\w*|enttäusch\w*|langweil\w*|dumm\w*|hässlich\w*|meckern|beschwer\w*|beklag\w*|"
        r"klagen|schlimm\w*|auszusetzen|bereu\w*|doof\w*|fad\w*|furchtbar|schrecklich",
    ),
    (
        r"non|mai|niente|senza|nulla",
        r"è|e|sono|era|poi|così|affatto|per|mi|ti|ci|ha|hanno|fa|posso|troppo|di|da|per|ho|un|una|si|stato|sia"
        r"|sembra|nulla|niente",
        r"male|brutt\w*|cattiv\w*|pessim\w*|delud\w*|delus\w*|noios\w*|annoi\w*|lament\w*|schifo|ridire|pent\w*"
        r"|difett\w*|orribil\w*",
    ),
    (
        r"не|ни|без|нисколько не|совсем не|ничего",
        r"так|такой|такая|такое|уж|очень|слишком|совсем|самый|самая|самое|бывает|был|была|было|и|меня|ни|разу|о|чем|"
        r"одн\w*",
        r"плох\w*|ужас\w*|скуч\w*|разочаров\w*|дурн\w*|страш\w*|пожале\w*|жале\w*|подв[её]\w*|подвод\w*|наду\w*"
        r"|надоед\w*|недостатк\w*",
    ),
    (
        r"tidak|tak|gak|ga|nggak|enggak|ngga|ngga|tdk|kagak|bukan|ngak|ndak|gk",
        r"begitu|terlalu|pernah|ada|yang|akan|bikin|kalah|bisa|sama|sekali|bakal|buat|se",
        r"\w*buruk\w*|\w*jelek\w*|\w*bosan\w*|\w*bosen\w*|\w*ecewa\w*|rugi|nyesel|menyesal|gagal|parah|cacat"
        r"|hancur|ancur",
    ),
    (
        r"مش|مو|موش|مب|ليس|ليست|غير|ما|لا|ماشي|مهوب|ماهو|ماهي|ولا|لم|لن|بدون|مافي|مافيه|مافيها|مفيهوش|مفيش|مابه",
        r"هو|هي|كان|كانت|فيه|فيها|به|هذا|ابدا|يكن|تكن|اي",
        r"(?:ال|بال|ب)?(?:سي|سيي|سييه|سييا|وحش\w?|بطال\w?|عاطل\w?|خايب\w?|ممل\w?|قبيح\w?|مخيب\w*|شين\w?|باس|عيوب"
        r"|غلطه|يخيب|تخيب|يخذل|تخذل|"
        r"يندم|اندم|نندم|ندمان|ردي\w*|كخه|فاشل\w?|خيب\w*|ضعيف\w?)",
    ),
)
_TURKISH = (
    r"(?:(?:kötü|fena|sıkıcı|çirkin|berbat|boş|rezil|saçma|başarısız)\w*(?: bir)?(?: şey| film"
    r"| video)? (?:sayılmaz|değil\w*|olmamış)"
    r"|pişman (?:etme\w*|olma\w*|değil\w*)|kırıklığı(?:na)? (?:uğratma\w*|değil\w*|yaşatma\w*)|sıkılma(?:dım|dık"
    r"|dan|z)|kusur(?:u|suz)? yok)"
)
_HINDI = (
    r"(?:(?:बुर[ाीे]|ख\u093c?राब|बेकार|घटिया|बोर\w*|निराश|कमी|bur[aie]|khara+b|bekaa?r|ghatiya|boring|bore|nirash"
    r"|kami|bakwa+s|बकवास)"
    r"(?: (?:भी|तो|बिल्कुल|इतना|कुछ|bhi|to|toh|bilkul|itna|kuch|hi|ही))? (?:नही|नहीं|नहि|nahi+n?|nhi|nai"
    r"|nahee)[\w\u0900-\u097f]*)"
)
_UNSPACED = (
    r"不错(?!过)|不錯(?!過)|不[赖賴]|(?:不|没|没有|沒|沒有)(?:会|會|算|是|那么|那麼|让人|讓人|令人|太|觉得|覺得){0,3}"
    r"(?:差(?!不|别|別|评|評|钱|錢)|坏|壞|丑|醜|难看|難看|难吃|難吃|难听|難聽|无聊|無聊|失望|后悔|後悔|枯燥|糟糕"
    r"|[烂爛]|腻|膩)"
    r"|挑不出(?:什么|什麼)?毛病|[没沒]毛病|[无無]可挑剔|百[看听聽]不[厌厭]"
    r"|(?:悪|わる|まず|つまらな|不味|ひど|酷)く(?:は|も)?(?:な[いかし]|ありません)|飽き(?:が)?(?:こな|ない|ません"
    r"|させな)\w{0,2}"
    r"|退屈(?:で|に|を)?(?:は|も|じゃ)?(?:な[いかし]|しな|させな)\w{0,2}|文句(?:の付けようが|のつけようが|が|は"
    r"|の)?(?:な[いし]|無し)|期待を裏切らな\w"
    r"|(?:下手|嫌い|駄作|ダメ|無駄)(?:では|じゃ|で)な[いか]|ハズレ(?:が|は)?な[いし]|損(?:は)?(?:し)?な[いし]"
    r"|裏切られな\w"
    r"|나쁘(?:지|진|지는|지도) ?(?:않|안)\w*|안 나쁘\w*|지루(?:하지|할|하진|하지는|하지도) ?(?:않"
    r"|틈)\w*(?: ?없\w*)?|안 지루\w*"
    r"|실망(?:하지|시키지|시킨 적|은|이|할 일)? ?(?:않|안|없)\w*|후회(?:하지|는|는 하지)? ?(?:않|안|없)\w*"
    r"|싫지(?:는|가)? ?않\w*"
    r"|질리지(?:가|도)? ?않\w*|못하지 ?않\w*|심심하지 ?않\w*|아깝지 ?않\w*"
)
_PRAISE = re.compile(
    "|".join(
        [rf"(?<![\w'])(?:{no})(?: (?:{between})){{0,3}} (?:{bad})(?![\w'])" for no, between, bad in _NEGATED_BADNESS]
        + [rf"(?<!\w){_TURKISH}(?!\w)", rf"(?<!\w){_HINDI}", r"(?<!\w)не(?:плох|дурн|скучн|хил)\w*", _UNSPACED]
    )
)
#: Parts of words that may negate, besides the words above.
_WITHIN_WORDS = ("не", "n't", "sıkılma", "pişman", "kırıklığı", "百", "nahee", "नहि")


def is_negated(plain_text: str) -> bool:
    """Say whether the text contains a negation."""
    words = plain_text.split()
    return not (_BEFORE.isdisjoint(words) and _AFTER.isdisjoint(words)) or _is_negated_within(plain_text)


def _is_negated_within(plain_text: str) -> bool:
    return not plain_text.isascii() and _WITHIN.search(plain_text) is not None


def replace_negated_badness(plain_text: str) -> str:
    """Return the text with ``NOT_BAD`` in place of each phrase that negates something bad."""
    if not is_negated(plain_text) and not any(part in plain_text for part in _WITHIN_WORDS):
        return plain_text
    return " ".join(_PRAISE.sub(f" {NOT_BAD} ", plain_text).split())


def negated_words(plain_text: str) -> str:
    """Return the words within the scope of a negation, "" if there is none."""
    if not is_negated(plain_text):
        return ""
    if tokens.is_unspaced(plain_text.lstrip(" !?#")) or _is_negated_within(plain_text):
        return " ".join(_UNSPACED_SCOPE.findall(plain_text))
    words = plain_text.split()
    negated: set[int] = set()

    def in_clause(index: int) -> bool:
        return words[index][0].isalnum()  # a punctuation mark ends the clause

    for index, word in enumerate(words):
        if word in _BEFORE:
            negated.update(takewhile(in_clause, range(index + 1, min(len(words), index + 1 + _SCOPE_AFTER))))
        if word in _AFTER:
            negated.update(takewhile(in_clause, range(index - 1, max(-1, index - 1 - _SCOPE_BEFORE), -1)))
    return " ".join(words[index] for index in sorted(negated))
