"""Texts of our own for the language tests: a three-minute talk, comments under it, and a few sentences in many languages."""

from datetime import UTC, datetime, timedelta

from analysis.pipeline import values

AUTHOR_ID = "UCtestBakersChannel00001"
VIDEO = values.Video(
    id="test_bread01",
    url="https://www.youtube.com/watch?v=test_bread01",
    title="Why sourdough rises: a starter explained",
    duration_seconds=185.0,
    view_count=52_000,
    like_count=4_100,
    channel_id=AUTHOR_ID,
    channel_name="Crumb School",
    tags=("sourdough", "wild yeast", "Lake Constance", "starter"),
    language="en",
)

_TALK = """
Good bread needs three things: flour, water and time. This morning I baked a loaf in Konstanz, on the shore of Lake Constance.
It holds no yeast from a packet. What lifts it is a starter, a jar of flour and water that has turned sour on my shelf.
A starter is a small zoo. Wild yeast eats the sugar in the flour and breathes out gas. Bacteria eat sugar too, and make acid.
The acid keeps strangers out of the jar, and so yeast and bacteria protect each other. A fed starter doubles within six hours.
If your starter smells of nail polish, it is hungry. Feed it with fresh flour and it will forgive you by the evening.
# 45
Now let us look at the dough. Flour holds two proteins, and when water reaches them they link up and become gluten.
Gluten is a net. The gas of the yeast blows up little balloons inside that net, and the dough rises.
You can feel the net with your hands. Pull the dough gently: if it tears, the gluten is weak, and if it stretches, it is strong.
Salt makes the net tighter. Without salt the dough runs over the table like soup, I have tried it, and it was horrible.
Folding the dough four times in two hours builds more gluten than kneading it for ten minutes.
# 95
The last part is the oven. In the first ten minutes the loaf rises once more, because hot gas needs more room. Bakers call it oven spring.
Steam keeps the crust soft during those minutes, so that the loaf can open. I put a hot iron pot over the bread and the steam stays inside.
Then the crust turns brown. Sugar and protein react in the heat, and that reaction makes the smell for which people cross the street.
Doctor Alvarez at the University of Parma has counted more than five hundred smells in one crust.
Let the bread cool for an hour before you cut it. The crumb is still setting, and a hot loaf is a sticky loaf.
# 150
So remember the jar, the net and the pot. Feed the starter, fold the dough, and keep the steam in the oven.
Thank you for watching, and tell me what your first loaf looked like. Mine was a brick.
"""


def _segments(text: str) -> tuple[values.Segment, ...]:
    segments: list[values.Segment] = []
    second = 0.5
    for line in text.strip().splitlines():
        if line.startswith("#"):
            second = max(second, float(line[1:]))
            continue
        words = line.split()
        for start in range(0, len(words), 9):
            piece = " ".join(words[start : start + 9])
            length = 0.055 * len(piece)
            segments.append(values.Segment(round(second, 2), round(second + length, 2), piece))
            second += length
        second += 0.9
    return tuple(segments)


def _without_marks(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum() or char in " '")


TRANSCRIPT = values.Transcript("manual_captions", "en", _segments(_TALK), duration_seconds=185.0)
#: The same as automatic captions write it: no capitals, no punctuation.
PLAIN_TRANSCRIPT = values.Transcript(
    "automatic_captions",
    "en",
    tuple(values.Segment(s.start, s.end, _without_marks(s.text)) for s in TRANSCRIPT.segments),
    duration_seconds=185.0,
)

#: A few sentences about bread in each language that every tool must get through.
SAMPLES = {
    "en": "Bread needs time. The starter is sour and the dough is soft. I bake every morning and I love the smell of it.",
    "zh": "面包需要时间。酵母让面团发起来。我每天早上烤面包，我喜欢面包的香味。",
    "es": "El pan necesita tiempo. La masa madre está viva y la masa es suave. Horneo cada mañana y me encanta el olor.",
    "pt": "O pão precisa de tempo. O fermento está vivo e a massa é macia. Asso todas as manhãs e adoro o cheiro.",
    "fr": "Le pain a besoin de temps. Le levain est vivant et la pâte est douce. Je cuis chaque matin et j'aime l'odeur.",
    "de": "Brot braucht Zeit. Der Sauerteig lebt und der Teig ist weich. Ich backe jeden Morgen und liebe den Geruch.",
    "ar": "الخبز يحتاج إلى الوقت. الخميرة حية والعجين طري. أخبز كل صباح وأحب رائحة الخبز.",
    "hi": "रोटी को समय चाहिए। खमीर जीवित है और आटा नरम है। मैं हर सुबह रोटी बनाता हूँ और मुझे उसकी खुशबू पसंद है।",
    "ja": "パンには時間が必要です。酵母は生きていて、生地は柔らかいです。毎朝パンを焼きます。香りが大好きです。",
    "ko": "빵에는 시간이 필요합니다. 효모는 살아 있고 반죽은 부드럽습니다. 나는 매일 아침 빵을 굽고 그 냄새를 좋아합니다.",
    "ru": "Хлебу нужно время. Закваска живая, а тесто мягкое. Я пеку каждое утро и люблю запах хлеба.",
    "id": "Roti membutuhkan waktu. Ragi itu hidup dan adonannya lembut. Saya memanggang setiap pagi dan suka aromanya.",
    "tr": "Ekmeğin zamana ihtiyacı var. Maya canlıdır ve hamur yumuşaktır. Her sabah ekmek pişiririm ve kokusunu severim.",
}

