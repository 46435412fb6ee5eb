"""Keyword rules for spam, as data: patterns over texts that ``normalisation.normalise`` returned.

Such texts are in lower case and, in Latin script, without accents. Every pattern runs in linear time.
"""

import re
from dataclasses import dataclass

from analysis.pipeline.nlp.words.alternatives import Alternatives


@dataclass(frozen=True)
class Rule:
    """A rule matches a text in which each of ``patterns`` is found."""

    reason: str
    patterns: tuple[Alternatives, ...]

    def matches(self, text: str) -> bool:
        """Return whether the rule matches."""
        for pattern in self.patterns:  # noqa: SIM110 - a generator expression takes as long as most of the searches
            if not pattern.occur_in(text):
                return False
        return True


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


def _rule(reason: str, *patterns: str) -> Rule:
    return Rule(reason, tuple(Alternatives(pattern) for pattern in patterns))


#: A letter and the signs that replace it: "wh@tsapp", "t3legram". Spaces may be left out.
_SIGNS = ("[a@4]", "[e3€]", "[g9]", "[i1!|]", "[l1|]", "[o0]", "[s5$]", "[t7]")
_MISSPELT = str.maketrans({" ": " ?"} | {signs[1]: signs for signs in _SIGNS})


def _misspelt(name: str) -> str:
    return r"\b" + name.translate(_MISSPELT)


#: A web address. Top-level domains that are words too ("well. it was") need a path after them.
ADDRESS = (
    r"(?:https?://|www\.)\S+"
    r"|\b[a-z0-9-]{2,40}\s?\.\s?(?:com|net|org|xyz)\b(?:/\S*)?"
    r"|\b[a-z0-9-]{2,40}\.(?:ru|ly|tk|tv|io|info|biz|club|shop|site|online|store|app|top|nl|pl|de|uk|fr|br|co|cc|gg)\b(?:/\S*)?"
    r"|\b[a-z0-9-]{2,40}\.[a-z]{2,6}/\S*"
)
#: The fewest digits of a phone number.
PHONE_DIGITS = 8
#: Eight digits or more, but no two years ("2021 2022") and no list of small numbers.
PHONE = r"(?=[+(\d])(?<![\d.,:/])(?!(?:19|20)\d\d[ -](?:19|20)\d\d\b)(?=(?:[\s().+-]{0,3}\d){8})\+?\(?\d[\d\s().-]{7,18}\d(?![\d:,])"
_HANDLE = r"@\w{3,}"
_MY = r"(?:my|our)"
#: Things of one's own that are not on offer.
_PRIVATE = r"(?:\w+ )?(?:life|eyes|ears|kids?|wife|husband|son|daughter|mom|mum|dad|mother|father|family|house|home|heart|phone|bank|account|car|own|email|mail|calendar|watch|pulse|teeth|messages|mails|notes|answers?|tests?|results?|levels?|blood|skin|hair|grandma|grandmother|grandparents|parents|friends?|town|country|city|village|(?:mother|father|home)land)\b"
#: Things that a commenter advertises.
_WARES = r"(?:channel|chanel|videos?|vids?|vlogs?|music|songs?|covers?|page|profile|site|website|blog|tracks?|single|album|mixtape|remix|beats?|streams?|shop|store|links?|playlist|instagram|insta|tiktok|facebook|fb|twitter|soundcloud|band|raps?|cover|version|contest|poster|photos?|art|stuff|work)"

