"""Wordings of requests, corrections, complaints and praise, as data.

Texts are in lower case, Latin letters without accents, apostrophes straight or left out. Every pattern has bounded
gaps, so that its time is linear.
"""

import re

from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.sentiment import wordings
from analysis.pipeline.nlp.words.alternatives import Alternatives


def _compiled(*alternatives: str) -> Alternatives:
    return Alternatives("|".join(alternatives))


_MAKE = r"(?:make|do|create|upload|post|record|film|cover|show|explain|review|teach|add|include|put|give|share|provide|release|continue|try|test|compare|tell|write|use|fix|bring)"
_VIDEO = r"(?:videos?|vids?|tutorials?|series|episodes?|parts?|reviews?|lessons?|courses?|playlists?|subtitles|captions|links?|versions?|cover|recipes?|guide|songs?)"

REQUESTS = _compiled(
    rf"\b(?:please|pls|plz|plss+|kindly)\b.{{0,40}}\b{_MAKE}\b|\b{_MAKE}\b.{{0,60}}\b(?:please|pls|plz|plss+)\b",
    rf"\b(?:can|could|would|will|may) (?:you|u|ya|anyone|someone|somebody|we) (?:guys |please |pls |plz |also |maybe |possibly |ever |kindly )*(?:{_MAKE}|help|send|recommend|suggest|slow|speak|talk)\b",
    rf"\b(?:i|we|i'd|id|we'd) (?:would |really |also |just )*(?:wish|want|hope|need|like|love|wanna) (?:that )?(?:you|u|to see|to hear|to know|a|more|another|some)\b.{{0,40}}\b(?:{_VIDEO}|{_MAKE}|would|could|will|had|about|on|for|help)\b",
    rf"\b(?:make|do|need|want|upload|waiting for|post) (?:us |me )?(?:a|an|another|more|some|the next|new|part)\b.{{0,20}}\b{_VIDEO}\b",
    rf"\b(?:you|u) (?:should|could|need to|must|might want to|have to|ought to) (?:really |also |definitely |have |probably |maybe |totally )*(?:{_MAKE}|talk|speak|slow|consider|check|look|zoom|start|stop|at least|be|had|go|turn|get|learn|mention)\b",
    rf"\bnext (?:{_VIDEO}|time)\b.{{0,40}}\b(?:please|about|should|on|could|you)\b|\bmore (?:of this|of these|like this|{_VIDEO}|examples?)\b.{{0,12}}(?:please|pls|plz|$)",
    r"\b(?:help me|i need help|need (?:some |your )?help|any (?:help|idea|suggestions?|tips|advice)|please help|help please|help pls|pls help|plz help)\b",
    r"\b(?:suggestion|request|idea for|you forgot to|would be (?:nice|great|cool|good|awesome|helpful|better|lovely|interesting|wonderful|amazing|fun) (?:if|to))\b|\bturn (?:it |the \w+ |that )?(?:down|up|off)\b|\bslow(?: it)? down\b",
    r"\b(?:can|could|would|will) (?:you|u|ya) (?:please|pls|plz|kindly)\b|\b(?:please|pls|plz) .{1,60}\b(?:next (?:one|time|video|episode)|in (?:the )?future)\b|\b(?:would|i'd|we'd) (?:really |also )*love (?:to|if)\b",
    r"\b(?:podria(?:s|n|is)?|poderia(?:m)?) \w+[aei]r(?:l[aeo]s?|nos|me)?\b|\b(?:pourrais[- ]tu|pourriez[- ]vous|potresti|potreste) \w+(?:er|ir|re)\b|\b(?:konntest du|konntet ihr)\b.{1,60}\b(?:bitte|mal|nachst\w+|etwas)\b",
    r"\bpor favor\b.{0,40}\b(?:haz|hagan|hace|sube|pon|explica|faz|faca|traz|traga)\w*|\b(?:podrias|puedes|podes|pueden|poderia|pode|voce pode) (?:hacer|subir|explicar|poner|mostrar|fazer|mostrar|trazer|colocar)\b",
    r"\b(?:pourrais[- ]tu|pourriez[- ]vous|peux[- ]tu|tu peux|vous pouvez|fais|faites)\b.{0,30}\b(?:video|tuto|faire|partie|montrer|expliquer)\b|\b(?:s'il te plait|s'il vous plait|stp|svp)\b",
    r"\b(?:kannst du|konntest du|konnt ihr|konntet ihr|mach|macht|bitte)\b.{0,40}\b(?:video|machen|zeigen|erklaren|mal|mehr|teil|folge|leiser|lauter)\b",
    r"\b(?:puoi|potresti|potete|fai|fate)\b.{0,30}\b(?:video|fare|parte|spiegare|mostrare)\b|\bper favore\b|\b(?:tolong|bikin|buat|buatin)\b.{0,25}\b(?:video|konten|tutorial|dong|lagi)\b",
    r"(?:сними|снимите|сделай|сделайте|расскажи|расскажите|покажи|покажите|можете|можно|хотелось бы|пожалуйста).{0,40}(?:видео|ролик|обзор|урок|про|подробнее|выпуск)",
    r"(?:してください|してほしい|て欲しい|てほしい|お願いします|リクエスト|(?:해|알려|보여|가르쳐|만들어) ?(?:주세요|줘|주실)|부탁|올려 ?주|希望(?:能|可以|您|你)|能不能|可不可以|求(?:更新|出|教程|一期)|请(?:出|做|讲)|出一期)",
    r"можно .{0,40}(?:по(?:тише|громче|медленнее|подробнее|чаще|ближе|больше)|ещё|еще)|希望下(?:次|期|一期|个视频)|(?:可以|能|能不能)(?:讲讲|说说|教教|聊聊)|下次(?:能|可以|请|麻烦)|(?:調|调|放|讲|講)(?:小|大|低|慢|快)一?(?:点|點|些)",
    # Wishes, in the languages that have a word order of their own for them.
    r"\b(?:wurde mich .{0,60}freuen|(?:wunsche|wunschte) mir|wurde gern(?:e)? .{0,40}(?:sehen|horen|wissen)|(?:ware|fande) (?:es )?(?:toll|schon|cool|super|nett|klasse|gut|interessant)|mach(?:t)? (?:doch|bitte|mal))\b",
    r"\b(?:(?:estaria|seria) (?:muy )?(?:genial|bueno|buena|bien|interesante|lindo|chevere|bonito|padre|increible)|(?:me|nos) (?:gustaria|encantaria)|ojala (?:\w+ )?(?:hagas|hicieras|subas|puedas|hagan)|(?:quiero|quisiera|queremos) (?:ver|un|una|que|mas)|(?:haz|hagan|sube|suban) (?:un|una|mas))\b",
    r"\b(?:serait (?:\w+ )?(?:bien|cool|top|sympa|genial|super|interessant)|(?:j'aimerais|on aimerait)|(?:tu pourrais|vous pourriez)|(?:fais|faites)(?:-nous)? (?:une?|nous|plus))\b",
    r"\b(?:(?:faz|faca|traz|traga|grava|posta) (?:um|uma|mais)|seria (?:muito )?(?:legal|bom|otimo|massa|interessante)|(?:gostaria|queria|adoraria) (?:de |muito |que )?(?:ver|um|uma|saber|voce|mais))\b",
    r"\b(?:sarebbe (?:molto )?(?:bello|interessante|utile|fantastico|carino)|mi piacerebbe|vorrei (?:un|una|vedere|sapere)|fai (?:un|una) (?:altr\w )?(?:video|puntata|lezione)|per piacere)\b",
    r"\b(?:lutfen|(?:video|bolum)\w* (?:\w+ ){0,3}(?:ister(?:im|iz|dim)|bekliyor(?:um|uz)|yapsan(?:iz)?|cekseniz|gelsin|olsa)|(?:ceker|yapar|anlatir|gosterir) m[iu]s[iu]n(?:[iu]z)?)\b|\b(?:tolong|mohon|pengen|pingin|kalau bisa|ditunggu|semoga ada) (?:\w+ ){0,4}(?:video|konten|tutorial|bahas|part|buat\w*|bikin\w*|lanjut\w*)\b|\bbahas (?:\w+ ){1,5}(?:dong|donk)\b",
    r"было бы (?:очень )?(?:круто|здорово|интересно|неплохо|классно|хорошо)|жд[её]м (?:видео|ролик|выпуск|обзор|продолжени)|(?:نتمنى|اتمنى|أتمنى|ننتظر|نحتاج).{0,40}(?:فيديو|شرح|حلقة|درس|تشرح|تتكلم|تعمل)|(?:वीडियो|विडियो|भाग).{0,20}(?:चाहिए|लाइए|लाओ|बना दो)|(?:कृपया|प्लीज़?).{0,40}(?:बताइए|बताओ|समझाइए|दिखाइए)",
    r"(?:が見たい|を見たい|待ってます|してくれると|보고 ?싶(?:어|습)|했으면 (?:좋겠|해)|다뤄 ?주|想看|期待.{0,6}(?:出|讲|做|下)|可以.{0,6}(?:讲|做|出|拍)(?:一下|一期|个))",
    r"(?:من فضلك|لو سمحت|ممكن|ياريت|يا ريت|نريد|اريد|أريد|ارجو|أرجو).{0,30}(?:فيديو|شرح|حلقة|تشرح|تعمل|درس)|(?:वीडियो|विडियो).{0,20}(?:बनाओ|बनाइए|बनाइये|बनाएं)|\bvideo\b.{0,20}\b(?:banao|banaiye|banaye|bana do)\b|\b(?:lutfen|video (?:ceker|yapar))\b",
)