_FIRST = datetime(2026, 5, 2, 8, 0, tzinfo=UTC)


def comment(
    number: int, text: str, *, parent: int | None = None, likes: int | None = 0, **more: object
) -> values.Comment:
    """Return comment ``number``, written ``number`` times 50 minutes after the video came out."""
    fields: dict[str, object] = {
        "author": f"@viewer{number}",
        "author_channel_id": f"UCtestViewer{number:012d}",
        "like_count": likes,
        "published_at": _FIRST + timedelta(minutes=50 * number),
    }
    return values.Comment(
        id=f"c{number:03d}",
        text=text,
        parent_id=None if parent is None else f"c{parent:03d}",
        **{**fields, **more},  # type: ignore[arg-type]
    )


def reply_of_author(number: int, text: str, parent: int) -> values.Comment:
    """Return an answer of the channel; it is told by the channel's id alone."""
    return comment(number, text, parent=parent, author="@CrumbSchool", author_channel_id=AUTHOR_ID)


COMMENTS = (
    comment(1, "The gluten net finally makes sense to me, what a wonderful explanation!", likes=240),
    comment(2, "My starter smells of nail polish, is it dead?", likes=55),
    reply_of_author(3, "No, only hungry! Feed the starter twice a day.", 2),
    comment(4, "The music is too loud, I could not hear the part about the gluten.", likes=80),
    comment(5, "Please turn the music down, it is annoying.", likes=31),
    comment(6, "Great video but the music drowns your voice.", likes=12),
    comment(7, "Loud music, quiet voice. A pity.", likes=9),
    comment(8, "The oven spring at 1:42 is so beautiful", likes=77),
    comment(9, "1:43 look at that loaf open!", likes=20),
    comment(10, "I replay 1:44 every time", likes=11),
    comment(11, "At 99:99 nothing happens and 12:00 is past the end", likes=1),
    comment(12, "Which flour do you use for the starter?", likes=18),
    reply_of_author(13, "Rye flour for the starter, wheat flour for the dough.", 12),
    comment(14, "Does the starter need rye flour?", likes=7),
    comment(15, "My rye starter doubles in four hours, the flour matters a lot", likes=6),
    comment(16, "I kept my starter in the fridge for a month and fresh flour saved it", likes=5),
    comment(17, "Iron pot, steam, crust: my loaf came out perfect, thank you!", likes=44),
    comment(18, "The steam trick with the iron pot saved my crust", likes=13),
    comment(19, "No iron pot here, can steam from a tray save the crust?", likes=10),
    comment(20, "Terrible advice, my bread was a brick. Waste of time.", likes=2),
    comment(21, "Me encanta este canal, la explicación del gluten es perfecta.", likes=33),
    comment(22, "La masa madre por fin tiene sentido, muchas gracias por el vídeo.", likes=14),
    comment(23, "Sehr schön erklärt, endlich verstehe ich den Sauerteig.", likes=16),
    comment(24, "Superbe explication, merci beaucoup pour cette vidéo sur le levain !", likes=15),
    comment(25, "شرح جميل جداً، شكراً لك 👨‍👩‍👧", likes=21),
    comment(26, "とても分かりやすいです。明日パンを焼きます。", likes=8),
    comment(27, "설명이 정말 쉽고 좋아요.", likes=8),
    comment(28, "Отличное видео, теперь понимаю закваску.", likes=9),
    comment(29, "讲得很清楚，谢谢！", likes=7),
    comment(30, "बहुत बढ़िया वीडियो है, धन्यवाद।", likes=6),
    comment(31, "Penjelasannya bagus sekali, terima kasih banyak.", likes=5),
    comment(32, "Çok güzel bir anlatım olmuş, teşekkürler.", likes=4),
    comment(33, "Que vídeo maravilhoso, parabéns pelo trabalho.", likes=6),
    comment(34, "😍😍👏", likes=3),
    comment(35, "🍞", likes=3),
    comment(36, "Earn $900 a day, contact Mrs Dana on WhatsApp +1 555 0100 044"),
    comment(37, "sub4sub? I subscribe back"),
    comment(38, "Win a free oven, click http://ovens.example.com/win before midnight tonight"),
    comment(39, "Win a free oven, click http://ovens.example.com/win before midnight tonight"),
    comment(40, "nice video", likes=1),
    comment(41, "", likes=0),
)  # fmt: skip
COMMENT_SET = values.CommentSet(COMMENTS, total=1_234)

#: Texts that trip up careless patterns or take quadratic time.
HOSTILE = (
    "a" * 10_000,
    ":" * 10_000,
    "1:" * 5_000,
    "." * 10_000 + "a",
    "http://" + "a." * 5_000,
    "@" * 10_000,
    "free " * 2_000,
    "+1 " * 3_000,
    "'" * 10_000,
    "A of " * 2_000,
    "[" * 10_000,
    "👨‍👩‍👧" * 2_000,
    "\u202e\u200f\u0301" * 2_000,
    "面" * 10_000,
    "!?" * 5_000,
    " \n\t" * 3_000,
)