#: Messengers by name, in every script they are written in.
MESSENGER = _any(
    _misspelt("whats app"),
    _misspelt("whatsap"),
    rf"(?=[wt7])(?:{_any(*map(_misspelt, ('watsapp', 'wats app', 'telegram', 'telegrm')))})",
    r"\bt\.me\b|\bwa\.me\b|\bviber\b|\bkakao ?talk\b|\bzalo\b|\bline ?id\b|\bwechat\b",
    r"\bсигнал в тг\b|\bв тг\b|\bтелег(?:рам|у|е|а)\w*|\bват[сц]ап\w*|\bвотсап\w*|\bвайбер\w*",
    r"وات ?س[اآ]?ب|واتس ?[اآ]ب|الواتس|ت[ي]?ل[ي]?[غجق]ر[اآ]م",
    r"व्हाट्स|वाट्सए|वॉट्सए|टेलीग्राम|टेलिग्राम",
    r"テレグラム|ラインid|line ?(?:追加|登録)|ライン(?:追加|登録)|公式line",
    r"텔레그램|텔레 ?@|카카오톡|카톡|오픈채팅",
    r"电报群|飞机群|纸飞机|微信|v信|扣扣",
)
#: Requests to get in touch.
CONTACT = _any(
    # The words alone occur in harmless sentences ("add a chapter on Telegram bots"): they need an addressee.
    r"\b(?:contact|message|msg|text|reach|write|dm|inbox|hit|chat|add|ping|consult)\b (?:\w+ ){0,2}?(?:me|us|him|her|them|up|now|above|below|the (?:number|account|admin|name))\b",
    r"\b(?:message|write|text|reach|contact|dm|chat|ping)(?: \w+)? (?:on|via|through|at)\b|\bjoin (?:\w+ )?(?:my|our|us|now)\b|\bcontact now\b",
    r"\b(?:escrib\w+|contact\w+|agreg\w+|unete\w*|chame|chama|entre em contato|fale (?:com|comigo)|me add)\b",
    r"\b(?:contactez|ecrivez|rejoign\w+|schreib\w*|kontakt\w*|melde\w*|scrivi\w*|hubungi|gabung)\b",
    r"\b(?:ulas\w*|yazin?|yazabilir\w*|iletisim\w*|katil\w*|lien he|nhan tin)\b",
    r"\b(?:пиши\w*|напиши\w*|обраща\w+|свяж\w+|жми\w*|вступа\w+|переход\w+)",
    r"تواصل|للتواصل|راسل|اتصل|انضم|كلمني|على الرقم",
    r"संपर्क|मैसेज कर|जुड़े|बात करें",
    r"連絡|友達追加|追加して|登録して|문의|연락|추가하|친추|参加|加我|联系(?!人|不|上|妈|爸)|咨询|私聊|进群",
)
#: Money that is promised.
MONEY = _any(
    r"\b(?:invest\w*|trad(?:er|ing|e)|forex|crypto\w*|bitcoin|btc|usdt|profits?|passive income|earn(?:ed|ing|ings|s)?|(?:made|make) (?:over |about |up to |more than |around )?[$€£])",
    r"\b(?:inver(?:ti|sion|tir)\w*|ganar? dinero|gan(?:e|o|ando)|ingresos|criptomoneda\w*|renda extra|ganh(?:ar|ei|ando)|lucr\w+)\b",
    r"\b(?:gagn(?:er|e|ez) de l.argent|revenus? passifs?|geld verdien\w+|verdien\w*|guadagn\w+)\b",
    r"\b(?:penghasilan|cuan|untung|profit|para kazan\w*|kazan(?:c|iyor|dim)\w*|yatirim\w*|kripto\w*)\b",
    r"\b(?:заработ\w+|зарабатыва\w+|доход\w*|инвестиц\w+|инвестир\w+|крипт\w+|биткоин\w*|казино|ставк\w+)",
    r"ربح|أرباح|ارباح|استثمار|العملات الرقمية|بيتكوين|دخل (?:يومي|إضافي|اضافي)",
    r"निवेश|पैसे? कमा|कमाई|बिटकॉइन|क्रिप्टो|मुनाफ",
    r"投資|副業|稼げ|稼い|儲か|仮想通貨|ビットコイン|不労所得|투자|부업|수익|코인|비트코인",
    r"赚钱|兼职|理财|投资|收益|比特币|加密货币|日入|月入",
)
#: How soon or how easily it comes.
_SOON = _any(
    r"\b(?:weekly|daily|monthly|every (?:day|week|month)|per (?:day|week|hour|month)|a (?:day|week|month)|last week)\b",
    r"\b(?:in \d+ (?:days|weeks|hours)|within (?:\d+|days|hours))\b",
    r"\b(?:(?:al|por) (?:dia|semana|mes)|cada (?:dia|semana)|semanal\w*|diari[oa]s?|en \d+ dias)\b",
    r"\b(?:todo (?:dia|mes)|toda semana|em \d+ dias|par (?:jour|semaine|mois)|(?:pro|am) (?:tag|woche|monat))\b",
    r"\b(?:per ?hari|sehari|setiap hari|per minggu|seminggu|gunde|gunluk|haftada|haftalik)\b",
    r"\b(?:каждый день|в (?:день|неделю|месяц|сутки)|за (?:день|неделю|час|месяц)|ежедневн\w+)\b",
    r"يومي|أسبوعي|اسبوعي|في اليوم|كل يوم",
    r"रोज|प्रतिदिन|हर दिन|हर हफ्ते|महीने में",
    r"毎日|毎月|月収|日収|月に?\d+万|하루|매일|월 ?\d+만",
    r"每天|一天|日赚|每周|月入|日入",
)
#: Phrases about a scheme, rarely about wages.
_EASY = _any(
    r"\b(?:work(?:ing)? (?:from|at) home|from (?:your |my )?(?:home|couch|phone)|guaranteed|risk[- ]free|no risk|without investment|ask me how|never loses)\b",
    r"\b(?:desde (?:tu |mi |la )?casa|sin riesgo|em casa|sem sair de casa|sem risco|chez (?:vous|soi)|sans risque|von zuhause|ohne risiko|da casa)\b",
    r"\b(?:dari rumah|tanpa modal|evden|risksiz|garantili)\b|без вложений|на дому|из дома|не выходя|без риска",
    r"من المنزل|من البيت|من الإنترنت|من الانترنت|مضمون|घर बैठे|गारंटी|在宅|スマホだけ|誰でも|집에서|재택|보장|在家|轻松|稳赚|带你",
)
_AMOUNT = _any(
    r"[$€£₽₹¥₩₺]\s?\d|\d\s?[$€£₽₹¥₩₺]|\d+k?\s?(?:btc|usdt?|dollars?|euros?|reais|pesos|rupiah|juta|jt|lira|tl|rs|rupees)\b",
    r"\d\s?(?:руб\w*|тыс\w*|доллар\w*)|\d[\d.,]*\s?(?:دولار|ريال|درهم|جنيه|रुपय|रुपए|ডলার|万円|円|만원|만 ?원|元|块|美元|万)",
)
_THANKS_TO = _any(
    r"\b(?:contact|trades? with|thanks to (?:mrs?|ms|expert|mr)|(?:mrs?|ms)\.? \w+ \w+|expert \w+|her strateg|his strateg)\b",
    r"\b(?:gracias a(?: la| el)? (?:sra?|senora?|experto|asesor\w*)|gracas a(?:o)? (?:sra?|senhora?)|grace a (?:m\.|mme|monsieur|madame))",
    r"\bблагодаря (?:эксперт|трейдер|господин|наставник)|شكرا ل(?:لسيد|لخبير)|(?:श्रीमती|श्री) \w+ (?:की मदद|के साथ)",
)

