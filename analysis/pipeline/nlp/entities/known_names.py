"""The project's own list of well-known names, separated by commas, in no particular order."""

from analysis.pipeline.nlp.words.word_lists import word_set


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(",") if name.strip())


#: Cities, states and other places that are not among CLDR's time zones.
PLACES = _names(
    """
    New York City, San Francisco, San Diego, San Jose, Boston, Philadelphia, Seattle, Portland, Houston, Dallas,
    Austin, San Antonio, Atlanta, Miami, Orlando, Tampa, Las Vegas, New Orleans, Nashville, Memphis, Charlotte,
    Baltimore, Washington, Washington DC, Pittsburgh, Cleveland, Cincinnati, Minneapolis, Milwaukee, Sacramento,
    Oakland, Salt Lake City, Brooklyn, Manhattan, Harlem, Queens, the Bronx, Hollywood, Silicon Valley, Wall
    Street, Broadway, Times Square, Montreal, Ottawa, Calgary, Quebec, Beijing, Shenzhen, Guangzhou, Wuhan,
    Chengdu, Nanjing, Kyoto, Osaka, Hiroshima, Nagasaki, Okinawa, Hokkaido, Busan, Mumbai, Bombay, Delhi, New
    Delhi, Bangalore, Bengaluru, Chennai, Hyderabad, Pune, Kerala, Goa, Punjab, Gujarat, Rajasthan, Tamil Nadu,
    Kashmir, Lahore, Islamabad, Hanoi, Bali, Java, Sumatra, Barcelona, Valencia, Seville, Granada, Bilbao,
    Milan, Naples, Turin, Florence, Venice, Bologna, Genoa, Palermo, Sicily, Sardinia, Tuscany, Munich, Hamburg,
    Cologne, Frankfurt, Stuttgart, Dresden, Leipzig, Bremen, Bavaria, Geneva, Basel, Salzburg, Lyon, Marseille,
    Bordeaux, Strasbourg, Toulouse, Normandy, Provence, Brittany, Corsica, Antwerp, Rotterdam, The Hague,
    Manchester, Liverpool, Birmingham, Edinburgh, Glasgow, Belfast, Cardiff, Oxford, Cambridge, Bristol, Leeds,
    England, Scotland, Wales, Northern Ireland, Great Britain, Britain, Cornwall, Yorkshire, Gothenburg, Saint
    Petersburg, Constantinople, Jerusalem, Tel Aviv, Gaza, Mecca, Medina, Marrakesh, Alexandria, Cape Town,
    Timbuktu, Zanzibar, Rio de Janeiro, Brasilia, Cusco, Machu Picchu, Patagonia, Alabama, Alaska, Arizona,
    Arkansas, California, Colorado, Connecticut, Delaware, Florida, Georgia, Hawaii, Idaho, Illinois, Indiana,
    Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi,
    Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota,
    Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah,
    Vermont, Virginia, West Virginia, Wisconsin, Wyoming, Ontario, Alberta, British Columbia, Nova Scotia,
    Queensland, Tasmania, New South Wales, Siberia, Crimea, Tibet, Hong Kong, Macau, Manchuria, Scandinavia, the
    Balkans, Mesopotamia, the Middle East, America, the United States of America, USA, UK, UAE, the Soviet
    Union, Antarctica, the Arctic, the Pacific, the Atlantic, Pacific Ocean, Atlantic Ocean, Indian Ocean,
    Mediterranean, Mediterranean Sea, Black Sea, Red Sea, Dead Sea, Persian Gulf, Amazon River, Nile, Danube,
    Rhine, Thames, Ganges, Yangtze, Mississippi River, Himalayas, Alps, Andes, Rocky Mountains, Rockies, Sahara,
    Gobi, Mount Everest, Everest, Kilimanjaro, Turkey, Ivory Coast, Czech Republic, Holland, Persia, Phoenix,
    Buffalo, Yellowstone, Yosemite, Grand Canyon, Niagara Falls, Silk Road, Mars, Venus, Jupiter, Saturn, Pluto,
    Brighton, Milton Keynes, Cheltenham, Nottingham, Sheffield, Newcastle, Derbyshire, Kent, Sussex, Essex,
    White House, Eiffel Tower, Pentagon, Kremlin, Chernobyl, Fukushima, Auschwitz, Disneyland, Disney World
    """
)
ORGANISATIONS = _names(
    """
    Google, Microsoft, Apple, Amazon, Facebook, Meta, Twitter, Netflix, Disney, Samsung, Sony, Nintendo, Intel,
    AMD, Nvidia, Qualcomm, IBM, Oracle, Cisco, Dell, Lenovo, Huawei, Xiaomi, Tencent, Alibaba, Baidu, ByteDance,
    TSMC, OpenAI, Anthropic, DeepMind, Mozilla, Adobe, Spotify, Uber, Lyft, Airbnb, PayPal, Stripe, Shopify,
    GitHub, Reddit, Wikipedia, LinkedIn, Pixar, Marvel, Lucasfilm, Warner Brothers, Universal Studios, HBO, BBC,
    CNN, NBC, CBS, ABC News, Fox News, ESPN, Reuters, Bloomberg, Al Jazeera, New York Times, Washington Post,
    Wall Street Journal, The Guardian, The Economist, Tesla, SpaceX, Boeing, Airbus, Lockheed Martin, Blue
    Origin, Virgin Galactic, Toyota, Honda, Nissan, Hyundai, Volkswagen, Mercedes, Mercedes Benz, BMW, Audi,
    Porsche, Ferrari, Lamborghini, Fiat, Renault, Peugeot, Volvo, General Motors, Chrysler, Chevrolet, Ford
    Motor Company, Harley Davidson, Lufthansa, Ryanair, Walmart, Costco, Ikea, Whole Foods, Starbucks,
    McDonald's, Burger King, KFC, Coca Cola, Pepsi, Nestle, Unilever, Nike, Adidas, Puma, Gucci, Prada, Louis
    Vuitton, Chanel, Rolex, Goldman Sachs, JP Morgan, Morgan Stanley, Lehman Brothers, Deutsche Bank, Federal
    Reserve, World Bank, Pfizer, Moderna, AstraZeneca, BioNTech, NASA, ESA, CERN, NATO, FBI, CIA, NSA, FDA, CDC,
    IRS, FIFA, UEFA, NBA, NFL, MLB, NHL, UNESCO, UNICEF, United Nations, European Union, World Health
    Organization, Red Cross, Greenpeace, Supreme Court, Congress, Democratic Party, Republican Party, MIT,
    Harvard, Stanford, Yale, Princeton, UCLA, Oxford University, Real Madrid, Bayern Munich, Manchester United,
    Manchester City, Juventus, Arsenal, Lakers, Yankees, Mossad, KGB, Al Qaeda, Hamas, Hezbollah, Taliban,
    Hyundai Motor, Siemens, Bosch, Philips, Nokia, Ericsson, Motorola, Panasonic, Toshiba, Canon, Nikon, Kodak,
    eBay, Etsy, AliExpress, Vimeo, Dropbox, Visa, Mastercard,
    Patreon, Hugging Face, Khan Academy, Bell Labs, MasterClass,
    Coursera, Google Books, Kickstarter,
    Logitech, GoPro, DJI, European Space Agency, International Monetary Fund, World Trade Organization
    """
)
PRODUCTS = _names(
    """
    iPhone, iPad, iPod, iMac, MacBook, MacBook Pro, MacBook Air, AirPods, Apple Watch, iOS, macOS, Android,
    Chromebook, Windows, Windows 10, Windows 11, Linux, Ubuntu, Debian, PlayStation, Xbox, Nintendo Switch, Game
    Boy, GameCube, Steam Deck, Photoshop, Lightroom, Premiere Pro, After Effects, Final Cut Pro, Microsoft Word,
    PowerPoint, Gmail, Google Maps, Google Docs, YouTube, TikTok, Instagram, Snapchat, WhatsApp, Telegram,
    Discord, Twitch, Zoom, Slack, Skype, ChatGPT, GPT, Siri, Alexa, Copilot, Midjourney, Stable Diffusion,
    TensorFlow, PyTorch, Kubernetes, Docker, JavaScript, TypeScript, Python, Django, PostgreSQL, MySQL, Redis,
    Visual Studio, Visual Studio Code, VS Code, Neovim, Bitcoin, Ethereum, Dogecoin, Minecraft, Fortnite,
    Roblox, Call of Duty, Grand Theft Auto, League of Legends, World of Warcraft, Elden Ring, Dark Souls, Zelda,
    Pokemon, Pokémon, Super Mario, Super Mario Brothers, Mario Kart, Tetris, Pac Man, Counter Strike, Resident
    Evil, Final Fantasy, Star Wars, Star Trek, Harry Potter, Lord of the Rings, Game of Thrones, Breaking Bad,
    Jurassic Park, Toy Story, Photoshop Elements, Hubble, International Space Station, Space Shuttle, Starship,
    Falcon 9, Soyuz, Voyager, Mona Lisa, the Bible, the Quran, Magna Carta, Model T, Cybertruck, Corvette,
    Boeing 737, Concorde, Titanic, Raspberry Pi, Arduino, GeForce, Radeon, Ryzen, Snapdragon, Wi-Fi, Bluetooth,
    Kindle, Walkman, Rubik's Cube, Lego
    """
)
EVENTS = _names(
    """
    World War I, World War II, World War One, World War Two, First World War, Second World War, Cold War, Civil
    War, Vietnam War, Korean War, Gulf War, French Revolution, Industrial Revolution, American Revolution,
    Russian Revolution, Great Depression, Holocaust, Renaissance, World Cup, Super Bowl, Olympics, Olympic
    Games, Champions League, Wimbledon, Grand Prix, Tour de France, Oscars, Academy Awards, Grammys, Eurovision,
    Coachella, Comic Con, Black Friday, Brexit, Watergate, Pearl Harbor, D-Day, Thanksgiving, Ramadan, Chinese
    New Year
    """
)
#: People who are often named, mostly with a surname that is a common word, or with a single name.
PEOPLE = _names(
    """
    Elon Musk, Bill Gates, Steve Jobs, Tim Cook, Larry Page, Donald Trump, George Bush, Stephen Hawking, Morgan
    Freeman, Tom Hanks, Tom Cruise, Will Smith, Johnny Cash, Kate Bush, Taylor Swift, Stevie Wonder, Jack Black,
    Jamie Fox, Neil Armstrong, Tiger Woods, Usain Bolt, Carl Sagan, Alan Turing, Isaac Newton, Nikola Tesla,
    Stephen King, James Bond, Sherlock Holmes, Jack the Ripper, Martin Luther King, Bob Marley, Amy Winehouse,
    Ed Sheeran, Katy Perry, Miley Cyrus, Kanye West, Snoop Dogg, Jay-Z, MrBeast, PewDiePie, Mark Rober, Joe
    Rogan, Jordan Peterson, Warren Buffett, Jeff Bezos, Jesus, Jesus Christ, Buddha, Confucius, Socrates, Plato,
    Aristotle, Julius Caesar, Napoleon, Hitler, Adolf Hitler, Stalin, Lenin, Gandhi, Mahatma Gandhi, Churchill,
    Winston Churchill, Einstein, Freud, Nietzsche, Shakespeare, Mozart, Beethoven, Bach, Picasso, Van Gogh,
    Leonardo da Vinci, Michelangelo, Cleopatra, Obama, Biden, Emmanuel Macron, Angela Merkel, Putin, Zelensky, Messi,
    Ronaldo
    """
)
#: Peoples and their adjectives, which English capitalises. By themselves they name nobody.
DEMONYMS = word_set(
    """
    american americans british briton britons canadian canadians mexican mexicans brazilian brazilians argentine
    argentinian australian australians indian indians pakistani bangladeshi nepali sri lankan japanese chinese korean
    koreans vietnamese thai indonesian malaysian filipino filipinos russian russians ukrainian ukrainians polish czech
    slovak hungarian hungarians romanian romanians bulgarian serbian croatian greek greeks turkish turks iranian
    iranians iraqi israeli israelis arab arabs arabic arabian egyptian egyptians moroccan algerian tunisian african
    africans nigerian kenyan ethiopian ghanaian somali european europeans asian asians german germans french frenchman
    italian italians spanish spaniard spaniards portuguese dutch belgian belgians swiss austrian austrians swedish
    swede swedes norwegian norwegians danish dane danes finnish finn finns irish scottish scots welsh english latin
    latino latina latinos hispanic caucasian jew jews jewish christian christians muslim muslims islamic catholic
    catholics protestant protestants buddhist buddhists hindu hindus sikh roman romans persian persians soviet
    victorian jungian freudian californian texan parisian londoner hawaiian cuban cubans colombian chilean peruvian
    venezuelan jamaican syrian lebanese jordanian saudi palestinian palestinians afghan afghans kurdish tibetan
    mongolian taiwanese cantonese mandarin democrat democrats republican republicans
    """
)
#: Names that in lower case are more often a common word or a first name.
AMBIGUOUS = word_set(
    """
    oral resolute guinea keeling nome muscat cayenne anchorage center jersey queens java cologne phoenix buffalo
    turkey chad niger male nice reading split bath mobile apple amazon oracle stripe marvel puma congress
    arsenal canon windows telegram discord zoom slack python voyager kindle meta alexa docker regina sofia
    samara adelaide charlotte darwin brittany alexandria alberta austin sydney cleveland lima pentagon
    renaissance titanic
    """
)
#: The same by language, for scripts without capitals and for languages that share spellings with English names.
AMBIGUOUS_IN = {
    "ar": word_set("قطر عدن مالي بنين صور عمان تشاد توغو نيس ليون بالي بيرو صوفيا حلب"),
    "ko": word_set("건지 수단 가나 오만 파리 가봉 말리 통가 기니 토고 도하 리마 차드 저지 피지"),
    "hi": word_set("माली चाड चाद टोगो रोम नीस पेरू ओमान गुआम लीमा सना अदन बाली मेन"),
    "tr": word_set("mali nis fas umman puma"),
    "ru": word_set("лима мали того чад нил ном перт рига лион гана"),
    "uk": word_set("мали того чад ліма малі тонга перу"),
    "es": word_set("granada lima paz santiago nova"),
    "pt": word_set("granada lima porto"),
    "id": word_set("lima"),
    "vi": word_set("lima hue"),
}
#: First names that the census of the United States lacks; none is a common English word.
FIRST_NAMES = word_set(
    """
    elon hannah linus jürgen karim giulia lakshmi gordon charlie henri jamie björn bronya sergey sergei vladimir
    dmitri boris mikhail nikolai ivan igor yuri volodymyr xi jinping narendra rahul priya amit raj rajesh sanjay
    sunil deepak anil ravi vijay arjun aditya ananya neha pooja mohammed muhammad ahmad yusuf ibrahim fatima
    aisha omar hassan hussein mahmoud abdul hiroshi takashi kenji haruki akira yuki satoshi shigeru hideo jin
    joon minho kim giovanni matteo francesca lorenzo luca alessandro giuseppe paolo chiara klaus wolfgang
    heinrich johann johannes friedrich ludwig jens lars sven ingrid astrid magnus olaf françois jacques jean luc
    étienne thierry emmanuel amélie céline beyoncé lebron barack kamala hillary zendaya rihanna oprah keanu
    leonardo quentin stanley ridley christopher denzel morgan tilda benedict cillian saoirse siobhan sean seamus
    declan ewan callum nigel graham gareth rishi boris angela olaf greta malala desmond kofi chinua nelson
    """
)