CORRECTIONS = _compiled(
    r"\b(?:you|u|he|she|they|it|video|title|subtitles?|map|graph|diagram|slide) (?:\w+ ){0,2}?(?:got|have|has|made|make|spelled|spelt|wrote|pronounced?|mispronounced?|said|called|forgot|mixed|confused|misspelled|mislabell?ed) (?:\w+ ){0,4}?(?:wrong|backwards|incorrect\w*|mistakes?|errors?|typo|up|instead|incorrectly|twice|but (?:it|that)(?:'?s| is| was))\b",
    r"\b(?:a|the|small|little|one|another|your|minor|slight) (?:mistake|error|typo|correction|bug|misconception|inaccuracy)\b|\bcorrection\b|\b(?:factually|technically|actually) (?:wrong|incorrect|false|inaccurate)\b",
    r"\b(?:it|that|this|which)(?:'?s| is| was) (?:actually|not|wrong|incorrect|false)\b.{0,60}\b(?:but|it'?s|it is|it was|instead|called|actually)\b|\bthat'?s (?:wrong|incorrect|false|not (?:true|right|correct|how|what|why))\b",
    r"\b(?:it|that|this|there|you) should(?:'ve| have| be|nt be|n't be| say| use| read|a)\b.{0,60}\b(?:not|instead|rather|in|been)\b|\bis(?:n't|nt| not) (?:correct|true|accurate|right)\b|\bthe (?:correct|right|proper|more correct) (?:term|word|name|way|answer|spelling|pronunciation)\b",
    r"\bactually (?:it|that|the|this|he|she|they|you|its|it's|there)\b.{0,40}\b(?:is|was|are|were|means|not|isn'?t|can|called)\b|\byou(?:'re| are|r)? (?:\w+ )?(?:wrong|mistaken|incorrect)\b|\bis pronounced\b|\byou mean\b|\bi think you meant?\b",
    # "The capital is X and not Y" and "not X but Y", where something is said to be wrong.
    r"\bstimmt (?:\w+ ){0,3}nicht\b|\bkorrektur\b|\b(?:hast|habt) (?:\w+ ){0,4}(?:verwechselt|vertauscht|falsch)\b|\b(?:richtig|korrekt) (?:ist|ware|heisst|heißt)\b|\bes (?:war|ist|heisst|heißt) (?:\w+ ){0,3}nicht .{1,40} sondern\b",
    r"\b(?:te|se) (?:confundiste|confundio|equivoco|equivocaron)\b|\b(?:hay|tiene|tienes) un (?:pequeno )?(?:error|fallo)\b|\bcorreccion\b|\b(?:es|fue|era) [^.,]{1,40} y no (?:en |el |la |los )?\w+$|\ben realidad (?:es|era|fue|se|no)\b",
    r"\b(?:petite |une |grosse )erreur (?:a|dans|sur|au)\b|\berreur a \d|\b(?:tu te|vous vous|vous vous etes) tromp\w+|\bce n'est pas [^.]{1,40} mais\b|\ben (?:fait|realite),? c'(?:est|etait)\b|\bc'(?:est|etait) [^.,]{1,40} et (?:non|pas)\b",
    r"\b(?:voce|vc|tu) (?:\w+ )?(?:falou|disse|escreveu|se enganou|confundiu)\b(?: (?:errado|isso errado)| [^.]{1,40} com\b|$)|\bfalou errado\b|\b(?:ha|tem|houve) um (?:pequeno )?erro\b|\bna verdade (?:e|foi|era|nao)\b|\bcorrecao\b|\bo (?:correto|certo) (?:e|seria)\b",
    r"\b(?:c'e|hai fatto|ho notato|piccolo) (?:un )?(?:piccolo )?errore\b|\bti sei sbagliat[oa]\b|\bin realta (?:e|era|si|non)\b|\bcorrezione\b|\be [^.,]{1,40} e non \w+$|\baslinda .{1,40}(?:degil|olacak|idi)\b|\bdogrusu\b|\b(?:keliru|seharusnya|yang benar)\b|(?:^|, |\bitu )bukan (?:di |dari |pada )?\w+ (?:tapi|tetapi|melainkan)\b|, bukan (?:di|dari|pada) \w+\W*$|में नहीं,? .{1,30} में (?:है|था|थी)|ليس(?:ت)? .{1,20}(?:بل|وإنما) ",
    r"\b(?:te equivocas|te equivocaste|esta mal|es incorrecto|hay un error|se dice|esta errado|errou|tem um erro|il y a une erreur|c'est faux|tu t'es trompe|on dit|das stimmt nicht|ist falsch|ein fehler|heisst das|hai sbagliato|si dice|yanlis|hata var|salah)\b",
    r"ошиб(?:лись|лся|лась|аетесь|аешься)|неверно|الصحيح (?:هو|هي|ان|أن)|गलती|違います|틀리셨",
    r"ошибк[аиу]|неправильно|на самом деле|خطأ|غلط|गलत|間違|訂正|正しくは|틀렸|틀린|잘못|说错|說錯|错了|錯了|不是.{1,12}(?:而)?是|应该是",
)