#: A comment with a link and at most this many other letters is nothing but a link.
_BARE_LINK_LETTERS = 12
_ADDRESS = re.compile(ADDRESS)
#: What each address has.
_SIGN_OF_ADDRESS = re.compile(r"://|www\.|\.(?:[a-z]{2}|\s(?:com|net|org|xyz))")


def may_have_address(text: str) -> bool:
    """Return whether ``text`` has a sign without which it has no match of ``ADDRESS``."""
    return _SIGN_OF_ADDRESS.search(text) is not None


def match_rule(text: str) -> str | None:
    """Return the reason of the first rule that matches ``text``, None if none does.

    Remove links to videos from ``text`` before: sharing one is no advertisement.
    """
    for rule in RULES:
        if rule.matches(text):
            return rule.reason
    if not may_have_address(text):
        return None
    rest, links = _ADDRESS.subn(" ", text)
    bare = links > 0 and sum(map(str.isalpha, rest)) <= _BARE_LINK_LETTERS
    return "is nothing but a link" if bare else None


RULES = (
    _rule(
        "asks for subscribers",
        _any(
            r"\bsub\s?(?:4|for|to)\s?sub\b",
            r"\bsub(?:scribe)? (?:me )?back\b|\bsub4like|\bf4f\b|\bs4s\b",
            r"\bsu(?:bs?|bscribe|bscribers?|scribe|scriber|bcribe|cscribe|bsribe|bscrib) (?:and like )?(?:to |in |on |for )?(?:my|me|us|our)\b",
            r"\b(?:pl[sz]+|please|plz) (?:like and |also )?(?:su?bs?|subscribe)\b(?! to (?:him|her|them|this|the))",
            r"\bsuscrib\w+ (?:por favor )?a (?:mi|nuestro) canal\b|\bapoy\w+ (?:a )?mi canal\b|\bsub por sub\b",
            r"\binscrev\w+ (?:la )?(?:no|ao|em) (?:meu|nosso) canal\b|\bse inscreve (?:la )?no meu\b",
            r"\babonn?e[rz]?\w*(?:[- ](?:vous|toi))? (?:a|sur) (?:ma|notre) chaine\b|\babo contre abo\b",
            r"\babonnier\w* (?:doch |bitte |mal )*(?:meinen|mein|unseren) (?:kanal|channel)\b",
            r"\biscriv\w+ al mio canale\b",
            r"\b(?:subscribe|subs?|subrek|subrek|mampir|kunjungi)\w* (?:juga )?(?:ke )?(?:channel|chanel|kanal)\w* (?:saya|aku|gue|gw|ku|kami)\b",
            r"\bsubs? balik\b|\bsaling subs\w*",
            r"\bkanalima (?:da )?(?:bir )?(?:abone|bakar|bekler|goz at|destek)|\babone ol\w* .{0,15}\bkanalim\w*|\bkarsilikli abone",
            r"\bподпи\w+ (?:пожалуйста )?(?:на (?:мой|меня|наш|мой\w*)|ко мне)|взаимн\w+ подпис|подписка на подписку",
            r"اشتر(?:ك|كوا|كو) (?:في|ب)? ?قناتي|اشترك عندي|قناتي .{0,20}اشتر",
            r"मेरे चैनल (?:को|पर|भी).{0,30}(?:सब्सक्राइब|सबस्क्राइब|देख)|(?:सब्सक्राइब|सबस्क्राइब).{0,20}मेरे? चैनल",
            r"(?:私|僕|俺|うち|自分)の(?:ch|チャンネル)(?:も|に|を).{0,12}(?:登録|見て)|相互登録",
            r"맞구독|구독 ?반사|(?:제|저의|내|우리) 채널.{0,12}(?:구독|놀러|와주|방문)",
            r"互粉|互訂|互关|回訂|(?:订阅|訂閱|关注|關注)(?:一下)?我的(?:频道|頻道)",
        ),
    ),
    _rule(
        "advertises an own channel",
        _any(
            rf"\b(?:check|visit) (?!(?:up )?on\b)(?:\w+ ){{0,3}}?{_MY}\b(?! {_PRIVATE})",
            rf"\b(?<!happy to )(?<!glad to )(?:watch|hear|listen(?: to)?|look at|follow|go to|come to|come|support|see|view|give|try(?! to)) (?:(?!you|him|her|them|work|helps?|in\b)\w+ ){{0,3}}?{_MY} (?:(?!life|family|kids?|friends?|own\b)\w+ ){{0,2}}?{_WARES}\b",
            rf"\b(?:follow|add|support) (?:me|us) (?:on|at|in)\b|\b(?:see|watch|hear|listen to) {_MY} (?:new|latest|first)\b",
            r"\b(?:check|watch|look) out this (?:video|playlist|channel|song|song) on (?:you ?tube|soundcloud|spotify)\b(?!:? {1,2}ownvideo)",
            r"\bcheck (?:me|us|(?:it|this) all) out\b",
            r"\bcheck out (?:\w+ ){0,2}(?:you)?(?:tube |\[tube\] )?channel\b",
        ),
    ),
    _rule(
        "advertises an own channel",
        _any(
            rf"\b(?:there (?:is|are)|have|made|make|post|posted|uploads?|uploaded|find|search|look|see|go|come|check|visit|watch|click|new|soon|welcome|subscribe)\b.{{0,60}}\b(?:on|to|of|at) {_MY} (?:(?!family|favou?rite)\w+ ){{0,2}}channel\b",
        ),
    ),
    # "Our channel has the same subject, come and say hi": whose channel it is, and that readers are invited.
    _rule(
        "advertises an own channel",
        _any(
            r"\b(?:my|our) (?:own |new |small |little |tiny |humble |youtube |yt )*channel\b|\b(?:started|starting|start|have|run|running|opened|created|launched) (?:a|my|our) (?:(?!your)\w+ ){0,3}channel\b",
            r"\b(?:mi|nuestro|meu|nosso|mio|nostro) (?:propio |nuevo |novo |nuovo |pequeno )?(?:canal|canale)\b|\b(?:tambem )?tenho um canal\b|\btengo un canal\b|\b(?:ma|notre) (?:petite |nouvelle |propre )?chaine\b",
            r"\b(?:meine[mnr]?|unsere[mnr]?|eigenen) (?:kleinen |neuen |eigenen )?(?:kanal|channel)\b|\bmijn kanaal\b|\bmoj(?:ego|im|m)? kana[lł]\w*|\bkanalim(?:a|i|da|iza)?\b|\b(?:channel|chanel|kanal)\w* (?:saya|aku|gue|gw|ku|kami)\b",
            r"\b(?:мо(?:й|ем|ём|его|ему)|наш\w*) канал\w*|قناتي|मेरे? (?:यूट्यूब )?चैनल|(?:私|僕|俺|うち|自分)の(?:ch|チャンネル)|(?:제|저의|내|우리|저희) 채널|我的(?:频道|頻道)",
        ),
        _any(
            r"\b(?:come (?:by|over|say|and (?:see|say|join))|(?:say|drop|stop|swing)(?: \w+)? (?:hi|by)|check(?:ed)? (?:it|me|us|them) ?out|mean (?:a lot|the world|so much)|(?:take|have) a look|feedback is|give (?:it|me|us) a)\b",
            r"\b(?:pas(?:en|ense|ate|aos|a|ar)|visit\w+|mir(?:a|en)|entr(?:a|en)|cheq\w+|suscrib(?:anse|ete|ios|irse)|vuelta|sigan\w*|apoy(?:en|enme|ame))\b|\b(?:passad[ai]|passem|confir\w+|conhec\w+|conhe[cç]am|da uma (?:olhad\w+|forca)|veja|olha|inscrev(?:am|a|e)(?:-se)?|apoi(?:em|a))\b",
            r"\b(?:venez|allez voir|va voir|passez|fai(?:re|tes) un (?:tour|saut)|jet(?:er|ez) un (?:oeil|coup)|abonnez|regardez|decouvr(?:ir|ez))\b|\b(?:schau\w*|guck\w*|besuch\w*|vorbei\w*|abonniert?|folgt)\b|\b(?:passate|passa|venite|iscrivetevi|visitate|fate un (?:giro|salto)|occhiata)\b",
            r"\b(?:kijk|langs|abonneer|zapraszam\w*|zajrzyj\w*|wpadnij\w*|bakar?\w*|goz at\w*|abone|ugra\w*|bekler\w*|destek\w*|mampir|kunjung\w*|cek|tonton|dukung)\b",
            r"заход\w+|загл[яа]\w+|зайди\w*|подпи(?:ши|сыва)\w+|приход\w+|поддержи\w*|смотрите|زوروا|شاهدوا?|تابعو\w*|اشترك\w*|ادعم\w*|देख|सब्सक्राइब|見(?:て(?!い)|に来)|遊びに|覗いて|登録して|놀러|방문|와 ?주|구독|欢迎|歡迎|来看|來看|订阅|訂閱|关注|關注|支持",
        ),
    ),
    # What somebody who begins asks of strangers.
    _rule("asks for subscribers", r"\b(?:soy nuev[oa]|nuevo youtuber|sou nov[oa]|nouveau sur youtube|neu auf youtube|new (?:here on|on|to) youtube|new youtuber|small youtuber|nuovo su youtube)\b", r"\b(?:apoy\w+|apoi\w+|suscri(?:p|b)\w+|inscri\w+|soutien\w*|abonn\w+|unterstutz\w*|support|subscribe\w*|iscri\w+)\b"),
    _rule(
        "sells subscribers or views",
        r"\b(?:free|buy|get|cheap|gain|earn)\b[^.!?]{0,30}\b(?:subscribers|followers|views|likes)\b",
        _any(r"https?://", r"www\.", r"\.com\b", r"\bdot com\b", r"\bdm\b", "contact", "click"),
    ),
    _rule("lures to a messenger", MESSENGER, _any(PHONE, _HANDLE, r"t\.me/|wa\.me/", CONTACT, r"\b(?:invest|profit|earn|доход|заработ)")),
    _rule("asks to get in touch elsewhere", CONTACT, r"\b(?:on|via|at|through|en|sur|auf|su|em) (?:ig|insta(?:gram)?|snap(?:chat)?|tg|facebook|fb)\b[: ]{0,3}@?\w*[_\d]\w*"),
    _rule("asks to get in touch elsewhere", CONTACT, _any(r"\b[\w.+-]{2,40}@(?:gmail|yahoo|outlook|hotmail|proton\w*)\.\w", r"\+\d[\d\s().-]{7,18}\d", r"(?:\bwhats|\bcall\b|\btext\b|\bsms\b|\btel\b|\bphone\b|номер|رقم|नंबर|电话|号码)\D{0,20}" + PHONE)),
    _rule(
        "lures to a messenger",
        _any(
            r"加\s?(?:我)?\s?(?:个)?\s?(?:微信|薇信|威信|vx|v信|wx|qq|q群|扣扣|[vv]:)",
            r"(?:微信|薇信|\bvx|v信|\bwx)\s?[:号]?\s?[a-z0-9_]{5,}|\bqq群?\s?[:号]?\s?\d{5,}",
            r"(?:公式)?(?:line|ライン)(?:@|id)?\s?(?:を|に|の)?\s?(?:追加|登録|友達)|\bline\s?@\w{3,}",
            r"\b(?:text|dm|inbox|message|whats|hit) me\b.{0,30}(?:" + PHONE + r"|" + _HANDLE + r"|👆|☝)",
            r"👆\s?.{0,40}(?:telegram|whatsapp|text me|message me)|(?:telegram|whatsapp|text me|message me).{0,40}👆",
        ),
    ),
    _rule(
        "promises easy money",
        _any(
            r"заработ\w+ без влож|доход каждый день|заработ\w+ (?:в интернете|на дому|от \d+)",
            r"刷单|日赚|兼职赚钱|副業で(?:稼|月)|日入\d|月入(?:过)?[\d十百]?万|稳赚不赔|躺赚",
            r"الربح من ال[إا]نترنت|اربح .{0,15}دولار",
            r"dinheiro facil|dinero facil|renda extra sem|argent facile|schnelles geld|kolay para kazan|uang mudah",
            r"घर बैठे (?:पैसे )?कमा|पैसे कमाने का (?:आसान|सबसे)|하루 \d+만 ?원|不労所得",
            r"\bslot (?:gacor|online)|\bsitus (?:judi|slot)|\bjudi (?:online|slot)|\bgacor\b.{0,30}\b(?:maxwin|jp|slot|depo)",
            r"\bcanli bahis|\bbahis sitesi|\bdeneme bonusu|\bonline kaz[iy]no|казино .{0,20}бонус|промокод .{0,25}(?:казино|ставк|бонус)",
        ),
    ),
    _rule(
        "promises easy money",
        _any(
            r"\b(?:income|money|cash|profits?) with ?out (?:any |financial |real )*risk\b|\bclaim\w* (?:\w+ )?bonus\w*\b.{0,60}\bbook(?:makers?|ies?)\b",
            r"\bmake (?:a lot of |easy |quick |fast |real |some )*money (?:fast|quick\w*|online|easily|from home)\b",
            r"\b(?:web ?sites?|apps?) to (?:make|earn) (?:\w+ ){0,2}money\b",
            r"\bfree (?:\w+ ){0,3}?(?:gift ?cards?|robux|v ?bucks|(?:psn|steam|itunes|xbox) codes?)\b|\bearn\b[^.!?]{0,40}\bgift ?cards?\b",
        ),
    ),
    # Many comments mention wages and savings: a promise must accompany the amount.
    _rule("promises easy money", _any(MONEY, _EASY), _any(_SOON, _EASY), _AMOUNT, _any(_EASY, _THANKS_TO, MESSENGER, CONTACT, _HANDLE)),
    _rule("promises easy money", MONEY, _THANKS_TO, _any(_AMOUNT, MESSENGER, PHONE, _HANDLE, _SOON)),
    _rule(
        "claims a prize was won",
        _any(
            r"\b(?:congrat\w*|you(?:'ve| have)? (?:been (?:selected|chosen|picked)|won)|winner|felicidades|felicitaciones|parabens|felicitations|gluckwunsch|selamat|tebrikler)\b",
            r"поздравля\w+|(?:вы|ты) (?:выиграл|победител)|مبروك|تهانينا|لقد فزت|बधाई|おめでとう|当選|당첨|恭喜",
        ),
        _any(
            r"\b(?:claim|prize|giveaway|selected|shortlisted|reward|premio|ganador\w*|premiad[oa]|sorteio|sorteo|gagnant|gewonnen|gewinn|hadiah|pemenang|odul|kazandiniz)\b",
            r"\bприз\w*|выигрыш\w*|розыгрыш\w*|جائزة|جائزتك|इनाम|जीत|プレゼント|賞品|경품|상품|中奖|奖品|领取",
        ),
        _any(CONTACT, MESSENGER, ADDRESS, r"\b(?:claim|click|reclam\w+|resgat\w+|klaim)\b|забер\w+|получ\w+|👆|受け取|받으|领取|استلام|लेने"),
    ),
    _rule(
        "offers sex",
        _any(
            r"\b(?:hot (?:singles|girls|babes)|sexy girls?|nudes?|onlyfans|adult dating|18\+ (?:chat|video)|xxx (?:video|chat|cam|site|movie)s?|s[e3]x (?:chat|cam|video))\b",
            r"\b(?:chicas calientes|video (?:porno|hot)|знакомств\w+ для|интим\w*|вирт\w* секс)|约炮|同城交友|裸聊|出会い系|セフレ",
        ),
        r"click|link|http|\.com|\bmy\b|\bprofil|\bperfil|\barea\b|профил|ссылк|канал|加|登録|👉|👆|⬆|💋",
    ),
    _rule(
        "asks for money",
        _any(
            r"\b(?:donate|send|give) (?:\w+ ){0,3}?(?:bitcoins?|btc|eth|money|dollars?|crypto) (?:\w+ )?to (?:me|us|my|our|this)\b|\bbuy me a coffee\b",
            r"\b(?:donate|send|wallet|btc|bitcoin|eth)\b.{0,80}\b(?:[13][a-z0-9]{25,34}|0x[a-f0-9]{40}|bc1[a-z0-9]{25,60})\b",
            r"\b(?:gofundme|kickstarter|indiegogo)\.com/",
        ),
    ),
    _rule(
        "tells readers to search for it",
        r"\b(?:(?:just )?do a (?:quick |simple )?search on|open google|please (?:google|look up|search)|(?:just )?type (?:this |it |in )*(?:on|in|into) (?:google|you ?tube)|search (?:it |for it |for us |us |for me |me )?up)\b",
        r"\b(?:web ?site|videos?|free|songs?|channels?|remix|playlist|album|site|cover|dance\w*|book|app)\b",
    ),
    _rule("advertises a profile", r"\bon my (?:page|profile)\b", r"\b(?:version|cover|remix|take|videos?|songs?|art|work)\b"),
    _rule("advertises a profile", r"\b(?:look at|see|check|open|tap|click|visit) (?:on )?my (?:profile|avatar|bio|pic(?:ture)?|photo|name|about)\b|\b(?:link|more|(?:video|photo|pic)s?|course|code|guide)(?: is| are|'s)? (?:in|on) my (?:bio|profile)\b"),
    # A wallet's recovery phrase is bait: who opens the wallet pays its fees to the thief.
    _rule("promises easy money", r"\b(?:recovery|seed|secret|backup|12[- ]word|mnemonic) (?:phrase|words?)\b", r"\b(?:usdt|usdc|trc ?20|trx|btc|bitcoin|eth|okx|binance|metamask|crypto)\b", r"\b(?:i|my)\b"),
    _rule("asks to get in touch elsewhere", r"\b(?:hack(?:ed|s|ing)?|spy(?:ing)? on|recover(?:ed|y)?|unlock(?:ed)?|access(?:ed)? (?:in)?to)\b.{0,60}\b(?:accounts?|instagram|snapchat|facebook|gmail|whatsapp|iphone|phone|wife|husband|partner|spouse|girlfriend|boyfriend|ex)\b", _any(_HANDLE, r"\b\w+_\w+\b", r"\b[a-z]+\d{2,}\b|\w{3,}hack\w*\b"), _any(MESSENGER, CONTACT, r"\bhelped me\b|\bon (?:instagram|ig|insta)\b")),
    _rule(
        "advertises a link",
        ADDRESS,
        _any(
            r"\b(?:free|click|win|earn|cheap|discount|promo|giveaway|visit|sign up|download|hack|cheats?|vote)\b",
            r"\b(?:buy|shop|sale|gift ?cards?|likes?|my|our|money)\b|\d ?(?:%|percent|prozent) (?:off|discount|rabatt)\b",
            r"follow|check|join|stream|website|petitions?|support|subscribe|facebook",
            r"\b(?:gratis|descuento|oferta|compr[ae]\w*|visita\w*|desconto|promocao|acesse|clique|gratuit\w*|cliquez|kostenlos|rabatt|klick\w*)\b",
            r"\b(?:diskon|promo|klik|daftar|murah|indirim|bedava|ucretsiz|tikla\w*)\b",
            r"скидк\w*|бесплатн\w*|переход\w+|жми\w*|заказ\w*|промокод\w*|купи\w*",
            r"خصم|مجان|اضغط|الرابط|مفت|क्लिक|डाउनलोड|無料|クリック|割引|무료|클릭|할인|免费|点击|优惠|下载|领取",
        ),
    ),
    _rule("begs for likes", r"\b(?:hit|smash|drop|leave|give|deixa|da|deja|mets?|lascia|gib|daj|kasih) (?:(?:a|the|that|this|o|un|um|ein|einen) )?like\b", r"\b(?:who|anyone|watching|listening|quem|quien|qui|wer|chi|kto|kim|siapa)\b"),
    _rule(
        "begs for likes",
        _any(
            r"(?:^|[^\w\s] {0,2}|\b(?:please|pls|plz|and|hit|comment|just|song|video|so) )(?:(?:hit|give|a) )*(?:like|thumbs? up) (?:this |my |the )?(?:comment )?(?:if|of|4) (?:you|u|ur|your|you're|youre|ya|y'?all|anyone)\b",
            r"\b(?:like|thumbs? up) (?:this|my) comment\b|\bplease (?:like|subscribe) (?:to )?my\b|\blike (?:4|for) (?:a )?like\b|\bfollow (?:4|for) (?:a )?follow\b",
            r"\b(?:i|we|me|us) (?:\w+ ){0,3}?(?:get|got|need|want|reach|had) (?:some |more |a few |my |at least |to |\d+ ){1,3}(?:subs|subscribers)\b",
            r"\b(?:1|one) (?:like|sub|share|upvote)s? ?= ?(?:1|one|a)\b|\bpin me\b|(?:^|[.!,] ?|\bplease |\bpls )like so (?:that )?(?:he|she|they|you|everyone|people|this)\b",
            r"\b(?:den(?:le|me)?|dale|dele|deja(?:d|n)?|da|deem|deixa|deixem|curte|curtam) (?:un |um |el |o )?(?:like|joinha)s? (?:si|se|para que|pra que|pra|quien|quem|por)\b|\b(?:mets?|mettez|lachez?|metti|mettete|lascia(?:te)?|lass(?:t)?|gib|gebt) (?:un |einen |mal |nen )*(?:like|pouce|daumen|mi piace)\b.{0,8}\b(?:si|se|pour|per|wenn|damit)\b",
            r"(?:^|[.!] ?)like,? (?:wenn|falls|kto|als)\b",
            r"\b(?:izle|dinle)(?:yen|yip)\w*.{0,20}\bbegen\w*|(?:듣는|보는|듣고 있는|보고 있는) ?(?:사람|분).{0,12}좋아요|(?:聞い|聴い|見)て(?:る|いる)人.{0,12}(?:いいね|高評価)|(?:在看|在听|来听|来看).{0,12}(?:点赞|點讚|举手)",
            r"(?:ставь(?:те)?|поставь(?:те)?) лайк,? (?:если|кто|чтобы)|(?:^|[.!] ?)лайк,? (?:если|кто|чтобы)|\blike (?:kalau|kalo|jika|yang setuju)\b",
            r"\b(?:can|could|let'?s|lets|help|if|gimme|want) (?:\w+ ){0,4}?(?:get|reach|hit|have|gets|hits|reaches)? ?(?:\w+ ){0,2}?\d+ ?(?:k )?(?:likes|thumbs up|subs|subscribers|subscriptions)\b",
        ),
    ),
)  # fmt: skip
