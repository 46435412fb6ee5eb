"""Wordings that the classifiers misread, as data: idioms, comparisons, single exclamations.

"Had me in stitches" is praise in the words of an accident, "what could go wrong" is alarm in the words of calm, and
"the old one was better" praises something else. Texts are those of ``questions.plain``: in lower case, Latin letters
without accents. Every pattern has bounded gaps, so that its time is linear.
"""

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
)

#: Praise of something else than what is shown: the older one, a rival.
RIVAL = _compiled(
    rf"\b(?:the|your|his|her|their) {_OLD} (?:\w+ ){{0,3}}(?:was|were|is|are|looked|looks|sounded|sounds|felt|worked|works|had) (?:\w+ )?{_MORE}{_BETTER}\b",
    rf"\b(?!this\b|that\b|it\b|it's\b|yours?\b|these\b|you\b|no|what)\w+(?:'s)? (?:is|are|was|were|does|did|works?|looks?|sounds?) {_MORE}{_BETTER}(?: \w+)? than {_THIS}\b",
    rf"\b(?:prefer|preferred|miss) the {_OLD}\b|\b(?:liked?|loved?) the {_OLD} .{{1,25}}\b(?:better|more)\b|\bbring back the\b|\b(?:was|were) {_MORE}better (?:before|back then|in the past|in the old)\b|\bused to be {_MORE}(?:better|good|great|fun|funny|cool)\b",
    r"\b(?:beats|destroys|smokes|crushes|outperforms|outclasses) (?:this|that)\b|\bblows (?:this|that|it) (?:away|out)\b|\bputs (?:this|that|it) to shame\b|\bgo (?:watch|buy|check|get|see) .{1,30} instead\b|\binstead of this\b|\b(?:would|i'?d) rather (?:have|buy|watch|get|see|listen)\b|\bway better (?:ones?|alternatives?|options?|channels?|tutorials?) out there\b",
    r"\b(?:das|die|der) (?:alte|altere|vorherige|erste|andere)\w* .{0,25}(?:besser|schoner)\b|\b(?:el|la|los|las) (?:viej|anterior|antigu|primer|otr)\w* .{0,25}(?:mejor|mejores)\b|\bl[ea']s? ?(?:ancien|precedent|premier|autre|original)\w* .{0,25}(?:mieux|meilleure?s?)\b|\b[oa]s? (?:antig|anterior|primeir|outr|velh)\w* .{0,25}melhor(?:es)?\b",
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

#: Exclamations that people call out in joy and in anger alike; the whole text.
_EXCLAMATIONS = word_set(
    """
    damn damnn dammit dang shit shiit fuck fuuck fck fuk wtf omg omfg god gosh jesus christ hell bruh bro dude man boi sheesh
    holy crap oh my what the ok okay first second third early me too same here hmm hm uh uhh um wait bloody heck hi hello hey yo wow crazy insane wild sick savage
    scheisse scheiße verdammt krass alter mann ey mierda joder hostia ostia cono coño dios madre mia mía santo putain merde mon dieu
    purée puree oh la bordel caralho porra nossa meu deus caramba puta que pariu eita cazzo mamma mia
    """
)
_MAX_EXCLAMATION_WORDS = 4


@dataclass(frozen=True)
class Evidence:
    """What one type of wording adds to the logits of negative, neutral and positive; set by hand."""

    wordings: Alternatives
    logits: tuple[float, float, float]


_EVIDENCE = (
    Evidence(PRAISE, (-1.0, 0.0, 1.1)),
    Evidence(CRITICISM, (1.3, 0.0, -1.3)),
    Evidence(RIVAL, (1.2, 0.8, -1.8)),
    Evidence(COMPARISON, (0.0, 0.8, -0.7)),
    Evidence(SOUND, (2.2, 0.4, -3.3)),
)


def evidence(text: str) -> arrays.Float32s:
    """Return what the wordings of ``text`` add to the logits of negative, neutral and positive."""
    plain = questions.plain(text)
    found = [np.array(one.logits, dtype=np.float32) for one in _EVIDENCE if one.wordings.occur_in(plain)]
    return np.sum(found, axis=0, dtype=np.float32) if found else np.zeros(3, dtype=np.float32)


def is_ambiguous(text: str) -> bool:
    """Return whether ``text`` has a wording of praise and blame alike."""
    return AMBIGUOUS.occur_in(questions.plain(text))


def is_exclamation(words: Sequence[str]) -> bool:
    """Return whether a text has no words but exclamations that may be joy or anger, or a greeting."""
    return 0 < len(words) <= _MAX_EXCLAMATION_WORDS and all(word in _EXCLAMATIONS for word in words)