COMPLAINTS = _compiled(
    *wordings.SOUND_PATTERNS,
    r"\b(?:too|so|way too|soo+) (?:loud|quiet|fast|slow|long|short|small|dark|blurry|low|noisy|boring|confusing|complicated|expensive|much (?:talking|music|noise|ads?))\b",
    r"\b(?:annoy(?:ing|s|ed)|irritating|distract(?:ing|s|ed)|unbearable|unwatchable|clickbait|misleading|waste of (?:time|money)|cringe\w*|pointless|useless|garbage|trash|rip ?-?off|disappoint\w+|boring|terrible|horrible|awful|worst|pathetic|disgusting|overrated|overhyped|sucks?|hate (?:this|the|that|it|how|when))\b",
    r"\b(?:can'?t|cannot|couldn'?t|can not|could(?: not|nt)|hardly|barely) (?:even |really )*(?:hear|see|read|understand|follow|watch|stand|concentrate|focus)\b|\b(?:turn|lower|cut|remove|stop|drop) (?:down |off )?(?:the|that|this|your) (?:\w+ )?(?:music|noise|sound|volume|background|song|intro|ads?)\b",
    r"\b(?:does ?n'?t|doesnt|did ?n'?t|didnt|do ?n'?t|dont|won'?t|wont|not|never) work(?:s|ing|ed)?\b|\bi (?:get|got|keep getting|am getting|have) (?:an |a |this |the |some )?(?:error|problem|issue)s?\b|\bit (?:says|wont|won'?t|doesnt|doesn'?t|keeps)\b|\b(?:stopped watching|unsubscrib\w+|unsubbed|gave up|makes no sense|no sense)\b",
    r"\b(?:molest[ao]|aburrid[ao]s?|pesim[ao]s?|no se (?:escucha|oye|ve|entiende)|muy (?:alto|fuerte|rapido|bajo)|chat[ao]|nao (?:da|consigo) (?:para )?(?:ouvir|ver|entender)|ennuyeux|nul|trop (?:fort|vite|long)|on n'entend|nervt|langweilig|zu (?:laut|leise|schnell|lang)|schlecht|noios[oa]|troppo (?:forte|veloce)|membosankan|jelek|sikici|berbat)\b",
    r"\b(?:wackelt|unertraglich|verpixelt|rauscht|man (?:hort|versteht|sieht) (?:\w+ ){0,3}(?:nichts|kaum|nix)|(?:hore|verstehe|sehe) (?:\w+ ){0,3}(?:nichts|kaum|nix))\b|\b(?:suena|se oye|se escucha|se ve) (?:muy |bastante )?(?:mal|fatal|bajo|horrible|borroso)\b",
    r"\b(?:insupportable|gresille|inaudible|penible|on (?:ne )?(?:comprend|voit|entend) (?:rien|pas))\b|\b(?:audio|som|imagem) (?:\w+ ){0,2}(?:ruim|pessimo|horrivel|baixo)\b|\b(?:pessim[oa]|orribile|fastidios[oa]|non si (?:capisce|sente|vede))\b",
    r"\bses(?:i|iniz|in)? (?:\w+ ){0,2}(?:kisik|az|kotu|berbat)\b|\b(?:duyulmuyor|anlasilmiyor|gorunmuyor|rahatsiz edici)\b|\b(?:suara|audio|musik|gambar)(?:nya)? (?:\w+ ){0,2}(?:kecil|keras|pelan|berisik|buram|jelek)\b|\b(?:tidak|gak|ga|nggak) (?:kedengaran|terdengar|jelas)\b|\bmengganggu\b",
    r"не (?:разобрать|слышно|видно|понять)|(?:الصوت|الصورة) .{0,10}(?:ضعيف|سيئ|رديء|غير واضح)|لا (?:أسمع|اسمع|نسمع|يسمع|أفهم|افهم)|आवाज़? .{0,12}(?:धीमी|कम|खराब|साफ नहीं)|सुनाई नहीं|聞き(?:取れ|づら)|見えない|안 ?(?:보|들)(?:여|리)|못 ?알아듣|太(?:小声|模糊)|看不懂|听不懂",
    # Defects that are only described.
    r"\b(?:audio|sound|picture|image|video|subtitles|captions|voice|stream|screen)\b(?: \w+){0,2}? (?:cuts? (?:out|off)|drops? out|disappears?|freezes|froze|stutters?|lags?|glitche[sd]|breaks up|(?:is|are|goes) (?:missing|gone|out of sync|silent|black))\b",
    r"\b(?:audio|sonido|imagen|som|imagem|son|image|ton|bild|immagine|subtitul\w+|legendas|untertitel)\b(?: \w+){0,2}? (?:se (?:corta|congela|va|pierde|coupe|fige|blocca)|desaparecen?|some|trava|falha|saute|sparisce|(?:setzt|fallt) .{0,20}\baus|bleibt .{0,20}(?:stehen|hangen)|ruckelt|fehl(?:t|en)|manca|falta)\b",
    r"(?:звук|картинк|изображени|субтитр)\w* .{0,20}(?:пропада|прерыва|отста|зависа|исчеза)|(?:الصوت|الصورة) .{0,6}(?:ينقطع|يتقطع|يختفي|تتوقف|تتقطع|متأخر)|आवाज़? .{0,12}(?:गायब|कट |बंद)|(?:音|音声|映像|画面|字幕)[がは].{0,6}(?:途切れ|消え|止ま|ずれ)|(?:声音|画面|字幕|音画).{0,8}(?:没了|消失|卡住|不同步|对不上|断断续续)",
    r"(?:소리|화면|영상|자막)[가이] .{0,6}(?:끊|사라|멈추|멈춰|안 맞)|\b(?:ses|goruntu)\w* .{0,12}(?:kesil\w*|gidiyor|gitti|donuyor|dondu|takil\w*)|\b(?:suara|gambar)(?:nya)? (?:\w+ )?(?:hilang|putus|patah|mati|macet)",
    r"скучн|ужасн|бесит|раздража|слишком (?:громк|тих|быстр|длинн)|ничего не (?:слышно|видно|понятно)|ممل|سيء|مزعج|बेकार|बकवास|つまらない|うるさい|聞こえない|ひどい|지루|시끄|최악|太(?:吵|大声|快|慢|长|無聊|无聊)|难听|無聊|无聊|垃圾|听不清|看不清",
)

