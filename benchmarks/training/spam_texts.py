"""Comments written for this project, one a line, that teach what the collection of 2013 to 2015 does not hold.

Today's lures in many languages, and clean comments that look a little like spam: useful links, words of thanks to a
channel, numbers, talk about subscribing and about money.
"""

SPAM = """
I was in debt until I met Mr Harold Finch, he manages my portfolio and I withdraw $4,500 every week
Anyone here investing with Mrs Olga Brandt? Her signals turned my $1,000 into $9,300 within days
The secret book Hidden Wealth Codes changed everything for me, search it online, you will not believe it
Reach out to @crypto_helen on Instagram, she recovered all my stolen bitcoin
Thanks for the feedback, hit me up on the number above, I have something for you
You are one of our lucky winners, write to the account above to receive your gift
I post gaming videos every day, come and have a look, it would mean the world to a small creator
Small youtuber here, 12 subs, help me get to 100 please, I return every sub
New beat tape out now on my page, real hip hop heads only, no mumble
If you like this you will love my cover of it, it is on my channel, be honest in the comments
Buy cheap followers and likes, delivery in an hour, link in my bio
Get free robux and v bucks here, works in 2024, no survey
Hot girls waiting for you, open my profile picture
Download this movie in full HD from my site before it is taken down
Vote for my band in the contest, the link is below, every vote counts
Use my code TIDE20 for 20 percent off at the store in my profile
Do you want to work from home and earn 300 dollars daily? Ask me how
This forex bot never loses, guaranteed profit, message the admin on telegram
Sorry for the spam, but my brother and I make metal covers and nobody ever hears them
I know nobody reads this, I am a young singer from a small village and one listen could change my life
Not trying to annoy anyone, I produce beats in my bedroom, have a listen if you have a minute
Upcoming rapper here, real lyrics, come through and tell me if I should keep going
Our band needs just a few more plays to get into the festival, please give us a chance
We drop a new comedy sketch every Friday, take a look, you will laugh
If this gets 300 thumbs up my parents will let me keep the dog
Like this comment and your wish will come true tomorrow
My cousin went from zero to ten thousand views overnight with this one site
Sign the petition against the new road, link is on my page
Please donate for my operation, every dollar helps, details on my wall
Go to my wall and enter the code to get the game for nothing
Ganá 500 dólares por semana desde tu casa, escribime por whatsapp y te explico
Suscríbanse a mi canal, subo videos todos los días y devuelvo la suscripción
Gracias a la señora Marta Ruiz recuperé mi inversión en bitcoin, contáctenla en telegram
Ganhe 200 reais por dia trabalhando em casa, me chama no whats que eu explico
Se inscreve no meu canal que eu me inscrevo de volta, é sério
Invista com o especialista João Prado, lucrei muito em uma semana, o contato está no perfil
Abonnez-vous à ma chaîne, je fais des vidéos tous les jours et je vous rends l'abonnement
J'ai gagné 3000 euros en une semaine grâce à madame Colette, écrivez-lui sur WhatsApp
Verdiene 500 Euro am Tag von zuhause, schreib mir auf Telegram
Schaut mal auf meinem Kanal vorbei und lasst ein Abo da, ich abonniere zurück
Guadagna da casa 200 euro al giorno, contattami su telegram
Хочешь зарабатывать от 5000 рублей в день? Пиши в телеграм, расскажу как
Подпишитесь на мой канал, пожалуйста, подписка взаимная, очень нужна поддержка
Лучшее казино с выводом без задержек, бонус новым игрокам по ссылке в профиле
اربح ٥٠٠ دولار يوميا من بيتك، للتواصل واتساب على الرقم في الصورة
اشتركوا في قناتي وسأشترك عندكم، كل يوم فيديو جديد
استثمر معنا واحصل على أرباح يومية مضمونة، راسلنا على تلغرام
घर बैठे रोज 5000 रुपये कमाएं, व्हाट्सएप पर मैसेज करें
मेरे चैनल को भी सब्सक्राइब कर दो भाई, मैं भी आपका कर दूंगा
スマホだけで月30万円稼げます、詳しくはLINEを追加してください
私のチャンネルも登録お願いします、必ず登録返しします
집에서 하루 30만원 벌 수 있어요, 텔레그램으로 연락 주세요
제 채널 구독해 주시면 저도 바로 맞구독 갈게요
Mau dapat uang 500 ribu per hari dari rumah? Hubungi WA di profil saya
Mampir juga ke channel saya ya, pasti subscribe balik
Situs slot paling gacor malam ini, daftar lewat link di profil
Evden günde 2000 lira kazanmak ister misin? Telegramdan yaz
Kanalıma abone olun, ben de size abone olurum
在家兼职日赚500元，想做的加我微信
大家来关注我的频道吧，互粉必回
每天轻松赚钱，投资稳赚不赔，联系电报群
""".strip().splitlines()

