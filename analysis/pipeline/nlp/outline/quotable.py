"""Quotability of a sentence: whole, self-contained, informative and fluent."""

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from analysis.pipeline.nlp.sentences import fragments, line_ends, quotations
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens, word_lists

#: Sentences with fewer or more words are never quoted.
_FEWEST_WORDS = 6
_MOST_WORDS = 45
#: The same in characters, for words without end.
_MOST_CHARACTERS = 1_000
#: Below this many words the score falls in proportion: centrality alone favours short sentences.
_FULL_WORDS = 14
#: Share of these in languages whose words have many parts: "we will make kimchi" has two in Korean.
_SHARE_OF_WORDS = {"ko": 0.6, "tr": 0.7, "fi": 0.7, "hu": 0.7}
#: Factor for a sentence that depends on the one before it ("They did it because of that").
_DEPENDENT = 0.5
#: Factor for a question or a call to the audience: it makes no claim.
_NO_CLAIM = 0.6
#: Factor for an incomplete sentence, or one that ends where no sentence ends ("because of the").
_INCOMPLETE = 0.3
#: Factor for a subordinate clause without its main clause, for a part of a question, and for a call to subscribe or
#: to comment: quoted only where a section has nothing else.
_FRAGMENT = 0.05
#: Below this score a sentence is quoted only where there is nothing else.
LEAST_QUOTABLE = 0.1
#: Calls to subscribe and to comment, and greetings at the beginning.
_CALL = re.compile(
    r"""
    \b(?:
        subscribe(?!rs?\b) | (?:in|on)\ the\ comments | suscr[ií]b(?:e|a|i) | inscreva | abonnez | abonniert?\b
        | iscrive(?:tevi|rvi) | iscriviti | abone\ ol | kanala\ abone | abonneer | subskrybuj
        | подпи(?:шитесь|сывайтесь) | підпи(?:шіться|суйтесь)
        | (?:los|tu|un)\ comentarios? | nos\ comentários | les\ commentaires | (?:die|den)\ kommentare?n?
        | (?:nei|un)\ comment[io] | (?:в|у)\ ком+ентар[иія]я?х | yorumlar(?:da|a|ınızı) | kolom\ komentar
        | komentarzach | de\ reacties | đăng\ ký\ kênh | bình\ luận\ nhé | để\ lại\ bình\ luận
    )
    | सब्सक्राइब | कमेंट | اشترك | التعليقات | 구독 | 댓글 | チャンネル登録 | コメント欄 | ぜひ教えて | 高評価
    | 订阅我?|訂閱|点个?(?:赞|关注)|點個?(?:讚|關注)|评论区|留言告诉|กดติดตาม|คอมเมนต์|กดไลก์
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GREETING = re.compile(
    r"\A\W*+(?:hola|olá|oi|bonjour|salut|hallo|servus|ciao|привет|здравствуйте|привіт|вітаю|merhaba|selam|halo|cześć"
    r"|xin chào|नमस्ते|مرحبا|السلام عليكم|안녕|こんにちは|皆さんこんにちは|大家好|สวัสดี)",
    re.IGNORECASE,
)
#: The first word of a sentence, and the share of sentences that begin with a capital where all should.
_FIRST_WORD, _CAPITALISED_SHARE = re.compile(r"[^\W\d_]{1,40}"), 0.75
_COMMA = re.compile(r",(?!\d)")
#: Marks after which a sentence goes on, and those before which it began, in any script.
_CONTINUED = re.compile(r"(?:[,;:，、；：،؛…–—]|\.\.)[\"'”’»)]*\s*$|^\s*[\"'“‘«(]*(?:[,，、،…]|\.\.)")
#: Loss for each disfluency ("uh", "the the") and each hedge ("I guess"), and the lowest factor that results.
_DISFLUENCY_LOSS = 0.15
_LEAST_FLUENCY = 0.4
#: Longest run of words whose immediate repetition counts as a disfluency.
_LONGEST_REPEAT = 3
#: Factor for a sentence that begins with an exclamation ("Oh, yeah, ...").
_EXCLAMATION = 0.85
#: Number of first words in which a third-person pronoun has no antecedent.
_OPENING = 4
#: Factor for a sentence of mostly stop words ("I mean it is what it is"), and the share of content words below which.
_SMALL_TALK = 0.5
_CONTENT_SHARE = 0.2


def quotability_score(sentence: Sentence, language: str | None) -> float:
    """Return how quotable the form of a sentence is, 0 to 1; 0 if it must not be quoted."""
    share = _SHARE_OF_WORDS.get(languages.base(language) or "", 1.0)
    if not share * _FEWEST_WORDS <= sentence.words <= _MOST_WORDS or len(sentence.text) > _MOST_CHARACTERS:
        return 0.0
    return min(1.0, sentence.words / (share * _FULL_WORDS)) * form_score(sentence, language)


def form_score(sentence: Sentence, language: str | None) -> float:
    """Return how whole, self-contained and fluent a sentence of any length is, 0 to 1; 0 without words."""
    words = tokens.tokens(sentence.text)
    if not words:
        return 0.0
    opening = list(dropwhile((word_lists.HESITATIONS | word_lists.INTERJECTIONS).__contains__, words))
    score = _EXCLAMATION if len(opening) < len(words) else 1.0
    # Without what is contracted with it: "it's", "that'll".
    first = {word.partition("'")[0] for word in opening[:1]}
    depends_on_previous = not word_lists.DEPENDENT_OPENERS.isdisjoint(first)
    depends_on_previous |= tuple(opening[:2]) in word_lists.DEPENDENT_BEGINNINGS
    depends_on_previous |= not word_lists.THIRD_PERSON_PRONOUNS.isdisjoint(opening[:_OPENING])
    score *= _DEPENDENT if depends_on_previous else 1.0
    is_question = sentence.text.rstrip().endswith(("?", "？", "؟"))
    addresses_audience = _GREETING.match(sentence.text) or not word_lists.AUDIENCE_ADDRESS.isdisjoint(words)
    score *= _NO_CLAIM if is_question or addresses_audience else 1.0
    score *= _FRAGMENT if _CALL.search(sentence.text) else 1.0
    score *= _INCOMPLETE + (1 - _INCOMPLETE) * sentence.whole
    # Where punctuation is complete, a comma ends the subordinate clause.
    if languages.base(language) == "en" and not is_question and not _COMMA.search(sentence.text):
        score *= _FRAGMENT if fragments.is_fragment(words) else 1.0
    is_cut = words[-1] in word_lists.NEVER_LAST or _CONTINUED.search(sentence.text) is not None
    is_cut |= quotations.is_cut(sentence.text)
    if languages.base(language) == "th":
        is_cut |= line_ends.goes_on_thai(sentence.text) or line_ends.never_ends_thai(sentence.text)
    score *= _INCOMPLETE if is_cut else 1.0
    hedges = sum(pair in word_lists.HEDGES for pair in pairwise(words))
    score *= max(_LEAST_FLUENCY, 1 - _DISFLUENCY_LOSS * (count_disfluencies(words) + hedges))
    content = tokens.content_words(sentence.text, language)
    # Repeated content words lower the score: "I took a picture of her taking a picture of it".
    score *= len(set(content)) / max(1, len(content))
    return score * (_SMALL_TALK if len(content) < _CONTENT_SHARE * len(words) else 1.0)


def capitalisation_factors(texts: Sequence[str]) -> list[float]:
    """Return a factor for each sentence: less for one that begins small where others begin with a capital.

    Captions put a full stop or a capital in the middle of a sentence: the rest of it does not stand alone.
    """
    first_words = [found[0] if (found := _FIRST_WORD.search(text)) else "" for text in texts]
    small, capital = (sum(map(is_case, first_words)) for is_case in (str.islower, _is_capitalised))
    if capital < _CAPITALISED_SHARE * (capital + small):
        return [1.0] * len(first_words)
    return [_INCOMPLETE if word.islower() else 1.0 for word in first_words]


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def count_disfluencies(words: Sequence[str]) -> int:
    """Return the number of hesitations and immediate repetitions."""
    repeats = sum(
        words[place - length : place] == words[place : place + length]
        for length in range(1, _LONGEST_REPEAT + 1)
        for place in range(length, len(words) - length + 1)
    )
    return repeats + sum(word in word_lists.HESITATIONS for word in words)