#: What viewers say that they will do: no request, although its meaning is close to one.
ANNOUNCEMENTS = _compiled(
    r"^(?:(?:i am |i'm )?(?:adding|saving|putting|bookmarking|trying|going to|gonna)|(?:i|we)(?:'ll| will| am going to| plan to)|(?:ich|wir) (?:werde|werden|probiere|mache|koche)|(?:lo|la|me lo|me la) (?:voy a|guardo|apunto)|voy a|je (?:vais|l'ajoute|note)|(?:eu )?vou|(?:lo|la) (?:provo|faro)|saya (?:akan|mau))\b",
    r"(?:попробую|приготовлю|сделаю|куплю|поеду|пойду)(?:\s|$)|(?:て|で)み(?:ます|よう)|(?:볼게요|할게요|거예요|먹을게요)[.!~ ]*$|打算|(?:周末|明天|下次|回头)(?:试|做|去)|^سأ|(?:deneye|yapa|gide|ala)ceg[iı]m|(?:कल|जल्दी) .{1,20}(?:ूंगा|ूंगी|ऊंगा|ऊंगी)",
)

#: Greetings from a place and nothing else, whose meaning is close to a request's in some languages.
GREETINGS = _compiled(
    r"^(?:(?:many |viele |liebe |un |muchos |um )?(?:greetings|hello|hi|love|regards) from|(?:viele |liebe |schone )?(?:gru(?:ss|ß)e|gruß|gruss) aus|(?:un |muchos )?(?:saludos?|abrazos?) (?:desde|de)|(?:um )?(?:abracos?|saudacoes) (?:do|da|de|dos|das)|saluti (?:da|dal|dalla)|salutations? (?:du|de|des)|bonjour (?:du|de|des)|salam dari) [^,.!?;:]{1,30}[.! ]*$",
    r"^(?:تحية|تحياتي|تحيات|سلام|السلام) من [^،.!؟]{1,30}[.! ]*$|^привет(?:ствую)? из [^,.!?]{1,30}[.! ]*$|^来自[^，,。]{1,8}的(?:问候|祝福|粉丝)[.!。！ ]*$",
)

