"""Function words by language: the words of any subject, which name nothing.

They complete the lists of ``stopwordsiso``, which lack many pronouns, conjunctions, adverbs and common verbs of spoken
language. They are never a name, a topic or a keyword by themselves.
"""

from collections.abc import Mapping

from analysis.pipeline.nlp.words.word_lists import word_set

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": word_set(
        """
        et cetera etcetera heck damn dude gonna gotta wanna kinda sorta alright alrighty whatever whenever wherever
        somehow somewhat anyway anyways besides meanwhile nevertheless nonetheless hopefully apparently unfortunately
        """
    ),
    "es": word_set(
        """
        quiero quieres quiere queremos quieren puedo puedes puede podemos pueden podría podrías recibe reciben paga
        pagan forma formas encontrar encuentra digo dices dice dicen decir hacer haces hace hacemos hacen hecho
        tengo tienes tiene tenemos tienen vamos voy vas van ver veo ves vemos verás veas sabes sabe saber cosa cosas
        bueno entonces pues quizás quizá tal vez cuando mientras aunque porque también además luego después ahora
        aquí allí siempre nunca casi cada cual cuales cualquier alguien algo nadie nada todo toda todos todas mucho
        mucha muchos muchas poco pocos manera maneras ejemplo gente verdad claro ojalá usted ustedes vosotros
        significa llama llaman ser sido siendo era eran estaba estaban haber había hay han has hemos tener tuvo
        primero primera segundo segunda mismo misma mismos mismas usar usa usan cuenta modo veces
        """
    ),
    "pt": word_set(
        """
        quero queres quer queremos querem posso podes pode podemos podem poderia coisa coisas gente então assim porque
        também além depois agora aqui ali sempre nunca quase cada qualquer alguém algo ninguém nada tudo toda todos
        todas muito muita muitos muitas pouco fazer faz fazem feito dizer diz dizem digo tenho tem têm temos vamos vou
        vai vão ver vê sabe saber exemplo verdade claro talvez enquanto embora quando você vocês gente né tá pra pro aí
        """
    ),
    "fr": word_set(
        """
        vraiment réellement faire fait fais font chose choses appelée appelé appelle appelés donc alors mais lorsque
        lorsqu puisque puisqu parce quand comment pourquoi toujours jamais presque chaque quelque quelques quelqu
        quelqu'un rien tout toute tous toutes beaucoup peu très trop aussi encore déjà bien sûr voilà voici ensuite
        puis après avant maintenant ici là-bas peut peux peuvent pouvez pouvoir pourrait veux veut veulent vouloir
        vais vas va vont aller dire dit dis disent voir vois voit sais sait savoir faut falloir exemple façon
        manière gens ouais ben euh bah hein qu'est-ce est-ce c'est-à-dire peut-être cela ceci ça utilisé utilisée
        utilisés utiliser utilise important importante donner donne donné prendre prend pris mettre met mis passer
        passe trouver trouve savez avez avons ont sont sera serait était étaient avait avaient suis sommes
        """
    ),
    "de": word_set(
        """
        eigentlich wirklich halt eben mal doch schon noch ganz ziemlich natürlich vielleicht irgendwie irgendwas etwas
        nichts alles jemand niemand immer niemals manchmal genau einfach ungefähr zum beispiel sache sachen ding dinge
        leute machen macht mache gemacht sagen sagt sage gesagt gehen geht ging kommen kommt sehen sieht wissen weiß
        können kann könnte müssen muss sollen wollen will möchte würde werden wird deshalb deswegen trotzdem außerdem
        danach dann jetzt hier dort
        """
    ),
    "it": word_set(
        """
        voglio vuoi vuole vogliamo vogliono posso puoi può possiamo possono potrebbe cosa cose fare faccio fai fa
        facciamo fanno fatto dire dico dici dice dicono detto vedere vedo vedi vede so sai sa sapere andare vado vai
        va andiamo vanno quindi allora però perché anche ancora già sempre mai quasi ogni qualche qualcosa qualcuno
        nessuno niente tutto tutta tutti tutte molto molta molti molte poco pochi davvero veramente esempio modo
        gente ecco insomma cioè magari quando mentre sebbene inizi inizia iniziare prima primo seconda secondo ora
        adesso qui qua lì là essere stato stata sono siamo erano aveva avevano avere hai ha hanno abbiamo
        """
    ),
    "ru": word_set(
        """
        поэтому например которым которыми который которая которое которые которого которой которому которую которых
        итак также тоже однако хотя чтобы чтоб потому затем потом теперь сейчас тогда здесь там туда сюда вообще
        прямо очень почти всегда никогда иногда каждый каждая каждое кто-то что-то кто-нибудь что-нибудь какой-то
        многие многих некоторые некоторых другие других другой несколько именно конечно возможно кстати значит короче
        типа блин ладно вот вон ну давайте давай можно нужно надо нельзя можем может могут могу хочу хочет хотим хотят
        знаю знает знаете говорю говорит говорят сказать сказал делать делает сделать вещь вещи человек люди людей
        просто действительно скажем допустим собственно дело образом случай случае меня мне мной тебя тебе вам вами нам
        нами ему ней него них ними свой своя своё свои своего своей
        """
    ),
    "uk": word_set(
        """
        не ні так та і й або але бо що щоб якщо якби коли тоді тепер зараз потім тут там туди сюди де куди звідки
        чому тому отже отож також теж навіть лише тільки дуже майже завжди ніколи іноді часто вже ще знову просто
        саме власне звичайно звісно можливо мабуть наприклад який яка яке які якого якої якому яку яких яким кожен
        кожна кожне хтось щось хто ніхто ніщо нічого все всі всього усе усі багато мало кілька декілька інший інша
        інше інші інших цей ця це ці цього цієї цьому цю цих той те ті того тієї ту тих мій моя моє мої твій твоя
        наш наша наше наші ваш ваша ваше ваші свій своя своє свої свого своєї я ти він вона воно ми ви вони мене
        мені мною тебе тобі його йому її їй їх їм нас нам вас вам ними на над під про при для від до з із зі за
        через після перед між без крім бути є був була було були буде будуть можна можу може можемо можуть треба
        потрібно слід хочу хоче хочемо хочуть знаю знає знаєте кажу каже кажуть сказати робити робить зробити річ
        речі людина люди людей давайте ось ну от отак такий така таке такі ніж чи якось сильно гаразд маєте має
        маємо мають маю мав мала мали себе собі собою нехай хай добре ладно зовсім досить трохи стати став стає
        давай справа справді адже немає нема якщось ким чим
        """
    ),
    "ar": word_set(
        """
        ولكن لكن آخر أخرى أخر لديهم لدي لديك لدينا لديه لديها يتم تتم فقط يمكنك يمكن يمكننا يمكنني لذا لذلك يعني هذا
        هذه هذان هؤلاء ذلك تلك أولئك الذي التي الذين اللذان اللواتي ما ماذا لماذا كيف متى أين هل قد لقد سوف كان كانت
        كانوا يكون تكون ليس ليست لا لم لن إن أن إذا إذ حيث حين عندما بينما بعد قبل عند منذ حتى كي لكي أو أم ثم بل
        أيضا أيضًا جدا جدًا كثيرا كثيرًا قليلا كل بعض جميع كلا غير سوى مثل مثلا بسبب خلال حول بين ضمن نحو فوق تحت
        هنا هناك الآن اليوم أنا أنت أنتم نحن هو هي هم هن إنه إنها أنه أنها لأن لأنه لأنها له لها لهم لنا لك لي به
        بها فيه فيها منه منها عليه عليها إليه إليها عنه عنها شيء أشياء شي طيب يلا والله بس كده كدا علشان عشان زي
        اللي ده دي دول إيه ليه فين إزاي مش عايز عاوز هاد هادي هاذ هذي نتاع تاع ديال ديالي ديالك بحال باش حيت واش
        علاش كيفاش فاش كاين كاينة ماشي راه را دابا بزاف شوية حاجة كنت غادي تقول نقول قال قالت يقول نريد أريد تريد
        يجب الطريقة طريقة شخص أشخاص الشخص الخاص خاص خاصة الأشياء الشيء الأمر أمر مرة مرات يوجد توجد أكثر أقل أول
        ثاني واحد واحدة اثنان وهو وهي وهذا وهذه وذلك وإذا وأن وقد ولا وما وفي ومن وعلى فإن فهو فهي بأن كما لما
        """
    ),
    "hi": word_set(
        """
        हम मैं मैंने आप आपको आपके आपका आपकी तुम तुम्हें वह वो यह ये वे उन्हें उसे इसे मुझे हमें हमारे हमारा हमारी
        मेरा मेरी मेरे क्या क्यों कैसे कब कहाँ कहां कौन कितना कितने सिर्फ केवल बस जाता जाती जाते जाना जाए गया गई गए
        अधिक वास्तव में रूप है हैं था थी थे हो होगा होगी होंगे होता होती होते हुआ हुई हुए कर करें करना करने करता
        करती करते किया की किए का के को से पर तक और या लेकिन मगर अगर तो भी ही न नहीं मत जब तब अब यहाँ यहां वहाँ वहां
        बहुत ज्यादा ज़्यादा कम कुछ सब सभी कोई एक दो अपना अपने अपनी साथ बाद पहले लिए लिये द्वारा जैसे वाला वाली वाले
        रहा रही रहे सकते सकता सकती चाहिए चाहते दिया देना देते लेते लेना बात चीज चीज़ चीजें चीज़ें लोग लोगों तरह
        प्रकार मतलब यानी ठीक अच्छा दोस्तों फिर क्योंकि ताकि इसलिए बराबर काफी काफ़ी थोड़ा थोड़ी ऐसा ऐसे ऐसी इतना इतनी
        उतना वैसे सकें पाते पाता दूसरा दूसरी दूसरे पहला पहली अगला अगले किसी किस जिस जिसे जिसमें जिससे उस उसमें इससे
        उससे हमने आपने उन्होंने
        """
    ),
    "ja": word_set(
        """
        実際 必要 最初 最後 場合 自分 今回 今日 本当 非常 一番 時間 問題 方法 部分 全部 全体 大体 普通 色々 以上
        以下 以外 以前 以降 場所 意味 感じ 結果 結局 一応 皆さん 皆様 彼等 彼女 何故 理由 例えば 同様 他方 一方 最近
        次回 前回 一緒 可能 無理 大切 重要 簡単 存在 程度 状態 様子 具体的 基本的
        """
    ),
    "ko": word_set(
        """
        하지 하지만 있는 있다 있습니다 있어요 있고 없는 없다 모든 많은 많이 것을 것은 것이 것도 것들 것 거 거예요
        겁니다 그것 이것 저것 그리고 그래서 그러나 그런데 그러면 그럼 또한 또 및 등 더 덜 매우 아주 정말 진짜 너무
        조금 좀 약간 여기 거기 저기 지금 이제 오늘 다시 계속 항상 우리 우리가 우리는 저 저는 제가 나 나는 내가 너
        당신 여러분 그 그는 그녀 누구 무엇 뭐 왜 어떻게 어디 언제 어떤 이런 그런 저런 때문 때문에 위해 위한 통해
        대해 대한 따라 경우 정도 사실 다른 같은 같이 하는 하고 해서 했습니다 합니다 해요 됩니다 되는 된다 수 있을 할
        한 한번 먼저 다음 만약 아마 물론 예를 들어 사람 사람들 사람이 내용 방법 문제 부분 자신 자기 모두 서로 바로
        이렇게 그렇게 이러한 그러한 가장 매번 각각 하나 하나의 둘 여러 동안 이상 이후 이전 처음 마지막 있게 없이
        보다
        """
    ),
    "zh": word_set(
        """
        这个 那个 这些 那些 这样 那样 这里 那里 什么 怎么 怎样 为什么 因为 所以 但是 可是 不过 然而 如果 要是 虽然
        尽管 而且 并且 或者 以及 还有 然后 接着 现在 今天 时候 时间 东西 事情 问题 方法 部分 可以 能够 应该 需要
        必须 可能 也许 大概 其实 实际上 真的 非常 特别 比较 更加 很多 许多 一些 一点 一下 一个 一种 一样 大家 我们
        你们 他们 她们 它们 自己 别人 朋友 觉得 知道 认为 看到 听到 就是 不是 没有 已经 正在 开始 最后 首先 其次
        例如 比如 當 這個 那個 這些 這樣 這裡 什麼 怎麼 為什麼 因為 雖然 還有 然後 現在 時候 東西 問題 應該 其實
        我們 你們 他們 覺得 沒有 已經 開始
        """
    ),
    "tr": word_set(
        """
        bu şu o bunu şunu onu buna şuna ona bunun şunun onun bunda şunda onda bundan şundan ondan bunlar şunlar
        onlar ben sen biz siz bana sana bize size beni seni bizi sizi benim senin bizim sizin ve veya ya da de ama
        fakat ancak çünkü eğer ki için gibi kadar göre daha en çok az biraz hep her hiç bazı birçok bütün tüm şey
        şeyi şeyler böyle şöyle öyle nasıl neden niçin niye nerede ne kim hangi var yok değil evet hayır artık şimdi
        sonra önce hemen bile sadece yalnızca aslında gerçekten yani mesela örneğin belki tabii tamam peki işte hani
        zaten olarak olan olduğu oldu olur olacak ise idi iken etmek ediyor yapmak yapıyor demek diyor istiyorum
        zaman aynı insan insanlar insanları durum durumda bunlardan bunların bunlara bunları onlardan onların onlara
        onları diye dolayı üzere tek iki üç ilk son kendi kendine kendini başka biri birini ediyoruz ederek edilen
        yapan yapar yapıyoruz yoksa bence sanki
        """
    ),
    "vi": word_set(
        """
        và hoặc nhưng mà nếu thì vì nên do để cho của là có không được bị đã đang sẽ rất quá lắm cũng vẫn còn chỉ
        này kia đó ấy đây đấy nọ tôi bạn anh chị em nó họ ta chúng mình ông bà cái con chiếc những các mọi mỗi từng
        một hai ba nhiều ít vài tất cả thể thực đầu cách bất điều việc gì sao nào đâu khi lúc trước sau trong ngoài
        trên dưới giữa với từ đến tại ở ra vào lên xuống lại nữa rồi đi làm nói biết thấy muốn cần phải nghĩ xem
        như thế vậy rằng bởi hơn nhất đều cùng chưa hay người thứ lần hôm nay
        """
    ),
    "th": word_set(
        """
        ที่ และ หรือ แต่ ถ้า เพราะ เพราะว่า ก็ คือ เป็น มี ไม่ ได้ ให้ กับ ของ ใน จาก ไป มา อยู่ จะ แล้ว ครับ ค่ะ คะ
        นะ นะครับ นะคะ นี้ นั้น โน้น นี่ นั่น อะไร ทำไม อย่างไร ยังไง เมื่อ ที่ไหน ใคร เรา ผม ฉัน คุณ เขา เธอ มัน
        พวกเรา พวกเขา ทุก ทุกคน บาง หลาย มาก น้อย กว่า ที่สุด เช่น เช่นกัน ด้วย โดย ตาม เพื่อ ซึ่ง ว่า แบบ อย่าง เลย
        ต้อง ควร สามารถ อาจ กำลัง เคย ยัง อีก ทั้ง แค่ เพียง สิ่ง คน ครั้ง ตอน ตอนนี้ วันนี้ ต่อ ถึง ขึ้น ลง ออก
        เข้า การ ความ ทำ พูด บอก รู้ เห็น คิด อยาก จริง จริงๆ ทำงาน หมด ใช้ ตัว พวก วิธี สำหรับ ดู ดี เวลา เรื่อง
        เรียก หนึ่ง สอง สาม ใหม่ เดิม ต่าง บน ล่าง ก่อน หลัง ระหว่าง ผ่าน ไว้ เอา ลอง คง ล่ะ จน พอ ไหม ไง กัน แต่ละ
        เท่า นั่นคือ
        """
    ),
    "id": word_set(
        """
        yang dan atau tetapi tapi kalau jika karena sehingga agar supaya untuk dari pada dengan oleh dalam ini itu
        saya aku kamu anda dia kita kami mereka tidak bukan belum sudah telah akan sedang masih juga saja hanya sangat
        banget sekali lebih paling semua setiap beberapa banyak sedikit hal orang cara apa siapa kapan mana bagaimana
        kenapa mengapa sini situ sana sekarang nanti tadi lagi bisa dapat harus perlu mau ingin ada adalah seperti
        misalnya contohnya jadi terus lalu kemudian nah nih sih dong kok kan gitu gini nggak enggak gak udah
        """
    ),
}
