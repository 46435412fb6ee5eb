"""Speech made by espeak-ng: it is known to the word what is said, and no recording has to be shared."""

import shutil
import subprocess
from pathlib import Path

from benchmarks.quality.rows import DataMissing

#: Read aloud by several voices. Written for this, with spellings that are the same on both sides of the Atlantic.
PASSAGES = (
    "The market opens before the town wakes up. At four in the morning the first boats come back with their lamps "
    "still burning, and the birds follow them like a loud white cloud. My grandfather used to say that a "
    "fisherman has two clocks, one on the wall and one in the water, and that only the second one is never wrong. "
    "He could tell from the smell of the mud how long it would take until the tide turned, and he never once "
    "looked at a table.",
    "A good loaf of bread needs flour, water, salt and patience. Mix them in a large bowl and leave the dough "
    "alone for half an hour, because flour drinks slowly. Then fold it over itself several times and cover it "
    "with a cloth. The yeast will do the work while you sleep. In the morning the dough should be soft, full of "
    "air, and a little sour. Bake it in a very hot oven until the crust is dark and the bottom sounds hollow when "
    "you knock on it.",
    "Today I want to show you how to repair a bicycle tire without any special tools. First turn the bicycle "
    "upside down and take the wheel off. Push the tire to one side and pull the inner tube out. Pump some air "
    "into the tube and hold it close to your ear, then turn it slowly until you hear where the air escapes. Mark "
    "the hole, make the rubber around it rough with sand paper, and press the patch on it firmly. Now wait a few "
    "minutes before you put it back.",
    "When the company was founded there were only three people and a borrowed desk. We wrote letters to every "
    "school in the country and asked what their teachers were missing. Most of them never answered. But a small "
    "school near the northern border wrote back that their maps were older than their students, and that answer "
    "changed everything. We drew a new map every week, and within a year the little school had the best map room "
    "in the whole country.",
)
#: Voice of espeak-ng and words a minute.
VOICES = (("en-us", 150), ("en-gb", 140), ("en-gb-scotland", 150), ("en-us+f3", 135))
#: Further texts and voices, for the figures that are reported: nothing was chosen on them.
REPORTED_PASSAGES = (
    "People often ask me why bridges have gaps. When the sun shines, steel becomes longer, and in a cold night it "
    "becomes shorter again. A bridge of one mile can grow by more than two feet between winter and summer. "
    "Without a gap the road would push against the banks and break. So engineers put the bridge on rollers and "
    "leave a little space at each end, covered with metal fingers that slide past each other. You can hear them "
    "when you drive over.",
    "Our garden was once a parking lot. We broke the concrete with hammers, carried it away in buckets, and found "
    "that the ground below was as hard as stone. In the first year nothing wanted to grow except weeds. Then a "
    "neighbor told us to plant beans and clover, because their roots loosen the earth and feed it. She was right. "
    "Three summers later we had to give away tomatoes to half of the street, and children came by every day to "
    "look for snails.",
    "Before you buy a used camera, look at three things. The first is the shutter: take a picture of a white wall "
    "and check that no part of it is darker than the rest. The second is the lens. Hold it against a lamp and "
    "look for dust, scratches, or a thin web of fungus. The third is the battery door, which is the part that "
    "breaks most often. If all of them are fine, ask how many pictures the camera has taken, and do not pay more "
    "than half of the original price.",
    "The night train left the station two hours late, and nobody told us why. An old woman shared her bread with "
    "us, a student played cards with the guard, and somewhere behind the mountains the heating stopped. We slept "
    "in our coats. When I opened my eyes, the window was white with frost, and behind it the sea was lying there, "
    "flat and silver, as if someone had ironed it. All the passengers stood up at once, and for a moment nobody "
    "said a word.",
)
REPORTED_VOICES = (("en-us+m3", 150), ("en-gb-x-rp", 145), ("en-us+f2", 140), ("en-gb-x-gbclan", 150))
#: The same few sentences in languages that both espeak-ng and Whisper know.
LANGUAGES = {
    "en": "Good morning. Today I want to show you how to bake bread. We need flour, water, salt and a little patience.",
    "de": "Guten Morgen. Heute zeige ich euch, wie man Brot backt. Wir brauchen Mehl, Wasser, Salz und etwas Geduld.",
    "es": "Buenos días. Hoy quiero enseñarles cómo hacer pan. Necesitamos harina, agua, sal y un poco de paciencia.",
    "fr": "Bonjour. Aujourd'hui je vous montre comment faire du pain. Il faut de la farine, de l'eau et du sel.",
    "pt": "Bom dia. Hoje quero mostrar como fazer pão. Precisamos de farinha, água, sal e um pouco de paciência.",
    "it": "Buongiorno. Oggi vi mostro come fare il pane. Ci servono farina, acqua, sale e un po' di pazienza.",
    "ru": "Доброе утро. Сегодня я покажу вам, как испечь хлеб. Нам нужны мука, вода, соль и немного терпения.",
    "tr": "Günaydın. Bugün size nasıl ekmek yapılacağını göstereceğim. Un, su, tuz ve biraz sabır gerekiyor.",
    "id": "Selamat pagi. Hari ini saya akan menunjukkan cara membuat roti. Kita perlu tepung, air dan garam.",
    "hi": "नमस्ते। आज मैं आपको दिखाऊँगा कि रोटी कैसे बनाते हैं। हमें आटा, पानी, नमक और थोड़ा धैर्य चाहिए।",
    "ar": "صباح الخير. اليوم سأريكم كيف نصنع الخبز. نحتاج إلى الدقيق والماء والملح وقليل من الصبر.",
    "zh": "早上好。今天我要教大家怎么做面包。我们需要面粉、水、盐和一点耐心。",
}


def speak(text: str, path: Path, *, voice: str, words_a_minute: int) -> Path:
    """Have ``text`` read aloud into the WAV ``path`` and return that.

    Raises:
        DataMissing: espeak-ng is not installed.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise DataMissing("the program espeak-ng")
    subprocess.run([program, "-v", voice, "-s", str(words_a_minute), "-w", path, "--", text], check=True)
    return path