#: "Never boring" and "not one disappointing minute".
_NEGATED_COMPLAINT = re.compile(
    r"\b(?:not|never|no|nothing|hardly|without|(?:is|was|are|were|do|does|did)n'?t)"
    r"(?: (?:one|an?|any|even|single|bit|ever|been|be|once|is|in the least|at all)){0,4}"
    r" (?:annoy\w*|boring|disappoint\w*|useless|pointless|irritating|distract\w*|clickbait|cringe\w*|misleading)\b"
)

#: What a complaint that shows in the sentiment alone must speak of.
ABOUT_THE_VIDEO = _compiled(
    r"\b(?:video|vid|music|sound|audio|mic|volume|voice|intro|editing|edit|camera|title|thumbnail|ads?|sponsor\w*|channel|content|explanation|tutorial|lesson|lecture|this guy|presenter|narrator|accent|subtitles|captions|you|your)\b",
    r"\b(?:musica|sonido|som|audio|canal|musique|son|chaine|musik|ton|kanal|musica|suara|musik|ses|kanal)\b|музык|звук|канал|видео|ролик|فيديو|صوت|موسيقى|वीडियो|音楽|音量|動画|음악|영상|소리|视频|音乐|声音",
)
PRAISE = _compiled(
    r"\b(?:thank(?:s| you| u)|thx|ty|great|awesome|amazing|excellent|brilliant|fantastic|wonderful|perfect|best|love(?:d)? (?:it|this|your|the)|well (?:done|made|explained)|good (?:job|work|video)|helpful|helped me|gracias|excelente|genial|obrigad[oa]|parabens|merci|super|bravo|danke|klasse|grazie|bravissim\w*|terima kasih|mantap|tesekkur\w*|harika)\b",
    r"спасибо|отличн|супер|благодар|شكرا|رائع|ممتاز|धन्यवाद|शानदार|बढ़िया|ありがとう|最高|素晴らし|고마|감사|최고|谢谢|謝謝|太棒|很棒|好听|好看",
    # Who understands at last thanks for it, also in words without sentiment.
    r"\b(?:finally (?:get|got|understand|understood) (?:it|this|that|how)|ma(?:de|kes) it (?:all |finally )?click|bl(?:ew|own) my mind|por fin (?:lo )?(?:entiendo|entendi|comprendo)|finalmente (?:entendi|ho capito|capisco)|endlich (?:verstanden|verstehe ich|kapier\w*)|(?:enfin|j'ai enfin) compris|sonunda anladim|akhirnya (?:paham|mengerti))\b",
    r"наконец(?:-то)? (?:я )?понял|(?:أخير|اخير)ا?ً?ا? فهمت|समझ (?:में )?आ ग|やっと(?:理解|わか|分か)|드디어 이해|(?:终于|終於)(?:看|听|聽|搞|弄)?(?:懂|明白)|讲得(?:太|很|真|非常|特别)(?:好|清楚|明白|透彻)|永远的神|好(?:一|几)?[百千万]倍|ما شاء الله|कमाल (?:का|की|के)",
)
QUESTION_WORD = re.compile(
    r"\b(?:what|whats|why|how|where|when|which|who|can|could|does|do|did|is|are|should|any|anyone|someone|wonder\w*|question)\b"
)
#: Longer comments are cut: YouTube allows no longer ones.
MAX_CHARS = 10_000


def find(text: str, plain: str) -> dict[str, bool]:
    """Return for each class whose wording decides whether ``text`` has it; ``plain`` is what ``questions.plain`` returned."""
    return {
        "complaints": COMPLAINTS.occur_in(_NEGATED_COMPLAINT.sub(" ", plain)),
        "requests": REQUESTS.occur_in(plain),
        "questions": questions.is_question(text),
        "corrections": CORRECTIONS.occur_in(plain),
    }
