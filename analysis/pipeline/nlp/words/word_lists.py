"""Word lists of several rules. A rule does not apply to a language without words in its list."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


#: Words about videos and channels in general, excluded from lists of subjects.
VIDEO_WORDS = word_set(
    """
    video videos vid vids channel channels youtube watch watching watched subscribe comment comments minute minutes
    hoy hoje aujourd'hui heute oggi сегодня 今天 今日 오늘 bugün आज hari hablar falar parler sprechen 대해 बात बारे
    vídeo vídeos canal vidéo chaîne kanal videon videor kanalen видео канал فيديو 视频 動画 영상 वीडियो
    """
)
#: Stop words of spoken English that lists made from written English lack: contractions, hesitations, words of any
#: subject.
SPOKEN_WORDS = word_set(
    """
    uh um uhm hmm mhm huh yeah yep nope okay ok oh ah gosh wow hey hi hello bye gonna gotta wanna kinda sorta cuz
    cause lot lots bit stuff guys guy im ive dont thats youre theyre didnt doesnt cant isnt wasnt wont couldnt
    wouldnt ill id lets whats theres heres actually basically literally really pretty just like thing things
    something anything everything someone anyone everyone well right way maybe probably let's that's it's i'm i've
    don't you're they're we're there's what's didn't doesn't can't isn't wasn't won't couldn't wouldn't i'll i'd
    he's she's we've you've they've you'll we'll they'll hadn't hasn't haven't time times people person sort kind
    day days hour hours today tomorrow yesterday idea wait feel feels felt hope glad good nice fun funny cool bad
    great better best love loved sure fine big little long real whole next last first second talk talking talked
    read reads happen happens happened start started stop stopped stay move moves count counts add adds stand stands
    simply nearly hardly thousand thousands million hundred twenty thirty forty fifty ago exactly totally honestly
    definitely obviously super weird crazy amazing awesome thanks thank please wanted called middle bunch couple
    yay nah moment
    """
)
#: Abbreviations whose full stop does not end a sentence.
ABBREVIATIONS = word_set(
    """
    mr mrs ms dr prof st vs etc eg ie no vol fig approx jr sr bzw usw ca sra sres dra mme mlle
    """
)
#: Words that often open a clause.
CLAUSE_OPENERS = word_set(
    """
    so and but now then because okay well i we you he she they it this that there if when what how why let first
    next also y pero entonces porque mas então porque mais donc parce aber und weil dann а но и потому
    """
)
#: Words that never end a sentence.
NEVER_LAST = word_set(
    """
    the a an of to and or but in on at for with from by as is are was were be been my your his her its our their
    this that these those i we you he she they if when because so than into about very not just can could will would
    should have has gonna wanna gotta el la los las un una de del y o en con por para le les des du et ou à dans der die
    das ein eine und oder von zu mit
    """
)
#: Words between two others of one name: "battery of the phone".
JOINING_WORDS = word_set(
    """
    the a an of to and or in on at for with from de del la el los las y en con para le les des du et d à au der die das
    den dem und von im zu mit für do da dos das e em com di della dei il lo i per и в на с
    """
)
#: Hesitations, which are not part of a sentence.
HESITATIONS = word_set("uh um uhm er erm hmm mhm äh ähm euh eh")
#: Word endings that close a sentence, in languages with the verb or a particle at the end.
SENTENCE_CLOSERS = {
    "ja": tuple(word_set("です ます ました ません でした ですね ますね ですよ ますよ だよ だね ください でしょう")),
    "ko": tuple(word_set("니다 니까 세요 어요 아요 예요 에요 네요 거든요 죠 지요 군요 해요 까요 게요 이요")),
    "zh": tuple(word_set("了 吗 呢 吧 啊 嘛 的呀")),
    "hi": tuple(word_set("है हैं था थी थे हूँ हूं गा गी गे दीजिए लीजिए")),
    "tr": tuple(word_set("yor yorum yoruz yorsunuz acak ecek acağız eceğiz ıyor dır dir dur dür")),
}
#: Third-person pronouns: near the start of a sentence they have no antecedent.
THIRD_PERSON_PRONOUNS = word_set(
    "he she they him her them his their er sie ihn ihm il elle ils elles él ella ellos он она они"
)
#: Pairs of words that hedge a statement or fill a pause.
HEDGES = frozenset(
    {
        ("i", "guess"), ("i", "think"), ("i", "mean"), ("i", "feel"), ("i", "believe"), ("i", "suppose"),
        ("you", "know"), ("kind", "of"), ("sort", "of"), ("was", "like"), ("it's", "like"), ("of", "like"),
    }
)  # fmt: skip
#: First words of a sentence that depends on the one before it; in Chinese and Japanese, its first two characters.
DEPENDENT_OPENERS = word_set(
    """
    he she it they this that these those his her its their him them and but so or because then also yet which who
    there er sie es das dies und aber il elle ce cela et mais él ella esto eso y pero ele ela isso e mas он она это
    и но specifically similarly likewise otherwise therefore thus hence consequently conversely second secondly third
    thirdly además entonces también así tampoco donc ainsi alors également deshalb außerdem trotzdem também assim
    então quindi inoltre поэтому также este ese esos esas estos estas aquello isto estes questo questa questi queste
    dieser dieses diese cet ces celui-ci celle-ci эти этот эта bu bunlar şu ini itu dit deze هذا هذه ذلك تلك
    यह ये वह इस उस इसका इसके इसकी उनका 이것은 그것은 이건 그건 이는
    这是 这就 那是 那就 這是 這就 他们 她们 它们 他們 它們 これ それ
    هو هي هم لكن ولكن لذا لذلك ثم وهذا وهذه بهذه وبهذه और तो लेकिन मगर इसलिए फिर 그래서 그러나 하지만 그리고 그런데
    所以 但是 可是 不过 因此 而且 然后 那么 于是 不過 然後 那麼 於是 ama ve çünkü yani tapi jadi więc maar dus
    """
)
#: The same of two words.
DEPENDENT_BEGINNINGS = frozenset(
    {
        ("for", "example"), ("for", "instance"), ("for", "one"), ("in", "other"), ("by", "contrast"),
        ("por", "ejemplo"), ("por", "eso"), ("par", "exemple"), ("zum", "beispiel"), ("por", "exemplo"),
        ("por", "isso"), ("per", "esempio"), ("de", "esa"), ("de", "esta"), ("de", "cette"), ("auf", "diese"),
    }
)  # fmt: skip
#: Words that address or greet the audience.
AUDIENCE_ADDRESS = word_set(
    """
    subscribe comment bell patreon sponsor sponsored link description thanks thank welcome hello
    """
)
#: Interjections and contractions: they end a phrase in any position.
INTERJECTIONS = word_set(
    """
    uh um uhm er erm hmm mhm huh yeah yep yes nope no okay ok oh ah gosh wow hey hi hello bye gonna gotta wanna kinda
    sorta cuz lol haha im ive dont thats youre theyre didnt doesnt cant isnt wasnt wont couldnt wouldnt ill id whats
    theres heres please thanks basically literally actually really
    """
)
#: Function words inside names.
NAME_FUNCTION_WORDS = word_set("of the and in to for a on at with de del do da dos das du des di della")
#: Prepositions that link the parts of a name, by language.
LINKS = {
    "es": word_set("de del"),
    "pt": word_set("de do da dos das"),
    "fr": word_set("de du des"),
    "it": word_set("di del della dei delle"),
}
#: Words of opinion. They name no subject, but label themes of praise or criticism.
OPINION_WORDS = word_set(
    """
    great good best better love loved nice cool fun funny awesome amazing bad worst worse boring thanks thank help
    helpful helped perfect beautiful excellent wrong crazy weird first
    bueno buena buenos buenas mejor mejores gracias gran grande malo peor excelente gusta
    bom boa melhor obrigado obrigada ótimo pior
    bon bonne bien meilleur merci super mauvais bravo
    gut gute guter gutes besser beste danke schön schlecht toll
    хорошо лучший спасибо плохо класс شكرا جميل رائع teşekkürler güzel iyi harika bagus keren terima kasih mantap
    अच्छा बहुत धन्यवाद 감사합니다 좋은 最高 感谢 谢谢 喜欢
    """
)