CLEAN = """
I need help, can you please make a video about exporting to a spreadsheet?
Can anyone help me with the second step please? It says the file was not found
Please help, my page shows only the code and no picture
Thank you so much for giving my little question a chance
You are welcome, and thank you for having a look at my videos
Fantastic lesson, subscribed
Subscribed! Finally somebody who explains why and not only how
Could you please check line twelve? I think a bracket is missing there
Please slow down a little, I cannot follow while I type along
Please make a part two, and please show how to clean the burrs
I looked at the older model as well, it costs less and my brother gave me his, so you should really look at it
Please check your sources next time, people believe what you tell them
I followed along and built my first web page, thank you so much, dude, you are a genius
How do I download the program? My computer tells me that the site is not safe
I wish they would listen to their customers instead of making it thinner every year
For that money you can get two of the others, and they get updates for longer
Where can I buy the green jacket you wear? My wife wants one
I have an exam in June and I need help with series, so please do one about them as well
The free version of the program lacks the export, you have to buy the full one for that
Check out the old bridge when you are in town, my grandfather helped to build it
My little brother watches your videos every day and wants to win a race like you
I bought it last month because my old one was too loud, and I would buy it again for that price
Look at the weather behind you, please take a coat next time and look after yourself
Please tell us which microphone you use and where you got it, everybody wants to know
I have been subscribed since the first video and it only gets better
Finally subscribed after watching for a year without doing it
Please keep making these, I share every one with my students
There is a paper on this: https://arxiv.org/abs/1706.03762 section 3 explains the same idea
The source code is at https://github.com/example/tide and the readme covers the setup
See https://en.wikipedia.org/wiki/Neap_tide for the names of the phases
For anybody who cannot find the form: it is on www.gov.uk under pensions
My channel is about cooking and I still learn something from your gardening videos
I checked my tyres after this and found a nail, thank you
Check the description, he lists all the parts there
Could you make a video about index funds? I never know what to do with my savings
I lost 2,000 dollars on crypto in 2021, wish I had seen this before
My bank charges 3 percent a year for this fund, is that normal?
He earned every subscriber he has, honest work
How many subscribers did you have when you started to earn money from it?
Can you check whether the link in the description still works? It gives me an error
I called my mother after this and she cried
At 4:35 you say 200 volts, the sign says 230
0:00 intro 1:12 tools 3:40 cutting 8:05 glue 11:30 result
Watching this in 2024 and it still holds up
Who else came here after the match?
Why does nobody talk about the drummer? Look at him at 2:10
I bought this camera because of your review and have no regrets
Follow the instructions exactly or the dough will not rise
The website he mentions no longer exists, the archive has a copy
Is the free version enough or do I need to buy the full one?
Telegram vs Signal would make a good video, which one do you use?
WhatsApp deletes these messages after a week, does Signal too?
The scammers who answer in these comments with a WhatsApp number are not him, report them
Congratulations on one million! Well deserved
This should win a prize for best editing
Join a union, that is what my grandfather would say
Please help, my dog does the same thing and I do not know what to do
I listen to this while working from home, every single day
THIS IS THE BEST SONG EVER MADE!!!
LOL THE FACE HE MAKES AT THE END
Please make a second part, I need to know how it ends
Please do one about sharks next, my kids keep asking
Can you please slow down a little, I had to pause all the time
Thank you so much for this, it worked on the first try
Thank you, your videos got me through a hard winter
You should sell these as posters, I would buy two
You guys are the reason I studied biology
I remember sitting in the library at midnight with this on, good times
I needed this today, I feel lighter now
Simple, clear and it works, thanks for taking the time
I exported my list as he shows and imported it into the new app, took two minutes
Me: I will go to bed early tonight. Also me at three in the morning: how are anchors made?
Nobody: absolutely nobody: my brain at night: tides
The ads on this site got so bad that I gave up, this app helped me a lot
He gave away a car and still looks sad, somebody check on him
My father used to play this song for us on Sundays, now I play it for my daughter
I watched all of your videos in one week and now there is nothing left to watch
If you pause at 3:15 you can see the cat behind the door
Everyone in the comments is so kind here, love this place
All the people who say it is fake have never held a hammer
I am from Ghana and we learn this at school, nice to see it explained for everybody
Your channel deserves a million subscribers, the quality is better than television
How does this channel have only two thousand subscribers?
The views on this video are unbelievable, three billion and counting
Came back to check how many views it has now
Do not listen to the critics, your English is fine
Look at the way she holds the brush, that is talent
They should have given her the prize, not him
I want to win a race like this one day, need to train harder
Get well soon, we will wait as long as it takes
Will you share the recipe for the sauce as well?
Search for the long version of the interview, there he says the opposite
Does anybody have the name of the music at the end?
What a great video, my compliments to the whole team
The book he talks about is out of print, I found mine at a flea market
I paid 40 euros for mine and it lasted ten years
The download took an hour but then everything went well
God bless you and your family, greetings from Manila
To everyone who lost somebody this year: it gets easier, I promise
One like from me just for the dog
Thumbs up for the honest ending
I like how he admits his own mistake at the end, very rare
This comment section is better than the video, I cannot stop laughing
I do not understand why so many people dislike this, it is a good song
I hope your wife gets better soon. It must have been a hard month for all of you.
I never comment, but this made my day. Thank you.
Me suscribí hoy, excelente contenido, saludos desde Perú
¿Cuánto dinero hace falta para empezar a invertir en fondos indexados?
Gracias por compartir esto gratis, ayuda a mucha gente
Se inscrevi hoje no canal e já vi dez vídeos, parabéns pelo trabalho
Quanto você ganha por mês com os vídeos? Faz um vídeo sobre isso
Je me suis abonné hier, vos vidéos sont très claires
Combien faut-il investir au début ? Merci pour la vidéo
Habe sofort abonniert, endlich erklärt das jemand richtig
Wo finde ich den Link zu der Studie? In der Beschreibung steht er nicht
Mi sono iscritto subito, complimenti per la spiegazione
Подписался сразу, очень понятно объясняете, спасибо
А сколько вы зарабатываете на этом канале? Очень интересно
Телеграм опять не работает, а видео отличное
اشتركت في القناة بعد هذا الفيديو، شكرا على الشرح الرائع
كم تحتاج من المال لبدء الاستثمار؟ شرح ممتاز
मैंने आज ही आपका चैनल सब्सक्राइब किया, बहुत अच्छा समझाते हैं
क्या आप निवेश पर एक वीडियो बना सकते हैं? धन्यवाद
チャンネル登録しました、いつも分かりやすい説明をありがとうございます
投資を始めるならいくら必要ですか？勉強になりました
구독했어요, 설명이 정말 쉽고 재미있네요
투자 공부를 시작하려는데 어떤 책이 좋을까요?
Sudah subscribe dari dulu, penjelasannya selalu mudah dipahami
Berapa modal untuk mulai investasi, kak? Terima kasih ilmunya
Kanalına yeni abone oldum, anlatımın çok güzel hocam
Yatırım için ne kadar para gerekir? Video için teşekkürler
刚刚订阅了，讲得非常清楚，谢谢分享
投资新手应该看哪本书？求推荐
微信支付在国外能用吗？视频很有帮助
""".strip().splitlines()
