r"""Words of titles that indicate a genre, in nineteen languages.

A title has one genre: the first below whose words it holds. What says most comes first: "an interview about reviews"
is an interview, "the review of the match" is sports. Scripts without word boundaries have no ``\b``.
"""

import re

_WORDS: dict[str, tuple[str, ...]] = {
    "podcast": (
        r"\bpodcasts?\b|\bpodcast['’]?[iıuüa]\w*|подкаст|بودكاست|पॉडकास्ट|ポッドキャスト|팟캐스트|播客|พอดแคสต์",
        r"พอดคาสต์",
    ),
    "interview": (
        r"\binterviews?\b|\bentrevistas?\b|\bentretien (?:avec|exclusif)|\bintervist[ae]\b|\bwywiad|интервью",
        r"інтерв['’ʼ]?ю|\bröportaj|\bsöyleşi|مقابلة مع|حوار مع|لقاء مع|साक्षात्कार|इंटरव्यू|インタビュー|인터뷰",
        r"专访|專訪|采访|採訪|访谈|\bphỏng vấn\b|\bwawancara\b|สัมภาษณ์|\bq ?& ?a with\b|\bin conversation with\b",
        r"\bgesprek met\b|\bim gespräch mit\b",
    ),
    "livestream": (
        r"\blive ?stream|\[live\]|🔴|^\W*live\W*[:|-]|\ben directo\b|\bao vivo\b|\ben direct\b|\bin diretta\b",
        r"\bna żywo\b|\bcanlı yayın|прям(?:ой|ая) (?:эфир|трансляция)|прямий ефір|^\W*стр[иі]м\b|بث مباشر",
        r"लाइव ?स्ट्रीम|生放送|生配信|실시간 방송|라이브 방송|直播|\btrực tiếp\b|\bsiaran langsung\b|ไลฟ์สด",
        r"ถ่ายทอดสด",
    ),
    "vlog": (
        r"\b(?:daily )?vlogs?\b|\bvlog['’]?[ıiuü]\w*|влог|فلوق|فلوج|व्लॉग|브이로그|\bday in (?:my|the) life\b",
        r"\bun día en mi vida\b|\bum dia na minha vida\b|\bune journée dans ma vie\b|日常ブログ|ルーティン",
    ),
    "music": (
        r"\bofficial (?:music |lyric |audio )?(?:video|audio|mv)\b|\blyrics?\b|\bfeat\.|\bft\.|\blo-?fi\b",
        r"\bkaraoke\b|\bvideoclip\b|\bv[ií]deo ?(?:clip )?oficial\b|\bclip(?:e)? (?:officiel|oficial)\b",
        r"\boffizielles (?:musik)?video\b|\bvideo ufficiale\b|\bofficiële (?:video)?clip\b|\boficjalny teledysk\b",
        r"\bteledysk\b|официальн\w+ (?:клип|видео)|\bофіційн\w+ (?:кліп|відео)|\bклип\b|\bмв\b|فيديو كليب",
        r"ऑफिशियल वीडियो|ミュージックビデオ|뮤직비디오|官方 ?mv|\bm/?v\b|\bkaraokê\b|караоке|كاريوكي|カラオケ",
        r"노래방|\bcover\b.*\b(?:song|guitar|piano)\b|歌ってみた",
    ),
    "sports": (
        r"\bhighlights?\b|\ball goals\b|\bresumen\b.*\b(?:goles|partido)\b|\b(?:goles|partido)\b.*\bresumen\b",
        r"\bresumen y goles\b|\bmelhores momentos\b|\brésumé du match\b|\ball(?:e)? tore\b",
        r"\bspielzusammenfassung\b|\bgol e highlights\b|\btutti i gol\b|\bsamenvatting\b.*\d+ ?[-–] ?\d+",
        r"\bskrót meczu\b|\bwszystkie (?:bramki|gole)\b|обзор матча|все голы|лучшие моменты матча|огляд матчу",
        r"всі голи|\bmaç özeti|\btüm goller|ملخص مباراة|أهداف مباراة|हाइलाइट्स|ハイライト|하이라이트|集锦|集錦",
        r"\bcuplikan\b|ไฮไลท์|ไฮไลต์",
    ),
    "review": (
        r"\b(?:p?reviews?|reviewed)\b|\bunboxing\b|\bhands[- ]on\b|\bworth (?:it|buying)\b|\breseñas?\b",
        r"\banálisis (?:de|del)\b|\bvale la pena\b|\bmi opinión\b|\banálise\b|\bvale a pena\b",
        r"\b(?:mon|notre) (?:test|avis)\b|\btest complet\b|\b(?:im|der|mein) test\b|\btestbericht\b",
        r"\berfahrungsbericht\b|\blohnt sich\b|\bmein fazit\b|\brecension[ei]\b|\bis\b.*\bhet waard\b",
        r"\brecenzj[ai]\b|\bczy warto kupić\b|\bобзор\b|\bраспаковка\b|стоит ли (?:покупать|брать)|\bогляд\b",
        r"\bрозпакування\b|чи варто (?:купувати|брати)|\binceleme|\balınır mı\b|\bkutu açılış|مراجعة|تقييم",
        r"هل يستحق|समीक्षा|रिव्यू|अनबॉक्सिंग|レビュー|開封|買うべき|리뷰|사용 ?후기|개봉기|살 만|评测|評測|开箱",
        r"開箱|测评|值得买|值得買|\bđánh giá\b|\bcó nên mua\b|\btrên tay\b|\bulasan\b|\blayak dibeli\b|รีวิว",
        r"น่าซื้อ|แกะกล่อง",
    ),
    "film": (
        r"\bshort film\b|\bopen movie\b|\bfull movie\b|\bofficial trailer\b",
        r"[|(:–-] ?(?:official |teaser )?trailer\b|\btrailer \d|\bmovie trailer\b|\bcortometraje\b|\btráiler\b",
        r"\bcurta[- ]metragem\b|\bfilme completo\b|\bcourt[- ]métrage\b|\bbande[- ]annonce\b|\bkurzfilm\b",
        r"\bcortometraggio\b|\bkorte film\b|\bfilm krótkometrażowy\b|\bzwiastun\b|короткометраж|\bтрейлер",
        r"\bkısa film\b|\bfragman|فيلم قصير|فيلم كامل|लघु फिल्म|शॉर्ट फिल्म|ट्रेलर|短編映画|予告|단편 ?영화|예고편",
        r"短片|微电影|微電影|预告|預告|\bphim ngắn\b|\bfilm pendek\b|หนังสั้น",
    ),
    "gaming": (
        r"\bgameplay\b|\blet['’]?s play\b|\bplaythrough\b|\bwalkthrough\b|\bspeedrun\b|прохождение|проходження",
        r"\boynanış|تختيم|قيمبلاي|गेमप्ले|ゲーム実況|実況プレイ|ランタン実況|実況 ?#|게임 ?플레이|游戏实况",
        r"遊戲實況|实况|เล่นเกม|\bchơi game\b",
    ),
    "comedy": (
        r"\bstand-?up\b|[(|\[-] ?(?:comedy )?sketch\b|\bsketch (?:comico|comique|comedy)\b|\bcomedy\b",
        r"\bparod(?:y|ia|ie)\b|\bprank|\bhumou?r\b|\besquetes?\b|\bsatire\b|\bkabarett?\b|\bcabaret\b|\bskeçi?\b",
        r"\bюмор\b|\bгумор\b|\bпародия\b|\bприкол|كوميدي|مقلب|कॉमेडी|コント|漫才|お笑い|개그|코미디|搞笑|小品|相声",
        r"脱口秀|\bhài\b|\blawak\b|\bkomedi\b|ตลก",
    ),
    "news": (
        r"\bbreaking news\b|\bnews (?:update|today|at)\b|\btagesschau\b|\bnachrichten\b|\bnoticias\b",
        r"\búltima hora\b|\bnoticiero\b|\bnotícias\b|\bjornal (?:da|nacional)\b|\bjournal de \d|\bjt de\b",
        r"\btelegiornale\b|\bnotizie\b|\bhet nieuws\b|\bwiadomości\b|\bновости\b|\bновини\b|\bson dakika\b",
        r"\bhaberler\b|نشرة|أخبار|عاجل|समाचार|ताजा खबर|ニュース|뉴스|新闻|新聞|快讯|\btin tức\b|\bthời sự\b",
        r"\bberita\b|ข่าว",
    ),
    "lecture": (
        r"\blectures?\b|\bvorlesung\b|\bkeynote\b|\bseminar\b|\bwebinar\b|\b(?:clase|aula|lezione|lección) \d+",
        r"\bconferencia\b|\bcours (?:de|d['’]).*\d|\bcours magistral\b|\bcollege \d|\bhoorcollege\b|\bwykład",
        r"\bлекци[яию]|\bлекці[яюї]|\bders \d|محاضرة|व्याख्यान|講義|강의|\d강\b|公开课|公開課|讲座|講座第",
        r"\bbài giảng\b|\bkuliah\b|บรรยาย",
    ),
    "explainer": (
        r"\bexplained\b|\bwhy (?:is|are|do|does|did|the|we|you)\b|\bhow (?:does|do|did|is|are)\b",
        r"\bwhat (?:is|are|was)\b|\bwhat (?:actually |really )?happens\b|\bthe science (?:of|behind)\b",
        r"\bguide to\b|\bcómo (?:es que )?(?:funcionan?|trabajan?)\b|\bqué (?:es|son)\b|\bpor qué\b",
        r"\basí funcionan?\b|\bcomo funcionam?\b|\bo que (?:é|são)\b|\bpor que\b|\bentenda\b|\bpourquoi\b",
        r"\bcomment (?:fonctionne|marche|ça (?:marche|fonctionne))|\bqu['’]est[- ]ce qu|\bc['’]est quoi\b",
        r"\bwie (?:funktionier|entsteh|geht das)|\b(?:einfach|kurz|kinderleicht) erklärt\b|\bwas (?:ist|sind)\b",
        r"\bwarum\b|\bwieso\b|\bcome funziona|\b(?:che )?cos['’]è\b|\bperché\b|\bhoe werk(?:t|en)\b|\bwaarom\b",
        r"\bwat (?:is|zijn)\b|\bdlaczego\b|\bjak (?:działa|powstaj)|\bco to jest\b|\bczym jest\b",
        r"\bкак (?:работа|устроен|возник)|\bпочему\b|\bчто такое\b|\bзачем\b|\bяк (?:працю|влаштован|виник)",
        r"\bчому\b|\bщо таке\b|\bnasıl (?:çalış|işl|oluş)|\bneden\b|\bniçin\b|\bnedir\b|كيف (?:ي|ت)عمل|لماذا",
        r"ما (?:هو|هي) |क्यों|कैसे काम|क्या (?:है|होता|होती)|なぜ|どのように|どうやって|仕組み|とは何|解説|왜 ",
        r"원리|어떻게 (?:작동|동작|움직|만들어지)|(?:이란|란) 무엇|如何(?:运作|運作|工作|运行|形成)",
        r"怎么(?:工作|运作|回事|形成)|什么是|什麼是|为什么|為什麼|原理|\bhoạt động (?:như thế nào|thế nào|ra sao)",
        r"\blà gì\b|\btại sao\b|\bvì sao\b|\bcara kerja\b|\bapa itu\b|\bmengapa\b|\bkenapa\b|ทำงานอย่างไร|คืออะไร",
        r"ทำไม",
    ),
    "tutorial": (
        r"\bhow to\b|\btutorial\b|\bstep[- ]by[- ]step\b|\bbeginners?['’]? guide\b|\bfor beginners\b",
        r"\bcrash course\b|\bdiy\b|\bcómo (?!ser\b)\w+(?:ar|er|ir)(?:se|l[oae]s?)?\b|\bpaso a paso\b",
        r"\bdesde cero\b|\baprende a\b|\bpara principiantes\b|\bcomo (?!ser\b)\w+(?:ar|er|ir)\b|\bpasso a passo\b",
        r"\bdo zero\b|\baprenda a\b|\bpara iniciantes\b|\bcomment (?:bien |vous |s['’])?\w+(?:er|ir|re)\b",
        r"\bpas à pas\b|\bétape par étape\b|\bapprendre à\b|\bdébutants?\b|\btuto\b|\banleitung\b",
        r"\bschritt für schritt\b|\b(?!kennen|zu|wir|sie)\w+ lernen\b|\bselber (?:machen|bauen)\b|\bfür anfänger\b",
        r"\bso (?:geht|machst|baust)\b|\bcome (?!essere\b)\w+(?:are|ere|ire|arsi|ersi|irsi)\b",
        r"\bpasso (?:dopo|per) passo\b|\bimparare a\b|\bper principianti\b|\bstap voor stap\b|\bleren \w+en\b",
        r"\bhoe (?!weet|denk|heet|voel|kan|gaat)\w+ je\b|\bvoor beginners\b|\bjak (?!być\b)\w+ć\b",
        r"\bkrok po kroku\b|\bnauka \w+|\bdla początkujących\b|\bporadnik\b|\bкак (?!быть\b)\w+(?:ть|ться|ти)\b",
        r"пошагов|\bурок\b|\bучимся\b|для (?:начинающих|новичков)|своими руками|\bмастер-класс",
        r"\bяк (?!бути\b)\w+(?:ти|тися)\b|покроков|\bвчимося\b|для початківців|власноруч|\bмайстер-клас",
        r"\bnasıl \w+(?:ılır|ilir|ulur|ülür|anır|enir|nır|nir|ınır|inir)\b|\badım adım\b|\b\w+ dersleri\b",
        r"\byeni başlayanlar\b|طريقة|كيفية|خطوة بخطوة|للمبتدئين|شرح (?:كامل|طريقة)",
        r"कैसे (?:करें|करे|बनाएं|बनाए|बनाते|तेज|सीखें|"
        r"\S{1,8}ें(?=[\s?।|]|$))|सीखें|का तरीका|आसान तरीका|やり方|使い方|作り方|の方法|方法$",
        r"[ぐすつるくむぬう]方法|入門|初心者|講座|하는 (?:법|방법)|[가-힣](?:는|은) (?:법|방법)|배우기|만들기|초보",
        r"教程|教学|教你|入门|零基础|零基礎|如何(?:制作|製作|使用|做|学|更换|换|安装|修理|选购|设置|清洗|画|写|种)|怎么(?:做|用|学|画)|的方法|技巧",
        r"^cách (?!mạng)|\bcách (?:làm|dùng|nấu|sửa|chơi|vẽ|mài|tạo)\b|\bhướng dẫn\b|\bcho người mới\b|\btự học\b",
        r"\bcara (?!kerja)(?:mem|men|meng|meny|me)\w+|\bbelajar\b|\buntuk pemula\b|\bpanduan\b",
        r"\blangkah demi langkah\b|วิธี|สอน|มือใหม่",
    ),
}
PATTERNS = tuple((genre, re.compile("|".join(words), re.IGNORECASE)) for genre, words in _WORDS.items())
