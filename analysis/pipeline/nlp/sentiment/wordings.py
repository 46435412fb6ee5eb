"""Wordings that the classifiers misread, as data: idioms, comparisons, single exclamations.

"Had me in stitches" is praise in the words of an accident, "what could go wrong" is alarm in the words of calm, and
"the old one was better" praises something else. Texts are those of ``questions.plain``: in lower case, Latin letters
without accents. Every pattern has bounded gaps, so that its time is linear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words.alternatives import Alternatives
from analysis.pipeline.nlp.words.word_lists import word_set


def _compiled(*alternatives: str) -> Alternatives:
    return Alternatives("|".join(alternatives))


_I = r"(?:i'?m|i am|i was|we'?re|we are)"
_THIS = r"(?:this|that|these|it|yours?(?: \w+)?|him|her|you)"
_MORE = r"(?:so |so much |way |much |far |a lot |even |still |just |always )*"
_BETTER = r"(?:better|nicer|superior|funnier|cooler|faster|smoother|clearer|cheaper|more (?:fun|useful|helpful|interesting|reliable|accurate))"
_OLD = r"(?:old|older|original|previous|former|first|other|earlier|last)"

#: Praise, in words that alone are negative, neutral or unknown.
PRAISE = _compiled(
    r"\b(?:in stitches|to die for|to tears laughing|impeccabl[ey]|flawless(?:ly)?|knocked it out|out of this world|off the charts|second to none|hard to (?:beat|top)|no notes|chef'?s kiss|spot[- ]on|on point|top[- ](?:notch|tier)|pure gold|comedy gold|game[- ]changer|life[- ]?saver|jaw[- ]?dropp\w+|mind[- ]?bl(?:ow|own|owing)|breath[- ]?taking|goose ?bumps|hats off|kudos|props to|hidden gem|master(?:piece|class)|work of art|take my money|aged like (?:fine )?wine|criminally (?:good|underrated)|underrated|binge(?:d|ing|[- ]watch\w*)?|edge of my seat|right in the feels|like no other)\b",
    r"\b(?:can'?t|cannot|can not|couldn'?t|could not) (?:\w+ )?stop (?:\w+ )?(?:laughing|watching|listening|smiling|giggling|grinning|replaying|re-?watching|dancing|singing|playing|humming)\b",
    r"\b(?:can'?t|cannot|can not|couldn'?t|could ?n[o']t|never) (?:get enough|fault|go wrong with|complain|wait (?:for|to|til)|be happier|ask for more|beat|recommend .{1,30} enough|thank .{1,20} enough|agree more|have (?:said|put|done) it better)\b",
    r"\b(?:never|doesn'?t|does not|didn'?t|did not|don'?t) (?:ever )?(?:disappoints?|fails? to|miss(?:es)?$|gets? old|get tired of|once bored)\b|\b(?:not|without|never) an? (?:\w+ )?(?:dull|boring|wasted) (?:moment|second|minute)\b",
    rf"\b{_I} (?:so |just |literally |actually |absolutely |fully |totally |completely )*(?:obsessed|hooked|addicted|speechless|blown away|wheezing|cackling|crying laughing|rolling|in awe|starstruck|floored)\b(?! with (?:money|power|fame|views|likes|himself|herself|themselves))|\bobsessed with (?:this|these|that|your|the)\b|^(?:absolutely |so |totally |literally )?obsessed\W*$",
    r"\b(?:died|dying|dead|crying|cried|screaming|wheezing|rolling|choking|choked|tears?|howling|spat|spit)\b.{0,25}\b(?:laugh\w*|laughter|lol|lmf?ao|funny|hilarious|joy)\b|\b(?:crying|dead|dying|screaming)\b.{0,20}(?:hilarious|funny|😂|🤣|💀)|\blaugh(?:ed|ing)? (?:so hard|out loud|my \w+ off|until|till|way too)\b|\b(?:cracks?|cracked|cracking) (?:me |us )?up\b|\bkills? me every time\b",
    r"\b(?:killed|killing|kills|crushed|crushing|slayed|slaying|smashed|nailed|aced|rocked|rocking) (?:it|this)\b|\b(?:blew|blown|blows|blowing) (?:me|us|my mind|our minds) ?(?:away)?\b|\b(?:gave|gives|giving|got|get) (?:me |us )?(?:the |such |real )?(?:chills|shivers|goose ?bumps|butterflies)\b|\b(?:brought|moved|brings) (?:me |us )?to tears\b|\b(?:made|makes|making) my (?:day|week|month|year|night|morning|evening)\b|\b(?:saved|saves|saving) (?:my|me|our|us) ?(?:life|day|exam|degree|grades?|ass|bacon|marriage|sanity|hours|semester)?\b|\bcured my\b",
    r"\b(?:insanely|stupidly|ridiculously|scary|wicked|crazy|disgustingly|annoyingly|unreasonably|dangerously|filthy|sick|insane|crazy good) (?:good|talented|skilled|beautiful|catchy|funny|accurate|skills?|talent|voice|editing|quality|beat|track|riff|solo|drop|transition|flow|detail)\b|\b(?:bad ?ass|banger|absolute (?:unit|legend|beast|cinema|fire)|the goat|da bomb|slaps|hits? different|(?:is|are|it'?s|pure|straight) (?:lit|dope|fire|goated))\b|\b(?:this|that|it) (?:rocks|slaps|bangs|rules)\b|\bon (?:repeat|loop)\b|(?<!not )(?<!n't )(?<!nt )\bworth (?:it|every|the wait|watching)\b",
    r"\b(?:call|calling|called|get|someone call) (?:the |an |a )?(?:police|cops|911|999|112|ambulance|fire ?(?:department|brigade|fighters?|men|truck)|doctor|nasa|fbi)\b.{0,40}\b(?:fire|kill\w*|murder\w*|good|amazing|dead|hot|robbed|crime|illegal|talent\w*|skill\w*|genius)\b|\b(?:should be|be|how is (?:this|it)|this is|is this) (?:illegal|a crime|even legal)\b.{0,20}\b(?:good|talented|beautiful|funny|free|this|cute)\b|\b(?:illegal|a crime|criminal|not (?:fair|legal)) (?:to (?:be|have|look|sound) )?(?:this|so|that) (?:good|talented|beautiful|funny|cute|smart)\b|\bhow dare (?:you|he|she|they)\b.{0,30}\b(?:good|talented|beautiful|funny|perfect|gorgeous)\b|\bhate how (?:good|much i (?:love|like|enjoy))\b|\b(?:way |far )?too (?:good|cute|funny|perfect|pure|talented) (?:for|to be|at)\b",
    r"\b(?:totlachen|kaputt ?gelacht|tot ?gelacht|lach(?:e|te)? mich (?:tot|kaputt|schlapp|weg)|tranen gelacht|vor lachen|hut ab|gansehaut|vom feinsten|nicht zu toppen|der hammer|hammer ?(?:geil|gut|video|song)|suchtgefahr|zum (?:niederknien|dahinschmelzen|schreien komisch)|ein(?:fach)? (?:hammer|bombe|mega)|krass gut|zum sterben schon|feier (?:ich|das|dich|ihn|sie)|geht ab|haut mich um|vom hocker)\b",
    r"\b(?:(?:me|te|nos) (?:muero|mori|parto|parti|meo|mato|descojono|troncho|desternillo) ?(?:de (?:la )?risa)?|que (?:pasada|locura|crack|temazo|joya|maquina|bestia|barbaridad)|de puta madre|piel de gallina|un vicio|vol(?:o|aste|aron) la cabeza|no (?:puedo|pude|podia) (?:parar|dejar) de (?:reir(?:me)?|ver(?:lo|la)?|escuchar(?:lo|la)?|llorar de)|para (?:morirse|chuparse los dedos)|es la (?:leche|hostia|ostia|bomba|cana)|quitarse el sombrero|sin palabras|imperdible|rompe(?:n)? la)\b",
    r"\b(?:mort(?:e|s)? de rire|mdr+|ptdr+|a (?:mourir|crever) de rire|a tomber(?: par terre)?|une tuerie|ca (?:dechire|tue|envoie)|de ouf|chapeau|frissons?|chair de poule|plie(?:e|s)? (?:en deux|de rire)|m'en lasse pas|pepite|rien a (?:redire|jeter)|coupe le souffle|a couper le souffle|le feu|du lourd|j'en peux plus de rire|pleur\w+ de rire|accro)\b",
    r"\b(?:morr(?:i|endo|o) de rir|rach(?:ei|o|ando) de rir|chor(?:ei|o|ando) de rir|de (?:matar|morrer) de rir|arrepi(?:ei|ante|ada|ado|os|a|ou)|muito foda|foda demais|do caralho|mandou (?:bem|muito)|arras(?:ou|a|aram)|mitou|sem defeitos|outro nivel|de cair o queixo|nao (?:consigo|paro) (?:parar )?de (?:rir|ouvir|assistir|ver|escutar)|viciad[oa]|de tirar o folego|tirar o chapeu|de outro mundo)\b",
)

#: Criticism, in words that alone are positive, neutral or unknown; also alarm in the words of joy.
CRITICISM = _compiled(
    r"\b(?:over-?hyped|over-?rated|mediocre|meh|snooze ?fest|cash ?grab|click ?bait\w*|cringe\w*|phoned it in|headache|hot garbage|dumpster fire|train ?wreck|fell (?:flat|off)|falls (?:flat|short)|fell short|jumped the shark|left me cold|dropped the ball|leaves? (?:a lot|much|something) to be desired|let ?down|nothing special|not impressed|unimpressed|underwhelm\w+|waste of (?:time|money|space|my)|wast(?:ed|ing) my (?:time|life|money)|want(?:ed)? my (?:time|money|minutes|hours?|\d+ minutes) back|never get(?:ting)? (?:\w+ )?back|nobody asked|who asked|not my (?:thing|cup of tea)|not a fan|thumbs? down|unsubscribe[ds]?|unsubbed|did ?n[o']?t (?:age|aged) well|aged (?:like milk|badly|poorly)|go(?:es)? nowhere|makes? no sense|missed the (?:point|mark)|all over the place|thanks for nothing|slow clap|nice try|yeah,? right)\b",
    r"\b(?:hype)\b.{0,20}\b(?:not|no|isn'?t|wasn'?t|too|unnecessary|undeserved)\b|\b(?:not|isn'?t|wasn'?t|hardly|never|aren'?t) (?:really |even |exactly |that |all that |very |so |particularly |quite )*(?:worth (?:it|the|your|my|watching)|up to (?:par|scratch|standard)|living up|good|great|funny|helpful|clear|useful|interesting|impressive|convinc\w+|enjoyable|recommend\w*)\b|\b(?:doesn'?t|does not|didn'?t|did not) live up\b",
    r"\b(?:would|could|should|might) (?:be|have been|of been|'?ve been) (?:so much |much |a lot |way |even |far )?(?:better|nicer|great|good|perfect) (?:if|without|had)\b|\bwanted to (?:like|love|enjoy)\b|\b(?:expected|expecting|hoped for|hoping for) (?:more|better|something)\b|\blost (?:me (?:at|when|after)|(?:its|the|their|his|her) (?:charm|magic|spark|touch|plot|way))\b|\bwas (?:once|much) better (?:before|when)\b|\bgood luck (?:\w+ ){0,3}(?:with that|trying)\b",
    r"\b(?:hard|difficult|painful|impossible|tough) to (?:watch|follow|hear|understand|listen|read|see|sit through|concentrate)\b|\b(?:can'?t|cannot|couldn'?t) stand\b|\b(?:ears?|eyes?) (?:\w+ )?(?:bleed\w*|hurts?|burn\w*)\b|\b(?:drives?|driving|drove) (?:me|us) (?:mad|crazy|insane|nuts|up the wall)\b|\bfor the love of god\b|\bplease stop (?:with|the|doing|using|adding|making|talking|shouting|yelling|\w+ing the)\b",
    r"\bwhat (?:could|can) (?:possibly |ever )?go wrong\b|\b(?:we'?re|we are|humanity is|mankind is) (?:all |so |totally |officially |definitely )?(?:doomed|screwed|fucked|finished|done for)\b|\bskynet\b|\brobot overlords\b|\bnightmare fuel\b|\bthanks for the nightmares\b|\b(?:won'?t|can'?t|cannot|never|not) (?:be able to |gonna )?sleep (?:tonight|again|well)\b|\b(?:oh|well|yeah|ah) (?:great|wonderful|perfect|fantastic|brilliant|lovely|joy)\b[,.! ]|\b(?:great|nice|good|wonderful|fantastic) (?:job|work|way) (?:of |at |to )?(?:ruin\w*|break\w*|wast\w*|destroy\w*|los[ei]\w*|kill\w*|scar(?:ring|red)|spoil\w*|miss\w*)\b|\b(?:thanks|thank you|thx|congrats|congratulations) (?:so much )?(?:for|on) (?:wast|ruin|spoil|noth|destroy|break|mislead|lying)\w*\b|\b(?:great|fantastic|wonderful|lovely), (?:another|now|more|yet)\b|\bhow (?:original|convenient)\b",
    r"\b(?:uberbewertet|uberschatzt|(?:zum|fast) (?:einschlafen|kotzen|davonlaufen|weglaufen|gahnen)|geht (?:gar|uberhaupt) nicht|fur die tonne|zeitverschwendung|zu wunschen ubrig|nicht mein (?:ding|fall)|(?:war|waren) (?:\w+ )?(?:mal|fruher) besser|fruher (?:war|waren) .{1,25}besser|na (?:toll|super|prima)|ganz toll gemacht|nicht (?:so |sehr |besonders |wirklich )?(?:gut|toll|hilfreich|lustig|spannend)|keine ahnung von)\b",
    r"\b(?:sobrevalorad[oa]s?|deja(?:n)? (?:mucho|bastante) que desear|perdida de tiempo|me (?:aburri|dormi|quede dormid[oa])|vaya (?:mierda|tela|tonteria|bodrio)|que (?:pereza|rollo|bodrio|pena de)|no (?:vale|valio) (?:la pena|nada|para nada)|antes (?:era|eran|estaba) mejor|no es para tanto|sin sentido)\b",
    r"\b(?:surcote(?:e|s)?|surfait(?:e|s)?|laisse(?:nt)? (?:vraiment |beaucoup )?a desirer|perte de temps|sans interet|a chier|mieux avant|bof|a dormir debout|casse les oreilles|n'importe quoi|pas (?:terrible|top|fameux|ouf|genial|convaincu\w*|interessant\w*)|du grand n'importe)\b",
    r"\b(?:superestimad[oa]s?|deix(?:a|ou) (?:muito |bastante )?a desejar|perda de tempo|que (?:saco|chatice|porcaria)|nao vale(?:u)? a pena|ja foi melhor|antes era melhor|ench(?:endo|eu) linguica|nada a ver|sem graca|sem nocao)\b",
    r"\b(?:don'?t|do not|didn'?t|can'?t|cannot|wouldn'?t|couldn'?t|could not) (?:really |exactly )?(?:think|find|call|say|consider)(?: that)? (?:this|that|it|these|i (?:liked?|enjoyed|loved|learned|learnt))\b(?!.{0,20}\b(?:more|better|any|enough|gets?)\b).{0,25}\b(?:good|great|helpful|useful|funny|clear|interesting|tutorial|review|explanation|music|art|worth|(?<=i )(?:liked?|enjoyed|loved|learned|learnt))\b",
)

_FORMER = r"(?:old|older|original|previous|former|first|second|other|earlier|last|another|last (?:year|season|week)'s|my old|back in)"
_FINE = r"(?:good|great|awesome|amazing|brilliant|wonderful|fantastic|superb|excellent|perfect|gorgeous|beautiful\w*|masterpiece|genius|best|better|nicer|superior|cool|fun|funny|pure gold|magic\w*|solid|reliable|talented|incredible|outstanding|lovely|faster|smooth\w*)"
_THING = r"(?:one|ones|version|season|movie|film|films|book|series|episode|part|model|phone|camera|laptop|intro|host|singer|song|album|game|videos?|channel|guy|team|app|brand|tutorial|remake|actor|cast|band|generation|edition|format|style|soundtrack|dub)"

#: Praise of something else than what is shown: the older one, a rival.
RIVAL = _compiled(
    rf"\b(?:the|your|his|her|their|my|that) {_OLD} (?:\w+ ){{0,3}}(?:was|were|is|are|looked|looks|sounded|sounds|felt|worked|works|had) (?:\w+ )?{_MORE}{_BETTER}\b",
    rf"\b(?!this\b|that\b|it\b|it's\b|yours?\b|these\b|you\b|no|what)\w+(?:'s)? (?:is|are|was|were|does|did|works?|looks?|sounds?) {_MORE}{_BETTER}(?: \w+)? than {_THIS}\b",
    rf"\b(?:prefer|preferred|miss) the {_OLD}\b|\b(?:liked?|loved?|enjoyed) the {_OLD} .{{1,25}}\b(?:better|more)\b|\bbring back the\b|\b(?:was|were) {_MORE}better (?:before|back then|in the past|in the old)\b|\bused to be {_MORE}(?:better|good|great|fun|funny|cool)\b",
    r"\b(?:beats|destroys|smokes|crushes|outperforms|outclasses) (?:this|that)\b|\bblows (?:this|that|it) (?:away|out)\b|\bputs (?:this|that|it) to shame\b|\bgo (?:watch|buy|check|get|see) .{1,30} instead\b|\b(?:instead of|over) this\b(?! (?:video|song|one)? ?(?:changed|saved|made))|\b(?:would|i'?d) rather (?:have|buy|watch|get|see|listen)\b|\bway better (?:ones?|alternatives?|options?|channels?|tutorials?) out there\b",
    rf"\b(?:the|your|his|my|that) {_FORMER} (?:\w+ ){{0,2}}?{_THING}(?: \w+){{0,4}}? (?:was|were|is|are|had|has|did|does|played|sang|explain\w*|wins?|got) (?:\w+ ){{0,4}}?{_FINE}\b|\b(?:loved|liked|enjoyed|miss|prefer|love) (?:the|your|my) {_FORMER} (?:\w+ )?(?:{_THING}|nokia|samsung|iphone)\b(?!.{{0,40}}\b(?:and so is this|too|this one|even better|as well|also|off to|now (?:off|for)))",
    rf"\b(?:the|your) (?:book|novel|trailer|soundtrack|live version|demo|original|competition|competitor|manga|japanese \w+|german version|english version|theatre version)(?: \w+){{0,5}}? (?:was|is|are|were|wins?|sounds?|looks?) (?:\w+ ){{0,3}}?(?:{_FINE}|ahead)\b|\b(?:read|buy|get|watch|go with|try|take) (?:it|that|the book|the other|the original|another) (?:one |version )?instead\b",
    rf"\b(?:the other (?:guy|one|channel|team|video|tutorial|version|app|brand|review\w*)|my (?:neighbou?r|friend|sister|brother|uncle|dad|mom|mum|teacher|grandma|grandmother)'s|(?:your|his|her) (?:sister|brother|friend|partner|dad|mum|mom)|my old \w+|someone else) (?:\w+ ){{0,4}}?(?:{_FINE}|half the time|more (?:\w+ly|\w+ful)|cleaner|talented|never did)\b",
    rf"\b(?!this\b|that\b|it\b|you\b|he\b|she\b|who\b|nobody\b|one\b|how\b|what\b|and\b|also\b|really\b|always\b|just\b|which\b|video\b|channel\b|guy\b|man\b|someone\b|somebody\b|finally\b|never\b|even\b|ever\b|teacher\b|tutorial\b|lecture\b|explanation\b)\w+ (?:does|did|do|explains?|explained|covers?|covered|treats?|treated|has done|have done|can do|could do|handles?) (?:it|this|that|the same)\b(?: (?:thing|topic|part|subject))? (?:{_MORE}{_BETTER}|so well|well|perfectly|for free|right)\b",
    r"\b(?:just |better |rather |simply )?(?:buy|get yourself|go with|get|grab|take|choose|switch to|go for) (?:the|a|an) (?!this\b)\w+(?: \w+){0,3}?[,.;:]? (?:\w+ ){0,3}?(?:better|great|excellent|awesome|superb|last forever|lasts? forever|fantastic|value|cheaper|nicer)\b|\b(?:for (?:this|that|the same) (?:money|price)|at this price) (?:i'?d|i would|you can|you could|you) (?:\w+ )?(?:get|buy|take|have)\b|\bi'?d (?:take|get|buy|pick|choose) (?:the|a|an) \w+\b",
    r"\b(?:still |i |we |would |always |much )+prefer (?!this\b|your\b|you\b|it\b|these\b)(?:the |my |an? )?\w+(?! (?:one )?(?:to|over) (?:the|all|any|other|every|my))|\bswitched (?:back )?to (?:the |an? |another )?(?!this\b|it\b|yours\b)(?:other|another|different|competitor\w*|previous|old|samsung|apple|android|linux)\b|\b(?:did|does|do) it (?:first|best)\b|\b(?:first|last|second) (?:season|album|movie|film|book|part|game)s? (?:was|were|had) (?:\w+ )?(?:brilliant|great|amazing|awesome|wonderful|fantastic|best)\b(?!.{0,25}\b(?:this|too|also))",
    r"\bnothing (?:beats|comes close to|tops|compares to) (?:the |my )?(?:original|old|live|first|classic|real)\b|\b(?:give me|back in|in (?:19|20)\d\d) (?:the |\d{4},? )?.{0,30}\b(?:any ?day|version|was (?:\w+ )?(?:fantastic|great|gold|amazing|better|good))\b|\b(?:old|classic|early) (?:\w+ ){1,2}?(?:was|were) (?:pure )?(?:gold|great|amazing|awesome|better|fun|brilliant)\b|\b(?:has|have|did) an? (?:great|excellent|better|superb|good|wonderful|fantastic) (?:article|video|course|tutorial|lecture|playlist|series|guide|explanation) (?:about|on|for) (?:it|this|that)\b|\b(?:the|that) (?:one on the (?:left|right)|(?:second|first|third|last|black|white|red|blue|green|other|smaller|bigger|cheaper|older) one) (?:\w+ ){0,3}?(?:looks?|wins?|sounds?|is|was|works?) (?:\w+ ){0,3}?(?:better|nicer|prettier|for me|best|cooler|great|clear\w*|the best|superior)\b|\byour (?:earlier|older|old|first|previous) (?:videos?|content|work|stuff|songs?|albums?) (?:was|were|had) \b",
    r"\b(?:das|die|der|mein|meine|dein|deine|eure?) (?:alt|altere|vorherig|erst|ander|vorig|fruher|original)\w*\b.{0,30}\b(?:besser|schoner\w*|genial|super|toll|grossartig|gro(?:ss|ß)artig|klasse|war gut)\b|\bdas (?:original|buch)\b.{0,15}\b(?:besser|genial|super|toll|gro(?:ss|ß)artig)\b|\bfruher (?:waren|war|wart)\b.{0,25}\b(?:besser|toll|gut|genial|super)\b|\b(?:kauft|kauf|nehmt|nimm) (?:lieber|besser|euch)\b|\b(?!das\b|dies\w*|du\b|ihr\b)\w+ (?:kann|macht|erklart) (?:das|es) (?:\w+ )?(?:besser|schoner)\b",
    r"\b(?:el|la|los|las|mi|tu|tus|un) (?:viej|anterior|antigu|primer|otr|original|version original|libro|pelicula original)\w*\b.{0,30}\b(?:mejor|mejores|genial\w*|maravill\w+|increible\w*)\b|\bmi \w+ viej[oa] (?:era|es)\b|\bantes (?:hacia\w*|era\w*|subia\w*)\b.{0,20}\b(?:genial\w*|mejor\w*|buen\w*)\b|\bmejor comprar?\b|\bla version original\b|\bel libro (?:es|era) \w+|\b(?:prefiero|me quedo con) (?:el|la|los|mi)\b",
    r"\bl[ea']s? ?(?:ancien|precedent|premier|autre|original|livre|version originale)\w*\b.{0,25}\b(?:mieux|meilleure?s?|genial\w*|magnifique|excellent\w*|super)\b|\b(?:adorais|aimais|preferais) (?:vos|tes|les|l'|la|le) ?(?:ancien|premier)\w*|\bprenez plutot\b|\bla version originale\b.{0,15}\bmeilleure\b|\bprends? plutot\b",
    r"\b[oa]s? (?:antig|anterior|primeir|outr|velh|original|versao original|livro)\w*\b.{0,25}\b(?:melhor(?:es)?|maravilh\w+|incrivel|otim[oa])\b|\ba versao original\b|\bprefiro (?:o|a|os|as)\b|\b(?:il|la|i|lo) (?:prim|vecch|original|libr|altr)\w*\b.{0,15}\b(?:meglio|migliore?|bellissim\w|stupend\w|fantastic\w)\b|\bmeglio (?:il|la|lo) (?!video\b)\w+",
    r"(?:^|\s)(?:оригинал|первый|первая|старый|старая|прошлый|книга|другой)\S* .{0,20}(?:лучше|прекрасен|прекрасн|великолепн|гениальн|отличн)|前作|原作の|旧作|(?:前|昔|元|旧)(?:の|は).{0,10}(?:方が|のほうが|良かった|よかった|最高)|(?:原版|原著|原作|旧版|老版|以前|第一季|第一部).{0,8}(?:好|棒|强|经典)|还是.{1,6}好(?:用|看|听)?$|(?:원작|전작|예전|원곡|옛날).{0,8}(?:좋|낫|나았|재밌|최고)|\beski(?:si|den|ler\w*)? .{0,15}(?:guzel|iyi)|\b(?:yang |versi )(?:lama|dulu|asli|pertama)(?:nya)? .{0,10}(?:bagus|baik|keren)|(?:النسخة|الفيلم|الجزء) (?:الأصلية|الأصلي|القديم\S*|الأول) .{0,10}(?:أفضل|أحسن|أجمل|رائع)",
)

#: Strong words that are praise and blame, tears that are joy and grief: to be unsure of.
AMBIGUOUS = _compiled(
    r"\b(?:that'?s|that is|this is|it'?s|so) (?:so |just |absolutely |really |fucking )*(?:sick|insane|crazy|wild|nuts|nasty|filthy|savage|brutal|unreal|ridiculous)\b",
    r"\b(?:i'?m|i am|i was|we'?re|me) (?:literally |so |actually |really |just |still |over here )*(?:crying|sobbing|screaming|dead|dying|deceased|shaking|bawling|in tears|done|gone)\b|[😭💀]",
    r"\b(?:this|that|it) (?:has |really |did )?(?:aged|didn'?t age) (?:so |really |very )?well\b|\b(?:how|who) else (?:cried|is crying)\b",
    r"\b(?:das ist|so) (?:krass|heftig|irre|wahnsinnig)\b|\b(?:que|muy|esta) (?:fuerte|brutal|loco|heavy)\b|\b(?:c'est|trop) (?:fou|dingue|ouf|fort|violent)\b|\b(?:que|muito|e) (?:louco|forte|pesado|insano)\b",
)

#: Comparisons of which one side may be what is shown: nothing says which.
COMPARISON = _compiled(
    rf"\b(?!this\b|that\b|it\b|it's\b|yours?\b|these\b|you\b)[a-z0-9]+ (?:is|are|was|were) {_MORE}{_BETTER} than (?!{_THIS}\b|(?:i|we|you|ever|any|all|most|expected|anything|everything|nothing|my|many|some|other)\b)\w+",
    r"\b(?:vs\.?|versus)\b",
)

#: Complaints about the sound, which the classifiers miss: few of their training texts speak of it. As a list: the
#: complaints of :mod:`analysis.pipeline.nlp.feedback` contain them.
SOUND_PATTERNS = (
    r"\b(?:music|sound|noise|background|song)\b.{0,30}\b(?:covers? (?:up |over )?(?:the|your|his|her|what|up)|drowns?|louder than|overpowers?|kills (?:it|the)|ruins?|over the voice)\b|\bdemasiado (?:alt[ao]|fuerte|rapid[ao]|baj[ao])\b|\b(?:musica|sonido|audio|volumen|voz)\b.{0,20}\bmuy (?:alt[ao]|fuerte|baj[ao])\b|\b(?:musique|son|voix|volume|bruit|audio)\b.{0,20}\b(?:un peu|trop) (?:forte?s?|basse?)\b|\b(?:un peu|trop) (?:vite|rapide)\b|\b(?:etwas|ein bisschen) (?:laut|leise|schnell)\b|\bterlalu (?:keras|cepat|kecil|pelan)\b|\b(?:cok|biraz) (?:yuksek|hizli)\b|\bmuito alt[ao]\b|\btroppo alt[ao]\b",
    r"(?:الموسيقى|الصوت) (?:عالي|مرتفع|منخفض)|음악이? .{0,6}(?:커|크)|안 ?들려|音楽が.{0,4}(?:大き|うるさ)|музыка .{0,12}громк|音乐太",
    r"(?<!laugh )(?<!laughed )(?<!laughing )(?<!scream )(?<!screamed )(?<!screaming )\b(?:too|so|way too|soo+) (?:loud|noisy)\b|\b(?:way )?too quiet\b|\b(?:turn|lower|cut) (?:down |off )?(?:the|that|this|your) (?:\w+ )?(?:music|noise|sound|volume|background|song)\b",
    r"\b(?:music|noise|sound|audio|background|mic)\b.{0,20}\b(?:annoying|irritating|distracting|unbearable|awful|terrible)\b|\b(?:can'?t|cannot|couldn'?t|hardly|barely) (?:even |really )*hear\b(?! (?:this|that|my|of|about)\b)",
    r"\b(?:music|song|track|audio|sound|noise|mic|microphone|sound effects?|background)\b(?: \w+){0,3}? (?:is|are|was|were|'?s|so|too|really|way|just|very) (?:(?!not\b|never\b|nothing\b)\w+ ){0,3}?(?:annoying|irritating|distracting|unbearable|unnecessary|overpowering|overbearing|loud|deafening|obnoxious|horrible|awful|terrible|bad|muffled|quiet|low|grating|repetitive|a distraction)\b",
    r"\b(?:turn|lower|cut|tone|dial|bring|take|mute|kill|drop|lose|ditch|stop|reduce|remove|get rid of) (?:down |off |out )?(?:of )?(?:the|that|this|your) (?:\w+ ){0,2}?(?:music|noise|sound effects?|volume|background|song|soundtrack)\b|\b(?:no|less|without|quieter|softer) (?:\w+ )?music,? (?:please|pls|plz|next time|would|in the)\b|\bmusic(?: \w+){0,2} (?:drives?|driving|kills|killing|ruin\w*|gives|makes it hard|bothers?|distracts?|overpowers?|drowns?)\b",
    r"\b(?:musik|hintergrundmusik|ton|sound) .{0,12}(?:zu laut|nervt|stort|nervig|zu leise|furchtbar|schrecklich)\b|\bmusik (?:bitte )?(?:leiser|aus|weg)\b|\b(?:musica|sonido|audio|ruido) .{0,20}(?:molesta|molesto|distrae|horrible|insoportable|fatal|estorba|tapa|atrapalha|irrita\w*|incomoda|chat[oa])\b|\b(?:baja|bajen|baje|bajar|quita|quiten|abaixa|abaixe|diminui|tira) (?:\w+ )?(?:la|a|o|el) (?:volumen de la |volume da )?(?:musica|volumen|som|audio)\b|\b(?:musique|son|bruit) .{0,15}(?:trop fort|insupportable|agacant|genant|penible|derange|couvre|gache)\w*\b|\bbaiss\w+ (?:\w+ )?(?:la musique|le son|le volume)\b|\bmusic(?:a)? .{0,12}(?:fastidios[ao]|disturba|copre)\b",
)
SOUND = _compiled(*SOUND_PATTERNS)

#: Praise in form alone: thanks for nothing, a compliment with a condition that takes it back, an absurd comparison.
IRONY = _compiled(
    # How readers are asked to read it.
    r"[ .!?]/s\W*$|#(?:sarcasm|irony|not)\b",
    r"\b(?:wow|great|nice|wonderful|fantastic|lovely|perfect|amazing|brilliant|bravo|cool|oh|yay|love)\b.{0,12}\b(?:another|yet another|more|one more|again an?) (?:\w+ ){0,2}?(?:ads?|adverts?|commercials?|sponsor\w*|paywall|reboot|remake|sequel|reupload|update|subscription|unboxing|bugs?|crash\w*|drama|filler)\b",
    r"\b(?:nice|great|good|perfect|useful|helpful|fine|ideal|excellent) (?:\w+ ){0,3}?(?:if|for people who|for those who|when) (?:you|they|one|i) (?:already|only|just|never|don'?t|do not|want to (?:fall|waste|lose|sleep|be bored|get nothing)|like (?:being|to be|wasting|watching paint)|have (?:no|nothing)|are (?:deaf|blind|already|bored))\b",
    r"\b(?:managed?|manages|how) (?:\w+ ){0,4}?(?:to )?(?:say|says?|talks?|tells?|shows?|explains?) (?:\w+ ){0,4}?(?:nothing|(?:and|yet|while) (?:\w+ ){0,2}?(?:say\w*|tell\w*|show\w*|explain\w*)? ?(?:so little|nothing|so few))\b|\b(?:so |as )?(?:many|much|long) (?:\w+ ){0,4}?(?:and|yet|to) (?:\w+ )?(?:say\w*|tell\w*|show\w*) (?:so little|nothing|so few)\b",
    r"\b(?:i )?love (?:how|it when|that|when) (?:you|they|he|she|it|the (?:sound|audio|video|music|app|screen|picture)) (?:\w+ ){0,2}?(?:ignor\w*|never|don'?t|doesn'?t|does not|refus\w*|disappear\w*|cuts?|crash\w*|freez\w*|stops?|delet\w*|forg\w*|break\w*|skip\w*|fail\w*|can'?t|won'?t|interrupt\w*)\b",
    r"\b(?:thank god|thanks|thank you|bless|praise) (?:for )?(?:the|this|that)? ?(?:skip|mute|dislike|fast[- ]forward|2x|double speed|speed|pause|unsubscribe|block) ?(?:button|key|option)?\b|\b(?:2x|1\.5x|double speed) (?:speed )?(?:is|was) (?:your|my|a) (?:friend|must)\b",
    r"\b(?:watching|even watching|staring at) (?:paint|grass|the wall|a wall|ice|my (?:washing|dishes|clock))\b.{0,40}\b(?:exciting|interesting|fun|entertaining|better)\b|\b(?:(?:my|a|any|your) (?:\w+ ){0,2}?(?:grand(?:mother|ma|pa|father|dad)|mom|mum|dog|cat|toddler|child|kid|baby|toaster|monkey|hamster|five year old|5 year old|nephew)|a blind man|anybody|anyone|chatgpt) (?:could|can|would|edits?|does|do|draws?|sings?|plays?|writes?|cooks?|speaks?) (?:\w+ ){0,4}?(?:better|faster|nicer)\b",
    r"\b(?:congrat\w*|well done|good job|great job|nice job|bravo|kudos)\b.{0,25}\b(?:worst|ruin\w*|broke|broken|break\w*|nothing|destroy\w*|kill\w*|wast\w*|fail\w*|mess\w*|lost|losing|annoy\w*)\b|\b(?:great|fantastic|wonderful|perfect|nice|amazing|brilliant|lovely|super|awesome),? (?:and |so )?(?:now |my )(?:\w+ ){0,3}?(?:is|are|was|does|won'?t|can'?t|has|in the|broke\w*|dead|crash\w*)\b",
    r"\b(?:great|good|perfect|nice|best|wonderful|excellent) (?:way|method|example|cure|video|song|show|lecture|sleeping pill) (?:\w+ ){0,2}?(?:to (?:waste|lose|ruin|fall asleep|get nothing|kill time)|against insomnia|for insomnia|for falling asleep|of how not to)\b|\bhow not to\b|\b(?:helped|good|great|perfect|works?) (?:me )?(?:to )?(?:fall asleep|against insomnia|as a sleeping pill)\b",
    r"\b(?:glad|happy|good thing|luckily|thank god) (?:that )?(?:i|we) (?:didn'?t|did not|never|haven'?t) (?:pay|paid|buy|bought|spend|spent|waste|wasted|go|watch)\b|\b(?:give me|i want|want|i'?d like|can i have|can i get|i need) (?:my|those|these|the|that) (?:\w+ ){0,3}?(?:back|refund)\b|\b(?:too bad|pity|shame|except) (?:that )?it (?:was|is) (?:meant|supposed) to be\b",
    r"\b(?:the )?only (?:good|nice|positive|interesting|useful|decent) (?:thing|part|point|bit|moment|scene)\b|\b(?:comments?|trailer|thumbnail|teaser|ads?|title|description) (?:section )?(?:is|are|was|were) (?:\w+ )?(?:better|more \w+|funnier) than\b|\b(?:learn\w*|laugh\w*|got) (?:\w+ ){0,2}?more (?:\w+ )?(?:from|in|out of|at) the comments\b",
    r"\b(?:who|why) (?:\w+ ){0,2}?(?:thought|thinks?|decided|told you) (?:\w+ ){0,12}?(?:good|great|smart|clever|nice) (?:idea|choice)\b|\btell (?:me|us) (?:you|he|she|they)(?:'ve|'re| have| are)? (?:\w+ ){0,4}?without telling\b|\bas (?:interesting|exciting|useful|funny|entertaining|clear) as (?:a|an|the|watching|reading) (?:\w+ ){0,2}?(?:paint|brick|tax\w*|phone ?book|mud|root canal|funeral|manual|wall|stone|rock)\b",
    r"\b(?:na (?:toll|super|klasse|prima|bravo|danke)|(?:super|toll|klasse|prima|ganz toll|wow),? (?:schon )?wieder (?:nur |mal |ein\w* )?(?:werbung|eigenwerbung|\w*werbung|sponsor\w*)|(?:genial|que bien|que bueno|que legal|super|genial|fantastico|bravo|che bello),? (?:otro|otra|mais um\w?|mas|encore une?|un altr\w|ancora) (?:\w+ )?(?:anuncio\w*|publicidad\w*|propaganda\w*|pub\w*|spot|anunci\w*))\b",
    r"\b(?:wow|impressive|congrat\w*|bravo|amazing|incredible|respect)\b.{0,12}\b(?:you|he|she|they) (?:\w+ )?(?:managed|found a way) to (?:stretch|drag|waste|miss|skip|ruin|hide|avoid|overcomplicate|blow)\w*\b|\b(?:nice|kind|good|sweet|generous) of (?:you|him|her|them) to (?:finally|at least|even|only|eventually)\b|\blove how (?:the |this |that |your )?[\"“][^\"“”]{1,20}[\"”]",
    r"\b(?:oh )?(?:great|wonderful|fantastic|brilliant|perfect|amazing|super|lovely),? (?:yet )?another\b.{0,60}\b(?:exactly|just) what\b|\b(?:exactly|just) what (?:the world|we|i|everybody|everyone|nobody) (?:was|were|is|are)? ?(?:all )?(?:missing|needed|asked for|waiting for)\b|\b(?:sure|of course|yeah|right),? because (?:everyone|everybody|we all|i also|all of us|normal people)\b",
    r"\b(?:hat|habe) (?:mir|uns|ich) (?:echt |gerade |wirklich )?(?:gerade )?noch gefehlt\b|\b(?:que (?:bien|bueno|bom|legal)|genial|super|cool|otimo|che bello|ottimo|fantastico|toll|klasse|prima|super),? (?:ya |noch |wieder |otr\w+ |mais |mas |encore |altri |ancora )(?:\w+ ){0,4}?(?:publicidad|anuncios?|propaganda|pub|pubs|publicite|pubblicita|werbung|sponsor\w*)\b",
)

#: What used to be hard and no longer is, a problem that is gone, a wish for more: praise in words of trouble.
RELIEF = _compiled(
    r"\b(?:hat(?:ed|e)|fail(?:ed|ing)?|struggl\w+|confus\w+|lost|afraid|scared|terrified|stuck|desperate|depressed|terrible at|bad at|bored|clueless|about to (?:give up|quit|drop)|never (?:understood|got|liked|learned|learnt|managed)|couldn'?t (?:understand|figure|get|do)|did(?:n'?t| not) (?:understand|get|know))\b.{0,50}\b(?:until|till|before (?:i (?:found|saw|watched)|this|that|your)|(?:and |but )?(?:now|today) (?:i|it|everything|my)|not any ?more|no longer|(?:after|with) (?:this|your|watching))\b(?! (?:hate|even|still))",
    r"\b(?:even|finally|now|at last) (?:i|me|my \w+|a \w+ like me) (?:\w+ )?(?:understood|understand|understands|get it|got it|gets it|can do (?:it|this)|know how)\b|\bfinally (?:\w+ ){0,3}?(?:someone|somebody|a (?:video|tutorial|channel|teacher|guy|person)|an? \w+ (?:video|tutorial|review|explanation)) (?:\w+ ){0,2}?(?:who|that|which|explain\w*)\b|\b(?:i|we) used to (?:be (?:afraid|scared|bad|terrible)|hate|struggle|fail|suck)\b",
    r"\b(?:fixed|solved|repaired|saved|sorted|cured|stopped|passed|aced|rescued|revived|got rid of|unlocked|unclogged|restored)\b.{0,50}\b(?:thanks to|because of|with|after|from|in \w+ minutes?|in seconds|at once|first try|easily)\b|\b(?:problem|issue|bug|error|leak|noise|pain|anxiety|headache)s? (?:\w+ ){0,4}?(?:is|are|was|has been|got)? ?(?:solved|gone|fixed|sorted|history|disappeared|cured)\b(?! worse)|\b(?:thanks to|because of) (?:you|this video|this channel|your \w+)\b.{0,40}\b(?:i|my|we) (?:\w+ )?(?:passed|fixed|saved|can|got|understand|learned|made)\b",
    r"\b(?:it|this|that|yours?|everything) (?:finally |really |actually |just |still )*(?:works?|worked)(?: (?:great|fine|perfectly|like a charm|for me|on the first|the first|first|at once|straight away|right away|!)|[!.]*$)|\b(?:worked|works) (?:on the first try|first try|first time|like a charm|perfectly|flawlessly|straight away|right away)\b|\b(?:alive|working|running) again\b|\b(?:saved?|saves|spared) (?:me|us|my)\b(?! (?:nothing|the trouble of watching))",
    r"\b(?:not|never) (?:a|one|even one) single (?:\w+ )?(?:problem|issue|complaint|fault|boring|dull|wasted|skip|regret|second|minute|crash|scratch)\w*\b|\b(?:no|zero|without(?: any)?|0|free of) (?:\w+ )?(?:problems?|issues?|complaints?|regrets?|lags?|nonsense|blah|bla|bullshit|bs|fuss|fluff|filler|waffle|rambling|clickbait|useless talk|unnecessary talk\w*|beating around)\b(?! (?:solved|fixed))|\b(?:nothing|none) to (?:criti\w+|complain|add|improve|change)\b|\bstraight to the point\b|\b(?:did not|didn'?t|doesn'?t|not) even (?:crack|break|scratch|flinch|slow down)\w*\b|\bforget (?:that )?(?:i am|i'm|i'm even) (?:wearing|using|holding)\b|\b(?:usually|normally|most) .{1,40}\bnot (?:this|yours|here)\b|\b(?:do not|don'?t|nobody) (?:makes? )?(?:\w+ ){0,3}?like (?:this|that|these) any ?more\b",
    r"\b(?:please |pls |plz )?(?:never|don'?t(?: you)?(?: ever)?|do not(?: ever)?) (?:ever )?(?:stop (?:making|doing|uploading|posting|creating|singing|playing|teaching|being|what|these|it)|stop(?=\W*$)|delete (?:this|it)|change|quit|leave|retire)\b(?! (?:my|the (?:subject|topic|channel)|your mind))|^never stop\b",
    r"\b(?:how|why) (?:\w+ )?(?:is|does|do|did|has|have|are|isn'?t|aren'?t|doesn'?t|don'?t|hasn'?t) (?:this|that|it|you|your \w+|nobody|no one|more people|the channel|this (?:channel|video|song|guy|man)|(?:so few|not more) people)\b.{0,30}\b(?:free|only|so (?:few|little|underrated|talented|good)|(?:more|a million|millions of|enough|many) (?:views|subs\w*|likes|attention|people)|underrated|famous|viral|on (?:tv|television|the radio|netflix)|know (?:about )?this|tell me about|just finding|not find\w*)\b|\bwhy (?:am i|did i) (?:only|just) (?:now )?(?:find\w*|discover\w*|see\w*|found)\b",
    r"\b(?:who ?ever|whoever|anyone who|those who|people who|how can (?:\w+ ){0,2}?)(?: ?(?:disliked?|dislikes?|thumbs? down))\b|\b(?:how (?:can|could|do) (?:anyone|anybody|somebody|someone|people|you) (?:even )?(?:dislike|hate|not (?:like|love)))\b|\b(?:nobody|no one|no other \w+|none of the others?) (?:else )?(?:\w+ ){0,3}?(?:like (?:you|this|he|she|her|him|that)|better|as (?:well|good|clear\w*|much))\b|\b(?:does not|doesn'?t|can'?t|cannot|couldn'?t|won'?t) (?:get|be|do|ask for) (?:any |much )?better\b",
    r"\b(?:(?:i|we) (?:cried|teared up|wept|bawled|sobbed|got (?:emotional|teary)|was (?:moved|touched))|(?:made|makes|had|got|brought) (?:me|us) (?:\w+ )?(?:cry|crying|tear up|to tears|teary|weep|emotional)|tears (?:in|of|down|to|rolling)|teary[- ]eyed|happy tears|in the feels|right in the (?:feels|feelings|heart)|broke me|(?:i'?m|not me) (?:not )?crying)\b(?!.{0,20}\b(?:boredom|pain|shame|how bad))",
    r"\b(?:joke|jokes|line|scene|part|face|laugh|bit|comment|humou?r|timing|delivery|this|that|it|he|she|you|editing)\b.{0,30}\b(?:killed|kills|killing|slays|slayed|got|gets|sent|cracked|cracks|cracking) me(?: up| every time| so hard| off)?[!.)]*$|\b(?:scared|frighten\w*) (?:me|us) to death\b.{0,30}\b(?:best|great|good|love|well)\b|\b(?:a|total|absolute|pure|such a) (?:riot|hoot|blast)\b|\bedge of (?:my|the|your) (?:seat|chair)\b|\bjaw (?:is |was |hit |on |dropped ?)+(?:on |to )?(?:the )?(?:floor|ground)?\b",
    r"\b(?:wish|if only) (?:it|this|that|the \w+|these) (?:was|were|would be|could be|had been) (?:longer|twice|never[- ]ending|not over)\b|\b(?:way |far |much )?too short\b.{0,30}\b(?:could|want|watch|listen|more|love|hours)\b|\b(?:could|can|would) (?:have )?(?:watch\w*|listen\w*|read|look\w*|stay\w*) (?:\w+ ){0,5}?(?:for hours|all day|all night|forever|for ever|again|over and over|\d+ (?:times|hours))\b|\b(?:(?:10|ten) out of (?:10|ten)|(?:5|five) out of (?:5|five)|10 ?/ ?10|(?:5|five) stars?)\b|\b(?:time|hours?|minutes?) (?:just )?(?:flew|flies) (?:by|past)\b|\bforgot (?:the|about) (?:the )?time\b",
    r"\b(?:(?:did|do)(?:n'?t| not) (?:expect|think|believe|plan|want)|never (?:thought|expected|imagined)|was(?:n'?t| not) (?:sure|expecting|convinced)|(?:was|were|am) (?:a bit |so |very )?(?:sceptical|skeptical|doubtful|hesitant|afraid|unsure|not convinced)|expected (?:nothing|something boring|it to be))\b.{0,60}\b(?:but (?:i (?:do|did|am|was|love\w*|like\w*|enjoy\w*)|it (?:is|was)|this|wow|damn|now|you|he|she)|i (?:do|am) (?:now )?(?:convinced|impressed|hooked)|now i|(?:is|was) growing on)\b",
    r"\b(?:hasste|gehasst|nie (?:verstanden|kapiert|gemocht)|odiaba|odiava|odiavo|detestais|detestava|nunca (?:entend\w+|compren\w+)|jamais (?:compris|aime)|mai capito)\b.{0,50}\b(?:bis|hasta que|ate|avant|jusqu'a|prima|gracias a|grace a|gracas a|grazie a)\b|\b(?:ohne|sin|sans|sem|senza) (?:dich|ti|toi|voce|te|blabla|blablabla|gelaber|geschwafel|rodeos|rollos|enrolacao|giri)\b|\b(?:kein|null) (?:gelaber|geschwafel|blabla|drumherum)\b|\b(?:problem[ae]?|fehler|problemas?|probleme) (?:\w+ ){0,2}?(?:gelost|behoben|weg|solucionad\w|resuelto|regle|resolu|resolvid\w|risolto)\b|\b(?:resolveu|soluciono|solucionaste|resolvio|regle|a regle) (?:o |el |mon |mi )?(?:meu )?(?:problem\w+)\b",
    r"\b(?:hor(?:t|) (?:bitte )?(?:nie|niemals) auf|(?:bitte )?nie(?:mals)? aufhoren|no (?:cambies|pares|dejes) (?:nunca|jamas|de)|ne (?:change|changez|t'arrete|vous arretez) (?:rien|jamais|pas)|nao (?:pare|mude|para) nunca|non (?:smettere|cambiare|fermarti)(?: mai)?|beim ersten (?:mal|versuch)|a la primera|du premier coup|de primeira|al primo colpo|(?:ohne|keine|kein|sin|sans(?: aucun)?|sem|nenhum|senza|nessun|ningun) (?:ein einziges |einziges )?problem\w*|(?:ne|non) (?:le |la |les )?(?:regrette|rimpiango) (?:pas|rien|niente)?|no me arrepiento|nao me arrependo|bereue (?:nichts|es nicht|den kauf nicht)|(?:so wenige?|tan poc[oa]s|si peu d(?:'|e )|tao pouc[oa]s|cosi poch[ie]) ?(?:abonn\w+|aufrufe|klicks|views|vues|visitas|visualiza\w+|suscriptor\w+|inscrit\w+|likes|iscritti)|eines besseren belehrt|(?:prufung|examen|prova|esame|leben|vida|vie|vita) gerettet|(?:me |nos )?(?:salvaste|salvou|salvo) (?:el |la |mi |a |o |minha |meu )?(?:examen|vida|prova|semestre|dia|curso)|(?:mehr|mas|plus|mais|di piu) (?:davon|de esto|de ca|disso|cosi)|mach(?:t)? weiter so|sig(?:ue|an|e) asi|continue (?:comme ca|assim)|continua cosi|weiter so)\b",
    r"так держать|не останавливай|так мало (?:просмотров|подписчиков|лайков)|без проблем|(?:这么|那么|怎么才)少人|(?:再生数|登録者|視聴者).{0,6}少な|조회수가? .{0,6}(?:적|낮)|проблем\w{0,3} (?:решен|исчез)|наконец-то (?:понятн|кто-то|нормальн|я понял)|без воды|с первого раза|(?:умер|умерл|ржал|ржу|плакал)\w{0,3} (?:со смеху|от смеха|до слез)|笑死|笑(?:尿|喷|哭|到(?:肚子|流泪))|腹筋崩壊|腹筋が|笑いすぎ|泣い(?:た|ちゃ|て)|鳥肌|一発で|解決し(?:まし)?た|やめないで|無駄がな|问题(?:终于)?解决|不废话|没有废话|一次就成功|(?:终于|總算|总算)(?:懂|明白|学会)|배꼽|해결(?:됐|되었|했)|군더더기|한 ?번에 성공|gulmekten oldum|sorunum coz\w+|ilk deneme\w* calis|boyle devam|masalah (?:saya )?(?:teratasi|selesai)|langsung (?:berhasil|bisa)|akhirnya (?:ada|paham|ngerti)|من أول مرة|حلت مشكلت|بدون كلام زائد|استمر",
    r"\b(?:wouldn'?t|would not) change (?:a|one|any)(?: single)? ?(?:thing|bit|second)\b|\b(?:no|not a|isn'?t an?y?) (?:better|finer) \w+ (?:on|in|than|out there|anywhere)\b|\b(?:finally|at last|endlich|(?:por|al) fin|enfin|finalmente|enfim) (?:\w+ ){0,3}?(?:someone|somebody|jemand|einer|alguien|alguem|quelqu'un|qualcuno|verstanden|kapiert|entendi|comprendo|compris|capito|explic\w+|explain\w*|erklar\w*|spieg\w+)\b",
    r"наконец-то|(?:终于|總算|总算)(?:有人|听懂|搞懂|讲)|أخيرا (?:فهمت|شخص|شرح|وجدت)|आखिर(?:कार)? (?:समझ|कोई)",
    # Time that flew, a prize that is due, and watching to the end, in other languages, too.
    r"\b(?:deserves?|deserved|has earned|have earned|merece\w*|merite\w*|merita(?:no)?|verdien\w*|hak edi\w*) (?:\w+ ){0,3}?(?:raise|pay rise|award|bonus|oscar|grammy|emmy|medal|promotion|nobel|prize|statue|aumento|premio|oscars?|augmentation|medaille|orden|preis|gehaltserhohung|zam|odul)\b|\b(?:needs?|should|has|have|ought) to (?:be|get) paid (?:\w+ )?more\b|\bnot paid enough\b",
    r"\b(?:lost track of time|im flug vergangen|wie im flug|(?:se|me|nos) (?:\w+ )?(?:paso|hizo|pasaron) (?:volando|cortisim\w|muy corto)|pass(?:ou|aram) voando|nem (?:vi|senti|percebi) (?:o tempo|a hora|passar)|pas vu (?:le temps )?passer|(?:e|sono) volat[oaie]|zamanin nasil gecti\w+|eine scheibe (?:davon )?abschneiden)\b|(?:пролетел\w*|на одном дыхании|мурашк)|あっという間|時間を忘れ|飛ばさず|スキップせず|시간 ?가는 ?줄|스킵 ?(?:없이|안 ?하고)|一口气看完|一口氣看完|(?:没有?|沒有?)快(?:进|進|轉)|停不下来|百看不厌",
)

#: Wishes and regrets that say what is missing.
SHORTCOMING = _compiled(
    r"\b(?:would|could|might|should)(?:'?ve| have) been (?:so |much |very |really |quite |a bit |also )*(?:nice|helpful|useful|good|great|interesting|better|cool|perfect|awesome)\b|\bwould be (?:nice|great|good) (?:\w+ ){0,8}?(?:for once|could hear|could see|were (?:readable|audible))\b|\b(?:captions|subtitles|timestamps|chapters|links?|sources?|examples?|a (?:\w+ ){0,2}?(?:warning|summary|table|diagram|demo|list)) would (?:be|have been|help)\b|\bwould help if\b",
    r"\b(?:used to|once|in the past) (?:\w+ )?(?:be|was|were|love|like|enjoy|watch|test|care|make|do|explain|show) (?:so |much |very |really |actually )*(?:good|great|fun|funny|better|cool|interesting|amazing|useful|honest|this (?:channel|show|series)|your (?:channel|videos)|it here|things)\b|\bgone downhill\b|\bwent (?:downhill|from \w+ to)\b|\b(?:not|no longer) (?:as|so|the same|what it) (?:good|funny|interesting|as it|it was|used)\b",
    r"\b(?:could|should|would|might)(?:'?ve| have| of) (?:\w+ ){0,2}?(?:done|made|been|explained|shown|said|cut|used|put|told) (?:\w+ ){0,4}?(?:better|shorter|clearer|more|half|louder|slower|in (?:one|two|five|a|\d+) \w+|a better job|nicer)\b|\b(?:lack|lacks|lacking|lacked|misses|missing) (?:\w+ ){0,3}?(?:everything|depth|soul|detail\w*|information|substance|any|all|energy|content|steps?|parts?|point|mark|charm|feeling|sound)\b|\b(?:nothing|hardly anything|not much) (?:new|useful|interesting|happens|learned|special)\b",
    r"\b(?:tried|wanted|hard|difficult|impossible) to (?:like|love|enjoy) (?:it|this|him|her|that|them)\b|\bnot (?:your|his|her|their|the) (?:best|finest|strongest)\b|\b(?:all|so much|after all) (?:that |this |the )?(?:build[- ]?up|hype|waiting|talk|noise|fuss) (?:and |for )(?:this|that|nothing|so little)\b|\bcame (?:here )?for .{1,40} (?:and|but) (?:i )?(?:got|found|all i got|left with)\b|\b(?:get|buy|use|invest in) (?:yourself )?a (?:better|decent|proper|real|new) (?:mic\w*|camera|editor|tripod|translator|narrator)\b|\b(?:this|that|the \w+|him|her),? not so much\b",
    r"\blet (?:him|her|them|the (?:man|woman|guest|guy|girl|poor \w+|other \w+)) (?:speak|talk|finish|answer|say|get a word)\b|\b(?:less|fewer) (?:talking|talk|music|ads|jokes|effects|zoom\w*|cuts|intro|chatter|politics|shouting|sound effects|drama|hype)\b|\bmore (?:cooking|content|substance|facts|action|playing|music),? (?:and )?less\b|\b(?:feels?|sounds?|looks?|seems?) like (?:you (?:just |only )?(?:read|copied|made this in|don'?t|didn'?t|want)|an? (?:\w+ )?(?:ad|advert\w*|commercial|toy|infomercial|robot|prank|scam))\b",
    r"\b(?:where|when|why) (?:exactly |the \w+ )?(?:is|are|was|will|does|do|did) (?:you |the |this |it |they )?(?:\w+ ){0,5}?(?:answer|actual|test|recipe|demo|demonstration|result|fix|fixed|finally|still not|supposed to|point|start|upside down)\b.{0,20}$|\bsays? (?:it'?s|it is|that it'?s) (?:so )?\"?easy\"?\b.{0,30}\bwithout\b|\b(?:ten|five|two|\d+) things without explain\w+|\bwithout (?:ever |even |really )*(?:explaining|showing|saying|telling|testing|mentioning)\b|\b(?:skip|skipped|forgot|forget|left out) the (?:\w+ )?(?:important|main|hard|interesting|key|crucial|best|actual) (?:\w+ )?(?:part|step|bit|thing|point)s?\b",
    r"\b(?:langsamer|lauter|deutlicher) (?:sprechen|reden|bitte)\b|\b(?:mas|mais|plus|moins|piu) (?:despacio|lento|alto|devagar|lentement|doucement|fort|vite|piano|lentamente)\b.{0,15}\b(?:por favor|porfa|s'il|stp|svp|per favore|pls)\b|\b(?:hab(?:la|le|len)|fal(?:a|e|em)|parl(?:a|e|ez|ate)|parler) (?:\w+ )?(?:mas|mais|plus|moins|piu) (?:despacio|lento|devagar|lentement|fort|vite|piano|lentamente|alto)\b",
    r"\b(?:(?:hatte|habe|hab) (?:mir )?mehr (?:erwartet|erhofft)|(?:me )?espera(?:ba|va) (?:mas|mais|algo)|m'attendais a (?:mieux|plus|autre)|mi aspettavo (?:di piu|altro|meglio)|bei mir (?:geht|klappt|funktioniert|sturzt|lauft) .{0,20}(?:nicht|trotzdem|ab)|(?:a mi |aqui |pra mim )?(?:no|nao|non) (?:me )?(?:funcion\w+|funziona)|(?:ca )?(?:ne )?(?:marche|fonctionne) pas|(?:link|enlace|lien) .{0,12}(?:geht nicht|kaputt|no funciona|mort|nao funciona)|fruher wart ihr|c'etait mieux avant|antes (?:era|eran|eras) (?:mejor|mejores|melhor\w*)|(?:nichts|nada|rien|nulla|niente) (?:\w+ )?(?:neues|nuevo|nouveau|novo|nuovo|gelernt))\b",
    r"\b(?:demasiad[ao]s?|muit[ao]|tropp[ao]|trop de|zu viel|kebanyakan|cok fazla|terlalu banyak) (?:publicidad|anuncios|propaganda|pubs?|pubblicita|werbung|iklan|reklam)\b|\bterlalu (?:cepat|lama|panjang)\b|\bdaha (?:fazlasini|iyisini) bekl\w+|期待(?:外れ|はずれ)|기대 ?이하|광고.{0,5}많|広告.{0,3}多|广告太多|もっとゆっくり|もう少し(?:ゆっくり|大きな声)|(?:говорите|говори) (?:помедленнее|медленнее|громче)|ожидал\w? (?:больше|лучше)|у меня не (?:работает|получ)|слишком много рекламы|раньше .{0,20}(?:лучше|интереснее)|(?:إعلانات|اعلانات) كثيرة|كنت أتوقع (?:أفضل|أكثر|المزيد)|有点失望|说了半天|時間返して|時間の無駄",
)

#: Thanks to the author. In a long comment they outweigh the troubles of the story that they end: of 217 long YouTube
#: comments with them 191 are positive.
THANKS = _compiled(
    r"\b(?:thanks?(?: you)?|thx|appreciate) (?:so (?:very )?much|very much|a (?:lot|million|ton)|for (?!nothing|wasting|the (?:laugh|warning))|everyone here|from )\b|\bthank (?:you|u)\b|\bthanks to (?:you|this|your)\b",
    r"\b(?:(?:vielen|herzlichen|tausend|besten|lieben) dank|danke (?:dir |euch |ihnen )?(?:fur|dass|von)|dank (?:dir|euch|deine\w|eure\w)|(?:muchas|mil|muchisimas) gracias|gracias (?:a ti|a usted|a vosotros|por)|merci (?:beaucoup|infiniment|mille|pour|a (?:toi|vous))|grace a (?:toi|vous|ta|tes|votre|vos)|(?:muito|muitissimo) obrigad[oa]|obrigad[oa] (?:por|pela|pelo|mesmo)|gracas a (?:voce|ti|seu)|grazie (?:mille|di|per|a te|infinite)|dank ?je ?wel|bedankt|hartelijk dank|dzieki|dziekuje|tesekkur\w*|sagolun?|razi olsun|terima kasih|makasih)\b",
    r"спасибо|благодар(?:ю|им|на|ен)|谢谢|謝謝|感谢|感謝|多亏|ありがとう|おかげ|감사(?:합|드|해)|고맙|덕분|شكرا|شكر(?:اً|ا) لك|جزاك|धन्यवाद|शुक्रिया|ขอบคุณ",
)

_PRAISING = re.compile(
    r"\b(?:thanks?|thank (?:you|u)|thx|ty|appreciate|love\w*|liked?|nice|great|good|beautiful\w*|interesting|amazing|awesome|big fan|brilliant|fantastic|cool|lovely|wonderful|excellent|best|perfect\w*|fun|funny|helpful|useful|clear|well|gorgeous|enjoy\w*|impress\w*|convinced|worth|happy|glad|better"
    r"|danke|schon\w*|super|toll\w*|gut\w*|klasse|gracias|bonit\w+|buen\w*|genial\w*|bien|excelente|merci|joli\w*|beau|belle|obrigad[oa]|legal|b(?:om|oa)|otim[oa]|grazie|bell[oaie]|ottim[oa]|tesekkur\w*|guzel|bagus|makasih|terima kasih)\b"
    r"|спасибо|хорош|отличн|красив|谢谢|好看|不错|很好|喜欢|ありがと|良い|いい|すごい|好き|감사|좋|شكرا|جميل|رائع"
)
_TURN = re.compile(
    r"\b(?:but|however|although|though|except|apart from|besides|sadly|unfortunately|too bad|shame|pity|aber|leider|schade|pero|lastima|dommage|peccato|tapi|sayangnya)\b|[,.;] ?(?:mais|mas|ma|ale|maar|no|pena|но) |\b(?:ama|par contre|sin embargo|porem|so que|jammer|szkoda|nhưng)\b|\bа жаль|жаль"
    r"|但|不过|不過|可惜|でも|けど|のに|残念|하지만|지만|는데|은데|아쉽|(?:^|\s)(?:و?لكن|بس)\s|(?:^|\s)(?:लेकिन|मगर)\s|แต่"
)
#: Longer texts have more to say than what is before and after their first "but".
_MAX_TURNED_CHARS = 100
#: Praise that a "but" takes back, and doubt that it lifts.
_TAKEN_BACK, _LIFTED = (1.3, 0.6, -1.9), (-0.9, 0.0, 0.9)

#: Exclamations that people call out in joy and in anger alike; the whole text.
_EXCLAMATIONS = word_set(
    """
    damn damnn dammit dang shit shiit fuck fuuck fck fuk wtf omg omfg god gosh jesus christ hell bruh bro dude man boi sheesh
    holy crap oh my what the ok okay first second third early me too same here hmm hm uh uhh um wait bloody heck hi hello hey yo wow crazy insane wild sick savage
    scheisse scheiße verdammt krass alter mann ey mierda joder hostia ostia cono coño dios madre mia mía santo putain merde mon dieu
    purée puree oh la bordel caralho porra nossa meu deus caramba puta que pariu eita cazzo mamma mia
    """
)
MAX_EXCLAMATION_WORDS = 4


@dataclass(frozen=True)
class Evidence:
    """What one type of wording adds to the logits of negative, neutral and positive; set by hand."""

    wordings: Alternatives
    logits: tuple[float, float, float]


_EVIDENCE_OF_ANY_LENGTH = (
    Evidence(PRAISE, (-1.0, 0.0, 1.1)),
    Evidence(CRITICISM, (1.3, 0.0, -1.3)),
    Evidence(COMPARISON, (0.0, 0.8, -0.7)),
    Evidence(SOUND, (2.2, 0.4, -3.3)),
)
#: In longer texts such a phrase is one among others, and the classifiers have enough to read.
_MAX_SHORT_CHARS = 120
_EVIDENCE = (
    *_EVIDENCE_OF_ANY_LENGTH,
    Evidence(IRONY, (2.4, 0.3, -2.8)),
    Evidence(RELIEF, (-2.4, 0.0, 1.8)),
    Evidence(SHORTCOMING, (1.7, 0.8, -2.5)),
    Evidence(RIVAL, (0.9, 1.8, -2.6)),
)

#: From so many characters on; Chinese, Japanese and Korean say as much in half of them.
_FEWEST_LONG_CHARS, _FEWEST_LONG_UNSPACED_CHARS = 250, 125
_EVIDENCE_OF_LONG_TEXTS = (*_EVIDENCE_OF_ANY_LENGTH, Evidence(THANKS, (-0.9, 0.0, 0.9)))


def evidence(text: str) -> arrays.Float32s:
    """Return what the wordings of ``text`` add to the logits of negative, neutral and positive."""
    plain = questions.plain(text)
    found = [one.logits for one in _kinds_for(plain) if one.wordings.occur_in(plain)]
    if (turned := _turn(plain)) is not None:
        found.append(turned)
    return np.sum(found, axis=0, dtype=np.float32) if found else np.zeros(3, dtype=np.float32)


def _kinds_for(plain: str) -> Sequence[Evidence]:
    if len(plain) <= _MAX_SHORT_CHARS:
        return _EVIDENCE
    is_dense = len(plain.encode()) > 2 * len(plain)
    is_long = len(plain) >= (_FEWEST_LONG_UNSPACED_CHARS if is_dense else _FEWEST_LONG_CHARS)
    return _EVIDENCE_OF_LONG_TEXTS if is_long else _EVIDENCE_OF_ANY_LENGTH


def _turn(plain: str) -> tuple[float, float, float] | None:
    """Return what a "but" adds; None where there is none, praise on both sides or on neither, or much text."""
    parts = _TURN.split(plain, maxsplit=1) if len(plain) <= _MAX_TURNED_CHARS else []
    if len(parts) < 2:
        return None
    before, after = (_PRAISING.search(part) is not None for part in parts)
    if before == after:
        return None
    return _TAKEN_BACK if before else _LIFTED


def turns(plain: str) -> bool:
    """Return whether a text, as ``questions.plain`` returns it, is short and holds a "but"."""
    return len(plain) <= _MAX_SHORT_CHARS and _TURN.search(plain) is not None


def praises_something_else(plain: str) -> bool:
    """Return whether a text, as ``questions.plain`` returns it, is short and praises a rival or an older version."""
    return len(plain) <= _MAX_SHORT_CHARS and RIVAL.occur_in(plain)


def is_ambiguous(text: str) -> bool:
    """Return whether ``text`` has a wording of praise and blame alike."""
    return AMBIGUOUS.occur_in(questions.plain(text))


def is_exclamation(words: Sequence[str]) -> bool:
    """Return whether a text has no words but exclamations that may be joy or anger, or a greeting."""
    return 0 < len(words) <= MAX_EXCLAMATION_WORDS and all(word in _EXCLAMATIONS for word in words)
