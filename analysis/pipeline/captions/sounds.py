"""Sound marks of captions: ``[Music]``, ``（拍手）``, ``*gasps*``. They are not spoken.

A bracket is a sound mark if all its words are known ones, or if it is short and stands between sentences. Other
brackets hold what is said or an editor's guess: "200 livres [87kg]", "[in the water?]".
"""

import re
from collections.abc import Sequence

from analysis.pipeline.nlp.words.word_lists import word_set

#: YouTube's mask for a swear word. It is spoken, so it stays, as one word.
BLEEP = "[__]"
_BLEEP = re.compile(r"\[\s*_+\s*\]")
_MASKED = "\x01"
#: Japanese captions write a wave beside a note, "♪〜".
_NOTES = re.compile("[〜～~]{0,3}[♩♪♫♬🎵🎶]+[〜～~]{0,3}")
#: A bracket right after a letter of a programming language is text: ``list[int]``, ``play(song)``.
_MARK = re.compile(
    r"(?<![A-Za-z0-9_\])])(?:\[([^\[\]\n]{1,80})\]|\(([^()\n]{1,80})\)|\{([^{}\n]{1,80})\})"
    r"|（([^（）\n]{1,80})）|［([^［］\n]{1,80})］|【([^【】\n]{1,80})】|〔([^〔〕\n]{1,80})〕|｛([^｛｝\n]{1,80})｝"
    r"|(?<![\w*])\*([^*\n]{1,80})\*(?![\w*])"
)
#: Marks of square brackets, which describe far more often than they quote.
_SQUARE = frozenset("[［【〔")
_WORD = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e\u064b-\u0652])*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]")
#: What a sound mark does not contain unless its words are known: figures, quotes, a question, the end of a sentence.
_SAID = re.compile(r"[\d?？!！.。…؟\"“”„«»「『]|:\s*\S")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:：\"'”’»)\]}）］】〕]\s*$")
_SENTENCE_OPENING = " \t\"'“‘«¿¡-–—"
#: Characters before and after a mark that show whether a sentence ends and begins there.
_CONTEXT = 60
#: Words of an unknown mark that stands alone, at most.
_MOST_WORDS = {"square": 8, "other": 4}
_MOST_UNSPACED_LETTERS = 14

#: Words for sounds in 35 languages with spaces between words; ``*`` stands for any ending.
_MUSIC = word_set(
    """
    music musica* músic* musik* musiqu* muziek* muzyk* muziká muzic* muzik* müzi* hudb* hudob* zene* glazb* glasb*
    musiikk* музык* музик* μουσικ* موسيق* موسیق* מוזיק* संगीत* সঙ্গীত* সংগীত* இசை* సంగీత* സംഗീത* ಸಂಗೀತ* nhạc 음악* 노래*
    singing sings chanting chants gesang singt chante chant chants canta cantando canto zang sång sången śpiew* zpěv*
    поёт поет поют пение співа* спів غناء שירה humming hums hum jingle melody melod* мелод*
    """
)
_LAUGHTER = word_set(
    """
    laugh laughs laugh* giggl* chuckl* snicker* lach lachen lacht lachend gelächter gelach skratt* latter nauru*
    naura* śmiech* śmiej* smích* směje* smiech* nevet* râs râsete смех* смях* смее* смеё* смеют* сміх* сміє* сміют*
    γέλι* γελ* gülü* gülme* gülüş* kahkaha* ضحك* يضحك* خنده* צחוק* צוחק* हंस* हँस* হাস* சிரிப்* నవ్వు* cười tawa
    tertawa ketawa 웃음* rires rire rit rient risas risa ríe ríen risos riso risadas risada risata risate ride ridono
    хохо* smijeh*
    """
)
_SOUNDS = (
    _MUSIC
    | _LAUGHTER
    | word_set(
        """
    applau* aplau* apla applåd* bifald klapp klatsch* klatschen klap klappen taputuks* oklask* brawa potlesk*
    pljesak* аплод* ръкопляск* оплес* оваці* оваци* χειροκρ* alkış* تصفيق تشویق מחיא* तालि* তালি* கைதட்ட* చప్పట్ల*
    tepuk 박수* clapping claps cheer cheers cheering cheerful jubel* ovation* ovaci* acclam* vítores hurra 환호* هتاف*
    silence silencio silêncio silenzio stille stilte tystnad cisza ticho csend tăcere тишина тиша мовчання σιωπή
    sessizlik صمت سكوت שקט 침묵 inaudib* inaudível unintelligible indistinct* crosstalk incompréhensible
    unverständlich* неразборчив* нерозбірлив* sigh sighs sighing seufz* soupir* suspir* вздыха* вздох* зітха* 한숨*
    gasp gasps gasping cough coughs coughing hust hustet husten toux tousse tose кашел* кашля* 기침* sneez* sniff*
    snort* sob sobs sobbing weep weeps weeping crying cries weint weinen pleure* pleurs llanto llora* choro chora*
    плач* плаче* 울음* scream* screech* shriek* schreie schreit crie cris grita* gritos крик* кричит* кричать 비명*
    shout* yell yells yelling whisper* flüster* chuchot* susurr* шепч* шёпот* шепот* groan* grunt* moan moans moaning
    exhal* inhal* yawn* burp* snor* throat räusper* whistl* pfeif* siffl* silbido* свист* hiccup* breath* pant pants
    panting scoff* tsk
    slams slamming bangs banging thud* creak* rustl* clatter* clink* rattl* buzz* beeps beeping honks honking rings
    ringing ringtone bark barks barking meow* chirp* tweet* rumbl* thunder* footsteps explosion* explodes gunshot*
    gunfire siren sirens knocks knocking splash* shatters shattering squeak* squeal* whoosh* whirr* revving sizzl*
    """
    )
)
#: Words that describe a sound further.
_DESCRIPTIONS = word_set(
    """
    a an the and of in on at to by with for from both all two some upbeat soft softly dramatic tense gentle gently loud
    loudly quiet quietly slow fast sad happy ominous eerie playing plays play continues continue stops ends
    begins starts fades fading out background intro outro theme piano guitar drum drums rock jazz electronic ambient
    audience crowd crowds people man woman men women boy girl child children baby male female speaker voice voices
    distance distant faint faintly muffled lightly heavily nervously light nervous heavy clears clearing his her their
    phone telephone cell dog cat bird birds wind rain doo* glass car engine bell alarm
    breaking continued general scattered polite and more
    wild wildly publikum du de des la le les el los las der die das den im und et y e i en em do os da dans na w u
    fond fondo hintergrund foule público pubblico publique public salle sala zaal зал зале в из из-за
    énergique douce suave dramática dramatique leise laute spielt joue suena suenan toca играет звучит
    """
)
#: The parts of sound marks in languages without spaces.
_UNSPACED_SOUND = (
    "音楽|音乐|音樂|歌声|歌聲|歌唱|拍手|掌声|掌聲|鼓掌|歓声|喝采|欢呼声|歡呼聲|欢呼|歡呼|爆笑|苦笑|笑い声|笑い|笑声|笑聲|大笑|笑|沈黙|無音|无声"
    "|静音|溜息|ため息|叹气|嘆氣|咳嗽|咳|泣き声|哭泣|哭声|悲鳴|尖叫|口哨|口笛|電話の音|电话铃声|電話鈴聲|鐘の音|钟声|铃声|雷鳴|雷声|足音|脚步声|銃声|枪声"
    "|ดนตรี|เพลง|ปรบมือ|หัวเราะ|เงียบ|ร้องไห้|ร้องเพลง|ດົນຕີ|ຕົບມື|ຫົວເລາະ|តន្ត្រី|សំណើច|ទះដៃ|ဂီတ|ရယ်သံ|လက်ခုပ်"
)
_UNSPACED_DESCRIPTION = (
    "観客|会場|客席|観衆|观众|觀眾|全場|全场|場内|场内|一同|背景|轻快|輕快"
    "|的|の|が|と|する|流れる|响起|響起|声|聲|音(?![楽乐樂])|เสียง|ผู้ชม|[\\s・、，,/]"
)
_UNSPACED_MARK = re.compile(
    rf"\A(?>(?:{_UNSPACED_DESCRIPTION})*)(?>(?:{_UNSPACED_SOUND})+)(?>(?:{_UNSPACED_SOUND}|{_UNSPACED_DESCRIPTION})*)"
)
_MUSIC_UNSPACED = re.compile("[♩♪♫♬🎵🎶]|音楽|音乐|音樂|歌|ดนตรี|เพลง|ດົນຕີ|តន្ត្រី|ဂီတ")
_LAUGHTER_UNSPACED = re.compile("笑|หัวเราะ|ຫົວເລາະ|សំណើច|ရယ်သံ")
#: Which music is played, as American captions state it: ``[MUSIC - ANN LEE, "HOME"]``.
_PLAYED = re.compile(r"\A\s*+([^\W\d_]++)\s*+(?:[-–—:]|(?=[\"“]))\s*+\S")
#: Letters of the longest ending of a word in these lists.
_LONGEST_ENDING = 6


def remove(lines: Sequence[str]) -> list[str]:
    """Return the lines of a cue without sound marks and notes; a line that held nothing else is blank."""
    masked = [_BLEEP.sub(_MASKED, line) for line in lines]
    return [
        _without_marks(line, masked[place - 1] if place else "", masked[place + 1] if place + 1 < len(lines) else "")
        .replace(_MASKED, BLEEP)
        .strip()
        for place, line in enumerate(masked)
    ]


def kinds(text: str) -> frozenset[str]:
    """Return what the sound marks in ``text`` say: ``music``, ``laughter``."""
    marked = [mark[0] for mark in _MARK.finditer(text) if _is_sound(_content(mark))] + _NOTES.findall(text)
    words = {word for mark in marked for word in _WORD.findall(mark.casefold())}
    found = set()
    for kind, listed, unspaced in (
        ("music", _MUSIC, _MUSIC_UNSPACED),
        ("laughter", _LAUGHTER, _LAUGHTER_UNSPACED),
    ):
        if any(_is_listed(word, listed) for word in words) or any(map(unspaced.search, marked)):
            found.add(kind)
    return frozenset(found)


def _without_marks(line: str, before: str, after: str) -> str:
    """Return ``line`` without its sound marks; ``before`` and ``after`` are the lines around it."""
    text = _NOTES.sub(" ", line)
    if text != line and _is_sound(text):
        return ""
    is_alone = not any(char.isalnum() or char == _MASKED for char in _MARK.sub(" ", text))

    def replace(mark: re.Match[str]) -> str:
        left = text[max(0, mark.start() - _CONTEXT) : mark.start()].strip() or before
        right = (text[mark.end() : mark.end() + _CONTEXT].strip() or after).lstrip(_SENTENCE_OPENING)
        ends = not left or _SENTENCE_END.search(left) is not None
        begins = not right or right[0].isupper() or (is_alone and not right[0].islower())
        if not _is_sound(_content(mark)) and not (ends and begins and _may_be_sound(mark)):
            return mark[0]
        return "" if _UNSPACED.match(left[-1:]) and _UNSPACED.match(right) else " "

    return _MARK.sub(replace, text)


def _content(mark: re.Match[str]) -> str:
    return next(filter(None, mark.groups()), "")


def _is_sound(text: str) -> bool:
    """Return whether all words of ``text`` are known from sound marks, and one of them is a sound; or it has none."""
    if _UNSPACED.search(text):
        return bool(_UNSPACED_MARK.fullmatch(text.strip()))
    played = _PLAYED.match(text)
    if played is not None and text.isupper() and _is_listed(played[1].casefold(), _MUSIC):
        return True
    words = _WORD.findall(text.casefold())
    if not words:
        return not any(map(str.isalnum, text)) and _MASKED not in text
    known = [_is_listed(word, _SOUNDS) for word in words]
    return any(known) and all(
        is_known or _is_listed(word, _DESCRIPTIONS) for word, is_known in zip(words, known, strict=True)
    )


def _is_listed(word: str, listed: frozenset[str]) -> bool:
    """Return whether a word is in a list, by itself or as a beginning with ``*``."""
    shortest = max(1, len(word) - _LONGEST_ENDING)
    return word in listed or any(word[:end] + "*" in listed for end in range(shortest, len(word) + 1))


def _may_be_sound(mark: re.Match[str]) -> bool:
    """Return whether a mark of unknown words can be a sound where it stands alone."""
    content = _content(mark)
    if _is_sound(content):
        return True
    if mark[0][0] == "{" or _SAID.search(content) or _MASKED in content:
        return False
    if _UNSPACED.search(content):
        return len(content) <= _MOST_UNSPACED_LETTERS
    return len(content.split()) <= _MOST_WORDS["square" if mark[0][0] in _SQUARE else "other"]
